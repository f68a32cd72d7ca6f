//! The scans of one side of an attack: analysed now, or as earlier results left them.

use super::LinkConfig;
use crate::dataset::pairs;
use crate::dataset::scan;
use crate::pipeline::config::RunConfig;
use crate::pipeline::run::{self, Finished, RunError};
use crate::report::scan::ScanReport;
use std::fs;
use std::path::{Path, PathBuf};

/// What an input is.
enum Source {
    /// A volume, or a folder of them.
    Images(PathBuf),
    /// Result files of an earlier run.
    Results(Vec<PathBuf>),
}

/// The results of all scans of one side; images are analysed into `folder`.
///
/// A dataset's own scans are taken, not those of the derivatives it carries along; a derivative is
/// linked by naming it.
pub(super) fn results(
    inputs: &[PathBuf],
    folder: &Path,
    config: &LinkConfig,
    on_start: impl FnOnce(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<Vec<ScanReport>, RunError> {
    let (mut images, mut reports) = (Vec::new(), Vec::new());
    for input in listed(inputs)? {
        match source(input) {
            Source::Images(path) => images.push(path),
            Source::Results(files) => {
                for file in files {
                    reports.push(read(&file)?);
                }
            }
        }
    }
    if images.is_empty() {
        return Ok(reports);
    }
    let mut scans = scan::find(&images, config.selection)?;
    pairs::prefer_own(&mut scans);
    let run = RunConfig {
        inputs: images,
        selection: config.selection,
        out: folder.to_owned(),
        threads: config.threads,
        fresh: config.fresh,
        settings: config.settings.clone(),
    };
    let finished = run::run_scans(&scans, &run, on_start, on_finished)?;
    reports.extend(finished.into_iter().map(|finished| finished.report));
    Ok(reports)
}

/// The inputs, with what a list (`.txt`: a path a line, relative to the list) names in its place.
fn listed(inputs: &[PathBuf]) -> Result<Vec<PathBuf>, RunError> {
    let mut all = Vec::new();
    for input in inputs {
        if !has_extension(input, "txt") {
            all.push(input.clone());
            continue;
        }
        let text = fs::read_to_string(input).map_err(|error| unusable(input, &error))?;
        let folder = input.parent().unwrap_or(Path::new(""));
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        all.extend(lines.map(|line| folder.join(line)));
    }
    Ok(all)
}

fn source(input: PathBuf) -> Source {
    let scans = input.join("scans");
    if has_extension(&input, "json") && input.is_file() {
        return Source::Results(vec![input]);
    }
    if !scans.is_dir() || !input.join("faces.csv").is_file() {
        return Source::Images(input);
    }
    let entries = fs::read_dir(scans).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| has_extension(path, "json")).collect();
    files.sort();
    Source::Results(files)
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

fn read(file: &Path) -> Result<ScanReport, RunError> {
    let bytes = fs::read(file).map_err(|error| unusable(file, &error))?;
    serde_json::from_slice(&bytes).map_err(|error| unusable(file, &error))
}

fn unusable(path: &Path, problem: &dyn std::fmt::Display) -> RunError {
    RunError::Result { path: path.to_owned(), problem: problem.to_string() }
}
