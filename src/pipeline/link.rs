//! Probes against a gallery: analysis where needed, the attack, and its table.

pub(super) mod cmc;
#[cfg(feature = "onnx")]
mod embedded;
mod evaluation;
mod identity;
mod ranks;
mod side;
mod summary;

use crate::dataset::scan::Selection;
use crate::face::canonical_grid::Patch;
use crate::face::descriptor::Heights;
use crate::face::status::Status;
use crate::linkage::attack::{self, Attack, Enrolled};
use crate::linkage::leakage::Leakage;
use crate::linkage::rule::LinkageRule;
use crate::linkage::score_matrix::Person;
use crate::linkage::template::Template;
use crate::report::rates_csv;
use crate::report::scan::ScanReport;
use crate::report::scores_csv::{self, Failure, Score};

use super::config::ScanSettings;
use super::output::OutputFolder;
use super::run::{Finished, RunError};
use identity::{People, leakage};
use rayon::prelude::*;
use side::Side;
use std::path::PathBuf;

#[cfg(feature = "onnx")]
pub use embedded::ModelFiles;
pub use identity::independence;
pub use summary::{PartSummary, Summary};

/// A whole attack.
#[derive(Clone, Debug)]
pub struct LinkConfig {
    /// Scans whose names the attacker knows: volumes, folders, BIDS datasets, lists of them (`.txt`),
    /// output folders of an earlier analysis or results in them (`.json`).
    pub gallery: Vec<PathBuf>,
    /// Scans to be named, likewise.
    pub probes: Vec<PathBuf>,
    /// Which volumes of a BIDS dataset are taken.
    pub selection: Selection,
    /// Output folder, outside every input.
    pub out: PathBuf,
    /// Scans analysed at once; 0 means one per core.
    pub threads: usize,
    /// Analyse again what has a complete result already.
    pub fresh: bool,
    /// What every scan's result depends on.
    pub settings: ScanSettings,
    /// Pairs written for each probe, besides those of one person or one scan; nothing: all of a small
    /// gallery.
    pub top: Option<usize>,
    /// By what numbers heads are compared.
    pub rule: LinkageRule,
    /// A model by which faces are compared instead, photographs among them.
    #[cfg(feature = "onnx")]
    pub model: Option<ModelFiles>,
}

/// Two sides of which everything is known that a comparison can tell.
#[derive(Debug)]
pub struct Linked {
    /// The scores.
    pub attack: Attack,
    /// For each probe and each scan of the gallery; nothing for different people.
    pub leakage: Vec<Vec<Option<Leakage>>>,
}

/// Compares two sets of results, in the order given. A scan without a descriptor, whatever the
/// reason, is a failure to enrol: its scores are NaN. People are numbered as the gallery names them
/// first: the same gallery gives its people the same numbers whatever the probes.
pub fn link(probes: &[&ScanReport], gallery: &[&ScanReport], rule: &LinkageRule) -> Linked {
    link_changed(probes, gallery, rule, |own| own)
}

/// The same with something done to the skin of every probe first: a control.
pub fn link_changed(
    probes: &[&ScanReport],
    gallery: &[&ScanReport],
    rule: &LinkageRule,
    change: impl Fn(Heights) -> Heights + Sync,
) -> Linked {
    let mut people = People::default();
    let in_gallery = enrolled(gallery, &mut people, |own| own);
    let to_be_named = enrolled(probes, &mut people, change);
    let attack = attack::attack(&to_be_named, &in_gallery, rule);
    Linked { attack, leakage: leakage(probes, gallery) }
}

fn enrolled(
    side: &[&ScanReport],
    people: &mut People,
    change: impl Fn(Heights) -> Heights + Sync,
) -> Vec<Enrolled> {
    let persons: Vec<Person> = side.iter().map(|report| people.number(report)).collect();
    let enrol = |(report, person): (&&ScanReport, Person)| Enrolled {
        person,
        template: Template::of(&change(heights(report))),
    };
    side.par_iter().zip(persons).map(enrol).collect()
}

/// The stored heights, or no skin at all.
fn heights(report: &ScanReport) -> Heights {
    let stored = report.descriptor.as_ref().and_then(|descriptor| descriptor.heights().ok());
    let none = || Patch::ALL.each_ref().map(|patch| vec![f32::NAN; patch.len()]);
    stored.unwrap_or_else(|| Heights::from_patches(none()))
}

/// What a run comes to.
#[derive(Debug)]
pub struct LinkOutcome {
    /// What was found, counted.
    pub summary: Summary,
    /// Scans that could not be read.
    pub failed: usize,
}

/// Analyses both sides where needed, compares them, and writes `scores.csv`, `failures.csv`, and how
/// well people were found, `rates.csv`, `cmc.csv` and `det.csv`, each with its dictionary. Images are analysed into `gallery/` and `probes/` of the output folder, and not
/// again by a second run.
///
/// # Errors
/// [`RunError`] when there is nothing to compare or nowhere to write.
pub fn run(
    config: &LinkConfig,
    on_start: impl Fn(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<LinkOutcome, RunError> {
    let inputs: Vec<PathBuf> = config.gallery.iter().chain(&config.probes).cloned().collect();
    super::run::refuse_output_inside(&config.out, &inputs)?;
    let out = OutputFolder::create(&config.out)?;
    #[cfg(feature = "onnx")]
    if let Some(model) = &config.model {
        return embedded::run(model, config, &out, on_start, on_finished);
    }
    let side = |inputs: &[PathBuf], name: &str| -> Result<Vec<ScanReport>, RunError> {
        let folder = config.out.join(name);
        let analysed = Side::of(inputs)?.analysed(&folder, config, &on_start, &on_finished)?;
        Ok(analysed.into_iter().map(|(report, _)| report).collect())
    };
    let gallery = side(&config.gallery, "gallery")?;
    let probes = if config.probes == config.gallery {
        gallery.clone()
    } else {
        side(&config.probes, "probes")?
    };
    let failures = failures([("gallery", &gallery), ("probes", &probes)]);
    let readable = |side: &'_ [ScanReport]| -> Vec<usize> {
        (0..side.len()).filter(|&n| side[n].status != Status::Failed).collect()
    };
    let [from, to] = [&probes, &gallery]
        .map(|side| readable(side).into_iter().map(|n| &side[n]).collect::<Vec<&ScanReport>>());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).build()?;
    let linked = pool.install(|| link(&from, &to, &config.rule));
    let dictionary = scores_csv::dictionary("scores");
    pool.install(|| tell(&linked, [&from, &to], &failures, &dictionary, config, &out))
}

/// Writes what was found; `dictionary` is that of the scores.
fn tell(
    linked: &Linked,
    [probes, gallery]: [&[&ScanReport]; 2],
    failures: &[Failure],
    dictionary: &serde_json::Value,
    config: &LinkConfig,
    out: &OutputFolder,
) -> Result<LinkOutcome, RunError> {
    let bytes = scores(linked, probes, gallery, config.top);
    out.table("scores", bytes, dictionary)?;
    let mut bytes = Vec::new();
    let written = scores_csv::write_failures(&mut bytes, failures).map(|()| bytes);
    out.table("failures", written, &scores_csv::dictionary("failures"))?;
    let rates = evaluation::rates(linked, config.settings.seed);
    for (name, bytes) in rates_csv::all(&rates) {
        out.table(name, bytes, &rates_csv::dictionary(name))?;
    }
    Ok(LinkOutcome { summary: Summary::of(linked), failed: failures.len() })
}

/// The scans that could not be read, and those whose descriptor is unusable.
fn failures(sides: [(&'static str, &Vec<ScanReport>); 2]) -> Vec<Failure> {
    let of_side = |(side, reports): (&'static str, &Vec<ScanReport>)| {
        let failed = |report: &ScanReport| {
            let damaged = report.descriptor.as_ref().and_then(|d| d.heights().err());
            let error = report.error.clone().or(damaged.map(|error| error.to_string()))?;
            Some(Failure { side, scan: report.scan.clone(), error })
        };
        reports.iter().filter_map(failed).collect::<Vec<_>>()
    };
    sides.map(of_side).concat()
}

fn scores(
    linked: &Linked,
    probes: &[&ScanReport],
    gallery: &[&ScanReport],
    top: Option<usize>,
) -> Result<Vec<u8>, csv::Error> {
    let most = if gallery.len() > ALL_UP_TO { Some(TOP) } else { None };
    let top = top.or(most);
    let rows = probes.iter().enumerate().flat_map(|(p, probe)| {
        let chosen = chosen(linked, p, top);
        chosen.into_iter().map(move |(g, rank)| Score {
            probe,
            gallery: gallery[g],
            leakage: linked.leakage[p][g],
            scores: [&linked.attack.face, &linked.attack.ears, &linked.attack.vault]
                .map(|matrix| matrix.row(p)[g]),
            rank,
            regions: linked.attack.regions(p, g).collect(),
        })
    });
    let mut bytes = Vec::new();
    scores_csv::write(&mut bytes, rows).map(|()| bytes)
}

/// A gallery of up to so many scans is written whole, of a larger one the best [`TOP`]: 500 × 500
/// rows are a file of 40 MB.
const ALL_UP_TO: usize = 500;
const TOP: usize = 50;

/// The scans of the gallery that are written for one probe, with their ranks, best first.
fn chosen(linked: &Linked, probe: usize, top: Option<usize>) -> Vec<(usize, Option<usize>)> {
    let leakage = &linked.leakage[probe];
    let face = &linked.attack.face;
    let same_scan = |n: usize| leakage[n] == Some(Leakage::SameScan);
    let ranks = ranks::ranks(face, probe, same_scan);
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    order.sort_by_key(|&n| (ranks[n].unwrap_or(usize::MAX), n));
    let always = |n: usize| leakage[n].is_some() || face.mated(probe, n);
    let kept = order.into_iter().enumerate();
    kept.filter(|&(place, n)| top.is_none_or(|top| place < top) || always(n))
        .map(|(_, n)| (n, ranks[n]))
        .collect()
}
