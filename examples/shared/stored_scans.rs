//! Scans as the examples compare them, from an output folder of `countenance faces`.

use countenance::linkage::template::Template;
use countenance::report::scan::ScanReport;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// A scan of somebody in one session.
pub(crate) struct StoredScan {
    pub person: String,
    pub session: Option<String>,
    pub template: Template,
}

/// The scans whose path in the dataset starts so, in the order of their names; `""` for the
/// dataset's own, which lie in no derivative.
pub(crate) fn stored_scans(out: &Path, below: &str) -> Vec<StoredScan> {
    let Ok(folder) = std::fs::read_dir(out.join("scans")) else {
        eprintln!("{}: no output folder of countenance faces", out.display());
        std::process::exit(64);
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let wanted = |scan: &str| match below {
        "" => !["derivatives/", "sourcedata/"].iter().any(|folder| scan.starts_with(folder)),
        below => scan.starts_with(below),
    };
    let read = |file: &PathBuf| {
        let text = std::fs::read(file).expect("a result that can be read");
        let report: ScanReport = serde_json::from_slice(&text).expect("a result of this version");
        let heights = report.descriptor.filter(|_| wanted(&report.scan))?.heights();
        let template = Template::of(&heights.expect("a whole descriptor"));
        Some(StoredScan { person: report.participant_id?, session: report.session_id, template })
    };
    files.par_iter().filter_map(read).collect()
}
