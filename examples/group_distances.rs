//! The distances on which `data/group.toml` rests.
//!
//! ```text
//! group_distances OUT... [--replaced DERIVATIVE]
//! ```
//!
//! Each OUT is an output folder of `countenance faces` on a dataset. Prints, for the raw scans and
//! each derivative, quantiles of the mean distance (mm) between faces of different participants and
//! between sessions of one. Then, for the derivative in which faces were replaced (`reface` if
//! nothing is said): how many own faces and how many replaced ones are called shared by most when
//! some of the people, drawn 24 times, are in it as they were scanned.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

use countenance::face::descriptor::Heights;
use countenance::face::sharing::{Member, SharingRule, distance, shared_with};
use countenance::report::scan::ScanReport;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const RAW: &str = "raw";
/// Seed of the draws.
const SEED: u128 = 1;
const DRAWS: usize = 24;
/// People of a draw: small datasets, in which few can share a face.
const PEOPLE: [usize; 4] = [6, 9, 12, 20];
/// Shares of the people who are in it as they were scanned.
const OWN: [f64; 6] = [0.0, 0.15, 0.3, 0.5, 0.65, 1.0];

struct Face {
    participant: String,
    heights: Heights,
    voxel_mm: f64,
}

/// The faces of an output folder, by derivative.
fn faces(out: &Path) -> BTreeMap<String, Vec<Face>> {
    let Ok(folder) = std::fs::read_dir(out.join("scans")) else {
        eprintln!("{}: no output folder of countenance faces", out.display());
        std::process::exit(64);
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mut groups: BTreeMap<String, Vec<Face>> = BTreeMap::new();
    for file in &files {
        let text = std::fs::read(file).expect("a result that can be read");
        let report: ScanReport = serde_json::from_slice(&text).expect("a result of this version");
        let above = report.scan.split_once("derivatives/").map(|(_, below)| below);
        let group = above.and_then(|below| below.split('/').next()).unwrap_or(RAW).to_owned();
        if let (Some(participant), Some(descriptor)) = (report.participant_id, report.descriptor) {
            let heights = descriptor.heights().expect("a whole descriptor");
            let voxel_mm = report.volume.map_or(0.0, |v| v.voxel_mm.iter().product::<f64>().cbrt());
            groups.entry(group).or_default().push(Face { participant, heights, voxel_mm });
        }
    }
    groups
}

fn quantiles(name: &str, what: &str, mut mm: Vec<f64>, rule: &SharingRule) {
    if mm.is_empty() {
        return;
    }
    mm.sort_by(f64::total_cmp);
    let at = |share: f64| mm[((mm.len() - 1) as f64 * share).round() as usize];
    let under = mm.iter().filter(|&&d| d < rule.shared_mm).count() as f64 / mm.len() as f64;
    print!("{name:14} {what:10} {:6}", mm.len());
    for share in [0.0, 0.05, 0.5, 0.95, 1.0] {
        print!(" {:7.2}", at(share));
    }
    println!("   {under:.3}");
}

fn print_distances(name: &str, faces: &[Face], rule: &SharingRule) {
    let pairs: Vec<(usize, usize)> =
        (0..faces.len()).flat_map(|a| (a + 1..faces.len()).map(move |b| (a, b))).collect();
    let apart = |&(a, b): &(usize, usize)| {
        let mm = distance(&faces[a].heights, &faces[b].heights, rule)?;
        Some((faces[a].participant == faces[b].participant, mm))
    };
    let apart: Vec<(bool, f64)> = pairs.par_iter().filter_map(apart).collect();
    for (what, same) in [("people", false), ("sessions", true)] {
        let of = apart.iter().filter(|(s, _)| *s == same).map(|(_, mm)| *mm);
        quantiles(name, what, of.collect(), rule);
    }
}

/// Faces called shared by most, and all, own and replaced.
fn mixed(own: &[Face], replaced: &[Face], share: f64, rule: &SharingRule) -> [[usize; 2]; 2] {
    let mut everybody: Vec<&str> = replaced.iter().map(|f| f.participant.as_str()).collect();
    everybody.sort_unstable();
    everybody.dedup();
    let mut random = Pcg64Mcg::new(SEED);
    let mut counts = [[0; 2]; 2];
    for draw in 0..DRAWS {
        everybody.shuffle(&mut random);
        let people = &everybody[..PEOPLE[draw % PEOPLE.len()].min(everybody.len())];
        let (as_scanned, put_on) = people.split_at((share * people.len() as f64).ceil() as usize);
        let of = |faces: &'_ [Face], whose: &[&str]| -> Vec<usize> {
            (0..faces.len()).filter(|&n| whose.contains(&faces[n].participant.as_str())).collect()
        };
        let (first, second) = (of(own, as_scanned), of(replaced, put_on));
        let members: Vec<Member<'_>> = first
            .iter()
            .map(|&n| &own[n])
            .chain(second.iter().map(|&n| &replaced[n]))
            .map(|face| Member {
                participant: &face.participant,
                heights: &face.heights,
                voxel_mm: face.voxel_mm,
            })
            .collect();
        let shared = shared_with(&members, rule).unwrap_or_default();
        for (n, shared) in shared.iter().enumerate() {
            let kind = &mut counts[usize::from(n >= first.len())];
            kind[0] += usize::from(shared.by_most(rule));
            kind[1] += 1;
        }
    }
    counts
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let flag = arguments.iter().position(|a| a == "--replaced");
    let replaced = flag.and_then(|n| arguments.get(n + 1)).map_or("reface", String::as_str);
    let outs = &arguments[..flag.unwrap_or(arguments.len())];
    let rule = SharingRule::shipped();
    for out in outs {
        let groups = faces(Path::new(out));
        println!(
            "{out}\n{:14} {:10} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7}   below {} mm",
            "scans", "between", "pairs", "least", "5 %", "median", "95 %", "most", rule.shared_mm
        );
        for (name, faces) in &groups {
            print_distances(name, faces, rule);
        }
        let (Some(own), Some(put_on)) = (groups.get(RAW), groups.get(replaced)) else { continue };
        println!("share as scanned   of those called shared   of those replaced");
        for share in OWN {
            let [own, put_on] = mixed(own, put_on, share, rule)
                .map(|[yes, all]| format!("{:.3} of {all}", yes as f64 / all.max(1) as f64));
            println!("{share:16.2}   {own:>22}   {put_on:>17}");
        }
    }
}
