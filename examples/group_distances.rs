//! The distances on which `data/group.toml` rests.
//!
//! ```text
//! group_distances NAME=OUT...
//! ```
//!
//! Each OUT is an output folder of `countenance faces`. Prints, for each, quantiles of the mean
//! distance (mm) between faces of different participants and between sessions of one.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

use countenance::face::descriptor::Heights;
use countenance::face::sharing::{SharingRule, distance};
use countenance::report::scan::ScanReport;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

fn faces(out: &Path) -> Vec<(String, Heights)> {
    let Ok(folder) = std::fs::read_dir(out.join("scans")) else {
        eprintln!("{}: no output folder of countenance faces", out.display());
        std::process::exit(64);
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let face = |file: &PathBuf| {
        let text = std::fs::read(file).expect("a result that can be read");
        let report: ScanReport = serde_json::from_slice(&text).expect("a result of this version");
        let heights = report.descriptor?.heights().expect("a whole descriptor");
        Some((report.participant_id?, heights))
    };
    files.iter().filter_map(face).collect()
}

fn line(name: &str, what: &str, mut mm: Vec<f64>, rule: &SharingRule) {
    mm.sort_by(f64::total_cmp);
    let at = |share: f64| mm[((mm.len() - 1) as f64 * share).round() as usize];
    if mm.is_empty() {
        return;
    }
    let under = mm.iter().filter(|&&d| d < rule.shared_mm).count() as f64 / mm.len() as f64;
    println!(
        "{name:14} {what:10} {:6} {:7.2} {:7.2} {:7.2} {:7.2} {:7.2}   {under:.3}",
        mm.len(),
        at(0.0),
        at(0.05),
        at(0.5),
        at(0.95),
        at(1.0)
    );
}

fn main() {
    let rule = SharingRule::shipped();
    println!(
        "{:14} {:10} {:>6} {:>7} {:>7} {:>7} {:>7} {:>7}   below {} mm",
        "scans", "between", "pairs", "least", "5 %", "median", "95 %", "most", rule.shared_mm
    );
    for argument in std::env::args().skip(1) {
        let (name, out) = argument.split_once('=').unwrap_or(("", &argument));
        let faces = faces(Path::new(out));
        let pairs: Vec<(usize, usize)> =
            (0..faces.len()).flat_map(|a| (a + 1..faces.len()).map(move |b| (a, b))).collect();
        let apart: Vec<(bool, f64)> = pairs
            .par_iter()
            .filter_map(|&(a, b)| {
                let mm = distance(&faces[a].1, &faces[b].1, rule)?;
                Some((faces[a].0 == faces[b].0, mm))
            })
            .collect();
        for (what, same) in [("people", false), ("sessions", true)] {
            let of = apart.iter().filter(|(s, _)| *s == same).map(|(_, mm)| *mm);
            line(name, what, of.collect(), rule);
        }
    }
}
