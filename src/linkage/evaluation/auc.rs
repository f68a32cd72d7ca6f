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

/// What every scored comparison adds to the error of the area: how much more of the other kind it
/// beats (or is beaten by) than the area says (`DeLong` 1988). `None` as for [`area`].
pub(super) fn effects(comparisons: &Comparisons) -> Option<Vec<f64>> {
    let area = area(comparisons, &comparisons.once())?;
    let totals = comparisons.totals(&comparisons.once());
    let (mated, others) = (totals.mated as f64, totals.non_mated as f64);
    let kinds: Vec<(bool, f64)> = comparisons.kinds().collect();
    // Mated and other scores below.
    let mut below = [0.0, 0.0];
    let mut effects = Vec::with_capacity(kinds.len());
    for same in kinds.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
        let equal_mated = same.iter().filter(|kind| kind.0).count() as f64;
        let equal = [equal_mated, same.len() as f64 - equal_mated];
        let beaten = (below[1] + equal[1] / 2.0) / others;
        let beating = 1.0 - (below[0] + equal[0] / 2.0) / mated;
        let effect = |kind: &(bool, f64)| {
            if kind.0 { (beaten - area) / mated } else { (beating - area) / others }
        };
        effects.extend(same.iter().map(effect));
        below = [below[0] + equal[0], below[1] + equal[1]];
    }
    Some(effects)
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

    #[test]
    fn effects_are_those_of_delong() {
        let scores = normal_scores(15, 1.0, 0.0, 1);
        let comparisons = Comparisons::of(&scores);
        let [mated, non_mated] =
            [true, false].map(|mated| comparisons.scores(mated).collect::<Vec<f64>>());
        let expected = auc(&mated, &non_mated).unwrap().variance;
        // DeLong takes comparisons as independent: squares of the effects by themselves.
        let (mut squares, counts) = ([0.0; 2], [15.0, 15.0 * 14.0]);
        for ((mated, _), effect) in comparisons.kinds().zip(effects(&comparisons).unwrap()) {
            let n: f64 = counts[usize::from(!mated)];
            squares[usize::from(!mated)] += effect * effect * n / (n - 1.0);
        }
        assert_relative_eq!(squares[0] + squares[1], expected, max_relative = 1e-9);
    }
}
