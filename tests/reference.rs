//! Published and recomputed reference values.
//!
//! `COUNTENANCE_REFERENCE=<folder> cargo test --release --test reference` reads every JSON of the
//! folder and fails on one it cannot check; without the variable there is nothing to hold against.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "reference/correctness.rs"]
mod correctness;
#[path = "reference/figures.rs"]
mod figures;
#[path = "reference/frequencies.rs"]
mod frequencies;
#[path = "reference/metrics.rs"]
mod metrics;
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
    metrics::check,
    population::check,
    sensitive::check,
    subsets::check,
    suda::check,
];

/// Keys at the top of files: what they are about, what they were given, and figures that some check
/// compares. A key that is none of them is a figure that nobody looks at.
const KNOWN: &[&str] = &[
    "DisFraction",
    "Fk",
    "alpha",
    "attribute_contributions",
    "c",
    "cases",
    "columns",
    "contribution",
    "covered",
    "dis",
    "dis_ihsn",
    "distinct",
    "entropy",
    "expected",
    "fk",
    "fk_noweights",
    "formula",
    "global_risk",
    "global_risk_ER",
    "global_risk_noweights",
    "hier",
    "hier_risk",
    "hier_risk_ER",
    "hierarchy",
    "household",
    "indivRisk_approx",
    "indivRisk_exact",
    "input",
    "input_inline",
    "keyVars",
    "licence",
    "license",
    "marginal",
    "max_size",
    "missing",
    "n1",
    "n2",
    "n_fk1",
    "n_fk2",
    "n_fk_lt3",
    "n_fk_lt5",
    "na",
    "name",
    "note",
    "notes",
    "population",
    "population_sizes",
    "qi",
    "quasi_identifiers",
    "recursive",
    "risk",
    "risk_noweights",
    "rows",
    "sa",
    "sampling_fraction",
    "score",
    "score_elliot",
    "score_ihsn",
    "seconds",
    "seed",
    "sensitive",
    "source",
    "threshold",
    "tolerance",
    "url",
    "variables",
    "version",
    "warning",
    "weight",
    "weights",
];

fn is_known(key: &str) -> bool {
    KNOWN.contains(&key) || key.starts_with("dis_f")
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    files
}

#[test]
fn any_figure_can_be_asked_for_by_its_name() {
    let file = tempfile::tempdir().unwrap();
    let json = serde_json::json!({
        "input_inline": [
            ["age", "sex", "score", "w", "home", "ill"],
            ["20", "F", "1", 10, "a", "flu"], ["20", "F", "2", 10, "a", "flu"],
            ["30", "M", "3", 5, "b", "cold"], ["30", "F", "4", 2, "b", "flu"],
        ],
        "qi": ["age", "sex"], "sa": ["ill"], "weights": "w", "household": "home",
        "population": 27, "hierarchy": [["flu", "any"], ["cold", "any"]],
        "expected": {
            "k": 1, "classes": 3, "highest_risk": 1, "average_risk": 0.75, "distinction": 0.75,
            "separation": 1.0 - 2.0 / 12.0, "records_at_risk_0.5": 0.5, "fk": [2, 2, 1, 1],
            "Fk": [20, 20, 5, 2], "k_map": 2, "journalist_highest": 0.5,
            "marketer": (2.0 / 20.0 + 1.0 / 5.0 + 1.0 / 2.0) / 4.0, "delta_presence": [0, 0.5],
            "l": 1, "entropy_l": 1, "recursive_l": 1, "alpha_k": [1, 1], "t_equal": 0.75,
            "t": 0.75, "t_hierarchical": 0.75, "basic_beta": 3, "delta": 4f64.ln(),
            "suda_score": [0, 0, 1, 1], "tau1": null,
        },
    });
    let no_metric = serde_json::json!({
        "input_inline": [["a"], ["1"]], "qi": ["a"], "expected": { "kk": 1 },
    });
    let one = json["expected"].as_object().unwrap().clone();
    for (name, theirs) in &one {
        let mut asked = json.clone();
        asked["expected"] = serde_json::json!({ name.as_str(): theirs });
        assert!(metrics::check(&asked, file.path()), "{name}");
        if theirs.is_number() {
            asked["expected"] =
                serde_json::json!({ name.as_str(): theirs.as_f64().unwrap() + 0.1 });
            let found = std::panic::catch_unwind(|| metrics::check(&asked, Path::new(".")));
            assert!(found.is_err(), "{name} fits anything");
        }
    }
    assert!(std::panic::catch_unwind(|| metrics::check(&no_metric, Path::new("."))).is_err());
}

#[test]
fn every_reference_value_is_reproduced() {
    let Some(folder) = std::env::var_os("COUNTENANCE_REFERENCE").map(PathBuf::from) else { return };
    let files = json_files(&folder);
    assert!(!files.is_empty(), "{} holds no JSON", folder.display());
    let mut wrong = Vec::new();
    for path in files {
        let json: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let unknown: Vec<&String> =
            json.as_object().unwrap().keys().filter(|key| !is_known(key)).collect();
        if !unknown.is_empty() {
            wrong.push(format!("{}: nothing checks {unknown:?}", path.display()));
        }
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
