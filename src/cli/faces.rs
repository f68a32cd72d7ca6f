//! `countenance faces` and `countenance render`: the pipeline over the inputs.

use crate::base::thresholds::Thresholds;
use crate::face::status::Status;
use crate::imaging::render::{VIEWS, View};
use crate::imaging::volume::Frame;
use crate::pipeline::config::Decisions;
use crate::pipeline::config::MeshFormat;
use crate::pipeline::config::Pictures;
use crate::pipeline::config::RunConfig;
use crate::pipeline::config::ScanSettings;
use crate::pipeline::run;
use crate::pipeline::run::{Finished, RunError};

use super::args::{Args, InputArgs, PictureArgs};
use super::exit::{Exit, Failure, OrExit, Outcome};
use super::progress;
use anyhow::{Context, anyhow};
use std::path::Path;
use std::sync::OnceLock;

/// Runs the pipeline and tells on stderr what it found.
pub(super) fn run(
    inputs: &InputArgs,
    pictures: &PictureArgs,
    default_views: &[&str],
    args: &Args,
) -> Outcome {
    let config = config(inputs, pictures, default_views, args).or_exit(Exit::Usage)?;
    let bar = OnceLock::new();
    let started = |scans| {
        let _ = bar.set(progress::bar(scans));
    };
    let finished = |scan: &Finished| {
        tell(scan);
        if let Some(bar) = bar.get() {
            bar.inc(1);
        }
    };
    let results = run::run(&config, started, finished);
    if let Some(bar) = bar.get() {
        bar.finish_and_clear();
    }
    Ok(summarise(&results.map_err(failure)?, &config))
}

/// Two words a scan on stderr with `-v`; a failed one always.
pub(super) fn tell(finished: &Finished) {
    let report = &finished.report;
    match &report.error {
        Some(error) => log::error!("{error}"),
        None => log::info!("{}: {} ({})", report.scan, report.status.as_str(), report.reason),
    }
}

fn summarise(finished: &[Finished], config: &RunConfig) -> Exit {
    let failed = finished.iter().filter(|f| f.report.status == Status::Failed).count();
    let again = finished.iter().filter(|f| f.seconds.is_none()).count();
    log::info!(
        "{} scans: {failed} failed, {again} unchanged since an earlier run; {}",
        finished.len(),
        config.out.join("faces.csv").display()
    );
    if failed > 0 { Exit::Failure } else { Exit::Ok }
}

pub(super) fn failure(error: RunError) -> Failure {
    let exit = match &error {
        RunError::Input(_) => Exit::NoInput,
        RunError::OutputInsideInput { .. } => Exit::Usage,
        RunError::Output(error) => Exit::of_output(error),
        RunError::Result { .. } => Exit::Data,
        RunError::Threads(_) => Exit::Temporary,
    };
    Failure { exit, error: error.into() }
}

/// From what was typed to what is meant.
fn config(
    inputs: &InputArgs,
    pictures: &PictureArgs,
    default_views: &[&str],
    args: &Args,
) -> anyhow::Result<RunConfig> {
    let typed: Vec<&str> = pictures.views.iter().map(String::as_str).collect();
    let views = views(if typed.is_empty() { default_views } else { &typed })?;
    let size = pictures.size as usize;
    let pictures_wanted =
        (!pictures.no_renders).then_some(Pictures { views, size, maps: pictures.maps });
    Ok(RunConfig {
        inputs: inputs.inputs.clone(),
        selection: inputs.scans.selection(),
        out: inputs.out.clone(),
        threads: args.threads,
        fresh: inputs.scans.fresh,
        settings: ScanSettings {
            frame: frame(&inputs.scans.frame)?,
            pictures: pictures_wanted,
            meshes: meshes(&pictures.mesh)?,
            thresholds: thresholds(inputs.scans.thresholds.as_deref())?,
            seed: args.seed,
        },
    })
}

pub(super) fn thresholds(file: Option<&Path>) -> anyhow::Result<Decisions> {
    let thresholds = match file {
        None => Thresholds::shipped(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("--thresholds {}", path.display()))?;
            Thresholds::changed_by(&text).with_context(|| path.display().to_string())?
        }
    };
    Ok(Decisions::new(thresholds)?)
}

pub(super) fn frame(typed: &str) -> anyhow::Result<Frame> {
    match typed {
        "mean" => Ok(Frame::Mean),
        number => number
            .parse()
            .map(Frame::Index)
            .map_err(|_| anyhow!("--frame {typed}: neither a number from 0 nor `mean`")),
    }
}

/// Views by name; `all` is every one of them.
pub(super) fn views(names: &[&str]) -> anyhow::Result<Vec<View>> {
    let mut views: Vec<View> = Vec::new();
    for name in names {
        let known: Vec<View> =
            VIEWS.into_iter().filter(|view| *name == "all" || view.name == *name).collect();
        if known.is_empty() {
            return Err(anyhow!(
                "--views {name}: one of all, {}",
                VIEWS.map(|v| v.name).join(", ")
            ));
        }
        for view in known {
            if !views.contains(&view) {
                views.push(view);
            }
        }
    }
    Ok(views)
}

fn meshes(names: &[String]) -> anyhow::Result<Vec<MeshFormat>> {
    let known = MeshFormat::ALL;
    let one = |name: &String| {
        let found = known.into_iter().find(|format| format.name() == name);
        let names = known.map(MeshFormat::name).join(", ");
        found.ok_or_else(|| anyhow!("--mesh {name}: one of {names}"))
    };
    names.iter().map(one).collect()
}
