//! How many scores of one kind lie near a score.

use super::comparisons::Comparisons;

/// Density of the mated or of the other scores at a score, per unit of the score: normal kernels with
/// the width of Silverman (1986, eq. 3.28). 0 where nothing is spread.
pub(super) fn density(comparisons: &Comparisons, mated: bool, at: f64) -> f64 {
    let scores: Vec<f64> = comparisons.scores(mated).collect();
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let deviation = (scores.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / n).sqrt();
    let width = 1.06 * deviation * n.powf(-0.2);
    let kernel = |score: &f64| (-((score - at) / width).powi(2) / 2.0).exp();
    let sum: f64 = scores.iter().map(kernel).sum();
    if width > 0.0 { sum / n / width / std::f64::consts::TAU.sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::super::simulated::normal_scores;
    use super::*;

    #[test]
    fn normal_scores_have_a_normal_density() {
        let comparisons = Comparisons::of(&normal_scores(120, 2.0, 0.2, 3));
        for (at, expected) in [(0.0, 0.3989), (1.0, 0.2420), (2.0, 0.0540)] {
            let found = density(&comparisons, false, at);
            assert!((found - expected).abs() < 0.03, "{at} {found}");
        }
    }
}
