//! Arguments as typed.

use super::assess::AssessArgs;
use super::audit::{AuditArgs, ExplainArgs, RulesArgs};
use super::benchmark::BenchmarkArgs;
use super::compare::CompareArgs;
use super::guide::GuideArgs;
use super::link::LinkArgs;
use super::phantom::PhantomArgs;
use super::table::TableArgs;
use crate::dataset::scan::Selection;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// What does a head scan still show of a face?
#[derive(Debug, Parser)]
#[command(name = "countenance", version, about, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Scans analysed at once; 0 uses every core. Results do not depend on it
    #[arg(long, global = true, default_value_t = 0, value_name = "N",
          visible_aliases = ["nprocs", "n_cpus", "nthreads"])]
    pub(super) threads: usize,

    /// Seed of everything drawn at random
    #[arg(long, global = true, default_value_t = 1, value_name = "K")]
    pub(super) seed: u64,

    /// Say more on stderr (-v: every scan, -vv: every step)
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

impl Args {
    pub(super) fn log_level(&self) -> log::LevelFilter {
        match self.verbose {
            0 => log::LevelFilter::Warn,
            1 => log::LevelFilter::Info,
            _ => log::LevelFilter::Debug,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Assess a BIDS dataset: faces, metadata, table, joint risk, and what may be shared where
    Assess(Box<AssessArgs>),
    /// Analyse scans: surface, pose, landmarks, what the face still shows; one CSV row per scan
    Faces {
        #[command(flatten)]
        inputs: InputArgs,
        #[command(flatten)]
        pictures: PictureArgs,
    },
    /// Picture the heads from every side; the same analysis, with all views by default
    Render {
        #[command(flatten)]
        inputs: InputArgs,
        #[command(flatten)]
        pictures: PictureArgs,
    },
    /// Compare originals with their defaced copies: what is left of the face, what it cost, swaps, flips
    Compare(CompareArgs),
    /// What may be shared, where, and what to do first: the sharing guide, without data or with evidence
    Guide(Box<GuideArgs>),
    /// Attack: match scans against a gallery of known people, by face, ears and skull
    Link(LinkArgs),
    /// Compare defacing methods: whom an attacker still finds who holds other scans of the same people
    Benchmark(BenchmarkArgs),
    /// Make head scans with known answers: a BIDS dataset of parametric phantoms
    Phantom(PhantomArgs),
    /// Disclosure risk of a participants table: who stands out, in the table and in the population
    Table(Box<TableArgs>),
    /// Identifying metadata in everything a share of DIR would copy: one finding per rule and field
    Audit(AuditArgs),
    /// List the rules of the audit
    Rules(RulesArgs),
    /// Tell what a rule of the audit looks for, why, and what to do
    Explain(ExplainArgs),
}

// Which scans, by which thresholds, and whether earlier results still count. No doc comment: clap would
// put it in the place of what each command says of itself.
#[derive(Debug, clap::Args)]
pub(super) struct ScanArgs {
    /// Take every volume of a BIDS dataset, not only images of the head
    #[arg(long)]
    pub(super) all: bool,

    /// Which volume of a 4-D series: its number from 0, or `mean`
    #[arg(long, default_value = "mean", value_name = "FRAME")]
    pub(super) frame: String,

    /// Thresholds that replace the shipped ones, as in data/thresholds.toml
    #[arg(long, value_name = "FILE")]
    pub(super) thresholds: Option<PathBuf>,

    /// Do everything again, also what has a complete result in the output folder
    #[arg(long)]
    pub(super) fresh: bool,
}

impl ScanArgs {
    pub(super) fn selection(&self) -> Selection {
        if self.all { Selection::Everything } else { Selection::HeadImages }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct InputArgs {
    /// Volumes (NIfTI, MGH), folders of them, or BIDS datasets
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    /// Folder for faces.csv, one JSON per scan, and pictures; never inside an input
    #[arg(short, long, value_name = "DIR")]
    pub(super) out: PathBuf,

    #[command(flatten)]
    pub(super) scans: ScanArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct PictureArgs {
    /// Views, separated by commas: `all`, `frontal`, `right30`, `left30`, `right60`, `left60`,
    /// `profile_right`, `profile_left`
    #[arg(long, value_delimiter = ',', value_name = "VIEW")]
    pub(super) views: Vec<String>,

    /// Width and height of a picture, pixels
    #[arg(long, default_value_t = 512, value_name = "PX",
          value_parser = clap::value_parser!(u32).range(64..=4096))]
    pub(super) size: u32,

    /// Also write depth and normals as pictures
    #[arg(long)]
    pub(super) maps: bool,

    /// Write no pictures (renders of real faces identify people)
    #[arg(long, conflicts_with_all = ["views", "maps"])]
    pub(super) no_renders: bool,

    /// Also write the surface: `ply`, `stl`, `gii` (`GIfTI`); separated by commas
    #[arg(long, value_delimiter = ',', value_name = "FORMAT")]
    pub(super) mesh: Vec<String>,
}
