//! `countenance phantom`: heads with known answers.

use std::fs;
use std::fs::File;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context;
use anyhow::anyhow;
use anyhow::bail;
use clap::builder::PossibleValuesParser;

use super::args::Args;
use super::exit::Exit;
use super::exit::OrExit;
use super::exit::Outcome;
use super::progress;
use crate::phantom::anthropometry;
use crate::phantom::anthropometry::Measurement;
use crate::phantom::cohort;
use crate::phantom::cohort::CohortSpec;
use crate::phantom::deface::Fill;
use crate::phantom::deface::Method;
use crate::phantom::mean_head::MeanHead;
use crate::phantom::mean_head::inside;
use crate::phantom::session::SessionRange;
use crate::phantom::tissue::Contrast;

/// Arguments of `phantom`.
#[derive(Debug, clap::Args)]
pub(super) struct PhantomArgs {
    /// Folder for the dataset (BIDS); must be new or empty
    #[arg(value_name = "OUT", required_unless_present = "mean_head")]
    out: Option<PathBuf>,

    /// Number of persons
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9999))]
    subjects: u32,

    /// Visits of each person to the scanner
    #[arg(long, default_value_t = 2, value_name = "S", value_parser = clap::value_parser!(u32).range(1..=99))]
    sessions: u32,

    /// Defacers to run on every scan, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "none", value_name = "METHOD",
          value_parser = PossibleValuesParser::new(Method::ALL.map(Method::name).into_iter().chain(["all", "none"])))]
    deface: Vec<String>,

    /// What the scans themselves went through, person by person in turn, in place of derivatives: methods
    /// as for --deface, or none
    #[arg(long, value_delimiter = ',', value_name = "METHOD", conflicts_with = "deface",
          value_parser = PossibleValuesParser::new(Method::ALL.map(Method::name).into_iter().chain(["none"])))]
    in_place: Vec<String>,

    /// Plant identifying metadata, all invented: names, days, postcodes, a site
    #[arg(long)]
    plant: bool,

    /// What takes the place of removed voxels: zero; the mean of the air (constant) or noise as strong
    /// as that of the air; the mean of tissue or noise about it; any value up to the brightest (uniform)
    #[arg(long, default_value = "zero", value_name = "FILL",
          value_parser = PossibleValuesParser::new(Fill::ALL.map(Fill::name)))]
    fill: String,

    /// Voxel size, mm [default: drawn from 0.8 to 1.3, some anisotropic]
    #[arg(long, value_name = "MM", value_parser = voxel_size)]
    voxel: Option<f64>,

    /// Largest rotation of the head about each axis, degrees
    #[arg(long, default_value_t = 10., value_name = "DEG", value_parser = rotation)]
    rotation: f64,

    /// Share of the scans whose field of view cuts the head, 0 to 1
    #[arg(long, default_value_t = 0., value_name = "RATE", value_parser = rate)]
    crop_rate: f64,

    /// Type of image
    #[arg(long, default_value = "T1w", value_name = "SUFFIX",
          value_parser = PossibleValuesParser::new(["T1w", "T2w", "PDw", "FLAIR"]))]
    contrast: String,

    /// Table that replaces rows of data/anthropometry.csv, with the same header
    #[arg(long, value_name = "CSV")]
    anthropometry: Option<PathBuf>,

    /// Stored units per unit of signal; small ones compress better [default: drawn from 2 to 8]
    #[arg(long, value_name = "FACTOR", value_parser = gain)]
    gain: Option<f64>,

    /// Level of compression, 0 (fast) to 9 (small)
    #[arg(long, default_value_t = 6, value_name = "LEVEL", value_parser = clap::value_parser!(u32).range(0..=9))]
    compression: u32,

    /// Write the mean head to this PLY file, beside it its landmarks as *_landmarks.csv and what
    /// lies under its skin as *_inside.csv
    #[arg(long, value_name = "PLY")]
    mean_head: Option<PathBuf>,
}

fn between(typed: &str, low: f64, high: f64) -> Result<f64, String> {
    match typed.parse() {
        Ok(value) if (low..=high).contains(&value) => Ok(value),
        _ => Err(format!("not a number from {low} to {high}")),
    }
}

fn voxel_size(typed: &str) -> Result<f64, String> {
    between(typed, 0.4, 8.)
}

fn gain(typed: &str) -> Result<f64, String> {
    between(typed, 0.1, 100.)
}

fn rotation(typed: &str) -> Result<f64, String> {
    between(typed, 0., 45.)
}

fn rate(typed: &str) -> Result<f64, String> {
    between(typed, 0., 1.)
}

/// Writes the dataset, the mean head, or both.
pub(super) fn run(typed: &PhantomArgs, args: &Args) -> Outcome {
    let table = table(typed).or_exit(Exit::Usage)?;
    if let Some(path) = &typed.mean_head {
        mean_head(path, &table).or_exit(Exit::CannotCreate)?;
    }
    let Some(out) = &typed.out else { return Ok(Exit::Ok) };
    prepare(out).or_exit(Exit::CannotCreate)?;
    let spec = spec(typed, args.seed, table);
    let bar = progress::bar((spec.subjects * spec.sessions) as usize);
    let done = |name: &str| {
        log::info!("{name}");
        bar.inc(1);
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads).build();
    let written = pool.or_exit(Exit::Temporary)?.install(|| cohort::write(&spec, out, &done));
    bar.finish_and_clear();
    written.or_exit(Exit::CannotCreate)?;
    Ok(Exit::Ok)
}

fn spec(typed: &PhantomArgs, seed: u64, table: Vec<Measurement>) -> CohortSpec {
    let is_meant =
        |method: &Method| typed.deface.iter().any(|name| name == method.name() || name == "all");
    let contrast = match typed.contrast.as_str() {
        "T2w" => Contrast::T2w,
        "PDw" => Contrast::PDw,
        "FLAIR" => Contrast::FLAIR,
        _ => Contrast::T1w,
    };
    CohortSpec {
        subjects: typed.subjects,
        sessions: typed.sessions,
        seed,
        methods: Method::ALL.into_iter().filter(is_meant).collect(),
        in_place: typed.in_place.iter().map(|name| named(name)).collect(),
        planted: typed.plant,
        fill: Fill::ALL.into_iter().find(|f| f.name() == typed.fill).unwrap_or_default(),
        range: SessionRange {
            rotation_deg: typed.rotation,
            voxel_mm: typed.voxel,
            crop_rate: typed.crop_rate,
            contrast,
            gain: typed.gain,
            ..SessionRange::default()
        },
        table,
        compression: typed.compression,
    }
}

/// A method by its name; nothing for `none`.
fn named(name: &str) -> Option<Method> {
    Method::ALL.into_iter().find(|method| method.name() == name)
}

fn table(typed: &PhantomArgs) -> anyhow::Result<Vec<Measurement>> {
    let Some(path) = &typed.anthropometry else { return Ok(anthropometry::built_in()?) };
    let own = fs::read(path).with_context(|| path.display().to_string())?;
    anthropometry::overridden(&own).with_context(|| path.display().to_string())
}

/// Makes the folder; refuses one that holds anything.
fn prepare(out: &Path) -> anyhow::Result<()> {
    let context = || out.display().to_string();
    fs::create_dir_all(out).with_context(context)?;
    if fs::read_dir(out).with_context(context)?.next().is_some() {
        bail!("{}: the folder is not empty", out.display());
    }
    Ok(())
}

fn mean_head(path: &Path, table: &[Measurement]) -> anyhow::Result<()> {
    let head = MeanHead::sample(table)?;
    let stem = path.file_stem().ok_or_else(|| anyhow!("{}: not a file name", path.display()))?;
    let beside = |what: &str| path.with_file_name(format!("{}_{what}.csv", stem.to_string_lossy()));
    let create = |path: &Path| {
        File::create(path).map(BufWriter::new).with_context(|| path.display().to_string())
    };
    let mut points = create(path)?;
    head.write_ply(&mut points)?;
    points.flush()?;
    let mut landmarks = create(&beside("landmarks"))?;
    head.write_landmarks(&mut landmarks)?;
    landmarks.flush()?;
    let mut places = create(&beside("inside"))?;
    inside::write(&inside::places(), &mut places)?;
    places.flush()?;
    Ok(())
}
