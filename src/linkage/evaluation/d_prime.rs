//! How far mated and non-mated scores lie apart, in units of their spread.

use super::comparisons::Comparisons;

/// d′ = |μₘ − μₙ| / √((σₘ² + σₙ²) / 2) with the variances of the scores at hand (Daugman 2000);
/// `None` when a kind of comparison has no score or nothing is spread.
pub fn d_prime(comparisons: &Comparisons) -> Option<f64> {
    let mated = moments(comparisons.scores(true))?;
    let non_mated = moments(comparisons.scores(false))?;
    let spread = f64::midpoint(mated.1, non_mated.1).sqrt();
    (spread > 0.0).then(|| (mated.0 - non_mated.0).abs() / spread)
}

/// Mean and variance (divided by n).
fn moments(scores: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let scores: Vec<f64> = scores.collect();
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let variance = scores.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / n;
    (!scores.is_empty()).then_some((mean, variance))
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{normal_scores, people};
    use super::*;
    use crate::linkage::score_matrix::ScoreMatrix;

    #[test]
    fn normal_scores_lie_as_far_apart_as_they_were_put() {
        let found = d_prime(&Comparisons::of(&normal_scores(300, 2.0, 0.0, 5))).unwrap();
        // Three standard errors of 300 mated scores.
        assert!((found - 2.0).abs() < 3.0 * (1.0 + 2.0f64 * 2.0 / 8.0).sqrt() / 300f64.sqrt());
        let equal = ScoreMatrix::new(people(2), people(2), vec![1.0; 4]).unwrap();
        assert_eq!(d_prime(&Comparisons::of(&equal)), None);
    }
}
