//! How often do the 95 % intervals of EER, AUC, FMR and FNMR cover the truth? Scores whose truth is known.
//!
//! `cargo run --release --example interval_coverage -- coverage.csv`
//!
//! n people are compared with themselves and each other; scores are normal with a spread of 1, of
//! which a share belongs to the people (half to the one who is looked for, half to the one he is
//! compared with), and mated scores lie higher by `apart`. One row a setting and rate.

#![allow(clippy::unwrap_used, reason = "an example; a failed step ends it")]

use countenance::base::stats::normal;
use countenance::base::stats::stream::{normal_pair, stream};
use countenance::linkage::evaluation::comparisons::Comparisons;
use countenance::linkage::evaluation::estimate::{Rate, estimate};
use countenance::linkage::score_matrix::{Person, ScoreMatrix};
use std::io::Write;

const TRIALS: u64 = 2000;
/// (people, share of the spread that belongs to them, apart).
const SETTINGS: &[(u32, f64, f64)] = &[
    (20, 0.3, 2.5),
    (40, 0.2, 1.0),
    (40, 0.2, 2.5),
    (40, 0.5, 1.0),
    (40, 0.5, 2.5),
    (80, 0.2, 2.5),
    (80, 0.5, 2.5),
];

fn scores(n: u32, shared: f64, apart: f64, seed: u64) -> ScoreMatrix {
    let of_person = |side: u64, person: u32| {
        normal_pair(&mut stream(seed, &[side, u64::from(person)]))[0] * (shared / 2.0).sqrt()
    };
    let score = |probe: u32, gallery: u32| {
        let mut random = stream(seed, &[2, u64::from(probe), u64::from(gallery)]);
        let noise = normal_pair(&mut random)[0] * (1.0 - shared).sqrt();
        let mean = if probe == gallery { apart } else { 0.0 };
        (mean + of_person(0, probe) + of_person(1, gallery) + noise) as f32
    };
    let all = (0..n).flat_map(|probe| (0..n).map(move |gallery| (probe, gallery)));
    let people: Vec<Person> = (0..n).map(Person).collect();
    ScoreMatrix::new(people.clone(), people, all.map(|(p, g)| score(p, g)).collect()).unwrap()
}

/// FNMR at an FMR.
fn missed(limit: f64, apart: f64) -> f64 {
    normal::cdf(normal::quantile(1.0 - limit) - apart)
}

fn main() {
    let path = std::env::args().nth(1).unwrap_or_else(|| "coverage.csv".to_owned());
    let mut out = std::fs::File::create(path).unwrap();
    writeln!(out, "people,shared,apart,rate,truth,trials,covered,truth_below,truth_above").unwrap();
    for &(people, shared, apart) in SETTINGS {
        let threshold = apart / 2.0 + 0.3;
        let rates = [
            ("EER", Rate::EqualErrorRate, normal::cdf(-apart / 2.0)),
            ("AUC", Rate::Area, normal::cdf(apart / 2f64.sqrt())),
            ("FMR", Rate::FalseMatchRate(threshold), normal::cdf(-threshold)),
            ("FNMR at FMR 0.02", Rate::FalseNonMatchRateAt(0.02), missed(0.02, apart)),
            ("FNMR at FMR 0.1", Rate::FalseNonMatchRateAt(0.1), missed(0.1, apart)),
        ];
        let mut outside = [[0; 2]; 5];
        for trial in 0..TRIALS {
            let comparisons = Comparisons::of(&scores(people, shared, apart, trial));
            for (outside, (_, rate, truth)) in outside.iter_mut().zip(rates) {
                let found = estimate(&comparisons, rate).unwrap().interval;
                outside[0] += u64::from(truth < found.low);
                outside[1] += u64::from(truth > found.high);
            }
        }
        for (outside, (name, _, truth)) in outside.into_iter().zip(rates) {
            let share = |n: u64| n as f64 / TRIALS as f64;
            let row = format!(
                "{people},{shared},{apart},{name},{truth:.4},{TRIALS},{:.4},{:.4},{:.4}",
                1.0 - share(outside[0] + outside[1]),
                share(outside[0]),
                share(outside[1]),
            );
            writeln!(out, "{row}").unwrap();
            eprintln!("{row}");
        }
    }
}
