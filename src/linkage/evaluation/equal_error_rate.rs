//! The error where both errors are alike.

use super::comparisons::{Comparisons, Step, Totals};
use super::density::density;
use super::error_rates;

/// The equal error rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EqualErrorRate {
    /// EER: the mean of FMR and FNMR at the threshold where they differ least.
    pub rate: f64,
    /// The highest such threshold (as `bob.measure` does).
    pub threshold: f64,
}

/// EER; `None` when either kind of comparison has no score.
pub fn equal_error_rate(comparisons: &Comparisons) -> Option<EqualErrorRate> {
    let (totals, steps) = comparisons.steps(&comparisons.once());
    if totals.mated == 0 || totals.non_mated == 0 {
        return None;
    }
    let gap = |step: &Step| gap(step, totals);
    // FMR falls and FNMR rises, so the gap falls to its least and rises again.
    let crossing = steps.partition_point(|step| {
        u128::from(step.false_matches) * u128::from(totals.mated)
            > u128::from(step.false_non_matches) * u128::from(totals.non_mated)
    });
    let around = &steps[crossing.saturating_sub(1)..=crossing.min(steps.len() - 1)];
    let least = around.iter().rev().min_by_key(|step| gap(step))?;
    let false_matches = least.false_matches as f64 / totals.non_mated as f64;
    let false_non_matches = least.false_non_matches as f64 / totals.mated as f64;
    let rate = f64::midpoint(false_matches, false_non_matches);
    Some(EqualErrorRate { rate, threshold: least.threshold })
}

/// What every scored comparison adds to the error of the EER.
///
/// Where mated scores lie dense the threshold yields rather to an excess of false matches, and the
/// other way round: both errors count by the density of the other kind of scores.
pub(super) fn effects(comparisons: &Comparisons) -> Option<Vec<f64>> {
    let threshold = equal_error_rate(comparisons)?.threshold;
    let [mated, others] = [true, false].map(|mated| density(comparisons, mated, threshold));
    let sum = mated + others;
    let weights = if sum > 0.0 { [mated / sum, others / sum] } else { [0.5; 2] };
    error_rates::effects(comparisons, threshold, weights)
}

/// |FMR − FNMR| times both totals: whole numbers compare without rounding.
fn gap(step: &Step, totals: Totals) -> u128 {
    let matches = u128::from(step.false_matches) * u128::from(totals.mated);
    let non_matches = u128::from(step.false_non_matches) * u128::from(totals.non_mated);
    matches.abs_diff(non_matches)
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{normal_scores, people};
    use super::*;
    use crate::linkage::score_matrix::ScoreMatrix;

    #[test]
    fn as_searching_all_thresholds_finds_it() {
        for seed in 0..40 {
            let comparisons = Comparisons::of(&normal_scores(12, 1.0, 0.3, seed));
            let (totals, steps) = comparisons.steps(&comparisons.once());
            let least = steps.iter().map(|s| gap(s, totals)).min().unwrap();
            let last = steps.iter().rfind(|s| gap(s, totals) == least).unwrap();
            let slow = f64::midpoint(
                last.false_matches as f64 / totals.non_mated as f64,
                last.false_non_matches as f64 / totals.mated as f64,
            );
            let found = equal_error_rate(&comparisons).unwrap();
            assert_eq!((found.rate, found.threshold), (slow, last.threshold));
        }
    }

    #[test]
    fn separated_scores_have_no_error_and_equal_scores_err_every_other_time() {
        let eer = |scores: Vec<f32>| {
            let comparisons =
                Comparisons::of(&ScoreMatrix::new(people(2), people(2), scores).unwrap());
            equal_error_rate(&comparisons).map(|found| found.rate)
        };
        assert_eq!(eer(vec![2.0, 1.0, 1.0, 2.0]), Some(0.0));
        assert_eq!(eer(vec![1.0; 4]), Some(0.5));
        assert_eq!(eer(vec![f32::NAN, 1.0, 1.0, f32::NAN]), None);
    }
}
