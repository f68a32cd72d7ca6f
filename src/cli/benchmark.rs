//! `countenance benchmark`: defacing methods beside each other.

use crate::dataset::scan::Selection;
use crate::pipeline::benchmark::{self, BenchmarkConfig, BenchmarkError};
use crate::pipeline::run::Finished;
use crate::report::benchmark::{BenchmarkReport, Role};

use super::args::Args;
use super::exit::{Exit, Failure, OrExit, Outcome};
use super::faces::{failure, tell, thresholds};
use super::progress;
use anyhow::anyhow;
use std::path::PathBuf;

/// Arguments of `benchmark`.
#[derive(Debug, clap::Args)]
pub(super) struct BenchmarkArgs {
    /// BIDS dataset with the scans before defacing; its derivatives that hold defaced scans are the
    /// methods
    #[arg(value_name = "BIDS_DIR")]
    dataset: PathBuf,

    /// Folder for benchmark.html, the tables and the results of the scans; never inside an input
    #[arg(value_name = "OUT")]
    out: PathBuf,

    /// A method with the folder of its scans; may be given again. Only these are compared then
    #[arg(long = "method", value_name = "NAME=DIR")]
    methods: Vec<String>,

    /// Do not compare the copies with their originals (no residuals in mm, no brain cost)
    #[arg(long)]
    no_originals: bool,

    /// Thresholds that replace the shipped ones, as in data/thresholds.toml
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,

    /// Analyse every scan again, also those with a complete result in the output folder
    #[arg(long)]
    fresh: bool,
}

/// Runs the benchmark and prints its table.
pub(super) fn run(typed: &BenchmarkArgs, args: &Args) -> Outcome {
    let config = BenchmarkConfig {
        dataset: typed.dataset.clone(),
        methods: typed
            .methods
            .iter()
            .map(|m| method(m))
            .collect::<Result<_, _>>()
            .or_exit(Exit::Usage)?,
        beside_original: !typed.no_originals,
        selection: Selection::HeadImages,
        out: typed.out.clone(),
        threads: args.threads,
        fresh: typed.fresh,
        thresholds: thresholds(typed.thresholds.as_deref()).or_exit(Exit::Usage)?,
        seed: args.seed,
    };
    let bar = progress::Bars::default();
    let finished = |one: &Finished| {
        tell(one);
        bar.step();
    };
    let report = benchmark::run(&config, |scans| bar.start(scans), finished);
    bar.clear();
    let report = report.map_err(refused)?;
    print(&report);
    log::info!("{}", config.out.join("benchmark.html").display());
    Ok(if report.unreadable > 0 { Exit::Failure } else { Exit::Ok })
}

fn refused(error: BenchmarkError) -> Failure {
    match error {
        BenchmarkError::Run(error) => failure(error),
        error => Failure { exit: Exit::NoInput, error: error.into() },
    }
}

/// `NAME=DIR`; a name becomes a folder of the output.
fn method(typed: &str) -> anyhow::Result<(String, PathBuf)> {
    let usable = |name: &str| {
        let safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        !name.is_empty() && !name.starts_with('.') && name.chars().all(safe)
    };
    match typed.split_once('=') {
        Some((name, folder)) if usable(name) && !folder.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(folder)))
        }
        _ => Err(anyhow!(
            "--method {typed}: NAME=DIR expected, the name of letters, digits, `-`, `_` and `.`"
        )),
    }
}

/// Short table on stdout, in the order of the page.
#[expect(clippy::print_stdout, reason = "the answer itself")]
fn print(report: &BenchmarkReport) {
    let width = report.methods.iter().map(|m| m.name.len()).max().unwrap_or(0);
    println!("{:width$}  rank 1 (95 %)         EER    FTE    finding", "method");
    for method in &report.methods {
        let Some(rates) = &method.rates else {
            println!("{:width$}  no probes", method.name);
            continue;
        };
        let one = &rates.rank_one;
        let percent = |v: f64| format!("{:.1}", v * 100.0);
        let eer = rates.equal_error_rate.map_or_else(|| "n/a".to_owned(), |e| percent(e.value));
        let found = format!(
            "{} % ({}–{})",
            percent(one.rate),
            percent(one.wilson.low),
            percent(one.wilson.high)
        );
        let finding = if method.role == Role::Method {
            method.verdict.as_str()
        } else {
            method.role.as_str()
        };
        println!(
            "{:width$}  {found:20}  {eer:5}  {:5}  {finding}",
            method.name,
            percent(rates.failure_rate())
        );
    }
}
