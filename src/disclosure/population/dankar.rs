//! Dankar's rule: which model for which sampling fraction.

use super::{Sampling, SizeHistogram, pitman, snb, zayatz};
use serde::Serialize;

/// The model a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// No sample uniques: none in the population can be behind them.
    NoSampleUniques,
    /// [`zayatz`].
    Zayatz,
    /// [`pitman`], asymptotic form.
    Pitman,
    /// [`snb`].
    ShiftedNegativeBinomial,
}

/// A chosen model with its figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chosen {
    /// The model the rule takes.
    pub model: Model,
    /// Share of the population that is unique there.
    pub unique_fraction: f64,
}

/// Up to this fraction the rule takes Pitman.
const LARGEST_FOR_PITMAN: f64 = 0.1;

/// Dankar, El Emam, Neisa & Roffey 2012 (10.1186/1472-6947-12-66): Pitman up to f = 0.1 (Zayatz
/// where it does not converge), above it the lower of Zayatz and SNB (Zayatz where SNB does not
/// converge).
///
/// The abstract says that the rule selects between these three by the sampling fraction and the
/// difference between estimates; the 0.1 and the order are as ARX computes them, whose figures
/// `tests/reference.rs` reproduces.
pub fn choose(histogram: &SizeHistogram, sampling: Sampling) -> Chosen {
    let zayatz = || Chosen {
        model: Model::Zayatz,
        unique_fraction: zayatz::unique_fraction(histogram, sampling),
    };
    if histogram.uniques() == 0 {
        return Chosen { model: Model::NoSampleUniques, unique_fraction: 0.0 };
    }
    if sampling.fraction <= LARGEST_FOR_PITMAN {
        let fitted = pitman::fit(histogram).map(|model| Chosen {
            model: Model::Pitman,
            unique_fraction: pitman::capped(model.asymptotic_unique_fraction(sampling), histogram),
        });
        return fitted.unwrap_or_else(zayatz);
    }
    let fitted = snb::fit(histogram, sampling).map(|model| Chosen {
        model: Model::ShiftedNegativeBinomial,
        unique_fraction: model.unique_fraction(sampling),
    });
    let zayatz = zayatz();
    fitted.filter(|snb| snb.unique_fraction < zayatz.unique_fraction).unwrap_or(zayatz)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_follows_fraction_and_convergence() {
        let model = |counts: &[(u64, u64)], fraction| {
            let histogram = SizeHistogram::from_counts(counts.iter().copied());
            let sampling = Sampling::of_fraction(histogram.records(), fraction).unwrap();
            choose(&histogram, sampling).model
        };
        assert_eq!(model(&[(2, 9)], 0.05), Model::NoSampleUniques);
        assert_eq!(model(&[(1, 400), (2, 90), (3, 40), (9, 12)], 0.05), Model::Pitman);
        // All unique: Pitman has no fit.
        assert_eq!(model(&[(1, 40)], 0.05), Model::Zayatz);
        assert_ne!(model(&[(1, 400), (2, 90), (3, 40), (9, 12)], 0.3), Model::Pitman);
    }
}
