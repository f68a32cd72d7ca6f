//! Rates of scores from a file, as JSON on standard output.
//!
//! `cargo run --release --example evaluate_scores -- scores.csv THRESHOLD`
//!
//! `scores.csv` has the columns `probe,gallery,score`: people by number, every probe against every
//! gallery scan in the same order, an empty score where two scans could not be compared.
//! `benches/accuracy/evaluation_oracle.py` holds the answers against other programs'.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example; a failed step ends it")]

use countenance::linkage::evaluation::comparisons::Comparisons;
use countenance::linkage::evaluation::estimate::{Rate, estimate};
use countenance::linkage::evaluation::{
    d_prime, det, enrolment, error_rates, identification, open_set,
};
use countenance::linkage::score_matrix::{Person, ScoreMatrix};
use serde_json::json;

fn read(path: &str) -> ScoreMatrix {
    let text = std::fs::read_to_string(path).unwrap();
    let mut rows: Vec<(u32, u32, f32)> = Vec::new();
    for line in text.lines().skip(1) {
        let [probe, gallery, score] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{path}: {line}: three cells expected");
        };
        rows.push((
            probe.parse().unwrap(),
            gallery.parse().unwrap(),
            score.parse().unwrap_or(f32::NAN),
        ));
    }
    let width = rows.iter().take_while(|row| row.0 == rows[0].0).count();
    let gallery = rows[..width].iter().map(|row| Person(row.1)).collect();
    let probes = rows.chunks(width).map(|row| Person(row[0].0)).collect();
    ScoreMatrix::new(probes, gallery, rows.iter().map(|row| row.2).collect()).unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let threshold: f64 = arguments[1].parse().unwrap();
    let scores = read(&arguments[0]);
    let comparisons = Comparisons::of(&scores);
    let ranks = identification::ranks(&scores);
    let answer = json!({
        "eer": estimate(&comparisons, Rate::EqualErrorRate),
        "auc": estimate(&comparisons, Rate::Area),
        "fnmr_at_fmr_0.01": Rate::FalseNonMatchRateAt(0.01).of(&comparisons),
        "d_prime": d_prime::d_prime(&comparisons),
        "failures_to_enrol": enrolment::failures(&scores),
        "at_threshold": error_rates::at(&comparisons, threshold),
        "open_set": open_set::rates(&scores, threshold, 1),
        "open_set_rank_3": open_set::rates(&scores, threshold, 3),
        "cmc": ranks.cmc().iter().map(|rate| rate.rate).collect::<Vec<_>>(),
        "det": det::curve(&comparisons),
    });
    println!("{answer:#}");
}
