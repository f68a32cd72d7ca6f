//! The numbers of `data/linkage.toml`.
//!
//! ```text
//! calibrate_linkage OUT...
//! ```
//!
//! Each OUT is an output folder of `countenance faces` on intact scans of people with two sessions.
//! Prints the `[[region]]` rows (distances between different people of one OUT, all sessions but the
//! probe's own) and how much more alike each region of one person is. How well a first look
//! preselects is `first_look_ranks`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

#[path = "shared/stored_scans.rs"]
mod stored_scans;

use countenance::face::named_region::NamedRegion;
use countenance::linkage::region_match::distances;
use countenance::linkage::rule::LinkageRule;
use rayon::prelude::*;
use std::path::Path;
use stored_scans::{StoredScan, stored_scans};

/// Logarithms of the distances of every region, between different people and between the sessions of one.
struct Distances {
    others: Vec<Vec<f64>>,
    mated: Vec<Vec<f64>>,
}

fn measure(scans: &[StoredScan], into: &mut Distances) {
    let bits: Vec<usize> = (0..NamedRegion::all().len()).collect();
    let pairs: Vec<(&StoredScan, &StoredScan)> = scans
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
        measure(&stored_scans(Path::new(&out), ""), &mut all);
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
