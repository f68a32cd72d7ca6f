//! Frequencies with gaps and weights, individual and household risk, against sdcMicro.

use super::support::{Columns, input, numbers, same, tolerance, words};
use countenance::disclosure::frequencies::{Frequencies, MissingMode};
use countenance::disclosure::individual::{self, IndividualRisk, Method};
use countenance::disclosure::{household, prosecutor};
use serde_json::Value;
use std::path::Path;

/// Keys by which such a file is known.
const FIGURES: [&str; 12] = [
    "fk",
    "Fk",
    "risk",
    "global_risk",
    "global_risk_ER",
    "indivRisk_approx",
    "indivRisk_exact",
    "risk_noweights",
    "fk_noweights",
    "hier",
    "hier_risk",
    "hier_risk_ER",
];

/// Checks a file with frequencies of keys; false when it holds none.
pub(crate) fn check(json: &Value, folder: &Path) -> bool {
    let has = |name: &&str| json.get(*name).is_some();
    if !has(&"keyVars") || !FIGURES.iter().any(has) {
        return false;
    }
    let given = Given::read(json, folder);
    let weighted = given.frequencies(given.alpha, given.weights.as_deref());
    given.counts("fk", &weighted, &json["fk"]);
    given.persons("Fk", &weighted, &json["Fk"]);
    given.sizes(&weighted);
    given.risks(&weighted);
    let unweighted = given.frequencies(given.alpha, None);
    given.counts("fk_noweights", &unweighted, &json["fk_noweights"]);
    given.unweighted_risks(&unweighted);
    if let Some(others) = json["alpha"].as_object() {
        for (name, expected) in others {
            let alpha = name.trim_start_matches("alpha_").parse().unwrap();
            let found = given.frequencies(alpha, given.weights.as_deref());
            given.counts(name, &found, &expected["fk"]);
            given.persons(name, &found, &expected["Fk"]);
        }
    }
    true
}

/// What a file gives.
struct Given<'a> {
    json: &'a Value,
    keys: usize,
    columns: Columns,
    weights: Option<Vec<f64>>,
    household: Option<usize>,
    alpha: f64,
    tolerance: f64,
}

impl<'a> Given<'a> {
    fn read(json: &'a Value, folder: &Path) -> Self {
        let mut names = words(&json["keyVars"]);
        let keys = names.len();
        let mut place = |name: &str| {
            let column = json.get(name).and_then(Value::as_str)?;
            names.push(column);
            Some(names.len() - 1)
        };
        let weight = place("weight").or_else(|| place("weights"));
        let household = place("household");
        let columns = Columns::named(json, &input(json, folder), &names);
        let weights = weight.map(|column| columns.numbers(column));
        let alpha = json["alpha"].as_f64().unwrap_or(1.0);
        Self { json, keys, columns, weights, household, alpha, tolerance: tolerance(json) }
    }

    fn frequencies(&self, alpha: f64, weights: Option<&[f64]>) -> Frequencies {
        let keys: Vec<usize> = (0..self.keys).collect();
        let mode = MissingMode::Wildcard { alpha };
        Frequencies::of(self.columns.table(), &keys, mode, weights).unwrap()
    }

    fn is(&self, name: &str, ours: f64) {
        if let Some(theirs) = self.json.get(name).and_then(Value::as_f64) {
            same(name, &[ours], &[theirs], self.tolerance);
        }
    }

    fn counts(&self, name: &str, found: &Frequencies, theirs: &Value) {
        if theirs.is_array() {
            let rows = 0..self.columns.table().rows();
            let ours: Vec<f64> = rows.map(|row| found.of_record(row).unwrap()).collect();
            same(name, &ours, &numbers(theirs), self.tolerance);
        }
    }

    fn persons(&self, name: &str, found: &Frequencies, theirs: &Value) {
        if theirs.is_array() {
            let persons = found.population_of_class.as_ref().unwrap();
            let of = |class: &u32| persons[*class as usize];
            let ours: Vec<f64> = found.classes.of_record.iter().map(of).collect();
            same(name, &ours, &numbers(theirs), self.tolerance);
        }
    }

    fn sizes(&self, found: &Frequencies) {
        let below = |limit: f64| found.records_below(limit - 1e-9) as f64;
        let at = |count: f64| found.records_below(count + 1e-9) as f64 - below(count);
        for name in ["n1", "n_fk1"] {
            self.is(name, at(1.0));
        }
        for name in ["n2", "n_fk2"] {
            self.is(name, at(2.0));
        }
        self.is("n_fk_lt3", below(3.0));
        self.is("n_fk_lt5", below(5.0));
    }

    fn all(&self, name: &str, ours: &[Option<f64>]) {
        if let Some(theirs) = self.json.get(name) {
            let ours: Vec<f64> = ours.iter().map(|risk| risk.unwrap()).collect();
            same(name, &ours, &numbers(theirs), self.tolerance);
        }
    }

    fn risks(&self, found: &Frequencies) {
        let approximate = individual::assess(found, Method::Approximate);
        self.all("risk", &approximate.of_record);
        self.all("indivRisk_approx", &approximate.of_record);
        let exact = individual::assess(found, Method::Exact);
        self.all("indivRisk_exact", &exact.of_record);
        self.is("global_risk", approximate.global.unwrap());
        self.is("global_risk_ER", approximate.expected);
        if let Some(column) = self.household {
            self.households(&approximate, column);
        }
    }

    fn households(&self, risks: &IndividualRisk, column: usize) {
        let column = self.columns.table().column(column);
        let found = household::assess(&risks.of_record, column);
        self.all("hier", &found.of_record);
        self.is("hier_risk", found.global.unwrap());
        self.is("hier_risk_ER", found.expected);
    }

    fn unweighted_risks(&self, found: &Frequencies) {
        let risks = individual::assess(found, Method::Exact);
        self.all("risk_noweights", &risks.of_record);
        self.is("global_risk_noweights", risks.global.unwrap());
        self.is("global_risk_noweights", prosecutor::assess(found).average.unwrap());
    }
}
