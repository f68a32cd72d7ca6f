//! Scores whose true rates are known.

use super::super::score_matrix::{Person, ScoreMatrix};
use crate::base::stats::stream::{normal_pair, stream};

/// The people 0 to n−1.
pub(in super::super) fn people(n: u32) -> Vec<Person> {
    (0..n).map(Person).collect()
}

/// n people compared with themselves and each other: normal scores with a spread of 1, of which
/// `shared` of the variance belongs to the two people (half to each), and `apart` between the mean
/// of mated and of non-mated scores.
pub(in super::super) fn normal_scores(n: u32, apart: f64, shared: f64, seed: u64) -> ScoreMatrix {
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

/// n people of five independent measurements, two scans of each with errors a fifth as wide;
/// the score is minus the distance.
pub(in super::super) fn vector_scores(n: u32, seed: u64) -> ScoreMatrix {
    let values = |kind: u64, person: u32, spread: f64| -> [f64; 5] {
        let mut random = stream(seed, &[kind, u64::from(person)]);
        std::array::from_fn(|_| spread * normal_pair(&mut random)[0])
    };
    let scan = |kind: u64, person: u32| {
        let (own, error) = (values(0, person, 1.0), values(kind, person, 0.2));
        std::array::from_fn::<f64, 5, _>(|k| own[k] + error[k])
    };
    let [probes, gallery] =
        [1, 2].map(|kind| (0..n).map(|person| scan(kind, person)).collect::<Vec<_>>());
    let distance = |a: &[f64; 5], b: &[f64; 5]| {
        a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
    };
    let scores = probes.iter().flat_map(|a| gallery.iter().map(|b| -distance(a, b) as f32));
    ScoreMatrix::new(people(n), people(n), scores.collect()).unwrap()
}
