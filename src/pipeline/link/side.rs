//! The scans of one side of an attack: analysed now, or as earlier results left them.

use super::LinkConfig;
use crate::dataset::pairs;
#[cfg(feature = "onnx")]
use crate::dataset::photograph::{self, Photograph};
use crate::dataset::scan;
use crate::pipeline::config::RunConfig;
use crate::pipeline::run::{self, Finished, RunError};
use crate::report::scan::ScanReport;
use std::fs;
use std::path::{Path, PathBuf};

/// The inputs of one side, sorted by what has to be done with them.
#[derive(Debug)]
pub(super) struct Side {
    /// Volumes, or folders of them.
    images: Vec<PathBuf>,
    /// Result files of earlier runs, each with the folder its pictures lie in.
    results: Vec<(PathBuf, PathBuf)>,
}

/// The result of a scan, and the folder in which its pictures lie.
pub(super) type InFolder = (ScanReport, PathBuf);

impl Side {
    /// Lists are opened, output folders are searched for results.
    pub(super) fn of(inputs: &[PathBuf]) -> Result<Self, RunError> {
        let mut side = Self { images: Vec::new(), results: Vec::new() };
        for input in listed(inputs)? {
            let scans = input.join("scans");
            if has_extension(&input, "json") && input.is_file() {
                let folder = input.parent().and_then(Path::parent).unwrap_or(Path::new(""));
                side.results.push((input.clone(), folder.to_owned()));
            } else if scans.is_dir() && input.join("faces.csv").is_file() {
                side.results.extend(json_files(&scans).into_iter().map(|f| (f, input.clone())));
            } else {
                side.images.push(input);
            }
        }
        Ok(side)
    }

    /// Takes out the photographs, which are not analysed.
    #[cfg(feature = "onnx")]
    pub(super) fn take_photographs(&mut self) -> Vec<Photograph> {
        let mut taken = Vec::new();
        self.images.retain(|input| {
            let found = photograph::find(input);
            let is_other = found.is_empty();
            taken.extend(found);
            is_other
        });
        taken
    }

    /// The results of all scans; images are analysed into `folder`.
    ///
    /// A dataset's own scans are taken, not those of the derivatives it carries along; a derivative
    /// is linked by naming it.
    pub(super) fn analysed(
        self,
        folder: &Path,
        config: &LinkConfig,
        on_start: impl FnOnce(usize),
        on_finished: impl Fn(&Finished) + Sync,
    ) -> Result<Vec<InFolder>, RunError> {
        let earlier = self.results.into_iter();
        let mut reports: Vec<InFolder> = earlier
            .map(|(file, folder)| Ok((read(&file)?, folder)))
            .collect::<Result<_, RunError>>()?;
        if self.images.is_empty() {
            return Ok(reports);
        }
        let mut scans = scan::find(&self.images, config.selection)?;
        pairs::prefer_own(&mut scans);
        let run = RunConfig {
            inputs: self.images,
            selection: config.selection,
            out: folder.to_owned(),
            threads: config.threads,
            fresh: config.fresh,
            settings: config.settings.clone(),
        };
        let finished = run::run_scans(&scans, &run, on_start, on_finished)?;
        reports.extend(finished.into_iter().map(|finished| (finished.report, folder.to_owned())));
        Ok(reports)
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| has_extension(path, "json")).collect();
    files.sort();
    files
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
