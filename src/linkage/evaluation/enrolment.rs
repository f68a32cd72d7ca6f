//! Scans that gave nothing to compare.

use super::super::score_matrix::ScoreMatrix;

/// Probes that could not be compared with any scan of the gallery: failures to enrol (FTE). A
/// removed face is one; it is a miss for the attacker, and no success of his method.
pub fn failures(scores: &ScoreMatrix) -> usize {
    (0..scores.probes().len()).filter(|probe| failed(scores, *probe)).count()
}

/// True when nothing of the gallery could be compared with this probe.
pub fn failed(scores: &ScoreMatrix, probe: usize) -> bool {
    scores.row(probe).iter().all(|score| score.is_nan())
}

#[cfg(test)]
mod tests {
    use super::super::simulated::people;
    use super::*;

    #[test]
    fn one_score_is_enough_to_be_enrolled() {
        let nan = f32::NAN;
        let scores = vec![nan, nan, nan, 0.0];
        let scores = ScoreMatrix::new(people(2), people(2), scores).unwrap();
        assert_eq!(failures(&scores), 1);
        assert!(failed(&scores, 0) && !failed(&scores, 1));
    }
}
