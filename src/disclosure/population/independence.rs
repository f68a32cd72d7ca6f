//! The population as if its facts had nothing to do with each other.
//!
//! The simplest model that a small sample allows: a combination is as likely as the product of its
//! values' shares. It stands beside the copula, so that two models give a range.

use super::Sampling;
use super::copula::{ModelUniqueness, RecordRisk};
use super::estimate::ModelFigure;
use crate::base::stats::stream::{stream, uniform};
use crate::disclosure::table::MISSING;

/// Shares of each column's values among the records that have all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Independence {
    shares: Vec<Vec<f64>>,
}

/// Persons drawn from the model, as many as from the copula.
const DRAWN: u64 = 2000;
/// Sets these draws apart from those of other models.
const PURPOSE: u64 = 0x696e_6465;

impl Independence {
    /// The shares of the complete records; `None` without any or without columns.
    pub fn fit(columns: &[&[u32]]) -> Option<Self> {
        let records = columns.first()?.len();
        let complete = |r: &usize| columns.iter().all(|c| c[*r] != MISSING);
        let rows: Vec<usize> = (0..records).filter(complete).collect();
        let of_column = |codes: &&[u32]| {
            let size = rows.iter().map(|r| codes[*r] as usize + 1).max().unwrap_or(0);
            let mut shares = vec![0.0; size];
            for row in &rows {
                shares[codes[*row] as usize] += 1.0 / rows.len() as f64;
            }
            shares
        };
        (!rows.is_empty()).then(|| Self { shares: columns.iter().map(of_column).collect() })
    }

    /// Risk of a record with these codes, one a column; `None` when a value is missing or did not
    /// occur in the fit.
    pub fn record(&self, codes: &[u32], sampling: Sampling) -> Option<RecordRisk> {
        let share = |(shares, code): (&Vec<f64>, &u32)| shares.get(*code as usize).copied();
        let p: f64 = self.shares.iter().zip(codes).map(share).product::<Option<f64>>()?;
        (p > 0.0).then(|| RecordRisk::of(p, sampling))
    }

    /// p of each of some persons drawn from the model.
    pub fn drawn(&self, seed: u64) -> Vec<f64> {
        let person = |person: u64| {
            let mut random = stream(seed, &[PURPOSE, person]);
            self.shares.iter().map(|shares| share_of_one(shares, uniform(&mut random))).product()
        };
        (0..DRAWN).map(person).collect()
    }

    /// The population's figure as one of several models.
    pub fn figure(drawn: &[f64], sampling: Sampling) -> ModelFigure {
        ModelFigure {
            model: "independent facts",
            source: "Skinner & Holmes 1998 (main effects)",
            unique_fraction: Some(ModelUniqueness::of(drawn, sampling).unique_fraction),
            does_not_apply: None,
        }
    }
}

/// Share of the value that holds a place in [0, 1) when all values are laid side by side.
fn share_of_one(shares: &[f64], mut place: f64) -> f64 {
    for share in shares {
        if place < *share {
            return *share;
        }
        place -= share;
    }
    shares.iter().copied().rfind(|share| *share > 0.0).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_as_likely_as_the_product_of_its_shares() {
        let (a, b): (&[u32], &[u32]) = (&[0, 0, 0, 1, MISSING], &[0, 0, 1, 1, 0]);
        let model = Independence::fit(&[a, b]).unwrap();
        let sampling = Sampling::new(4, 100).unwrap();
        let risk = model.record(&[0, 1], sampling).unwrap();
        assert!((risk.probability - 0.375).abs() < 1e-12);
        assert_eq!(model.record(&[0, MISSING], sampling), None);
        assert_eq!(Independence::fit(&[&[MISSING]]), None);
    }

    #[test]
    fn the_drawn_persons_have_the_shares_of_the_sample() {
        let codes: Vec<u32> = (0..100).map(|n| u32::from(n >= 80)).collect();
        let drawn = Independence::fit(&[&codes]).unwrap().drawn(1);
        let common = drawn.iter().filter(|p| **p > 0.5).count() as f64 / drawn.len() as f64;
        // Three standard errors of 2000 draws.
        assert!((common - 0.8).abs() < 0.027, "{common}");
    }
}
