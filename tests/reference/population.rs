//! Population uniques against ARX, and log-linear risk against sdcMicro.

use super::support::{Columns, close, input, tolerance, words};
use countenance::disclosure::classes::Classes;
use countenance::disclosure::frequencies::{Frequencies, MissingMode};
use countenance::disclosure::population::dankar::{self, Model};
use countenance::disclosure::population::modrisk::{Method, mod_risk as mod_risk_of};
use countenance::disclosure::population::{
    Sampling, SizeHistogram, log_linear, pitman, snb, zayatz,
};
use countenance::disclosure::prosecutor;
use serde_json::Value;
use std::path::Path;

/// Checks a file with population figures; false when it holds none.
pub(crate) fn check(json: &Value, folder: &Path) -> bool {
    if let Some(cases) = json.get("cases").and_then(Value::as_array) {
        let path = input(json, folder);
        for case in cases {
            classes(case, &path);
            arx(case);
        }
    } else if json.get("formula").is_some() {
        mod_risk(json, folder);
    } else {
        return false;
    }
    true
}

/// The classes themselves, and the risk of their records.
fn classes(case: &Value, path: &Path) {
    let names = words(&case["qi"]);
    let columns = Columns::read(path, &names);
    let qi: Vec<usize> = (0..names.len()).collect();
    let none = serde_json::Map::new();
    let theirs = case["histogram"].as_object().unwrap_or(&none);
    let ours = Classes::of(columns.table(), &qi).size_histogram();
    assert!(theirs.is_empty() || ours.iter().count() == theirs.len());
    for (size, count) in ours.iter().filter(|_| !theirs.is_empty()) {
        assert_eq!(theirs[&size.to_string()].as_u64().unwrap(), count, "classes of {size}");
    }
    let found = Frequencies::of(columns.table(), &qi, MissingMode::Category, None).unwrap();
    let risk = prosecutor::assess(&found);
    let pairs = [
        ("classes", Some(risk.classes as f64)),
        ("k", risk.k),
        ("sample_unique_fraction", risk.unique_fraction),
        ("average_risk", risk.average),
        ("highest_risk", risk.highest),
        ("lowest_risk", risk.lowest),
        ("fraction_records_risk_gt_0_2", prosecutor::records_at_risk(&found, 0.2)),
    ];
    for (name, ours) in pairs {
        if let Some(theirs) = case[name].as_f64() {
            close(name, &[ours.unwrap()], &[theirs], tolerance(case));
        }
    }
}

fn arx(case: &Value) {
    let counts = case["histogram"].as_object().unwrap();
    let histogram = SizeHistogram::from_counts(
        counts.iter().map(|(size, n)| (size.parse().unwrap(), n.as_u64().unwrap())),
    );
    let fraction = case["sampling_fraction"].as_f64().unwrap();
    let sampling = Sampling::of_fraction(histogram.records(), fraction).unwrap();
    if let Some(persons) = case["population"].as_u64() {
        assert_eq!(sampling.population, persons);
    }
    let tolerance = tolerance(case);
    let value = |name: &str| case[name].as_f64();
    let same = |name: &str, ours: f64| {
        if let Some(theirs) = value(name) {
            close(name, &[ours], &[theirs], tolerance);
        }
    };
    same("zayatz_fraction", zayatz::unique_fraction(&histogram, sampling));
    if case["pitman_fraction"].is_number() {
        let fitted = pitman::fit(&histogram).unwrap();
        same("pitman_fraction", fitted.asymptotic_unique_fraction(sampling));
        if case["pitman_theta_alpha"].is_array() {
            let theirs = super::support::numbers(&case["pitman_theta_alpha"]);
            close("pitman_theta_alpha", &[fitted.theta, fitted.alpha], &theirs, tolerance);
        }
    }
    let chosen = dankar::choose(&histogram, sampling);
    if case["snb_fraction_corrected"].is_number() {
        let fitted = snb::fit(&histogram, sampling).unwrap();
        same("snb_fraction_corrected", fitted.unique_fraction(sampling));
        if case["snb_K_alpha_beta_corrected"].is_array() {
            let theirs = super::support::numbers(&case["snb_K_alpha_beta_corrected"]);
            let ours = [fitted.classes, fitted.alpha, fitted.beta];
            close("snb_K_alpha_beta_corrected", &ours, &theirs, tolerance);
        }
    }
    if case["dankar_corrected"].is_object() {
        let named = match chosen.model {
            Model::Pitman => "PITMAN",
            Model::Zayatz => "ZAYATZ",
            Model::ShiftedNegativeBinomial => "SNB",
            Model::NoSampleUniques => "NONE",
        };
        assert_eq!(named, case["dankar_corrected"]["model"].as_str().unwrap());
        let theirs = case["dankar_corrected"]["value"].as_f64().unwrap();
        close("dankar_corrected", &[chosen.unique_fraction], &[theirs], tolerance);
    } else {
        same("dankar_fraction_arx", chosen.unique_fraction);
    }
}

/// `a:b` is a term of two variables; `a*b` is all terms of some of them.
fn expanded(term: &str) -> Vec<Vec<&str>> {
    let factors: Vec<&str> = term.split('*').collect();
    if factors.len() == 1 {
        return vec![term.split(':').collect()];
    }
    let chosen = |set: &usize| {
        (0..factors.len()).filter(|f| set >> f & 1 == 1).map(|f| factors[f]).collect()
    };
    (1usize..1 << factors.len()).map(|set| chosen(&set)).collect()
}

/// Each method with each bound, as `CE_bound1.5`.
fn mod_risk(json: &Value, folder: &Path) {
    let formula = json["formula"].as_str().unwrap().trim_start_matches('~').replace(' ', "");
    let terms: Vec<Vec<&str>> = formula.split('+').flat_map(expanded).collect();
    let mut names: Vec<&str> = terms.concat();
    names.sort_unstable();
    names.dedup();
    let place = |name: &&str| names.iter().position(|n| n == name).unwrap();
    let terms: Vec<Vec<usize>> =
        terms.iter().map(|term| term.iter().map(place).collect()).collect();
    let path = input(json, folder);
    let columns = Columns::named(json, &path, &names);
    let weights = Columns::read(&path, &[json["weights"].as_str().unwrap()]).numbers(0);
    for (variant, theirs) in json["expected"].as_object().unwrap() {
        let (method, bound) = variant.split_once("_bound").unwrap();
        let method = match method {
            // Iterative proportional fitting and least squares end at the same means.
            "default" | "IPF" => Method::Standard,
            "CE" => Method::CloggEliason,
            "PML" => Method::PseudoLikelihood,
            "weightedLLM" => Method::WeightAsPredictor,
            other => panic!("{variant}: no method {other}"),
        };
        let bound = if bound == "Inf" { f64::INFINITY } else { bound.parse().unwrap() };
        let found = mod_risk_of(&columns.codes(), &weights, &terms, method, bound).unwrap();
        let theirs = [theirs["gr1"].as_f64().unwrap(), theirs["gr2"].as_f64().unwrap()];
        close(variant, &[found.gr1, found.gr2], &theirs, tolerance(json));
    }
    if terms.iter().all(|term| term.len() == 1) {
        let found = log_linear::independence(&columns.codes(), &weights).unwrap();
        let theirs = &json["expected"]["default_boundInf"];
        let theirs = [theirs["gr1"].as_f64().unwrap(), theirs["gr2"].as_f64().unwrap()];
        close("closed form", &[found.modrisk_gr1, found.modrisk_gr2], &theirs, tolerance(json));
    }
}
