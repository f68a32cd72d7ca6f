//! Scans as the report tells them.

use super::face_evidence;
use super::kept_scans::KeptResult;
use crate::dataset::scan::folders_above;
use crate::face::presence::Presence;
use crate::report::assessment::scan_row::ScanRow;
use crate::report::scan::ScanReport;

/// One row a scan, in their order.
pub(super) fn of(results: &[KeptResult]) -> Vec<ScanRow> {
    results.iter().map(|result| row(&result.report)).collect()
}

fn row(report: &ScanReport) -> ScanRow {
    let evidence = face_evidence::of(report, None);
    let participant = report.participant_id.as_deref().unwrap_or_default();
    let method = report.method.as_ref();
    let present = || {
        let left = report.features.iter().filter(|f| f.shown.presence == Presence::Present);
        left.map(|f| f.feature.as_str()).collect()
    };
    ScanRow {
        scan: report.scan.clone(),
        participant: report.participant_id.clone(),
        session: report.session_id.clone(),
        suffix: report.suffix.clone(),
        derivative: folders_above(&report.scan, participant).to_owned(),
        status: report.status,
        reason: report.reason.clone(),
        error: report.error.clone(),
        face: evidence.face,
        structural: evidence.structural,
        method: method.map(|m| m.class),
        method_confidence: method.map(|m| m.confidence),
        recognisability: face_evidence::recognisability(report),
        basis: report.basis,
        regions_left: (!report.features.is_empty()).then(present),
        sequence: report.sequence.clone(),
        renders: report.files.clone(),
    }
}
