//! Scores whose true rates are known.

use super::super::score_matrix::{Person, ScoreMatrix};
use crate::base::stats::stream::{normal_pair, stream};

/// The people 0 to n−1.
pub(super) fn people(n: u32) -> Vec<Person> {
    (0..n).map(Person).collect()
}

/// n people compared with themselves and each other: normal scores with a spread of 1, of which
/// `shared` of the variance belongs to the two people (half to each), and `apart` between the mean
/// of mated and of non-mated scores.
pub(super) fn normal_scores(n: u32, apart: f64, shared: f64, seed: u64) -> ScoreMatrix {
    let of_person = |side: u64, person: u32| {
        normal_pair(&mut stream(seed, &[side, u64::from(person)]))[0] * (shared / 2.0).sqrt()
    };
    let mut scores = Vec::new();
    for probe in 0..n {
        for gallery in 0..n {
            let mut random = stream(seed, &[2, u64::from(probe), u64::from(gallery)]);
            let noise = normal_pair(&mut random)[0] * (1.0 - shared).sqrt();
            let mean = if probe == gallery { apart } else { 0.0 };
            scores.push((mean + of_person(0, probe) + of_person(1, gallery) + noise) as f32);
        }
    }
    ScoreMatrix::new(people(n), people(n), scores).unwrap()
}
