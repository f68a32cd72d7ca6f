//! Lines over a numeric axis, each with a band of what it may be.

use super::figure::Figure;
use super::frame::{Frame, Key, Sample};
use super::scale::Axis;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name in the key.
    pub name: String,
    /// (x, y) from left to right; what has no place on the axes is left out.
    pub points: Vec<[f64; 2]>,
    /// (x, low, high) of the band about it; empty for none.
    pub band: Vec<[f64; 3]>,
}

/// A dashed line across the plot.
#[derive(Clone, Debug, PartialEq)]
pub enum Marker {
    /// At a value of the horizontal axis.
    X(f64, String),
    /// At a value of the vertical axis.
    Y(f64, String),
}

/// A plot of lines.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    /// Name of the figure.
    pub id: &'a str,
    /// What is shown.
    pub title: &'a str,
    /// What is to be seen, in words.
    pub description: &'a str,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// The lines.
    pub series: &'a [Series],
    /// Values that matter.
    pub markers: &'a [Marker],
}

impl Lines<'_> {
    /// Draws them.
    pub fn draw(&self) -> Figure {
        let key = |(series, s): (usize, &Series)| (series, s.name.clone());
        let named: Vec<(usize, String)> = self.series.iter().enumerate().map(key).collect();
        let keys: Vec<Key<'_>> = named
            .iter()
            .map(|(series, name)| Key { series: *series, name, sample: Sample::Line })
            .collect();
        let mut frame = Frame::new(self.title, if keys.len() > 1 { &keys } else { &[] });
        frame.y_axis(&self.y);
        frame.x_axis(&self.x);
        let drawn = self.series.iter().any(|s| !s.points.is_empty());
        for (n, series) in self.series.iter().enumerate() {
            self.draw_band(&mut frame, n, series);
        }
        for (n, series) in self.series.iter().enumerate() {
            self.draw_line(&mut frame, n, series);
        }
        if !drawn {
            frame.nothing();
        }
        draw_markers(&mut frame, self.markers, &self.x, &self.y);
        frame.into_figure(self.id, self.title, self.description)
    }

    fn at(&self, frame: &Frame, x: f64, y: f64) -> Option<[f64; 2]> {
        Some(frame.at(self.x.place(x)?, self.y.place(y)?))
    }

    fn draw_band(&self, frame: &mut Frame, n: usize, series: &Series) {
        let low = series.band.iter().filter_map(|[x, low, _]| self.at(frame, *x, *low));
        let high = series.band.iter().rev().filter_map(|[x, _, high]| self.at(frame, *x, *high));
        let outline: Vec<[f64; 2]> = low.chain(high).collect();
        frame.svg.path(&format!("b{}", n % 6), &outline, true);
    }

    fn draw_line(&self, frame: &mut Frame, n: usize, series: &Series) {
        let points: Vec<[f64; 2]> =
            series.points.iter().filter_map(|[x, y]| self.at(frame, *x, *y)).collect();
        if let [single] = points[..] {
            frame.svg.mark(&format!("f{}", n % 6), n, single, 4.0, &series.name);
        }
        frame.svg.path(&format!("l{}", n % 6), &points, false);
    }
}

/// Dashed lines at values that have a place.
pub(super) fn draw_markers(frame: &mut Frame, markers: &[Marker], x: &Axis, y: &Axis) {
    for (row, marker) in markers.iter().enumerate() {
        match marker {
            Marker::X(value, name) => {
                if let Some(place) = x.place(*value) {
                    frame.upright(place, name, row);
                }
            }
            Marker::Y(value, name) => {
                if let Some(place) = y.place(*value) {
                    frame.across(place, name);
                }
            }
        }
    }
}
