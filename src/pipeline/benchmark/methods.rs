//! The scans of a benchmark: the dataset's own, and those of every method.

use super::{BenchmarkConfig, BenchmarkError};
use crate::dataset::pairs::{prefer_own, speaks_of_defacing};
use crate::dataset::scan::{self, folders_above};
use crate::face::status::Status;
use crate::pipeline::run::{self, Finished, RunError};
use crate::report::scan::ScanReport;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A method's scans.
pub(super) struct Method {
    pub(super) name: String,
    folder: PathBuf,
    pub(super) scans: Vec<ScanReport>,
}

/// Everything that was looked at.
pub(super) struct Looked {
    /// Un-defaced scans that could be read or not.
    pub(super) originals: Vec<ScanReport>,
    /// By name.
    pub(super) methods: Vec<Method>,
    /// What was left out, in words.
    pub(super) not_assessed: Vec<String>,
}

impl Looked {
    /// Name and folder of every method.
    pub(super) fn folders(&self) -> Vec<(String, PathBuf)> {
        self.methods.iter().map(|m| (m.name.clone(), m.folder.clone())).collect()
    }
}

/// Analyses what has no result yet. Results lie where `faces DATASET -o OUT` puts them, those of
/// methods by name in `methods/NAME`.
pub(super) fn look(
    config: &BenchmarkConfig,
    on_start: impl Fn(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<Looked, BenchmarkError> {
    let dataset = config.faces(&config.dataset, "");
    let mut scans = scan::find(&dataset.inputs, config.selection).map_err(RunError::from)?;
    if !config.methods.is_empty() {
        prefer_own(&mut scans);
    }
    let found = run::run_scans(&scans, &dataset, &on_start, &on_finished)?;
    let mut looked = by_derivative(config, found);
    if !config.methods.is_empty() {
        looked.methods.clear();
        looked.not_assessed.clear();
    }
    for (name, folder) in &config.methods {
        let config = config.faces(folder, &format!("methods/{name}"));
        let found = run::run(&config, &on_start, &on_finished)?;
        let scans = found.into_iter().map(|finished| finished.report).collect();
        looked.methods.push(Method { name: name.clone(), folder: folder.clone(), scans });
    }
    if looked.methods.is_empty() {
        return Err(BenchmarkError::NoMethod(config.dataset.clone()));
    }
    looked.methods.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(looked)
}

fn by_derivative(config: &BenchmarkConfig, found: Vec<Finished>) -> Looked {
    let mut originals = Vec::new();
    let mut derivatives: BTreeMap<String, Vec<ScanReport>> = BTreeMap::new();
    for Finished { report, .. } in found {
        let participant = report.participant_id.as_deref().unwrap_or_default();
        match folders_above(&report.scan, participant) {
            "" => originals.push(report),
            folder => derivatives.entry(folder.to_owned()).or_default().push(report),
        }
    }
    let (mut methods, mut not_assessed) = (Vec::new(), Vec::new());
    for (folder, scans) in derivatives {
        let name = folder.strip_prefix("derivatives/").unwrap_or(&folder).to_owned();
        if is_defaced(&scans) {
            methods.push(Method { name, folder: config.dataset.join(&folder), scans });
        } else {
            not_assessed.push(format!(
                "{folder}: neither names nor faces say that its scans are defaced; taken as no \
                 defacing method. --method NAME=DIR names one."
            ));
        }
    }
    Looked { originals, methods, not_assessed }
}

/// Whether a derivative is named as defaced, or most of its faces are not whole.
fn is_defaced(scans: &[ScanReport]) -> bool {
    use Status::{Blurred, Partial, Removed, Replaced};
    let named = scans.iter().any(|report| speaks_of_defacing(&report.scan));
    let altered = |r: &&ScanReport| matches!(r.status, Partial | Removed | Blurred | Replaced);
    named || 2 * scans.iter().filter(altered).count() > scans.len()
}
