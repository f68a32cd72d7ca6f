//! The error where both errors are alike.

use super::comparisons::{Comparisons, Step, Totals};

/// EER when each person is there so many times: the mean of FMR and FNMR at the threshold where
/// they differ least, the highest of such thresholds (as `bob.measure` does). `None` when either
/// kind of comparison has no score.
pub fn equal_error_rate(comparisons: &Comparisons, times: &[u32]) -> Option<f64> {
    let (totals, steps) = comparisons.steps(times);
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
    Some(f64::midpoint(false_matches, false_non_matches))
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
            assert_eq!(equal_error_rate(&comparisons, &comparisons.once()), Some(slow));
        }
    }

    #[test]
    fn separated_scores_have_no_error_and_equal_scores_err_every_other_time() {
        let eer = |scores: Vec<f32>| {
            let comparisons =
                Comparisons::of(&ScoreMatrix::new(people(2), people(2), scores).unwrap());
            equal_error_rate(&comparisons, &comparisons.once())
        };
        assert_eq!(eer(vec![2.0, 1.0, 1.0, 2.0]), Some(0.0));
        assert_eq!(eer(vec![1.0; 4]), Some(0.5));
        assert_eq!(eer(vec![f32::NAN, 1.0, 1.0, f32::NAN]), None);
    }
}
