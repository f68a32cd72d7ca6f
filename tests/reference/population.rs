//! Population uniques against ARX, and log-linear risk against sdcMicro.

use super::support::{Columns, close};
use countenance::disclosure::population::dankar::{self, Model};
use countenance::disclosure::population::{
    Sampling, SizeHistogram, log_linear, pitman, snb, zayatz,
};
use serde_json::Value;
use std::path::Path;

/// Checks a file with population figures; false when it holds none.
pub(crate) fn check(json: &Value, folder: &Path) -> bool {
    if let Some(cases) = json.get("cases").and_then(Value::as_array) {
        cases.iter().for_each(arx);
    } else if json.get("formula").is_some() {
        mod_risk(json, folder);
    } else {
        return false;
    }
    true
}

fn arx(case: &Value) {
    let counts = case["histogram"].as_object().unwrap();
    let histogram = SizeHistogram::from_counts(
        counts.iter().map(|(size, n)| (size.parse().unwrap(), n.as_u64().unwrap())),
    );
    let fraction = case["sampling_fraction"].as_f64().unwrap();
    let sampling = Sampling::of_fraction(histogram.records(), fraction).unwrap();
    assert_eq!(sampling.population, case["population"].as_u64().unwrap());
    let tolerance = case["tolerance"].as_f64().unwrap();
    let value = |name: &str| case[name].as_f64();
    let same = |name: &str, ours: f64| {
        if let Some(theirs) = value(name) {
            close(name, &[ours], &[theirs], tolerance);
        }
    };
    same("zayatz_fraction", zayatz::unique_fraction(&histogram, sampling));
    let fitted = pitman::fit(&histogram).unwrap();
    same("pitman_fraction", fitted.asymptotic_unique_fraction(sampling));
    let parameters = super::support::numbers(&case["pitman_theta_alpha"]);
    close("pitman_theta_alpha", &[fitted.theta, fitted.alpha], &parameters, tolerance);
    let chosen = dankar::choose(&histogram, sampling);
    if case.get("snb_fraction_corrected").is_some() {
        let fitted = snb::fit(&histogram, sampling).unwrap();
        same("snb_fraction_corrected", fitted.unique_fraction(sampling));
        let parameters = super::support::numbers(&case["snb_K_alpha_beta_corrected"]);
        let ours = [fitted.classes, fitted.alpha, fitted.beta];
        close("snb_K_alpha_beta_corrected", &ours, &parameters, tolerance);
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

fn mod_risk(json: &Value, folder: &Path) {
    let formula = json["formula"].as_str().unwrap().trim_start_matches('~');
    let names: Vec<&str> = formula.split('+').collect();
    let path = folder.join(json["input"].as_str().unwrap());
    let columns = Columns::read(&path, &names);
    let weights = Columns::read(&path, &[json["weights"].as_str().unwrap()]).numbers(0);
    let found = log_linear::independence(&columns.codes(), &weights).unwrap();
    let theirs = &json["expected"]["default_boundInf"];
    let theirs = [theirs["gr1"].as_f64().unwrap(), theirs["gr2"].as_f64().unwrap()];
    close("gr1, gr2", &[found.modrisk_gr1, found.modrisk_gr2], &theirs, 1e-9);
}
