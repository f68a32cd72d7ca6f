//! Uniqueness and correctness of a known population, and choice of marginals, against
//! `CorrectMatch`.

use super::support::{Columns, close, numbers, tolerance};
use countenance::disclosure::classes::Classes;
use countenance::disclosure::population::copula::marginal_choice::{MarginalModel, choose};
use serde_json::Value;
use std::path::Path;

/// Checks a file of populations and marginals; false when it holds none.
pub(crate) fn check(json: &Value, _folder: &Path) -> bool {
    let none = Vec::new();
    let [populations, marginals] =
        ["population", "marginal"].map(|name| json[name].as_array().unwrap_or(&none));
    if populations.is_empty() && marginals.is_empty() {
        return false;
    }
    for population in populations {
        let columns = Columns::inline(population["rows"].as_array().unwrap());
        let all: Vec<usize> = (0..columns.table().columns().len()).collect();
        let sizes = Classes::of(columns.table(), &all).size_histogram();
        let ours = [sizes.unique_fraction().unwrap(), sizes.correctness().unwrap()];
        let theirs = [&population["uniqueness"], &population["correctness"]];
        let theirs = theirs.map(|value| value.as_f64().unwrap());
        close("uniqueness, correctness", &ours, &theirs, tolerance(json));
    }
    for marginal in marginals {
        let counts: Vec<u64> = numbers(&marginal["counts"]).iter().map(|c| *c as u64).collect();
        let name = match choose(&counts).unwrap().model {
            MarginalModel::Categorical => "Categorical",
            MarginalModel::Logarithmic => "Logarithmic",
            MarginalModel::Geometric => "Geometric",
            MarginalModel::NegativeBinomial => "NegativeBinomial",
        };
        let theirs = marginal["chosen"].as_str().unwrap();
        assert_eq!(theirs.split(' ').next().unwrap(), name, "{counts:?}");
    }
    true
}
