//! Any figure by its name: `{"input": …, "qi": […], "expected": {"journalist_highest": 0.2, …}}`.
//!
//! Further keys: `sa`, `weights`, `household`, `missing` (category, wildcard, drop), `alpha` (of wildcards),
//! `c` (of recursive diversity), `population` or `sampling_fraction`, `max_size` (of SUDA),
//! `DisFraction`, `hierarchy` (rows of a sensitive value and its ever coarser groups), `tolerance`.

use super::figures::Figures;
use super::support::{Columns, close, input, same, words};
use countenance::disclosure::frequencies::MissingMode;
use serde_json::Value;
use std::path::Path;

/// Keys that name the quasi-identifiers, in other tools' words too.
pub(crate) const KEYS: [&str; 5] = ["qi", "keyVars", "quasi_identifiers", "variables", "columns"];
const SENSITIVE: [&str; 2] = ["sa", "sensitive"];
const WEIGHTS: [&str; 2] = ["weight", "weights"];

/// Checks every figure of `expected`; false for a file of another form.
pub(crate) fn check(json: &Value, folder: &Path) -> bool {
    let is_pycanon = json["source"].as_str().is_some_and(|s| s.contains("pycanon"));
    let is_other = json.get("formula").is_some() || is_pycanon;
    let has_power = super::subsets::is_of_its_form(json);
    let (false, false, Some(expected)) = (is_other, has_power, json["expected"].as_object()) else {
        return false;
    };
    let figures = read(json, folder);
    for (name, theirs) in expected.iter().filter(|(_, theirs)| !theirs.is_null()) {
        let theirs = flat(theirs);
        let ours = figures.of(name);
        match json["tolerance"].as_f64() {
            Some(tolerance) => close(name, &ours, &theirs, tolerance),
            None => same(name, &ours, &theirs, 1e-9),
        }
    }
    true
}

/// A number or an array of arrays of numbers, as numbers in order.
fn flat(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(all) => all.iter().flat_map(flat).collect(),
        Value::Bool(is) => vec![f64::from(u8::from(*is))],
        other => vec![other.as_f64().unwrap_or_else(|| panic!("{other} is no number"))],
    }
}

fn first<'j>(json: &'j Value, names: &[&str]) -> Option<&'j Value> {
    names.iter().find_map(|name| json.get(*name))
}

/// One word or several.
fn some_words(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(one)) => vec![one],
        Some(all) => words(all),
        None => Vec::new(),
    }
}

fn read<'j>(json: &'j Value, folder: &Path) -> Figures<'j> {
    let keys = some_words(first(json, &KEYS));
    let sensitive = some_words(first(json, &SENSITIVE));
    let weights = some_words(first(json, &WEIGHTS));
    let household = some_words(json.get("household"));
    let names = [keys.clone(), sensitive.clone(), weights.clone(), household.clone()].concat();
    let columns = match first(json, &["input_inline", "rows"]) {
        Some(rows) => Columns::with_header(rows.as_array().unwrap(), &names),
        None => Columns::named(json, &input(json, folder), &names),
    };
    let at = keys.len() + sensitive.len();
    let missing = match json["missing"].as_str().unwrap_or("wildcard") {
        "category" => MissingMode::Category,
        "drop" => MissingMode::Drop,
        "wildcard" => MissingMode::Wildcard { alpha: json["alpha"].as_f64().unwrap_or(1.0) },
        other => panic!("no mode {other} of missing values"),
    };
    Figures {
        keys: keys.len(),
        sensitive: keys.len()..at,
        weights: (!weights.is_empty()).then(|| columns.numbers(at)),
        household: (!household.is_empty()).then_some(at + weights.len()),
        columns,
        missing,
        json,
    }
}
