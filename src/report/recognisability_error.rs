//! How far a predicted recognisability was from what was observed: `docs/recognisability.csv`.

use serde::Deserialize;
use std::sync::OnceLock;

/// A row: probes of one cohort, of which as much was predicted.
#[derive(Debug, Deserialize)]
struct Row {
    probes_of: String,
    low_by_person: f64,
    high_by_person: f64,
}

/// Tools that take the face away (`make_cohort.py`): a mask and a plane, as published ones cut.
const REMOVERS: [&str; 2] = ["facemask", "quickshear"];

/// A band of predictions, and the 95 % interval of what was observed there.
struct Band {
    from: f64,
    to: f64,
    observed: [f64; 2],
}

/// Rows about bands of predictions begin so.
const BAND: &str = "of 100: ";

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let text = include_str!("../../docs/recognisability.csv");
        let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Row>();
        rows.filter_map(Result::ok).collect()
    })
}

fn bands() -> impl Iterator<Item = Band> {
    rows().iter().filter_map(|row| {
        let (from, to) = row.probes_of.strip_prefix(BAND)?.split_once('-')?;
        Some(Band { from: from.parse().ok()?, to: to.parse().ok()?, observed: row.observed() })
    })
}

impl Row {
    fn observed(&self) -> [f64; 2] {
        [self.low_by_person, self.high_by_person]
    }
}

/// From the least to the most of some intervals.
fn widest(intervals: impl Iterator<Item = [f64; 2]>) -> Option<[f64; 2]> {
    intervals.reduce(|a, b| [a[0].min(b[0]), a[1].max(b[1])])
}

/// The share that was found where `predicted` (0 to 1) was predicted: the widest of the intervals of
/// all cohorts it was measured on. Nothing where nobody measured.
pub fn range(predicted: f64) -> Option<[f64; 2]> {
    let holds = |b: &Band| (b.from..b.to).contains(&predicted) || (predicted >= 1.0 && b.to >= 1.0);
    widest(bands().filter(holds).map(|band| band.observed))
}

/// The share that was found of people whose faces were taken away: the widest of the intervals of all
/// tools and cohorts it was measured on. Nothing where nobody measured.
pub fn once_removed() -> Option<[f64; 2]> {
    let removed = rows().iter().filter(|row| REMOVERS.contains(&row.probes_of.as_str()));
    widest(removed.map(Row::observed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prediction_has_a_range_that_was_measured() {
        for n in 0..=100 {
            let [low, high] = range(f64::from(n) / 100.0).unwrap();
            assert!(0.0 <= low && low < high && high <= 1.0, "{n}");
        }
        // By hand: the outer ends of all rows of a band.
        let ends = |column: usize| {
            let text = include_str!("../../docs/recognisability.csv");
            let rows = text.lines().filter(|row| row.contains("of 100: 0-0.2,"));
            let cell = |row: &str| row.split(',').nth(column).unwrap().parse::<f64>().unwrap();
            rows.map(cell).collect::<Vec<f64>>()
        };
        let least = ends(5).into_iter().fold(1.0, f64::min);
        let most = ends(6).into_iter().fold(0.0, f64::max);
        assert_eq!(range(0.1), Some([least, most]));
        let [low, high] = once_removed().unwrap();
        assert!(0.0 <= low && low < high && high < 1.0, "{low} {high}");
    }
}
