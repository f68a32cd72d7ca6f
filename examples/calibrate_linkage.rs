//! The numbers of `data/linkage.toml`, and how well the first look preselects.
//!
//! ```text
//! calibrate_linkage OUT...
//! ```
//!
//! Each OUT is an output folder of `countenance faces` on intact scans of people with two sessions.
//! Prints the `[[region]]` rows (distances between different people of one OUT, all sessions but the
//! probe's own), how much more alike each region of one person is, and at which rank the first look
//! finds the probe's person in the other session, by face: the worst, and how often within the
//! preselected.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

use countenance::face::named_region::NamedRegion;
use countenance::linkage::attack::{best, first_look};
use countenance::linkage::part::Part;
use countenance::linkage::region_match::distances;
use countenance::linkage::rule::LinkageRule;
use countenance::linkage::template::Template;
use countenance::report::scan::ScanReport;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

struct Scan {
    person: String,
    session: Option<String>,
    template: Template,
}

fn scans(out: &Path) -> Vec<Scan> {
    let Ok(folder) = std::fs::read_dir(out.join("scans")) else {
        eprintln!("{}: no output folder of countenance faces", out.display());
        std::process::exit(64);
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let scan = |file: &PathBuf| {
        let text = std::fs::read(file).expect("a result that can be read");
        let report: ScanReport = serde_json::from_slice(&text).expect("a result of this version");
        let own = !["derivatives/", "sourcedata/"].iter().any(|f| report.scan.starts_with(f));
        let heights = report.descriptor.filter(|_| own)?.heights().expect("a whole descriptor");
        let (person, session) = (report.participant_id?, report.session_id);
        Some(Scan { person, session, template: Template::of(&heights) })
    };
    files.iter().filter_map(scan).collect()
}

/// Logarithms of the distances of every region, between different people and between the sessions of one.
struct Distances {
    others: Vec<Vec<f64>>,
    mated: Vec<Vec<f64>>,
}

fn measure(scans: &[Scan], into: &mut Distances) {
    let bits: Vec<usize> = (0..NamedRegion::all().len()).collect();
    let pairs: Vec<(&Scan, &Scan)> = scans
        .iter()
        .flat_map(|a| scans.iter().map(move |b| (a, b)))
        .filter(|(a, b)| a.session != b.session)
        .collect();
    let found: Vec<_> =
        pairs.par_iter().map(|(a, b)| distances(&a.template, &b.template, &bits)).collect();
    for ((a, b), found) in pairs.iter().zip(found) {
        let side = if a.person == b.person { &mut into.mated } else { &mut into.others };
        for (all, apart) in side.iter_mut().zip(found) {
            all.extend(apart.map(|apart| apart.rms_mm.max(1e-3).ln()));
        }
    }
}

/// Rank of each probe's person among the other people of the other sessions, at first look.
fn first_ranks(scans: &[Scan]) -> Vec<Option<usize>> {
    let rank = |probe: &Scan| {
        let others: Vec<&Scan> = scans.iter().filter(|s| s.session != probe.session).collect();
        let mates = others.iter().filter(|s| s.person == probe.person).count();
        let look = |s: &&Scan| first_look(&probe.template, &s.template, Part::Face);
        let similar: Vec<f64> = others.iter().map(look).collect();
        let order = best(&similar, others.len());
        let found = order.iter().position(|&n| others[n].person == probe.person);
        (mates > 0).then_some(found.map(|n| n + 1))
    };
    scans.par_iter().filter_map(rank).collect()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    (mean, square.sqrt())
}

fn main() {
    let rule = LinkageRule::shipped();
    let regions = NamedRegion::all().len();
    let none = || vec![Vec::new(); regions];
    let mut all = Distances { others: none(), mated: none() };
    for out in std::env::args().skip(1) {
        let scans = scans(Path::new(&out));
        let ranks = first_ranks(&scans);
        let within = ranks.iter().filter(|r| r.is_some_and(|r| r <= rule.preselected)).count();
        let (probes, worst) = (ranks.len(), ranks.iter().flatten().max().copied().unwrap_or(0));
        let first = ranks.iter().filter(|r| **r == Some(1)).count();
        println!(
            "# {out}: first look: {first} of {probes} first, {within} within {}, worst rank {worst}",
            rule.preselected
        );
        measure(&scans, &mut all);
    }
    println!(
        "# region: of one person, standard deviations more alike: mean, spread; others that match"
    );
    for region in &rule.regions {
        let name = &NamedRegion::all()[region.bit].name;
        let (mean, spread) = moments(&all.others[region.bit]);
        let mated: Vec<f64> = all.mated[region.bit].iter().map(|d| (mean - d) / spread).collect();
        let match_from = mean - rule.matches_from * spread;
        let others = &all.others[region.bit];
        let matching = others.iter().filter(|d| **d <= match_from).count() as f64;
        let (own, own_spread) = moments(&mated);
        let share = matching / others.len() as f64;
        println!("# {name:14} {own:6.2} {own_spread:6.2}   {share:.4}");
    }
    for region in &rule.regions {
        let name = &NamedRegion::all()[region.bit].name;
        let (mean, spread) = moments(&all.others[region.bit]);
        let (part, mm) = (region.part.as_str(), mean.exp());
        println!(
            "\n[[region]]\nname = \"{name}\"\npart = \"{part}\"\nothers_mm = {mm:.3}\nspread = {spread:.3}"
        );
    }
}
