//! Which distribution describes how values of a column differ in frequency?
//!
//! Rocher, Hendrickx & de Montjoye 2019: the values, sorted from the most to the least frequent,
//! are numbered 1, 2, …; the candidate with the least BIC is taken.

use libm::lgamma;
use serde::Serialize;

use crate::base::stats::nelder_mead::minimise;
use crate::base::stats::root::brent;

/// A candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarginalModel {
    /// Each value has a share of its own.
    Categorical,
    /// P(x) = −pˣ/(x ln(1−p)).
    Logarithmic,
    /// P(x) = (1−p)ˣ⁻¹ p.
    Geometric,
    /// x − 1 of a negative binomial.
    NegativeBinomial,
}

/// The chosen one, with the BIC of all.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MarginalChoice {
    /// The model with the least BIC; the first of equals.
    pub model: MarginalModel,
    /// BIC = k ln n − 2 ln L of each model that could be fitted.
    pub bic: Vec<(MarginalModel, f64)>,
}

/// Chooses a model for the numbers of records with each value, in any order; zeros do not count.
/// Nothing without records.
pub fn choose(counts: &[u64]) -> Option<MarginalChoice> {
    let mut sorted: Vec<f64> = counts.iter().filter(|c| **c > 0).map(|c| *c as f64).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let n: f64 = sorted.iter().sum();
    if sorted.is_empty() {
        return None;
    }
    let mean = (1..).zip(&sorted).map(|(x, c)| f64::from(x) * c).sum::<f64>() / n;
    let bic = |parameters: f64, likelihood: f64| parameters * n.ln() - 2.0 * likelihood;
    let mut all = vec![(
        MarginalModel::Categorical,
        bic(sorted.len() as f64 - 1.0, sorted.iter().map(|c| c * (c / n).ln()).sum()),
    )];
    // One value alone has no spread that a distribution could describe.
    if mean > 1.0 {
        if let Some(likelihood) = logarithmic(&sorted, mean) {
            all.push((MarginalModel::Logarithmic, bic(1.0, likelihood)));
        }
        all.push((MarginalModel::Geometric, bic(1.0, geometric(n, mean))));
        all.push((MarginalModel::NegativeBinomial, bic(2.0, negative_binomial(&sorted, mean))));
    }
    let least = all.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a })?;
    Some(MarginalChoice { model: least.0, bic: all })
}

/// Σ over the values of count · ln P(x).
fn likelihood(counts: &[f64], ln_p: impl Fn(f64) -> f64) -> f64 {
    (1..).zip(counts).map(|(x, count)| count * ln_p(f64::from(x))).sum()
}

/// Its mean is −p/((1−p) ln(1−p)), from which p follows.
fn logarithmic(counts: &[f64], mean: f64) -> Option<f64> {
    // y = −ln(1−p); the mean is (eʸ − 1)/y.
    let y = brent(|y| y.exp_m1() / y - mean, 1e-9, 700.0, 1e-12)?;
    let ln_p = (-(-y).exp_m1()).ln();
    Some(likelihood(counts, |x| x * ln_p - x.ln() - y.ln()))
}

fn geometric(n: f64, mean: f64) -> f64 {
    let p = 1.0 / mean;
    n * p.ln() + n * (mean - 1.0) * (-p).ln_1p()
}

/// The mean of x − 1 gives p for each r; the best r is searched for.
fn negative_binomial(counts: &[f64], mean: f64) -> f64 {
    let failures = mean - 1.0;
    let of = |ln_r: f64| {
        let r = ln_r.exp();
        let (ln_hit, ln_miss) = ((r / (r + failures)).ln(), (failures / (r + failures)).ln());
        likelihood(counts, |x| {
            let k = x - 1.0;
            lgamma(k + r) - lgamma(r) - lgamma(k + 1.0) + r * ln_hit + k * ln_miss
        })
    };
    // Beyond e^12 it is a Poisson distribution to six digits, and lgamma loses them.
    -minimise(|at| -of(at[0].clamp(-12.0, 12.0)), &[0.0], 1.0, 1e-9, 500).value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_is_chosen_for_its_own_shares() {
        let chosen = |counts: &[u64]| choose(counts).unwrap().model;
        assert_eq!(chosen(&[10, 10, 10, 10, 10]), MarginalModel::Categorical);
        let geometric: Vec<u64> = (0..14).map(|x| (8192.0 * 0.6f64.powi(x)) as u64).collect();
        assert_eq!(chosen(&geometric), MarginalModel::Geometric);
        let logarithmic: Vec<u64> =
            (1..12).map(|x| (1e4 * 0.5f64.powi(x) / f64::from(x)) as u64).collect();
        assert_eq!(chosen(&logarithmic), MarginalModel::Logarithmic);
        assert_eq!(chosen(&[7]), MarginalModel::Categorical);
        assert_eq!(choose(&[0]), None);
    }
}
