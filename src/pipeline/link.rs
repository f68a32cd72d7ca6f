//! Probes against a gallery: analysis where needed, the attack, and its table.

pub(super) mod cmc;
mod evaluation;
mod ranks;
mod side;
mod summary;

use crate::dataset::pairs;
use crate::dataset::scan::Selection;
use crate::face::canonical_grid::Patch;
use crate::face::descriptor::Heights;
use crate::face::status::Status;
use crate::linkage::attack::{self, Attack, Enrolled};
use crate::linkage::leakage::{Leakage, Origin};
use crate::linkage::rule::LinkageRule;
use crate::linkage::score_matrix::Person;
use crate::linkage::template::Template;
use crate::report::rates_csv;
use crate::report::scan::ScanReport;
use crate::report::scores_csv::{self, Failure, Score};

use super::config::ScanSettings;
use super::output::OutputFolder;
use super::run::{Finished, RunError};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;

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
    let [from, to] = [probes, gallery]
        .map(|side| side.iter().map(|report| Names::of(report)).collect::<Vec<_>>());
    let row = |(probe, names): (&&ScanReport, &Names)| {
        let origin = names.origin(probe);
        let others = gallery.iter().zip(&to);
        others.map(|(scan, names)| origin.leakage(&names.origin(scan))).collect()
    };
    let leakage = probes.par_iter().zip(&from).map(row).collect();
    Linked { attack, leakage }
}

/// How independent two scans are; nothing for different people.
pub fn independence(a: &ScanReport, b: &ScanReport) -> Option<Leakage> {
    let names = [a, b].map(Names::of);
    names[0].origin(a).leakage(&names[1].origin(b))
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

/// Numbers for participants; whoever is not known is nobody else.
#[derive(Default)]
struct People {
    known: HashMap<String, u32>,
    next: u32,
}

impl People {
    fn number(&mut self, report: &ScanReport) -> Person {
        let mut new = || {
            self.next += 1;
            self.next
        };
        Person(match &report.participant_id {
            Some(id) => *self.known.entry(id.clone()).or_insert_with(new),
            None => new(),
        })
    }
}

/// What a scan's name says of its acquisition.
struct Names(Option<String>);

impl Names {
    fn of(report: &ScanReport) -> Self {
        Self(pairs::acquisition_of(&report.scan))
    }

    fn origin<'a>(&'a self, report: &'a ScanReport) -> Origin<'a> {
        let sum = &report.provenance;
        Origin {
            participant: report.participant_id.as_deref(),
            session: report.session_id.as_deref(),
            suffix: report.suffix.as_deref(),
            acquisition: self.0.as_deref(),
            file: (sum.input_bytes > 0).then_some((sum.input_crc32.as_str(), sum.input_bytes)),
            fingerprint: report.fingerprint.as_ref(),
        }
    }
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
    let side = |inputs: &[PathBuf], name: &str| {
        side::results(inputs, &config.out.join(name), config, &on_start, &on_finished)
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
    write(&linked, &from, &to, &failures, config, &out)?;
    let rates = pool.install(|| evaluation::rates(&linked, config.settings.seed));
    for (name, bytes) in rates_csv::all(&rates) {
        out.table(name, bytes, &rates_csv::dictionary(name))?;
    }
    Ok(LinkOutcome { summary: Summary::of(&linked), failed: failures.len() })
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

fn write(
    linked: &Linked,
    probes: &[&ScanReport],
    gallery: &[&ScanReport],
    failures: &[Failure],
    config: &LinkConfig,
    out: &OutputFolder,
) -> Result<(), RunError> {
    let most = if gallery.len() > ALL_UP_TO { Some(TOP) } else { None };
    let top = config.top.or(most);
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
    let written = scores_csv::write(&mut bytes, rows).map(|()| bytes);
    out.table("scores", written, &scores_csv::dictionary("scores"))?;
    let mut bytes = Vec::new();
    let written = scores_csv::write_failures(&mut bytes, failures).map(|()| bytes);
    out.table("failures", written, &scores_csv::dictionary("failures"))?;
    Ok(())
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
