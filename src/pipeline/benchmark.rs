//! Defacing methods beside each other: every scan once, one attack, one result.

mod beside;
mod cast;
mod judge;
mod methods;
mod write;

use crate::dataset::scan::Selection;
use crate::face::status::Status;
use crate::imaging::volume::Frame;
use crate::linkage::benchmark::paired;
use crate::linkage::benchmark::rule::BenchmarkRule;
use crate::linkage::benchmark::verdict::Verdict;
use crate::linkage::leakage::Leakage;
use crate::linkage::score_matrix::ScoreMatrix;
use crate::report::benchmark::{BenchmarkReport, Role};

use super::config::{Decisions, RunConfig, ScanSettings};
use super::output::{OutputError, OutputFolder};
use super::run::{Finished, RunError, refuse_output_inside};
use cast::Cast;
use judge::{judge, rank_one, scan_row};
use methods::Looked;
use std::path::{Path, PathBuf};

/// A whole benchmark.
#[derive(Clone, Debug)]
pub struct BenchmarkConfig {
    /// BIDS dataset with the scans before defacing.
    pub dataset: PathBuf,
    /// Methods by name with the folder of their scans; none for every derivative of the dataset that
    /// holds defaced scans.
    pub methods: Vec<(String, PathBuf)>,
    /// Whether every copy is compared with its original.
    pub beside_original: bool,
    /// Which volumes are taken.
    pub selection: Selection,
    /// Output folder, outside every input.
    pub out: PathBuf,
    /// Scans analysed at once; 0 means one per core.
    pub threads: usize,
    /// Analyse again what has a complete result already.
    pub fresh: bool,
    /// The numbers that decide about a scan.
    pub thresholds: Decisions,
    /// Seed of everything drawn at random.
    pub seed: u64,
}

/// Why a benchmark cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BenchmarkError {
    /// Scans cannot be looked at, or results not be written.
    #[error(transparent)]
    Run(#[from] RunError),
    /// No un-defaced scan of a participant.
    #[error("{}: no scan of a participant outside derivatives: nothing to compare with", .0.display())]
    NoGallery(PathBuf),
    /// Nothing is defaced.
    #[error("{}: no derivative holds defaced scans; name methods with --method NAME=DIR", .0.display())]
    NoMethod(PathBuf),
}

impl From<OutputError> for BenchmarkError {
    fn from(error: OutputError) -> Self {
        Self::Run(error.into())
    }
}

impl BenchmarkConfig {
    /// The analysis of the scans of some input into a folder below the output, as `faces` without
    /// pictures does it.
    fn faces(&self, input: &Path, folder: &str) -> RunConfig {
        RunConfig {
            inputs: vec![input.to_owned()],
            selection: self.selection,
            out: self.out.join(folder),
            threads: self.threads,
            fresh: self.fresh,
            settings: ScanSettings {
                frame: Frame::Mean,
                pictures: None,
                meshes: Vec::new(),
                thresholds: self.thresholds.clone(),
                seed: self.seed,
            },
        }
    }
}

/// Looks at all scans (results as `faces` writes them, used again when they are there), compares
/// every copy with its original (`compare/`), attacks, and writes the tables, the figures and
/// `benchmark.html`. `on_start` hears how many scans follow, more than once with methods by name.
///
/// # Errors
/// [`BenchmarkError`] when there is nothing to compare or nowhere to write.
pub fn run(
    config: &BenchmarkConfig,
    on_start: impl Fn(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<BenchmarkReport, BenchmarkError> {
    let named = config.methods.iter().map(|method| method.1.clone());
    let inputs: Vec<PathBuf> = std::iter::once(config.dataset.clone()).chain(named).collect();
    refuse_output_inside(&config.out, &inputs)?;
    let out = OutputFolder::create(&config.out)?;
    let looked = methods::look(config, on_start, on_finished)?;
    let cast = Cast::of(&looked.originals)
        .ok_or_else(|| BenchmarkError::NoGallery(config.dataset.clone()))?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(config.threads)
        .build()
        .map_err(RunError::from)?;
    let mut report = pool.install(|| attack(config, &cast, &looked));
    if config.beside_original {
        beside::measure(config, &looked.folders(), &mut report)?;
    } else {
        let text = "Copies were not compared with their originals (--no-originals).";
        report.not_assessed.push(text.to_owned());
    }
    write::all(&report, &out)?;
    Ok(report)
}

/// Controls and methods, each against the same gallery.
fn attack(config: &BenchmarkConfig, cast: &Cast<'_>, looked: &Looked) -> BenchmarkReport {
    let rule = BenchmarkRule::shipped();
    let sources = cast.sources(cast.leakage);
    let mut rows = vec![
        ("un-defaced", Role::Undefaced, sources.clone()),
        ("mean face", Role::MeanFace, sources),
    ];
    let methods = looked.methods.iter();
    rows.extend(
        methods.map(|m| (m.name.as_str(), Role::Method, cast.copies(&m.scans, cast.leakage))),
    );
    let mut report = empty(config, cast, looked);
    let mut matrices: Vec<ScoreMatrix> = Vec::new();
    for (name, role, probes) in rows {
        let judged = judge(cast, name, role, &probes, rule, config.seed);
        report.scans.extend(judged.scans);
        report.methods.push(judged.result);
        matrices.push(judged.face);
    }
    if cast.leakage == Leakage::CrossSession {
        for method in report.methods.iter_mut().filter(|m| m.role == Role::Method) {
            let scans = looked.methods.iter().find(|m| m.name == method.name);
            let probes = scans.map(|m| cast.copies(&m.scans, Leakage::SameScan));
            method.same_scan = probes.and_then(|probes| rank_one(cast, &probes));
        }
    }
    give_verdicts(&mut report, rule);
    compare_methods(&mut report, &matrices, rule, config.seed);
    report
}

fn empty(config: &BenchmarkConfig, cast: &Cast<'_>, looked: &Looked) -> BenchmarkReport {
    let mut not_assessed = looked.not_assessed.clone();
    if cast.copied > 0 {
        not_assessed.push(format!(
            "{} participants' second session holds a copy of the first one's scan: they are only \
             in the gallery.",
            cast.copied
        ));
    }
    let all = looked.originals.iter().chain(looked.methods.iter().flat_map(|m| &m.scans));
    let unreadable = all.filter(|report| report.status == Status::Failed).count();
    if unreadable > 0 {
        not_assessed.push(format!(
            "{unreadable} scans could not be read (faces.csv says why): as probes they are misses \
             without a face."
        ));
    }
    BenchmarkReport {
        dataset: config.dataset.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        leakage: cast.leakage,
        people: cast.members.len(),
        methods: Vec::new(),
        paired: Vec::new(),
        scans: cast.gallery().into_iter().map(|r| scan_row("un-defaced", "gallery", r)).collect(),
        rescan: None,
        not_assessed,
        unreadable,
    }
}

fn give_verdicts(report: &mut BenchmarkReport, rule: &BenchmarkRule) {
    let power = report.power().cloned();
    for method in &mut report.methods {
        if let Some((rates, left)) = method.rates.as_ref().zip(method.left.as_ref()) {
            method.verdict = Verdict::of(rates, left, power.as_ref(), rule);
        }
    }
}

/// Methods in pairs; controls are not among them.
fn compare_methods(
    report: &mut BenchmarkReport,
    matrices: &[ScoreMatrix],
    rule: &BenchmarkRule,
    seed: u64,
) {
    let places: Vec<usize> = (0..matrices.len())
        .filter(|n| report.methods[*n].role == Role::Method && report.methods[*n].rates.is_some())
        .collect();
    let of_methods: Vec<&ScoreMatrix> = places.iter().map(|n| &matrices[*n]).collect();
    report.paired = paired::all(&of_methods, rule.fewest_probes, seed);
    for pair in &mut report.paired {
        pair.methods = pair.methods.map(|n| places[n]);
    }
}
