//! Scans and photographs of one side, and what a model makes of each.

use super::shown;
use crate::dataset::photograph::Photograph;
use crate::face::status::Status;
use crate::imaging::photograph::RgbImage;
use crate::imaging::render::View;
use crate::linkage::embedding::Embedding;
use crate::linkage::embedding::network::{Network, Thread};
use crate::pipeline::config::ScanSettings;
use crate::pipeline::link::LinkConfig;
use crate::pipeline::link::side::Side;
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::pipeline::run::{Finished, RunError};
use crate::pipeline::{participant, restart};
use crate::report::scan::ScanReport;
use std::collections::HashMap;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// A scan or a photograph that may take part.
#[derive(Debug)]
pub(super) struct Member {
    /// Whose it is and where it comes from; of a photograph nothing else is known.
    pub(super) report: ScanReport,
    source: Source,
}

#[derive(Debug)]
enum Source {
    /// The folder of a scan's pictures, and how those that the model saw are called.
    Scan { folder: PathBuf, name: String },
    /// A file, or why nobody knows whose it is.
    Photograph(Result<PathBuf, String>),
}

/// All of one side: scans with results or analysed now, then photographs.
pub(super) fn find(
    inputs: &[PathBuf],
    side: &str,
    config: &LinkConfig,
    on_start: impl FnOnce(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<Vec<Member>, RunError> {
    let mut inputs = Side::of(inputs)?;
    let photographs = inputs.take_photographs();
    let scans = inputs.analysed(&config.out.join(side), config, on_start, on_finished)?;
    let mut seen = HashMap::new();
    let scan = |(report, folder): (ScanReport, PathBuf)| {
        let name = shown::name(&report, &mut seen);
        Member { report, source: Source::Scan { folder, name } }
    };
    let mut members: Vec<Member> = scans.into_iter().map(scan).collect();
    members.extend(photographs.into_iter().map(|found| photograph(found, &config.settings)));
    Ok(members)
}

fn photograph(found: Photograph, settings: &ScanSettings) -> Member {
    let Photograph { file, problem } = found;
    let report = participant::blank(&file, settings, restart::provenance(&file));
    let source = Source::Photograph(problem.map_or(Ok(file.path), Err));
    Member { report, source }
}

/// What stands in the way of an embedding.
#[derive(Debug)]
pub(super) enum Fault {
    /// Something is wrong with this scan or photograph.
    Member(String),
    /// A picture could not be kept.
    Output(OutputError),
}

impl Member {
    pub(super) fn is_photograph(&self) -> bool {
        matches!(self.source, Source::Photograph(_))
    }

    /// Its embedding; nothing for a scan without a face. The pictures that a scan is judged by are
    /// kept in `side/aligned/`.
    pub(super) fn embed(
        &self,
        side: &str,
        network: &Network,
        thread: &Thread,
        out: &OutputFolder,
    ) -> Result<Option<Embedding>, Fault> {
        match &self.source {
            Source::Photograph(Err(problem)) => Err(Fault::Member(problem.clone())),
            Source::Photograph(Ok(path)) => {
                let image = shown::photograph(path, network.settings.size);
                let image = image.map_err(|problem| self.fault(&problem))?;
                network.embed(&image, thread).map(Some).map_err(|error| self.fault(&error))
            }
            Source::Scan { folder, name } => match self.report.status {
                Status::Failed => Err(Fault::Member(self.report.error.clone().unwrap_or_default())),
                status if !status.shows_face() => Ok(None),
                _ => {
                    let to = format!("{side}/aligned/{name}");
                    self.embed_views(folder, &to, network, thread, out).map(Some)
                }
            },
        }
    }

    /// The mean of its views, each brought into line and kept as `to_VIEW.png`.
    fn embed_views(
        &self,
        folder: &Path,
        to: &str,
        network: &Network,
        thread: &Thread,
        out: &OutputFolder,
    ) -> Result<Embedding, Fault> {
        let view = |view: &View| {
            let image = shown::aligned(&self.report, folder, *view, &network.settings)
                .map_err(|problem| self.fault(&problem))?;
            shown::keep(&image, &format!("{to}_{}.png", view.name), out).map_err(Fault::Output)?;
            network.embed(&RgbImage::from(&image), thread).map_err(|error| self.fault(&error))
        };
        let views: Vec<Embedding> =
            network.settings.views.iter().map(view).collect::<Result<_, Fault>>()?;
        Embedding::mean(&views).map_err(|error| self.fault(&error))
    }

    fn fault(&self, problem: &dyn Display) -> Fault {
        Fault::Member(format!("{}: {problem}", self.report.scan))
    }
}
