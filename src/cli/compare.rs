//! `countenance compare`: originals against their defaced copies.

use crate::pipeline::compare::{self, CompareConfig, ComparedPair};
use crate::report::pair::{PairReport, PairStatus};

use super::args::{Args, ScanArgs};
use super::exit::{Exit, OrExit, Outcome};
use super::faces::{failure, frame, thresholds};
use super::progress;
use std::path::PathBuf;
use std::sync::OnceLock;

/// Arguments of `compare`.
#[derive(Debug, clap::Args)]
pub(super) struct CompareArgs {
    /// Scans before defacing: a volume, a folder, or a BIDS dataset
    #[arg(value_name = "ORIGINAL")]
    original: PathBuf,

    /// The same scans after: a volume, a folder, a BIDS derivative, or a folder of derivatives
    #[arg(value_name = "DEFACED")]
    defaced: PathBuf,

    /// Folder for compare.csv and one JSON per pair; never inside an input
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,

    /// Brain mask, or a folder of them [default: masks among the inputs, else an estimate]
    #[arg(long, value_name = "MASK")]
    brain: Option<PathBuf>,

    #[command(flatten)]
    scans: ScanArgs,
}

/// Compares all pairs and tells on stderr what was found.
pub(super) fn run(typed: &CompareArgs, args: &Args) -> Outcome {
    let config = CompareConfig {
        original: typed.original.clone(),
        defaced: typed.defaced.clone(),
        brain: typed.brain.clone(),
        selection: typed.scans.selection(),
        frame: frame(&typed.scans.frame).or_exit(Exit::Usage)?,
        out: typed.out.clone(),
        threads: args.threads,
        fresh: typed.scans.fresh,
        thresholds: thresholds(typed.scans.thresholds.as_deref()).or_exit(Exit::Usage)?,
    };
    let bar = OnceLock::new();
    let started = |pairs| {
        let _ = bar.set(progress::bar(pairs));
    };
    let finished = |report: &PairReport| {
        tell(report);
        if let Some(bar) = bar.get() {
            bar.inc(1);
        }
    };
    let results = compare::run(&config, started, finished);
    if let Some(bar) = bar.get() {
        bar.finish_and_clear();
    }
    Ok(summarise(&results.map_err(failure)?, &config))
}

/// Failures and missing partners always; the rest with `-v`.
fn tell(report: &PairReport) {
    let side = |name: &Option<String>| name.clone().unwrap_or_else(|| "no partner".to_owned());
    match (&report.error, report.status) {
        (Some(error), _) => log::error!("{}: {error}", report.pair),
        (None, PairStatus::Unpaired) => {
            log::warn!("unpaired: {} / {}", side(&report.original), side(&report.defaced));
        }
        (None, _) => {
            let verdict = report.verdict.map_or("n/a", |v| v.as_str());
            log::info!("{}: {verdict}", report.pair);
        }
    }
}

fn summarise(finished: &[ComparedPair], config: &CompareConfig) -> Exit {
    let failed = finished.iter().filter(|f| f.is_error()).count();
    log::info!(
        "{} pairs: {failed} could not be compared; {}",
        finished.len(),
        config.out.join("compare.csv").display()
    );
    if failed > 0 { Exit::Failure } else { Exit::Ok }
}
