//! The figures of a table's report.

use super::super::page::{english, joined};
use super::super::plot::{
    Axis, Bar, Bars, Border, Figure, Lines, Marker, Point, Scatter, Series, Unit,
};
use super::threshold::Threshold;
use crate::risk::texts::Language;

use super::{SMALL_CELL, TableReport};

/// Every figure that the result holds data for, in the order in which they are shown.
pub fn all(report: &TableReport, thresholds: &[Threshold]) -> Vec<Figure> {
    let known = report.groups.iter().map(|g| (g.participants, g.risk_known()));
    let population = report
        .groups
        .iter()
        .map(|g| (g.participants, g.risk_population().or(g.copula.map(|c| c[2]))));
    let mut figures = vec![class_sizes(report, &english())];
    figures.extend(risks("risk_known", "who takes part is known", known, thresholds));
    figures.extend(risks("risk_population", "who takes part is not known", population, thresholds));
    figures.extend(uniqueness(report, thresholds));
    figures.extend(frontier(report));
    figures
}

/// Ends of the bins of group sizes: single ones while they are small cells, then ever wider.
const SIZES: [f64; 9] = [1.5, 2.5, 3.5, 4.5, 10.5, 20.5, 50.5, 100.5, f64::INFINITY];
const SIZE_NAMES: [&str; 9] = ["1", "2", "3", "4", "5–10", "11–20", "21–50", "51–100", ">100"];
/// Bins below [`SMALL_CELL`].
const SMALL_BINS: usize = 5;

/// How many participants share their facts with how many.
pub fn class_sizes(report: &TableReport, language: &Language<'_>) -> Figure {
    let mut people = [0u64; SIZES.len()];
    for group in &report.groups {
        if let Some(f) = group.frequency {
            let bin = SIZES.partition_point(|end| f > *end).min(SIZES.len() - 1);
            people[bin] += u64::from(group.participants);
        }
    }
    let bars: Vec<Bar> = SIZE_NAMES
        .iter()
        .zip(people)
        .enumerate()
        .map(|(n, (name, count))| Bar {
            name: (*name).to_owned(),
            value: count as f64,
            group: usize::from(n < SMALL_BINS),
        })
        .collect();
    let small: u64 = people[..SMALL_BINS].iter().sum();
    let all: u64 = people.iter().sum();
    let most = people.iter().max().copied().unwrap_or(0);
    let [all, alone, small] = [all, people[0], small].map(|n| n.to_string());
    let values = [
        ("all", all.as_str()),
        ("alone", &alone),
        ("small", &small),
        ("cell", &SMALL_CELL.to_string()),
        ("columns", &joined(&report.quasi_identifiers, language)),
    ];
    let description = language.fill("page.sizes_seen", &values);
    let say = |key: &str| language.say(key).to_owned();
    let [title, x, y] = ["page.sizes", "page.sizes_x", "page.sizes_y"].map(say);
    let [large, few] = ["page.sizes_large", "page.sizes_small"].map(say);
    Bars {
        id: "class_sizes",
        title: &title,
        description: &description,
        x: &x,
        // Five, so that ticks are whole participants.
        y: Axis::linear(&y, 0.0, most.max(5) as f64, Unit::Number),
        groups: &[(large.as_str(), 0), (few.as_str(), 1)],
        bars: &bars,
        borders: &[Border { after: SMALL_BINS as f64, name: String::new() }],
    }
    .draw()
}

/// Ends of the bins of risks; 0.09 and 0.2 are thresholds, with what a written 0.09 stands for.
const RISKS: [f64; 8] = [0.001, 0.01, 0.05, 0.091, 0.201, 0.334, 0.501, 1.0];
const RISK_NAMES: [&str; 8] = ["≤0.001", "≤0.01", "≤0.05", "≤0.09", "≤0.2", "≤0.33", "≤0.5", "≤1"];

fn risks(
    id: &str,
    who: &str,
    of_groups: impl Iterator<Item = (u32, Option<f64>)>,
    thresholds: &[Threshold],
) -> Option<Figure> {
    let mut people = [0u64; RISKS.len()];
    for (participants, risk) in of_groups {
        let Some(risk) = risk else { continue };
        let bin = RISKS.partition_point(|end| risk > *end).min(RISKS.len() - 1);
        people[bin] += u64::from(participants);
    }
    let all: u64 = people.iter().sum();
    if all == 0 {
        return None;
    }
    let bars: Vec<Bar> = RISK_NAMES
        .iter()
        .zip(people)
        .enumerate()
        .map(|(n, (name, count))| Bar {
            name: (*name).to_owned(),
            value: count as f64,
            group: usize::from(n > 3) + usize::from(n > 4),
        })
        .collect();
    let most = people.iter().max().copied().unwrap_or(1);
    let above = |bins: std::ops::Range<usize>| people[bins].iter().sum::<u64>();
    let title = format!("Chance to be picked rightly where {who}");
    let description = format!(
        "{} of {all} participants are picked rightly with a chance above 0.09 (1 in 11), {} of \
         them above 0.2 (1 in 5).",
        above(4..8),
        above(5..8),
    );
    // Groups of bars follow the shipped thresholds; a user's own are not drawn.
    let named = thresholds.iter().any(|t| t.id == "ema");
    let groups = if named {
        [("up to 0.09 (EMA, Health Canada)", 0), ("up to 0.2", 3), ("above 0.2", 1)]
    } else {
        [("up to 0.09", 0), ("up to 0.2", 3), ("above 0.2", 1)]
    };
    let bars = Bars {
        id,
        title: &title,
        description: &description,
        x: "chance of a right pick",
        y: Axis::linear("participants", 0.0, most as f64, Unit::Number),
        groups: &groups,
        bars: &bars,
        borders: &[],
    };
    Some(bars.draw())
}

fn uniqueness(report: &TableReport, thresholds: &[Threshold]) -> Option<Figure> {
    let points = report.curves.iter().flat_map(|c| c.points.iter().map(|p| p[0]));
    let least = points.fold(1.0, f64::min);
    if report.curves.is_empty() {
        return None;
    }
    let series: Vec<Series> = report
        .curves
        .iter()
        .map(|curve| Series {
            name: if curve.applies { curve.model.clone() } else { format!("{} *", curve.model) },
            points: curve.points.clone(),
            band: Vec::new(),
        })
        .collect();
    let mut markers: Vec<Marker> = thresholds
        .iter()
        .filter(|t| t.metric == "population_uniqueness")
        .map(|t| Marker::Y(t.value, format!("{:.0} %", 100.0 * t.value)))
        .collect();
    let mut description = "Share of the population that would be alone with these facts, if the \
         table were this share of the population. "
        .to_owned();
    if let Some(population) = &report.population {
        markers.push(Marker::X(population.sampling.fraction, "this table".to_owned()));
        let range = population.range.map_or_else(
            || "no model applies to this table".to_owned(),
            |[low, high]| format!("{} for this table", estimated(low, high)),
        );
        description = format!("{description}{range}. ");
    }
    if report.curves.iter().any(|c| !c.applies) {
        description.push_str("Models with * do not apply to a table of this kind.");
    }
    let lines = Lines {
        id: "population_uniqueness",
        title: "Alone in the population, by sampling fraction",
        description: description.trim(),
        x: Axis::log("share of the population in the table", least, 1.0, Unit::Number),
        y: Axis::linear("alone in the population", 0.0, 1.0, Unit::Percent),
        series: &series,
        markers: &markers,
    };
    Some(lines.draw())
}

fn frontier(report: &TableReport) -> Option<Figure> {
    if report.plans.is_empty() {
        return None;
    }
    let points: Vec<Point> = report
        .plans
        .iter()
        .filter(|plan| plan.smallest_group > 0)
        .map(|plan| Point {
            name: format!("k = {}", plan.smallest_group),
            tip: format!(
                "k = {}, {} participants suppressed, {:.0} % of information lost",
                plan.smallest_group,
                plan.suppressed,
                100.0 * plan.loss
            ),
            at: [plan.loss, 1.0 / f64::from(plan.smallest_group)],
            group: usize::from(plan.recommended),
        })
        .collect();
    let best = report.plans.iter().find(|p| p.recommended);
    let description = best.map_or_else(
        || "No plan reaches what was asked for.".to_owned(),
        |p| {
            format!(
                "The recommended plan makes groups of at least {}, costs {:.0} % of the \
                 information in these columns and removes the values of {} participants.",
                p.smallest_group,
                100.0 * p.loss,
                p.suppressed
            )
        },
    );
    let scatter = Scatter {
        id: "frontier",
        title: "What a lower risk costs",
        description: &description,
        x: Axis::linear("information lost", 0.0, 1.0, Unit::Percent),
        y: Axis::linear("highest risk, 1/k", 0.0, 1.0, Unit::Number),
        groups: &["plan", "recommended"],
        points: &points,
        markers: &[],
    };
    Some(scatter.draw())
}

/// Words joined as a sentence joins them.
pub(super) fn list(words: &[String]) -> String {
    match words {
        [] => "no column".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A range of shares as percent; one number where both ends are written alike.
pub(super) fn percents(low: f64, high: f64) -> String {
    let (low, high) = (percent(low), percent(high));
    if low == high { format!("{low} %") } else { format!("{low} to {high} %") }
}

/// The same for shares that a model estimates: none of them is nothing.
pub(super) fn estimated(low: f64, high: f64) -> String {
    percents(low.max(f64::MIN_POSITIVE), high.max(f64::MIN_POSITIVE))
}

/// A share as percent with two significant digits; what is not nothing is not written as 0.
pub(super) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent {
        0.0 => "0".to_owned(),
        p if p > 0.0 && p < 0.01 => "<0.01".to_owned(),
        p if p > 0.0 && p < 1.0 => format!("{p:.2}"),
        p if p < 10.0 => format!("{p:.1}"),
        p if p < 100.0 && p > 99.95 => ">99.9".to_owned(),
        p if p < 100.0 && p > 99.0 => format!("{p:.1}"),
        p => format!("{p:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_not_written_as_nothing() {
        let written = [0.0, 1e-7, 0.001, 0.05, 0.333, 0.999, 0.999_99, 1.0].map(percent);
        assert_eq!(written, ["0", "<0.01", "0.10", "5.0", "33", "99.9", ">99.9", "100"]);
        assert_eq!(percents(0.2, 0.201), "20 %");
    }
}
