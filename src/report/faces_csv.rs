//! `faces.csv`: one row per scan, in the order of the scans.

use super::cell::{missing, number, text};
use super::scan::ScanReport;
use crate::face::method::MethodClass;
use crate::face::presence::{Feature, Presence};
use crate::face::status::Status;
use std::io::Write;

/// Column names, in order.
pub const COLUMNS: [&str; 34] = [
    "scan",
    "participant_id",
    "session_id",
    "suffix",
    "dim",
    "voxel_mm",
    "status",
    "method_class",
    "method_confidence",
    "face_presence",
    "recognisability",
    "basis",
    "forehead",
    "eyes",
    "nose",
    "mouth",
    "chin",
    "ear_left",
    "ear_right",
    "reversible",
    "regions_left",
    "flags",
    "pose_pitch_deg",
    "pose_yaw_deg",
    "pose_roll_deg",
    "pose_confidence",
    "threshold",
    "noise_sigma",
    "surface_area_cm2",
    "head_volume_cm3",
    "checks",
    "error",
    "seconds",
    "json",
];

/// The data dictionary of the table, as BIDS wants it beside a table (JSON).
pub const DICTIONARY: &str = include_str!("../../data/faces.json");

/// A row: the scan's result, where its JSON lies, and the wall time this run spent on it.
#[derive(Debug)]
pub struct Row<'a> {
    /// The result.
    pub report: &'a ScanReport,
    /// Path of the result file, relative to the output folder.
    pub json: &'a str,
    /// Wall time of this run, s; nothing when an earlier result was reused.
    pub seconds: Option<f64>,
}

/// Writes the header line and one line per row. A value that is not known is `n/a`, as in BIDS.
///
/// # Errors
/// When `out` cannot be written.
pub fn write<'a>(out: impl Write, rows: impl Iterator<Item = Row<'a>>) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(COLUMNS)?;
    for row in rows {
        csv.write_record(fields(&row))?;
    }
    Ok(csv.flush()?)
}

fn fields(row: &Row<'_>) -> [String; COLUMNS.len()] {
    let report = row.report;
    let (volume, head) = (report.volume.as_ref(), report.head.as_ref());
    let pose = report.pose_quality.as_ref();
    let joined = |parts: [String; 3]| parts.join("x");
    [
        text(&report.scan),
        report.participant_id.as_deref().map_or_else(missing, text),
        report.session_id.as_deref().map_or_else(missing, text),
        report.suffix.as_deref().map_or_else(missing, text),
        volume.map_or_else(missing, |v| joined(v.dim.map(|n| n.to_string()))),
        volume.map_or_else(missing, |v| joined(v.voxel_mm.map(|mm| format!("{mm:.3}")))),
        report.status.as_str().to_owned(),
        report.method.as_ref().map_or_else(missing, |m| m.class.as_str().to_owned()),
        number(report.method.as_ref().map(|m| m.confidence), 2),
        number(face_presence(report), 2),
        number(report.recognisability, 3),
        report.basis.map_or_else(missing, |b| b.as_str().to_owned()),
        score(report, &[Feature::Forehead]),
        score(report, &[Feature::EyeRight, Feature::EyeLeft]),
        score(report, &[Feature::Nose]),
        score(report, &[Feature::Mouth]),
        score(report, &[Feature::Chin]),
        score(report, &[Feature::EarLeft]),
        score(report, &[Feature::EarRight]),
        reversible(report),
        regions_left(report),
        flags(report),
        number(pose.map(|p| p.pitch_deg), 2),
        number(pose.map(|p| p.yaw_deg), 2),
        number(pose.map(|p| p.roll_deg), 2),
        number(pose.map(|p| p.confidence), 3),
        number(head.map(|h| h.threshold), 3),
        number(head.and_then(|h| h.noise_sigma), 3),
        number(head.map(|h| h.surface_area_cm2), 1),
        number(head.map(|h| h.head_volume_cm3), 1),
        checks(report),
        report.error.as_deref().map_or_else(String::new, text),
        number(row.seconds, 3),
        text(row.json),
    ]
}

/// Mean score of the features that decide the status and lie in the field of view.
fn face_presence(report: &ScanReport) -> Option<f64> {
    let deciding = report.features.iter().filter(|f| f.feature.decides_status());
    mean(deciding.filter_map(|f| f.shown.score))
}

fn mean(scores: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = scores.fold((0.0, 0usize), |(sum, count), s| (sum + s, count + 1));
    (count > 0).then(|| sum / count as f64)
}

fn score(report: &ScanReport, of: &[Feature]) -> String {
    let chosen = report.features.iter().filter(|f| of.contains(&f.feature));
    number(mean(chosen.filter_map(|f| f.shown.score)), 2)
}

fn reversible(report: &ScanReport) -> String {
    let Some(method) = &report.method else { return missing() };
    let partly_removed = report.status == Status::Partial && method.class.is_removal();
    match method.class {
        MethodClass::None => missing(),
        class if class.is_blurring() || partly_removed => "yes".to_owned(),
        _ => "no".to_owned(),
    }
}

fn regions_left(report: &ScanReport) -> String {
    if report.features.is_empty() {
        return missing();
    }
    let left = report.features.iter().filter(|f| f.shown.presence == Presence::Present);
    left.map(|f| f.feature.as_str()).collect::<Vec<_>>().join(";")
}

/// What makes the row mean less than it says, joined by `;`.
fn flags(report: &ScanReport) -> String {
    let mut flags: Vec<&str> = Vec::new();
    if report.too_smooth {
        flags.push("too-smooth");
    }
    flags.extend(report.head.iter().flat_map(|h| &h.warnings).map(|w| w.as_str()));
    flags.join(";")
}

/// Header checks as `field:level`, joined by `;`. The JSON has the messages.
fn checks(report: &ScanReport) -> String {
    let named: Vec<String> =
        report.checks.iter().map(|c| format!("{}:{}", c.field, c.level.as_str())).collect();
    text(&named.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_described_and_nothing_else() {
        let dictionary: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(DICTIONARY).unwrap();
        for column in COLUMNS {
            assert!(dictionary[column]["Description"].is_string(), "{column}");
        }
        assert_eq!(dictionary.len(), COLUMNS.len());
    }

    #[test]
    fn every_level_of_a_column_is_described() {
        let dictionary: serde_json::Value = serde_json::from_str(DICTIONARY).unwrap();
        for class in MethodClass::ALL {
            assert!(dictionary["method_class"]["Levels"][class.as_str()].is_string(), "{class:?}");
        }
        for status in Status::ALL {
            assert!(dictionary["status"]["Levels"][status.as_str()].is_string(), "{status:?}");
        }
    }
}
