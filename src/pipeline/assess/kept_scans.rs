//! The results of the participant level, read again: what lacks one was not looked at.

use super::config::AssessConfig;
use super::error::AssessError;
use super::kept::{Kept, KeptScan, made_by_this};
use crate::base::program;
use crate::dataset::scan::ScanInput;
use crate::pipeline::participant;
use crate::pipeline::run::json_of;
use crate::report::scan::{Provenance, ScanReport};
use std::fs;
use std::path::PathBuf;

/// A scan with its result, in the order of the dataset.
pub(super) struct KeptResult {
    pub(super) report: ScanReport,
    /// Path of the result file, relative to the output folder; nothing where there is none.
    pub(super) json: Option<String>,
}

/// Reads every result.
pub(super) fn read(config: &AssessConfig<'_>, kept: &Kept) -> Result<Vec<KeptResult>, AssessError> {
    let results: Vec<KeptResult> =
        kept.scans.iter().map(|scan| one(config, scan)).collect::<Result<_, _>>()?;
    same_settings(config, &results)?;
    Ok(results)
}

fn one(config: &AssessConfig<'_>, scan: &KeptScan) -> Result<KeptResult, AssessError> {
    let json = json_of(&scan.stem);
    let path = config.out.join(&json);
    let failed = |problem: String| AssessError::NoParticipantLevel { path: path.clone(), problem };
    if !path.is_file() {
        return Ok(KeptResult { report: not_looked_at(config, scan), json: None });
    }
    let text = fs::read(&path).map_err(|e| failed(e.to_string()))?;
    let report: ScanReport = serde_json::from_slice(&text).map_err(|e| failed(e.to_string()))?;
    if report.scan != scan.scan {
        return Err(failed(format!("result of {}, not of {}", report.scan, scan.scan)));
    }
    made_by_this(&report.provenance.version).map_err(failed)?;
    Ok(KeptResult { report, json: Some(json) })
}

/// Results of other settings cannot be compared.
fn same_settings(config: &AssessConfig<'_>, results: &[KeptResult]) -> Result<(), AssessError> {
    let mut looked_at = results.iter().filter_map(|r| Some((&r.report.settings, r.json.as_ref()?)));
    let Some((first, one)) = looked_at.next() else { return Ok(()) };
    match looked_at.find(|(settings, _)| *settings != first) {
        None => Ok(()),
        Some((_, other)) => Err(AssessError::NoParticipantLevel {
            path: config.out.join(other),
            problem: format!("other settings than {one}"),
        }),
    }
}

/// What is said of a scan that nobody looked at.
fn not_looked_at(config: &AssessConfig<'_>, scan: &KeptScan) -> ScanReport {
    let input = ScanInput {
        path: PathBuf::new(),
        scan: scan.scan.clone(),
        stem: scan.stem.clone(),
        participant_id: scan.participant_id.clone(),
        session_id: scan.session_id.clone(),
        suffix: scan.suffix.clone(),
    };
    let version = program::CODE.to_owned();
    let nothing = Provenance { version, input_bytes: 0, input_crc32: String::new() };
    let mut report = participant::blank(&input, &config.settings, nothing);
    "not looked at in this run".clone_into(&mut report.reason);
    report
}
