//! Many scans at once, and the table of their results.

use crate::base::atomic::Access;
use crate::dataset::scan;
use crate::dataset::scan::InputError;
use crate::dataset::scan::ScanInput;
use crate::report::faces_csv;
use crate::report::faces_csv::Row;
use crate::report::group::GroupReport;
use crate::report::scan::ScanReport;

use super::config::RunConfig;
use super::output::{OutputError, OutputFolder};
use super::participant::{self, Analysis};
use super::{group, pictures, restart};
use rayon::prelude::*;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Why a whole run ends early. A scan that fails never does that.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// An input is missing, or there is no scan.
    #[error(transparent)]
    Input(#[from] InputError),
    /// Results would be written into the data they are about.
    #[error("{}: is, or lies inside, the input {}; nothing is written there", out.display(), input.display())]
    OutputInsideInput {
        /// The output folder.
        out: PathBuf,
        /// The input it lies in.
        input: PathBuf,
    },
    /// A list, an earlier result or a model that cannot be used.
    #[error("{}: {problem}", path.display())]
    Result {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A result could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The threads could not be started.
    #[error("threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// One finished scan.
#[derive(Debug)]
pub struct Finished {
    /// Its result.
    pub report: ScanReport,
    /// Path of its result file, relative to the output folder.
    pub json: String,
    /// Wall time, s; nothing when an earlier result was used again.
    pub seconds: Option<f64>,
}

/// Analyses every scan of the inputs and writes `faces.csv` with its dictionary `faces.json`, and
/// `group.json`; `on_finished` hears of each scan as
/// it ends. The results come in the order of the scans, whatever the number of threads.
///
/// # Errors
/// [`RunError`] when there is nothing to do or nowhere to write.
pub fn run(
    config: &RunConfig,
    on_start: impl FnOnce(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<Vec<Finished>, RunError> {
    let scans = scan::find(&config.inputs, config.selection)?;
    run_scans(&scans, config, on_start, on_finished)
}

/// The same for scans that were found already, of `config.inputs`.
pub(super) fn run_scans(
    scans: &[ScanInput],
    config: &RunConfig,
    on_start: impl FnOnce(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<Vec<Finished>, RunError> {
    refuse_output_inside(&config.out, &config.inputs)?;
    let out = OutputFolder::create(&config.out)?;
    on_start(scans.len());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).build()?;
    let mut finished = pool.install(|| each(scans, config, &out, &on_finished))?;
    let group = pool.install(|| group::look(finished.iter_mut().map(|f| &mut f.report)));
    write_group(&group, &out)?;
    write_table(&finished, &out)?;
    Ok(finished)
}

/// Analyses every scan by itself, on the threads of the caller, and writes its result file.
pub(super) fn each(
    scans: &[ScanInput],
    config: &RunConfig,
    out: &OutputFolder,
    on_finished: &(impl Fn(&Finished) + Sync),
) -> Result<Vec<Finished>, OutputError> {
    let one = |scan| {
        let finished = one(scan, config, out)?;
        on_finished(&finished);
        Ok(finished)
    };
    scans.par_iter().map(one).collect()
}

/// One scan: its earlier result, or a new one with its files written.
fn one(scan: &ScanInput, config: &RunConfig, out: &OutputFolder) -> Result<Finished, OutputError> {
    let start = Instant::now();
    let json = json_of(&scan.stem);
    // Only an earlier result needs the file's checksum before the file is read.
    let provenance =
        (!config.fresh && restart::may_hold(&json, out)).then(|| restart::provenance(scan));
    if let Some(provenance) = &provenance
        && let Some(report) = restart::earlier(scan, provenance, &config.settings, &json, out)
    {
        return Ok(Finished { report, json, seconds: None });
    }
    let Analysis { mut report, surface } = participant::analyse(scan, &config.settings, provenance);
    if let Some(surface) = surface {
        report.files = pictures::write(&surface, &scan.stem, &config.settings, out)?;
    }
    // Last, so that a result file stands for a scan whose other files are complete.
    let text = serde_json::to_vec_pretty(&report)
        .map_err(|e| OutputError { path: out.root().join(&json), error: io::Error::other(e) })?;
    out.write(&json, Access::Usual, &text)?;
    Ok(Finished { report, json, seconds: Some(start.elapsed().as_secs_f64()) })
}

/// Where the result of a scan lies, relative to the output folder.
pub(super) fn json_of(stem: &str) -> String {
    format!("scans/{stem}.json")
}

/// What the scans show together; written anew in every run.
pub(super) fn write_group(group: &GroupReport, out: &OutputFolder) -> Result<(), OutputError> {
    const NAME: &str = "group.json";
    let mut text = serde_json::to_vec_pretty(group)
        .map_err(|e| OutputError { path: out.root().join(NAME), error: io::Error::other(e) })?;
    text.push(b'\n');
    out.write(NAME, Access::Usual, &text)
}

fn write_table(finished: &[Finished], out: &OutputFolder) -> Result<(), OutputError> {
    const NAME: &str = "faces.csv";
    let rows =
        finished.iter().map(|f| Row { report: &f.report, json: &f.json, seconds: f.seconds });
    let mut bytes = Vec::new();
    faces_csv::write(&mut bytes, rows)
        .map_err(|e| OutputError { path: out.root().join(NAME), error: io::Error::other(e) })?;
    out.write(NAME, Access::Usual, &bytes)?;
    out.write("faces.json", Access::Usual, faces_csv::DICTIONARY.as_bytes())
}

/// Nothing is ever written into an input folder.
pub(super) fn refuse_output_inside(out: &Path, inputs: &[PathBuf]) -> Result<(), RunError> {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    // The deepest part that exists tells where the rest would be made.
    let real = absolute.ancestors().find_map(|folder| folder.canonicalize().ok());
    for input in inputs.iter().filter(|input| input.is_dir()) {
        let inside = |real: &PathBuf| input.canonicalize().is_ok_and(|i| real.starts_with(i));
        if real.as_ref().is_some_and(inside) {
            let (out, input) = (out.to_owned(), input.clone());
            return Err(RunError::OutputInsideInput { out, input });
        }
    }
    Ok(())
}
