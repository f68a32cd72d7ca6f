//! Published and recomputed reference values.
//!
//! `COUNTENANCE_REFERENCE=<folder> cargo test --release --test reference` reads every JSON of the
//! folder and fails on one it cannot check; without the variable there is nothing to hold against.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "reference/correctness.rs"]
mod correctness;
#[path = "reference/frequencies.rs"]
mod frequencies;
#[path = "reference/population.rs"]
mod population;
#[path = "reference/sensitive.rs"]
mod sensitive;
#[path = "reference/subsets.rs"]
mod subsets;
#[path = "reference/suda.rs"]
mod suda;
#[path = "reference/support.rs"]
mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};

/// Each tells whether the file was of its kind, and fails when a figure is off.
const CHECKS: &[fn(&Value, &Path) -> bool] = &[
    correctness::check,
    frequencies::check,
    population::check,
    sensitive::check,
    subsets::check,
    suda::check,
];

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    files
}

#[test]
fn every_reference_value_is_reproduced() {
    let Some(folder) = std::env::var_os("COUNTENANCE_REFERENCE").map(PathBuf::from) else { return };
    let files = json_files(&folder);
    assert!(!files.is_empty(), "{} holds no JSON", folder.display());
    let mut wrong = Vec::new();
    for path in files {
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let known = std::panic::catch_unwind(|| {
            CHECKS.iter().map(|check| usize::from(check(&json, &folder))).sum::<usize>() > 0
        });
        match known {
            Ok(true) => {}
            Ok(false) => wrong.push(format!("{}: nothing checks it", path.display())),
            Err(_) => wrong.push(format!("{}: a figure is off, see above", path.display())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
