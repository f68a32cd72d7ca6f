//! From how few regions of a face a person is found, to choose `least_regions` of `data/linkage.toml`.
//!
//! ```text
//! least_regions OUT...
//! ```
//!
//! Each OUT is an output folder of `countenance faces` on people with two sessions and on defaced
//! copies. Every defaced scan is compared by face with the own scans of all other sessions of its
//! OUT, however little is left of it. Printed: by method how many regions of the face can be compared
//! (least, median, most), and by that number how many find their person first, beside how many guessing
//! finds.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

#[path = "shared/stored_scans.rs"]
mod stored_scans;

use countenance::linkage::part::Part;
use countenance::linkage::region_match::{compare, regions_left};
use countenance::linkage::rule::LinkageRule;
use rayon::prelude::*;
use std::path::Path;
use stored_scans::{StoredScan, stored_scans};

/// What became of one defaced scan.
struct Found {
    method: String,
    left: usize,
    /// Whether any region could be compared, and whether its person came first.
    compared: bool,
    first: bool,
    guessing: f64,
}

fn find(method: &str, probe: &StoredScan, own: &[StoredScan], rule: &LinkageRule) -> Found {
    let others: Vec<&StoredScan> = own.iter().filter(|s| s.session != probe.session).collect();
    let score = |scan: &&StoredScan| {
        compare(&probe.template, &scan.template, Part::Face, rule).score.unwrap_or(f64::NAN)
    };
    let scores: Vec<f64> = others.iter().map(score).collect();
    let best = (0..scores.len()).filter(|&n| !scores[n].is_nan());
    let best = best.max_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    Found {
        method: method.to_owned(),
        left: regions_left(&probe.template, Part::Face, rule),
        compared: best.is_some(),
        first: best.is_some_and(|n| others[n].person == probe.person),
        guessing: 1.0 / others.len().max(1) as f64,
    }
}

fn methods(out: &Path) -> Vec<String> {
    let files = std::fs::read_dir(out.join("scans")).into_iter().flatten().flatten();
    let name = |file: std::fs::DirEntry| {
        let name = file.file_name().into_string().ok()?;
        Some(name.strip_prefix("derivatives__")?.split("__").next()?.to_owned())
    };
    let mut names: Vec<String> = files.filter_map(name).collect();
    names.sort();
    names.dedup();
    names
}

fn print_row(name: &str, some: &[&Found]) {
    let mut left: Vec<usize> = some.iter().map(|found| found.left).collect();
    left.sort_unstable();
    let (Some(least), Some(most)) = (left.first(), left.last()) else { return };
    let first = some.iter().filter(|found| found.first).count();
    let compared = some.iter().filter(|found| found.compared).count();
    let guessing: f64 = some.iter().map(|found| found.guessing).sum();
    println!(
        "{name:14} {least:5} {:5} {most:5}   {first:4} of {compared:3} compared, {:3} scans; guessing {guessing:.1}",
        left[left.len() / 2],
        some.len(),
    );
}

fn main() {
    let rule = LinkageRule { least_regions: 1, ..LinkageRule::shipped().clone() };
    let mut all: Vec<Found> = Vec::new();
    for out in std::env::args().skip(1) {
        let out = Path::new(&out);
        let own = stored_scans(out, "");
        for method in methods(out) {
            let probes = stored_scans(out, &format!("derivatives/{method}/"));
            let found = probes.par_iter().map(|probe| find(&method, probe, &own, &rule));
            all.extend(found.collect::<Vec<_>>());
        }
    }
    let mut names: Vec<&str> = all.iter().map(|found| found.method.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    println!("method         least  half  most   found first");
    for name in names {
        print_row(name, &all.iter().filter(|found| found.method == name).collect::<Vec<_>>());
    }
    println!("by what is left:");
    for left in 0..=rule.regions_of(Part::Face).count() {
        let so_many = all.iter().filter(|found| found.left == left);
        print_row(&format!("{left} regions"), &so_many.collect::<Vec<_>>());
    }
}
