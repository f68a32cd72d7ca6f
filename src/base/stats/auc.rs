//! Area under the ROC curve and its variance.

use super::normal;

/// AUC of one set of scores with `DeLong`'s variance (`DeLong`, `DeLong` & Clarke-Pearson 1988).
///
/// The variance takes comparisons as independent; where one subject enters several of them, use
/// [`super::bootstrap`] by subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Auc {
    /// P(mated score > non-mated score) + ½ P(equal).
    pub area: f64,
    /// Variance of the area.
    pub variance: f64,
    mated: Vec<f64>,
    non_mated: Vec<f64>,
}

/// AUC of mated against non-mated scores, higher meaning more alike; `None` when a side is empty
/// or a score is not a number.
pub fn auc(mated: &[f64], non_mated: &[f64]) -> Option<Auc> {
    if mated.is_empty() || non_mated.is_empty() {
        return None;
    }
    if mated.iter().chain(non_mated).any(|s| s.is_nan()) {
        return None;
    }
    let beaten = placements(mated, non_mated);
    let beating: Vec<f64> = placements(non_mated, mated).iter().map(|v| 1.0 - v).collect();
    let area = mean(&beaten);
    let variance = covariance(&beaten, &beaten) / mated.len() as f64
        + covariance(&beating, &beating) / non_mated.len() as f64;
    Some(Auc { area, variance, mated: beaten, non_mated: beating })
}

/// Two-sided p value that two methods have the same AUC on the same comparisons, in the same
/// order; `None` when the comparisons differ in number or the difference has no variance.
pub fn same_area(first: &Auc, second: &Auc) -> Option<f64> {
    let sizes = (first.mated.len(), first.non_mated.len());
    if sizes != (second.mated.len(), second.non_mated.len()) {
        return None;
    }
    let shared = covariance(&first.mated, &second.mated) / sizes.0 as f64
        + covariance(&first.non_mated, &second.non_mated) / sizes.1 as f64;
    let variance = first.variance + second.variance - 2.0 * shared;
    let z = (first.area - second.area).abs() / variance.sqrt();
    (variance > 0.0).then(|| 2.0 * normal::cdf(-z))
}

/// For each score the share of `others` below it, ties counting half (Sun & Xu 2014: by sorting).
fn placements(scores: &[f64], others: &[f64]) -> Vec<f64> {
    let mut sorted = others.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let place = |score: &f64| {
        let below = sorted.partition_point(|o| o < score);
        let not_above = sorted.partition_point(|o| o <= score);
        (below + not_above) as f64 / 2.0 / n
    };
    scores.iter().map(place).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample covariance; 0 for a single pair.
fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum: f64 = a.iter().zip(b).map(|(x, y)| (x - mean_a) * (y - mean_b)).sum();
    if a.len() < 2 { 0.0 } else { sum / (a.len() - 1) as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const MATED: [f64; 6] = [0.9, 0.8, 0.7, 0.55, 0.55, 0.3];
    const NON_MATED: [f64; 7] = [0.6, 0.55, 0.4, 0.3, 0.2, 0.15, 0.1];

    #[test]
    fn area_and_variance_by_counting_pairs() {
        // benches/accuracy/stats_oracle.py: the double sums of DeLong 1988, eq. 3–5.
        let ours = auc(&MATED, &NON_MATED).unwrap();
        assert_relative_eq!(ours.area, 0.845_238_095_238_095_2, max_relative = 1e-12);
        assert_relative_eq!(ours.variance, 0.012_037_037_037_037_039, max_relative = 1e-12);
    }

    #[test]
    fn a_method_is_as_good_as_itself_and_differs_from_its_opposite() {
        let ours = auc(&MATED, &NON_MATED).unwrap();
        assert_eq!(same_area(&ours, &ours), None);
        let turned: [f64; 6] = [0.1, 0.3, 0.2, 0.5, 0.4, 0.35];
        let worse = auc(&turned, &NON_MATED).unwrap();
        // benches/accuracy/stats_oracle.py
        let p = same_area(&ours, &worse).unwrap();
        assert_relative_eq!(p, 0.037_672_494_712_863_13, max_relative = 1e-12);
    }

    #[test]
    fn nothing_to_compare_is_no_area() {
        assert_eq!(auc(&[], &[1.0]), None);
        assert_eq!(auc(&[f64::NAN], &[1.0]), None);
    }
}
