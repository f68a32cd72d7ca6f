//! Errors of a threshold: false matches, false non-matches, and the same with failures counted.

use super::comparisons::Comparisons;
use serde::Serialize;

/// Errors at one threshold; a comparison is accepted when its score is at least the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ErrorRates {
    /// The threshold.
    pub threshold: f64,
    /// FMR: share of scored non-mated comparisons accepted (`score >= threshold`).
    pub false_match_rate: f64,
    /// FNMR: share of scored mated comparisons rejected (`score < threshold`).
    pub false_non_match_rate: f64,
    /// GFAR: share of all non-mated comparisons accepted, failures counting as not accepted.
    pub generalised_false_accept_rate: f64,
    /// GFRR: share of all mated comparisons not accepted, failures counting as not accepted.
    pub generalised_false_reject_rate: f64,
}

/// Errors at a threshold; `None` when either kind of comparison has no score.
pub fn at(comparisons: &Comparisons, threshold: f64) -> Option<ErrorRates> {
    let totals = comparisons.totals(&comparisons.once());
    let accepted = comparisons.scores(false).filter(|score| *score >= threshold).count() as f64;
    let rejected = comparisons.scores(true).filter(|score| *score < threshold).count() as f64;
    if totals.mated == 0 || totals.non_mated == 0 {
        return None;
    }
    let failed_mated = comparisons.failed_mated() as f64;
    let failed_non_mated = comparisons.failed_non_mated() as f64;
    let (mated, non_mated) = (totals.mated as f64, totals.non_mated as f64);
    Some(ErrorRates {
        threshold,
        false_match_rate: accepted / non_mated,
        false_non_match_rate: rejected / mated,
        generalised_false_accept_rate: accepted / (non_mated + failed_non_mated),
        generalised_false_reject_rate: (rejected + failed_mated) / (mated + failed_mated),
    })
}

/// What every scored comparison adds to the error of FMR and FNMR at a threshold, each error times
/// its weight; `None` when either kind of comparison has no score.
pub(super) fn effects(
    comparisons: &Comparisons,
    threshold: f64,
    weights: [f64; 2],
) -> Option<Vec<f64>> {
    let rates = at(comparisons, threshold)?;
    let totals = comparisons.totals(&comparisons.once());
    let effect = |(mated, score): (bool, f64)| {
        let (wrong, rate, all, weight) = if mated {
            (score < threshold, rates.false_non_match_rate, totals.mated, weights[1])
        } else {
            (score >= threshold, rates.false_match_rate, totals.non_mated, weights[0])
        };
        weight * (f64::from(u8::from(wrong)) - rate) / all as f64
    };
    Some(comparisons.kinds().map(effect).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::score_matrix::ScoreMatrix;
    use super::super::simulated::people;
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_score_at_the_threshold_is_accepted_and_a_failure_never_is() {
        let nan = f32::NAN;
        let scores = vec![5.0, 3.0, 1.0, 2.0, 3.0, 4.0, nan, nan, nan];
        let matrix = ScoreMatrix::new(people(3), people(3), scores).unwrap();
        let comparisons = Comparisons::of(&matrix);
        let rates = at(&comparisons, 3.0).unwrap();
        assert_relative_eq!(rates.false_match_rate, 2.0 / 4.0);
        assert_relative_eq!(rates.false_non_match_rate, 0.0);
        assert_relative_eq!(rates.generalised_false_accept_rate, 2.0 / 6.0);
        assert_relative_eq!(rates.generalised_false_reject_rate, 1.0 / 3.0);
        assert_relative_eq!(at(&comparisons, 5.5).unwrap().false_non_match_rate, 1.0);
        assert_relative_eq!(at(&comparisons, 5.5).unwrap().false_match_rate, 0.0);
    }
}
