//! `countenance link`: probes against a gallery.

use crate::linkage::rule::LinkageRule;
use crate::pipeline::config::ScanSettings;
#[cfg(feature = "onnx")]
use crate::pipeline::link::ModelFiles;
use crate::pipeline::link::{self, LinkConfig, LinkOutcome};
use crate::pipeline::run::Finished;

use super::args::{Args, ScanArgs};
use super::exit::{Exit, OrExit, Outcome};
use super::faces::{failure, frame, tell, thresholds};
use super::progress;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `link`.
#[derive(Debug, clap::Args)]
pub(super) struct LinkArgs {
    /// Scans whose names are known: volumes, folders, BIDS datasets, lists of them (.txt), or OUT
    /// folders of `countenance faces` (or results in them, .json), which are not analysed again;
    /// with --model also photographs, or folders of them
    #[arg(short, long, required = true, num_args = 1.., value_name = "INPUT")]
    gallery: Vec<PathBuf>,

    /// Scans to be named, likewise; `participant_id` says who is who on both sides. A dataset's own
    /// scans are taken; name a derivative to link it
    #[arg(short, long, required = true, num_args = 1.., value_name = "INPUT")]
    probes: Vec<PathBuf>,

    /// Folder for scores.csv and the analyses; never inside an input
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,

    /// Rows written for each probe, best first, besides those of its own person
    /// [default: all, of up to 500 scans in the gallery; else 50]
    #[arg(long, value_name = "K")]
    top: Option<usize>,

    /// Scans of the gallery compared region by region for each probe; the others are ranked behind
    /// them by a first look [default: 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..),
          conflicts_with = "model")]
    preselect: Option<u32>,

    /// Compare faces by your own face-embedding model (.onnx) instead of by surface: scans as drawn
    /// from the front, photographs (PNG, JPEG) as they are, aligned for the model and each named
    /// sub-LABEL or in a folder of that name. Needs a build with `--features onnx`
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// What the model wants to be shown: size, mean, scale, channels, and more where it differs
    /// [default: FILE of --model, with the extension .json]
    #[arg(long, value_name = "JSON", requires = "model")]
    model_settings: Option<PathBuf>,

    #[command(flatten)]
    scans: ScanArgs,
}

/// Links and tells on stdout what was found.
pub(super) fn run(typed: &LinkArgs, args: &Args) -> Outcome {
    let config = config(typed, args).or_exit(Exit::Usage)?;
    let bar = progress::Bars::default();
    let finished = |one: &Finished| {
        tell(one);
        bar.step();
    };
    let outcome = link::run(&config, |scans| bar.start(scans), finished);
    bar.clear();
    let LinkOutcome { summary, failed } = outcome.map_err(failure)?;
    // Fails only when nobody reads.
    let _ = std::io::stdout().write_all(summary.to_string().as_bytes());
    if failed > 0 {
        log::warn!("{failed} scans failed: {}", config.out.join("failures.csv").display());
    }
    Ok(if failed > 0 { Exit::Failure } else { Exit::Ok })
}

fn config(typed: &LinkArgs, args: &Args) -> anyhow::Result<LinkConfig> {
    #[cfg(not(feature = "onnx"))]
    refuse_model(typed)?;
    let mut rule = LinkageRule::shipped().clone();
    if let Some(preselect) = typed.preselect {
        rule.preselected = preselect as usize;
    }
    Ok(LinkConfig {
        gallery: typed.gallery.clone(),
        probes: typed.probes.clone(),
        selection: typed.scans.selection(),
        out: typed.out.clone(),
        threads: args.threads,
        fresh: typed.scans.fresh,
        settings: ScanSettings {
            frame: frame(&typed.scans.frame)?,
            pictures: None,
            meshes: Vec::new(),
            thresholds: thresholds(typed.scans.thresholds.as_deref())?,
            seed: args.seed,
        },
        top: typed.top,
        rule,
        #[cfg(feature = "onnx")]
        model: model(typed),
    })
}

#[cfg(feature = "onnx")]
fn model(typed: &LinkArgs) -> Option<ModelFiles> {
    let model = typed.model.clone()?;
    let beside = || model.with_extension("json");
    Some(ModelFiles { settings: typed.model_settings.clone().unwrap_or_else(beside), model })
}

#[cfg(not(feature = "onnx"))]
fn refuse_model(typed: &LinkArgs) -> anyhow::Result<()> {
    match &typed.model {
        None => Ok(()),
        Some(model) => Err(anyhow::anyhow!(
            "--model {}: this program was built without models; \
             `cargo install countenance --features onnx` builds one with them",
            model.display()
        )),
    }
}
