//! `faces.csv`: one row per scan, in the order of the scans.

use super::cell::{missing, number, text};
use super::scan::ScanReport;
use std::io::Write;

/// Column names, in order.
pub const COLUMNS: [&str; 19] = [
    "scan",
    "participant_id",
    "session_id",
    "suffix",
    "dim",
    "voxel_mm",
    "status",
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

/// Header checks as `field:level`, joined by `;`. The JSON has the messages.
fn checks(report: &ScanReport) -> String {
    let named: Vec<String> =
        report.checks.iter().map(|c| format!("{}:{}", c.field, c.level.as_str())).collect();
    text(&named.join(";"))
}
