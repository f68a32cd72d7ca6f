//! The trade between the two errors: points of the DET (and ROC) curve.

use super::comparisons::{Comparisons, Step, Totals};
use serde::Serialize;

/// One corner of the curve; a ROC curve shows 1 − FNMR.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DetPoint {
    /// Scores of at least this are accepted; +∞ at the end where nothing is.
    pub threshold: f64,
    /// False match rate.
    pub false_match_rate: f64,
    /// False non-match rate.
    pub false_non_match_rate: f64,
}

/// Corners of the curve from the lowest threshold to the highest: where one error alone changes in
/// a row of steps only its ends are kept. Empty when either kind of comparison has no score.
pub fn curve(comparisons: &Comparisons) -> Vec<DetPoint> {
    let (totals, steps) = comparisons.steps(&comparisons.once());
    if totals.mated == 0 || totals.non_mated == 0 {
        return Vec::new();
    }
    let inner = |n: usize| {
        let same = |of: fn(&Step) -> u64| {
            of(&steps[n - 1]) == of(&steps[n]) && of(&steps[n]) == of(&steps[n + 1])
        };
        same(|s| s.false_matches) || same(|s| s.false_non_matches)
    };
    let corner = |n: &usize| *n == 0 || *n + 1 == steps.len() || !inner(*n);
    (0..steps.len()).filter(corner).map(|n| point(&steps[n], totals)).collect()
}

/// The point with the least FNMR of those whose FMR is at most `limit`; `None` without scores.
pub fn point_at(comparisons: &Comparisons, limit: f64) -> Option<DetPoint> {
    let (totals, steps) = comparisons.steps(&comparisons.once());
    if totals.mated == 0 || totals.non_mated == 0 {
        return None;
    }
    let allowed = limit * totals.non_mated as f64;
    // FMR falls and FNMR rises with the threshold: the first that is allowed is the best.
    let step = steps.iter().find(|step| step.false_matches as f64 <= allowed)?;
    Some(point(step, totals))
}

fn point(step: &Step, totals: Totals) -> DetPoint {
    DetPoint {
        threshold: step.threshold,
        false_match_rate: step.false_matches as f64 / totals.non_mated as f64,
        false_non_match_rate: step.false_non_matches as f64 / totals.mated as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::super::simulated::normal_scores;
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_curve_runs_from_accepting_all_to_rejecting_all_and_keeps_every_corner() {
        let comparisons = Comparisons::of(&normal_scores(15, 1.5, 0.2, 3));
        let curve = curve(&comparisons);
        let ends = [curve[0], *curve.last().unwrap()];
        assert_eq!((ends[0].false_match_rate, ends[0].false_non_match_rate), (1.0, 0.0));
        assert_eq!((ends[1].false_match_rate, ends[1].false_non_match_rate), (0.0, 1.0));
        let (totals, steps) = comparisons.steps(&comparisons.once());
        for step in steps {
            let [x, y] = [
                step.false_matches as f64 / totals.non_mated as f64,
                step.false_non_matches as f64 / totals.mated as f64,
            ];
            let on = curve.windows(2).any(|pair| {
                let (a, b) = (&pair[0], &pair[1]);
                (a.false_match_rate >= x && x >= b.false_match_rate)
                    && (a.false_non_match_rate <= y && y <= b.false_non_match_rate)
            });
            assert!(on, "{step:?}");
        }
        let best = point_at(&comparisons, 0.1).unwrap().false_non_match_rate;
        let allowed = curve.iter().filter(|p| p.false_match_rate <= 0.1);
        let slow = allowed.map(|p| p.false_non_match_rate).fold(1.0, f64::min);
        assert_relative_eq!(best, slow);
    }
}
