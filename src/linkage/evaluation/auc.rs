//! Area under the ROC curve, with people counted as often as they were drawn.

use super::comparisons::Comparisons;

/// P(mated score > non-mated score) + ½ P(equal) when each person is there so many times; `None`
/// when either kind of comparison has no score.
pub fn area(comparisons: &Comparisons, times: &[u32]) -> Option<f64> {
    let (totals, steps) = comparisons.steps(times);
    if totals.mated == 0 || totals.non_mated == 0 {
        return None;
    }
    // Trapezoids between steps, twice their area in whole numbers.
    let strip = |pair: &[super::comparisons::Step]| {
        let width = u128::from(pair[0].false_matches - pair[1].false_matches);
        let rejected = u128::from(pair[0].false_non_matches + pair[1].false_non_matches);
        width * (2 * u128::from(totals.mated) - rejected)
    };
    let twice: u128 = steps.windows(2).map(strip).sum();
    Some(twice as f64 / (2.0 * totals.mated as f64 * totals.non_mated as f64))
}

#[cfg(test)]
mod tests {
    use super::super::simulated::normal_scores;
    use super::*;
    use crate::base::stats::auc::auc;
    use approx::assert_relative_eq;

    #[test]
    fn the_sample_itself_has_the_area_of_its_scores() {
        let comparisons = Comparisons::of(&normal_scores(20, 1.0, 0.3, 1));
        let [mated, non_mated] =
            [true, false].map(|mated| comparisons.scores(mated).collect::<Vec<f64>>());
        let expected = auc(&mated, &non_mated).unwrap().area;
        let ours = area(&comparisons, &comparisons.once()).unwrap();
        assert_relative_eq!(ours, expected, max_relative = 1e-12);
    }
}
