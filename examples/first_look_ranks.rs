//! At which rank a first look finds the probe's person: how well it preselects.
//!
//! ```text
//! first_look_ranks [--probes FOLDER] OUT...
//! ```
//!
//! Each OUT is an output folder of `countenance faces` on people with two sessions; the people of all
//! are one gallery. Probes are the dataset's own scans, or those below FOLDER of it
//! (`derivatives/blur`); each is looked for among the own scans of all other sessions, by face, ears
//! and vault. Printed: how many mates lie within the best 1, 5, 20, 50 and `preselected` of
//! `data/linkage.toml`, how many of all have too little skin to be looked at, the worst rank, and
//! from how many scans; last the share that is not within the best 50, with the upper end of its
//! Clopper-Pearson interval.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

#[path = "shared/stored_scans.rs"]
mod stored_scans;

use countenance::base::stats::interval::clopper_pearson;
use countenance::linkage::attack::best;
use countenance::linkage::first_look::first_look;
use countenance::linkage::part::Part;
use countenance::linkage::rule::LinkageRule;
use rayon::prelude::*;
use std::path::Path;
use stored_scans::{StoredScan, stored_scans};

/// A scan and the number of its dataset, in which its person's name means somebody.
type Placed = (usize, StoredScan);

/// The rank of each probe's mate, 0 for one that could not be looked at.
fn ranks(probes: &[Placed], gallery: &[Placed], part: Part) -> Vec<usize> {
    let rank = |(dataset, probe): &Placed| {
        let others: Vec<&Placed> =
            gallery.iter().filter(|(_, scan)| scan.session != probe.session).collect();
        let own = |(of, scan): &Placed| of == dataset && scan.person == probe.person;
        others.iter().any(|scan| own(scan)).then(|| {
            let look = |(_, scan): &&Placed| first_look(&probe.template, &scan.template, part);
            let similar: Vec<f64> = others.iter().map(|s| look(s).unwrap_or(f64::NAN)).collect();
            let order = best(&similar, others.len());
            order.iter().position(|&n| own(others[n])).map_or(0, |n| n + 1)
        })
    };
    probes.par_iter().filter_map(rank).collect()
}

fn main() {
    let (mut below, mut outs) = (String::new(), Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--probes" {
            below = arguments.next().unwrap_or_default();
        } else {
            outs.push(argument);
        }
    }
    let of = |below: &str| -> Vec<Placed> {
        let scans = outs.iter().map(|out| stored_scans(Path::new(out), below)).enumerate();
        scans.flat_map(|(n, scans)| scans.into_iter().map(move |scan| (n, scan))).collect()
    };
    let (probes, gallery) = (of(&below), of(""));
    let preselected = LinkageRule::shipped().preselected;
    println!(
        "part   probes  first   <=5  <=20  <=50 <={preselected:<4} unseen worst  of   beyond 50"
    );
    for part in Part::ALL {
        let ranks = ranks(&probes, &gallery, part);
        let within = |most: usize| ranks.iter().filter(|rank| (1..=most).contains(*rank)).count();
        let unseen = ranks.iter().filter(|rank| **rank == 0).count();
        let worst = ranks.iter().max().copied().unwrap_or(0);
        let lost = ranks.len() - unseen - within(50);
        let interval = clopper_pearson(lost as u64, (ranks.len() - unseen) as u64, 0.95);
        let share = lost as f64 / (ranks.len() - unseen).max(1) as f64;
        let high = interval.map_or(f64::NAN, |interval| interval.high);
        println!(
            "{:6} {:6} {:6} {:5} {:5} {:5} {:6} {unseen:6} {worst:5} {:4}   {share:.4} (to {high:.4})",
            part.as_str(),
            ranks.len(),
            within(1),
            within(5),
            within(20),
            within(50),
            within(preselected),
            gallery.len(),
        );
    }
}
