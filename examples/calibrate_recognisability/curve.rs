//! Predicted against seen, as table and picture.

use countenance::base::stats::interval::{Interval, clopper_pearson};
use std::fmt::Write;

/// Probes whose predictions are alike, or of one kind.
pub(crate) struct Point {
    pub(crate) cohort: String,
    /// `intact`, a kind of defacing, or a range of predictions.
    pub(crate) what: String,
    /// Mean prediction for the gallery that was searched.
    pub(crate) predicted: f64,
    pub(crate) hits: u64,
    pub(crate) probes: u64,
    /// Whose they are.
    pub(crate) persons: u64,
    /// People searched, at most.
    pub(crate) gallery: usize,
}

impl Point {
    pub(crate) fn seen(&self) -> f64 {
        self.hits as f64 / self.probes as f64
    }

    /// 95 %, as if every person had been probed once: scans of one person succeed and fail together.
    pub(crate) fn interval(&self) -> Option<Interval> {
        let hits = (self.seen() * self.persons as f64).round() as u64;
        clopper_pearson(hits, self.persons, 0.95)
    }
}

/// The points as CSV.
pub(crate) fn csv(points: &[Point]) -> String {
    let mut rows = String::from(
        "cohort,probes_of,people,predicted,observed,low_by_person,high_by_person,probes,persons\n",
    );
    for point in points {
        let Some(band) = point.interval() else { continue };
        let (name, what) = (&point.cohort, &point.what);
        let _ = writeln!(
            rows,
            "{name},{what},{},{:.4},{:.4},{:.4},{:.4},{},{}",
            point.gallery,
            point.predicted,
            point.seen(),
            band.low,
            band.high,
            point.probes,
            point.persons
        );
    }
    rows
}

const SIZE: f64 = 420.0;
const MARGIN: f64 = 50.0;
const COLOURS: [&str; 4] = ["#1b6ca8", "#c8553d", "#4b8f4b", "#7a5195"];

/// The points as SVG: predicted to the right, seen upwards, bars of 95 % (Clopper–Pearson).
pub(crate) fn svg<'a>(points: impl Iterator<Item = &'a Point>) -> String {
    let x = |p: f64| MARGIN + p * (SIZE - 2.0 * MARGIN);
    let y = |p: f64| SIZE - x(p);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIZE}\" height=\"{SIZE}\" viewBox=\"0 0 {SIZE} {SIZE}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"{SIZE}\" height=\"{SIZE}\" fill=\"white\"/>\n<path d=\"M{0} {1}L{2} {3}\" stroke=\"#bbb\"/>\n<path d=\"M{0} {3}V{1}H{2}\" stroke=\"black\" fill=\"none\"/>\n",
        x(0.0),
        y(0.0),
        x(1.0),
        y(1.0)
    );
    for tick in 0..=4 {
        let p = f64::from(tick) / 4.0;
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{p}</text><text x=\"{}\" y=\"{}\" text-anchor=\"end\">{p}</text>",
            x(p),
            y(0.0) + 16.0,
            x(0.0) - 6.0,
            y(p) + 4.0
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">predicted probability to be first</text>\n<text transform=\"translate(14 {}) rotate(-90)\" text-anchor=\"middle\">seen</text>",
        x(0.5),
        SIZE - 12.0,
        y(0.5)
    );
    let mut names: Vec<&'a str> = Vec::new();
    for point in points {
        let Some(band) = point.interval() else { continue };
        let number = names.iter().position(|n| *n == point.cohort).unwrap_or_else(|| {
            names.push(&point.cohort);
            names.len() - 1
        });
        let (colour, at) = (COLOURS[number % COLOURS.len()], x(point.predicted));
        let _ = writeln!(
            out,
            "<path d=\"M{at:.1} {:.1}V{:.1}\" stroke=\"{colour}\"/><circle cx=\"{at:.1}\" cy=\"{:.1}\" r=\"3.5\" fill=\"{colour}\"><title>{} {}</title></circle>",
            y(band.low),
            y(band.high),
            y(point.seen()),
            point.cohort,
            point.what
        );
    }
    for (number, name) in names.iter().enumerate() {
        let (at, colour) = (MARGIN + 14.0 * number as f64, COLOURS[number % COLOURS.len()]);
        let _ = writeln!(out, "<text x=\"{}\" y=\"{at}\" fill=\"{colour}\">{name}</text>", x(0.04));
    }
    out + "</svg>\n"
}
