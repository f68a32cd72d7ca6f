//! `scores.csv` and `failures.csv`: who is how alike, one row per pair, and what could not be read.

use super::cell::{missing, number, text};
use super::dictionary;
use super::dictionary::Column;
use super::scan::ScanReport;
use crate::linkage::leakage::Leakage;
use std::io::Write;

/// A pair of scans.
#[derive(Debug)]
pub struct Score<'a> {
    /// The scan to be named.
    pub probe: &'a ScanReport,
    /// The scan of the gallery.
    pub gallery: &'a ScanReport,
    /// How independent two scans of one person are; nothing for different people.
    pub leakage: Option<Leakage>,
    /// By face, ears and vault; NaN where it could not be compared.
    pub scores: [f32; 3],
    /// By face, 1 is first.
    pub rank: Option<usize>,
    /// Names of the regions that match.
    pub regions: Vec<&'static str>,
}

/// A scan that takes no part.
#[derive(Clone, Debug)]
pub struct Failure {
    /// `gallery` or `probes`.
    pub side: &'static str,
    /// Path of the scan.
    pub scan: String,
    /// File, field and value.
    pub error: String,
}

/// Writes the header line and one line per pair.
///
/// # Errors
/// When `out` cannot be written.
pub fn write<'a>(
    out: impl Write,
    scores: impl Iterator<Item = Score<'a>>,
) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns("scores").map(|c| c.name))?;
    for score in scores {
        csv.write_record(fields(&score))?;
    }
    Ok(csv.flush()?)
}

fn fields(score: &Score<'_>) -> [String; 10] {
    let participant =
        |report: &ScanReport| report.participant_id.as_deref().map_or_else(missing, text);
    let [face, ears, vault] = score.scores.map(|value| number(Some(f64::from(value)), 4));
    [
        text(&score.probe.scan),
        participant(score.probe),
        text(&score.gallery.scan),
        participant(score.gallery),
        score.leakage.map_or_else(missing, |leakage| leakage.as_str().to_owned()),
        face,
        ears,
        vault,
        score.rank.map_or_else(missing, |rank| rank.to_string()),
        score.regions.join(";"),
    ]
}

/// Writes the header line and one line per scan that takes no part.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_failures(out: impl Write, failures: &[Failure]) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns("failures").map(|c| c.name))?;
    for Failure { side, scan, error } in failures {
        csv.write_record([*side, &text(scan), &text(error)])?;
    }
    Ok(csv.flush()?)
}

/// Columns and what they mean.
const COLUMNS: &str = include_str!("../../data/score_columns.csv");

fn columns(table: &str) -> impl Iterator<Item = Column> + '_ {
    dictionary::columns(COLUMNS, table)
}

/// The data dictionary of a table, as BIDS puts it beside one: column → description, units.
pub fn dictionary(table: &str) -> serde_json::Value {
    dictionary::json(COLUMNS, table)
}

/// The dictionary of scores by a model of the user's own: the same columns, some with another meaning.
#[cfg(feature = "onnx")]
pub fn dictionary_by_model() -> serde_json::Value {
    let mut all = dictionary("scores");
    if let serde_json::Value::Object(changed) = dictionary("scores_by_model") {
        for (column, meaning) in changed {
            all[column] = meaning;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_that_were_agreed_on() {
        let names: Vec<String> = columns("scores").map(|c| c.name).collect();
        let agreed = "probe_scan probe_participant_id gallery_scan gallery_participant_id leakage \
                      face ears vault rank regions";
        assert_eq!(names.join(" "), agreed);
        assert_eq!(columns("failures").count(), 3);
    }
}
