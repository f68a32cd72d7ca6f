//! `countenance assess`: a dataset from folder to answer, as a BIDS App.

use crate::dataset::audit::rule::Rules;
use crate::dataset::filter::Filter;
use crate::dataset::shard::Shard;
use crate::imaging::volume::Frame;
use crate::pipeline::assess::config::AssessConfig;
use crate::pipeline::assess::{self, AssessError};
use crate::pipeline::config::{Pictures, ScanSettings};
use crate::pipeline::run::{Finished, RunError};
use crate::report::assessment::text::text;
use crate::risk::guide::context::Context;

use super::args::Args;
use super::day::day;
use super::exit::{Exit, Failure, OrExit, Outcome};
use super::{FACES_VIEWS, faces, guide, progress, table};
use anyhow::{Context as _, anyhow};
use std::path::PathBuf;
use std::sync::OnceLock;

/// Width and height of pictures, as `faces` draws them.
const PICTURE_PX: usize = 512;

/// Bytes in what `--mem` counts.
const GB: f64 = 1e9;

/// Arguments of `assess`.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "each switch is typed by itself")]
pub(super) struct AssessArgs {
    /// The dataset; nothing is written into it
    #[arg(value_name = "BIDS_DIR")]
    bids_dir: PathBuf,

    /// Folder for the results; never inside the dataset
    #[arg(value_name = "OUT")]
    output_dir: PathBuf,

    /// `participant` looks at each scan, `group` puts the results together without an image [default: both]
    #[arg(value_name = "LEVEL")]
    analysis_level: Option<String>,

    /// Participants looked at, with or without `sub-`; the others count as not assessed
    #[arg(long, alias = "participant_label", num_args = 1.., value_name = "LABEL")]
    participant_label: Vec<String>,

    /// Sessions looked at, with or without `ses-`
    #[arg(long, alias = "session_label", num_args = 1.., value_name = "LABEL")]
    session_label: Vec<String>,

    /// JSON that chooses scans by entities: name → {entity → value, values or null}
    #[arg(long, value_name = "FILE")]
    bids_filter_file: Option<PathBuf>,

    /// Take a folder without a valid `dataset_description.json` as it is
    #[arg(long, alias = "skip_bids_validation")]
    skip_bids_validation: bool,

    /// Memory to stay within, GB: so few scans are analysed at once that their volumes fit, by their headers
    #[arg(long, alias = "mem_gb", value_name = "GB")]
    mem: Option<f64>,

    /// Folder for what is kept between the levels, for its owner only [default: OUT/work]
    #[arg(short, long, value_name = "DIR")]
    work_dir: Option<PathBuf>,

    /// Only a part of the scans, such as 2/5; for the participant level on several machines
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,

    /// Where the data are to go: public, dua, enclave, derived, or a repository
    #[arg(long, value_name = "NAME")]
    destination: Option<String>,

    /// Answers that only people know, as `countenance guide --template` prints them
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,

    /// End with 3 when these limits of the destination are not kept: `any`, or names of gates,
    /// separated by commas. What was not assessed counts as not kept
    #[arg(long, value_delimiter = ',', value_name = "GATES", requires = "destination")]
    fail_on: Vec<String>,

    /// The population that the participants are drawn from: persons, or NL, BE, DE, UK, US
    #[arg(long, value_name = "N")]
    population: Option<String>,

    /// Language of the answer
    #[arg(long, default_value = "en", value_name = "CODE")]
    lang: String,

    /// The day as of which it is answered [default: `SOURCE_DATE_EPOCH`, else today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,

    /// Give participants other names in everything that is passed on
    #[arg(long)]
    redact_ids: bool,

    /// Also write pictures of the heads, for their owner only
    #[arg(long)]
    with_renders: bool,

    /// Also write who bears which name, into a folder that must not be passed on
    #[arg(long)]
    show_values: bool,

    /// Thresholds that replace the shipped ones, as in data/thresholds.toml
    #[arg(long, value_name = "FILE")]
    thresholds: Option<PathBuf>,
}

/// Which levels are run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Levels {
    Participant,
    Group,
    Both,
}

/// Assesses the dataset and prints the answer on stdout.
pub(super) fn run(typed: &AssessArgs, args: &Args) -> Outcome {
    let levels = levels(typed)?;
    let knowledge = guide::knowledge(None)?;
    let language = guide::language(&knowledge, &typed.lang).or_exit(Exit::Usage)?;
    let destination = typed.destination.as_deref().map(|name| guide::destination(&knowledge, name));
    let fail_on = guide::fail_on(&knowledge, &typed.fail_on).or_exit(Exit::Usage)?;
    let context = match &typed.context {
        None => Context::default(),
        Some(path) => {
            let (name, text) = (path.display().to_string(), guide::text_of(path)?);
            Context::read(&name, &text, &knowledge).or_exit(Exit::Data)?
        }
    };
    let config = AssessConfig {
        dataset: typed.bids_dir.clone(),
        out: typed.output_dir.clone(),
        work: typed.work_dir.clone().unwrap_or_else(|| typed.output_dir.join("work")),
        validate: !typed.skip_bids_validation,
        filter: filter(typed)?,
        shard: shard(typed, levels).or_exit(Exit::Usage)?,
        threads: args.threads,
        memory: memory(typed).or_exit(Exit::Usage)?,
        settings: settings(typed, args).or_exit(Exit::Usage)?,
        rules: Rules::shipped(),
        population: typed
            .population
            .as_deref()
            .map(table::population)
            .transpose()
            .or_exit(Exit::Usage)?,
        knowledge: &knowledge,
        context: &context,
        destination: destination.transpose().or_exit(Exit::Usage)?,
        language,
        date: day(typed.date.as_deref()).or_exit(Exit::Usage)?,
        redact: typed.redact_ids,
        show_values: typed.show_values,
    };
    let mut exit = Exit::Ok;
    if levels != Levels::Group && !participant(&config)? {
        exit = Exit::Failure;
    }
    if levels != Levels::Participant {
        let finished = assess::group(&config).map_err(failure)?;
        let (count, folder) = (finished.files.len().to_string(), config.out.display().to_string());
        let values = [("count", count.as_str()), ("folder", folder.as_str())];
        let files = language.fill("ui.files", &values);
        guide::print(&text(&finished.assessment, &knowledge, &language, &files));
        let gates = guide::exit(&finished.assessment.guide, fail_on.as_ref());
        if gates != Exit::Ok {
            exit = gates;
        }
    }
    Ok(exit)
}

/// Whether every scan could be read.
fn participant(config: &AssessConfig<'_>) -> Result<bool, Failure> {
    let bar = OnceLock::new();
    let started = |scans| {
        let _ = bar.set(progress::bar(scans));
    };
    let finished = |scan: &Finished| {
        faces::tell(scan);
        if let Some(bar) = bar.get() {
            bar.inc(1);
        }
    };
    let results = assess::participant(config, started, finished);
    if let Some(bar) = bar.get() {
        bar.finish_and_clear();
    }
    Ok(results.map_err(failure)?.iter().all(|finished| finished.report.error.is_none()))
}

fn levels(typed: &AssessArgs) -> Result<Levels, Failure> {
    match typed.analysis_level.as_deref() {
        None => Ok(Levels::Both),
        Some("participant") => Ok(Levels::Participant),
        Some("group") => Ok(Levels::Group),
        Some(other) => Err(Failure {
            exit: Exit::UnknownLevel,
            error: anyhow!("{other}: the level is participant or group"),
        }),
    }
}

fn shard(typed: &AssessArgs, levels: Levels) -> anyhow::Result<Shard> {
    let Some(text) = &typed.shard else { return Ok(Shard::WHOLE) };
    if levels != Levels::Participant {
        return Err(anyhow!("--shard {text}: only at the participant level"));
    }
    text.parse().with_context(|| "--shard".to_owned())
}

fn filter(typed: &AssessArgs) -> Result<Filter, Failure> {
    let labels = |typed: &'_ [String]| -> Vec<String> { typed.to_vec() };
    let (people, sessions) = (labels(&typed.participant_label), labels(&typed.session_label));
    let filter =
        Filter::of_labels(people.iter().map(String::as_str), sessions.iter().map(String::as_str));
    match &typed.bids_filter_file {
        None => Ok(filter),
        Some(path) => {
            let with = filter.with_file(&guide::text_of(path)?);
            with.with_context(|| path.display().to_string()).or_exit(Exit::Data)
        }
    }
}

fn memory(typed: &AssessArgs) -> anyhow::Result<Option<u64>> {
    match typed.mem {
        None => Ok(None),
        Some(gb) if gb.is_finite() && gb > 0.0 => Ok(Some((gb * GB) as u64)),
        Some(gb) => Err(anyhow!("--mem {gb}: a number of GB above 0")),
    }
}

fn settings(typed: &AssessArgs, args: &Args) -> anyhow::Result<ScanSettings> {
    let pictures = if typed.with_renders {
        Some(Pictures { views: faces::views(&FACES_VIEWS)?, size: PICTURE_PX, maps: false })
    } else {
        None
    };
    Ok(ScanSettings {
        frame: Frame::Mean,
        pictures,
        meshes: Vec::new(),
        thresholds: faces::thresholds(typed.thresholds.as_deref())?,
        seed: args.seed,
    })
}

fn failure(error: AssessError) -> Failure {
    let exit = match &error {
        AssessError::Input { .. }
        | AssessError::Empty(_)
        | AssessError::NoParticipantLevel { .. }
        | AssessError::Run(RunError::Input(_)) => Exit::NoInput,
        AssessError::InvalidBids(_) => Exit::InvalidBids,
        AssessError::NothingSelected(_) => Exit::NothingSelected,
        AssessError::Run(RunError::OutputInsideInput { .. }) => Exit::Usage,
        AssessError::Evidence(_) => Exit::Data,
        AssessError::Run(RunError::Output(error)) | AssessError::Output(error) => {
            Exit::of_output(error)
        }
        AssessError::Run(_) => Exit::CannotCreate,
        AssessError::Threads(_) => Exit::Temporary,
    };
    Failure { exit, error: error.into() }
}
