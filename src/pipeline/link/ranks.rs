//! At which rank a probe finds each scan of the gallery.

use crate::linkage::score_matrix::ScoreMatrix;
use std::collections::HashMap;

/// The rank of every scan of the gallery for one probe, by score, ties by number; nothing where there
/// is no score.
///
/// Neither copies of the probe itself (`same_scan`) nor other scans of the same person as the one
/// ranked count before it: they would hide how well the face finds the person.
pub(super) fn ranks(
    scores: &ScoreMatrix,
    probe: usize,
    same_scan: impl Fn(usize) -> bool,
) -> Vec<Option<usize>> {
    let row = scores.row(probe);
    let mut order: Vec<usize> = (0..row.len()).filter(|&n| !row[n].is_nan()).collect();
    order.sort_by(|&a, &b| row[b].total_cmp(&row[a]).then(a.cmp(&b)));
    let mut ranks = vec![None; row.len()];
    let (mut before, mut own_before) = (0, HashMap::<_, usize>::new());
    for scan in order {
        let own = own_before.entry(scores.gallery()[scan]).or_default();
        ranks[scan] = Some(1 + before - *own);
        if !same_scan(scan) {
            before += 1;
            *own += 1;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::score_matrix::Person;

    fn scores(people: &[u32], row: &[f32]) -> ScoreMatrix {
        let gallery = people.iter().map(|p| Person(*p)).collect();
        ScoreMatrix::new(vec![Person(0)], gallery, row.to_vec()).unwrap()
    }

    #[test]
    fn ties_go_to_the_smaller_number_and_no_score_has_no_rank() {
        let scores = scores(&[1, 2, 3, 4], &[0.5, 0.9, f32::NAN, 0.5]);
        assert_eq!(ranks(&scores, 0, |_| false), [Some(2), Some(1), None, Some(3)]);
    }

    #[test]
    fn copies_of_the_probe_and_other_scans_of_a_person_hide_nothing() {
        // The probe's own original, another session of the same person, somebody else's two scans.
        let scores = scores(&[0, 0, 1, 1], &[9.0, 3.0, 5.0, 4.0]);
        assert_eq!(ranks(&scores, 0, |n| n == 0), [Some(1), Some(3), Some(1), Some(1)]);
    }
}
