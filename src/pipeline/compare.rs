//! Many pairs at once, the swaps among them, and the table of their results.

mod pair;
mod swap;

use crate::base::atomic::Access;
use crate::dataset::brain_mask::BrainMasks;
use crate::dataset::pairs::{self, Members, Pair};
use crate::dataset::scan::Selection;
use crate::face::same_scan::Verdict;
use crate::report::compare_csv::{self, Row};
use crate::report::pair::{BrainSource, PairReport, PairStatus};

use super::config::Decisions;
use super::output::{OutputError, OutputFolder};
use super::run::{RunError, refuse_output_inside};
use crate::imaging::volume::Frame;
use rayon::prelude::*;
use std::io;
use std::path::PathBuf;

/// A whole comparison.
#[derive(Clone, Debug)]
pub struct CompareConfig {
    /// Scans before defacing: a file, a folder or a BIDS dataset.
    pub original: PathBuf,
    /// The same scans after: a file, a folder or a BIDS derivative.
    pub defaced: PathBuf,
    /// A brain mask or a folder of masks.
    pub brain: Option<PathBuf>,
    /// Which volumes of a BIDS dataset are taken.
    pub selection: Selection,
    /// Which volume of a 4-D series.
    pub frame: Frame,
    /// Output folder, outside every input.
    pub out: PathBuf,
    /// Pairs compared at once; 0 means one per core.
    pub threads: usize,
    /// Compare again what has a complete result already.
    pub fresh: bool,
    /// The numbers that decide.
    pub thresholds: Decisions,
}

/// One finished pair.
#[derive(Debug)]
pub struct ComparedPair {
    /// Its result.
    pub report: PairReport,
    /// Path of its result file, relative to the output folder; nothing for what was not compared.
    pub json: Option<String>,
    /// The original that a swapped copy does show.
    pub belongs_to: Option<String>,
}

/// Compares every pair of the inputs and writes `compare.csv`, `compare_regions.csv` (each with its
/// data dictionary beside it) and `pairs/<name>.json`; `on_finished` hears of each pair as it ends. The results come in the order of the pairs,
/// whatever the number of threads.
///
/// # Errors
/// [`RunError`] when there is nothing to do or nowhere to write.
pub fn run(
    config: &CompareConfig,
    on_start: impl FnOnce(usize),
    on_finished: impl Fn(&PairReport) + Sync,
) -> Result<Vec<ComparedPair>, RunError> {
    let pairs = pairs::find(&config.original, &config.defaced, config.selection)?;
    let inputs = [config.original.clone(), config.defaced.clone()];
    refuse_output_inside(&config.out, &inputs)?;
    let (source, masks) = match &config.brain {
        Some(path) => (BrainSource::Given, BrainMasks::given(path)?),
        None => (BrainSource::Found, BrainMasks::found(&[&config.original, &config.defaced])),
    };
    let out = OutputFolder::create(&config.out)?;
    on_start(pairs.len());
    let context = pair::Context { config, masks: &masks, source, out: &out };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).build()?;
    let mut finished: Vec<ComparedPair> = pool.install(|| {
        pairs
            .par_iter()
            .map(|pair| {
                let finished = pair::compare(pair, &context)?;
                on_finished(&finished.report);
                Ok(finished)
            })
            .collect::<Result<_, OutputError>>()
    })?;
    pool.install(|| find_owners(&pairs, &mut finished, config));
    write_table(&finished, &out)?;
    Ok(finished)
}

/// Copies that show another scan are held against all originals.
fn find_owners(pairs: &[Pair], finished: &mut [ComparedPair], config: &CompareConfig) {
    let is_other = |f: &ComparedPair| f.report.verdict == Some(Verdict::DifferentScan);
    if !finished.iter().any(is_other) {
        return;
    }
    let originals = swap::originals(pairs, config.frame);
    for (pair, finished) in pairs.iter().zip(finished).filter(|(_, f)| is_other(f)) {
        let Members::Both { original, defaced } = &pair.members else { continue };
        let owner = swap::owner(defaced, original, &originals, config);
        finished.belongs_to = owner;
    }
}

fn write_table(finished: &[ComparedPair], out: &OutputFolder) -> Result<(), OutputError> {
    let failed = |name: &str, e: io::Error| OutputError { path: out.root().join(name), error: e };
    let rows = finished.iter().map(|f| Row {
        report: &f.report,
        json: f.json.as_deref(),
        belongs_to: f.belongs_to.as_deref(),
    });
    let mut pairs = Vec::new();
    compare_csv::write(&mut pairs, rows).map_err(|e| failed("compare.csv", io::Error::other(e)))?;
    let mut regions = Vec::new();
    compare_csv::write_regions(&mut regions, finished.iter().map(|f| &f.report))
        .map_err(|e| failed("compare_regions.csv", io::Error::other(e)))?;
    for (table, bytes) in [("compare", pairs), ("compare_regions", regions)] {
        out.write(&format!("{table}.csv"), Access::Usual, &bytes)?;
        let name = format!("{table}.json");
        let mut dictionary = serde_json::to_vec_pretty(&compare_csv::dictionary(table))
            .map_err(|e| failed(&name, io::Error::other(e)))?;
        dictionary.push(b'\n');
        out.write(&name, Access::Usual, &dictionary)?;
    }
    Ok(())
}

impl ComparedPair {
    /// Whether it ended as an error row.
    pub fn is_error(&self) -> bool {
        matches!(self.report.status, PairStatus::Failed | PairStatus::Ambiguous)
    }
}
