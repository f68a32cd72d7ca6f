//! The metadata audit of a dataset, from folder to files.

use crate::base::atomic::Access;
use crate::dataset::audit::rule::Rules;
use crate::dataset::audit::severity::Severity;
use crate::dataset::audit::{self, Audit, Faces};
use crate::face::status::Status;
use crate::report::findings::AuditReport;
use crate::report::findings_csv;

use super::output::{OutputError, OutputFolder};
use super::run::{RunError, refuse_output_inside};
use std::io;
use std::path::{Path, PathBuf};

/// What is audited, and how.
#[derive(Clone, Debug)]
pub struct AuditConfig {
    /// The folder.
    pub dataset: PathBuf,
    /// Folder for the results, never inside the dataset.
    pub out: PathBuf,
    /// Output folder of a run of `countenance faces` over the same dataset.
    pub faces: Option<PathBuf>,
    /// The rules.
    pub rules: Rules,
    /// Findings less bad than this are left out of the tables.
    pub least: Severity,
    /// Threads; 0 for all cores.
    pub threads: usize,
}

/// Why an audit ends early.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The folder cannot be listed.
    #[error("{}: {error}", path.display())]
    Input {
        /// The folder.
        path: PathBuf,
        /// The system's message.
        error: io::Error,
    },
    /// The results of `faces` cannot be used.
    #[error("{}: {problem}", path.display())]
    Faces {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The results would be written into the dataset.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The threads could not be started.
    #[error("threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Audits a dataset and writes `findings.csv`, its dictionary `findings.json`, and `audit.json`; the
/// words for the terminal.
///
/// # Errors
/// [`AuditError`] when there is nothing to look at or nowhere to write.
pub fn run(config: &AuditConfig) -> Result<String, AuditError> {
    refuse_output_inside(&config.out, std::slice::from_ref(&config.dataset))?;
    let faces = config.faces.as_deref().map(read_faces).transpose()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).build()?;
    let given = faces.is_some();
    let faces = faces.unwrap_or_default();
    let audited = pool.install(|| audit::audit(&config.dataset, &config.rules, &faces));
    let found =
        audited.map_err(|error| AuditError::Input { path: config.dataset.clone(), error })?;
    let out = OutputFolder::create(&config.out)?;
    write(&found, config, given, &out)
}

fn write(
    found: &Audit,
    config: &AuditConfig,
    faces_given: bool,
    out: &OutputFolder,
) -> Result<String, AuditError> {
    let report = AuditReport::new(found, config.least, faces_given);
    let failed = |name: &str, error: io::Error| OutputError { path: out.root().join(name), error };
    let table = findings_csv::write(report.findings.iter().copied())
        .map_err(|e| failed("findings.csv", io::Error::other(e)))?;
    out.write("findings.csv", Access::Usual, &table)?;
    let json = |name: &str, value: serde_json::Result<Vec<u8>>| {
        let mut bytes = value.map_err(|e| failed(name, io::Error::other(e)))?;
        bytes.push(b'\n');
        out.write(name, Access::Usual, &bytes)
    };
    json("findings.json", serde_json::to_vec_pretty(&findings_csv::dictionary()))?;
    json("audit.json", serde_json::to_vec_pretty(&report))?;
    Ok(report.summary(&format!("findings.csv, audit.json in {}", out.root().display())))
}

/// Path and status of every scan in the `faces.csv` of a run.
fn read_faces(folder: &Path) -> Result<Faces, AuditError> {
    let path = if folder.is_dir() { folder.join("faces.csv") } else { folder.to_owned() };
    let failed = |problem: String| AuditError::Faces { path: path.clone(), problem };
    let mut table = csv::Reader::from_path(&path).map_err(|e| failed(e.to_string()))?;
    let header = table.headers().map_err(|e| failed(e.to_string()))?.clone();
    let column = |name: &str| {
        let place = header.iter().position(|column| column == name);
        place.ok_or_else(|| failed(format!("no column {name}")))
    };
    let (scan, status) = (column("scan")?, column("status")?);
    let mut faces = Faces::new();
    for row in table.records() {
        let row = row.map_err(|e| failed(e.to_string()))?;
        let word = row.get(status).unwrap_or_default();
        let known = Status::ALL.into_iter().find(|status| status.as_str() == word);
        let known = known.ok_or_else(|| failed(format!("status {word}: no such status")))?;
        // Cells that a spreadsheet would run have an apostrophe in front.
        let scan = row.get(scan).unwrap_or_default();
        faces.insert(scan.strip_prefix('\'').unwrap_or(scan).to_owned(), known);
    }
    Ok(faces)
}
