//! Metrics of sensitive attributes against pycanon and sdcMicro, and against their definitions
//! where pycanon computes something else.

use super::support::{Columns, input, numbers, same, tolerance, words};
use countenance::disclosure::frequencies::{Frequencies, MissingMode};
use countenance::disclosure::prosecutor;
use countenance::disclosure::sensitive::{self, DEFAULT_C, SensitiveCounts, l_diversity};
use countenance::disclosure::table::Table;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// Checks a file with metrics of sensitive attributes; false when it holds none.
pub(crate) fn check(json: &Value, folder: &Path) -> bool {
    let is_pycanon = json["source"].as_str().is_some_and(|source| source.contains("pycanon"));
    if is_pycanon && json.get("sa").is_some() && json.get("qi").is_some() {
        pycanon(json, folder);
    } else if json.get("sensitive").is_some() && json.get("keyVars").is_some() {
        l_of_records(json, folder);
    } else {
        return false;
    }
    true
}

fn frequencies(table: &Table, keys: usize) -> Frequencies {
    let keys: Vec<usize> = (0..keys).collect();
    Frequencies::of(table, &keys, MissingMode::Category, None).unwrap()
}

fn pycanon(json: &Value, folder: &Path) {
    let (qi, sa) = (words(&json["qi"]), words(&json["sa"]));
    let names: Vec<&str> = qi.iter().chain(&sa).copied().collect();
    let columns = Columns::named(json, &input(json, folder), &names);
    let table = columns.table();
    let found = frequencies(table, qi.len());
    let all: Vec<_> = (qi.len()..names.len())
        .map(|at| sensitive::assess(&found, table.column(at), DEFAULT_C).unwrap())
        .collect();
    let slow: Vec<Slow> = (qi.len()..names.len()).map(|at| Slow::of(table, qi.len(), at)).collect();
    for (ours, slow) in all.iter().zip(&slow) {
        slow.compare(ours);
    }
    let (expected, tolerance) = (&json["expected"], tolerance(json));
    let is = |name: &str, ours: f64| {
        if let Some(theirs) = expected[name].as_f64() {
            same(name, &[ours], &[theirs], tolerance);
        }
    };
    let most = |of: fn(&sensitive::SensitiveRisk) -> f64| all.iter().map(of).fold(0.0, f64::max);
    let least =
        |of: fn(&sensitive::SensitiveRisk) -> f64| all.iter().map(of).fold(f64::INFINITY, f64::min);
    let k = prosecutor::assess(&found).k.unwrap();
    is("k", k);
    is("l", least(|a| a.l_diversity.distinct as f64));
    is("t", most(|a| a.t_closeness.t));
    is("basic_beta", most(|a| a.beta_likeness.basic));
    is("delta", most(|a| a.delta_disclosure.delta));
    if expected["alpha_k"].is_array() {
        same("alpha_k", &[most(|a| a.alpha_k.alpha), k], &numbers(&expected["alpha_k"]), tolerance);
    }
    // pycanon cuts the entropy l to an integer, after rounding errors: 2 may be printed as 1.
    if let Some(cut) = expected["entropy_l"].as_f64() {
        let ours = least(|a| a.l_diversity.entropy);
        let fits = |by: f64| ((ours + by).floor() - cut).abs() < 0.5;
        assert!(fits(1e-9) || fits(-1e-9), "entropy_l: {ours}, expected {cut} and a fraction");
    }
    // Its recursive (c,l) and enhanced β are no oracles: the definitions are, in `Slow::compare`.
    for name in expected.as_object().unwrap().keys() {
        assert!(PYCANON.contains(&name.as_str()), "{name}: pycanon has no such figure");
    }
}

/// What pycanon reports.
const PYCANON: [&str; 9] = [
    "k",
    "alpha_k",
    "l",
    "entropy_l",
    "recursive_c_l",
    "basic_beta",
    "enhanced_beta",
    "t",
    "delta",
];

/// The definitions, word by word.
struct Slow {
    /// Values of the records of each class.
    classes: Vec<Vec<u32>>,
    /// Values of all records.
    all: Vec<u32>,
}

impl Slow {
    fn of(table: &Table, keys: usize, sensitive: usize) -> Self {
        let all = table.column(sensitive).codes.clone();
        let mut classes: HashMap<Vec<u32>, Vec<u32>> = HashMap::new();
        for (row, value) in all.iter().enumerate() {
            let key = (0..keys).map(|column| table.column(column).codes[row]).collect();
            classes.entry(key).or_default().push(*value);
        }
        Self { classes: classes.into_values().collect(), all }
    }

    fn compare(&self, ours: &sensitive::SensitiveRisk) {
        let count = |of: &[u32], value| of.iter().filter(|v| **v == value).count() as f64;
        let mut values = self.all.clone();
        values.sort_unstable();
        values.dedup();
        let (mut entropy, mut recursive) = (f64::INFINITY, usize::MAX);
        let (mut gain, mut enhanced) = (0.0f64, Some(0.0f64));
        for class in &self.classes {
            let mut counts: Vec<f64> = values.iter().map(|v| count(class, *v)).collect();
            let n = class.len() as f64;
            for (value, inside) in values.iter().zip(&counts) {
                let p = count(&self.all, *value) / self.all.len() as f64;
                let relative = (inside / n - p) / p;
                gain = gain.max(relative);
                let allowed = relative <= -p.ln();
                enhanced = enhanced.filter(|_| allowed).map(|before| before.max(relative));
            }
            counts.retain(|c| *c > 0.0);
            let h: f64 = counts.iter().map(|c| -(c / n) * (c / n).ln()).sum();
            entropy = entropy.min(h.exp());
            counts.sort_by(|a, b| b.total_cmp(a));
            let holds = |l: &usize| counts[0] < DEFAULT_C * counts[l - 1..].iter().sum::<f64>();
            recursive = recursive.min((1..=counts.len()).filter(holds).max().unwrap_or(0));
        }
        same("entropy l", &[ours.l_diversity.entropy], &[entropy], 1e-12);
        assert_eq!(ours.l_diversity.recursive, recursive, "recursive l");
        same("basic beta", &[ours.beta_likeness.basic], &[gain], 1e-12);
        assert_eq!(ours.beta_likeness.enhanced.is_some(), enhanced.is_some(), "enhanced beta");
        let enhanced = enhanced.unwrap_or(0.0);
        same("enhanced", &[ours.beta_likeness.enhanced.unwrap_or(0.0)], &[enhanced], 1e-12);
    }
}

/// The l of a class.
type OfClass = dyn Fn(&[(u32, u32)]) -> f64;

/// sdcMicro's l of each record; its recursive l has c = 2, its own default.
fn l_of_records(json: &Value, folder: &Path) {
    let mut names = words(&json["keyVars"]);
    let keys = names.len();
    names.push(json["sensitive"].as_str().unwrap());
    let columns = Columns::named(json, &input(json, folder), &names);
    let found = frequencies(columns.table(), keys);
    let counts = SensitiveCounts::of(&found, columns.table().column(keys));
    let classes: Vec<_> = counts.classes().collect();
    let of_records = |l: &OfClass| -> Vec<f64> {
        let of = |class: &u32| {
            let first = found.classes.first[*class as usize];
            l(classes.iter().find(|c| c.first_record == first).unwrap().values)
        };
        found.classes.of_record.iter().map(of).collect()
    };
    let is = |name: &str, ours: &OfClass| {
        if let Some(theirs) = json.get(name) {
            same(name, &of_records(ours), &numbers(theirs), tolerance(json));
        }
    };
    is("distinct", &|values| values.len() as f64);
    is("entropy", &l_diversity::entropy);
    is("recursive", &|values| l_diversity::recursive(values, DEFAULT_C) as f64);
}
