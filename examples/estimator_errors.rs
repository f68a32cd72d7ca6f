//! How far off are the estimates of population uniqueness? Samples from a population that is known.
//!
//! `cargo run --release --example estimator_errors -- docs/estimator_errors.csv`
//!
//! A population of persons with age, sex, handedness, education and site is made from a seed; for
//! each number of columns, sampling fraction and sample size samples are drawn, and each model's
//! figure is compared with the share of the population that is truly unique. The CSV has one row a
//! setting and model: how often the model has a figure, its median, median and greatest absolute
//! error.

#![allow(clippy::unwrap_used, reason = "an example; a failed step ends it")]

use countenance::base::stats::stream::{draw_without_replacement, normal_pair, stream, uniform};
use countenance::disclosure::classes::Classes;
use countenance::disclosure::population::copula::Copula;
use countenance::disclosure::population::estimate::{ModelFigure, PopulationUniqueness, estimate};
use countenance::disclosure::population::{Sampling, SizeHistogram};
use countenance::disclosure::table::{Column, Table};
use std::io::Write;

const SEED: u64 = 20_190_723;
const SAMPLES: u64 = 15;
/// (persons, columns taken, sampled).
const SETTINGS: &[(usize, usize, usize)] = &[
    (20_000, 3, 100),
    (20_000, 3, 300),
    (20_000, 5, 100),
    (20_000, 5, 300),
    (20_000, 3, 1000),
    (20_000, 5, 1000),
    (20_000, 5, 2000),
    (20_000, 5, 6000),
    (200_000, 5, 300),
    (200_000, 5, 1000),
    (200_000, 5, 4000),
    (200_000, 5, 20_000),
];

/// Age in years, sex, handedness, years of education and site; education goes with age.
fn population(persons: usize) -> Table {
    let mut values: [Vec<String>; 5] = Default::default();
    for person in 0..persons {
        let mut random = stream(SEED, &[persons as u64, person as u64]);
        let [x, y] = normal_pair(&mut random);
        let age = (45.0 + 18.0 * x).clamp(18.0, 95.0) as u32;
        let education = (13.0 - 1.2 * x + 2.5 * y).clamp(0.0, 24.0) as u32;
        let sex = u32::from(uniform(&mut random) < 0.5);
        let hand = match uniform(&mut random) {
            u if u < 0.89 => 0,
            u if u < 0.99 => 1,
            _ => 2,
        };
        // Sites of falling size.
        let site = (-uniform(&mut random).max(1e-9).ln() * 3.0) as u32;
        for (column, value) in values.iter_mut().zip([age, sex, hand, education, site.min(19)]) {
            column.push(value.to_string());
        }
    }
    let names = ["age", "sex", "hand", "education", "site"];
    let column = |(name, values): (&str, Vec<String>)| Column::from_values(name, values, |_| false);
    Table::new(names.into_iter().zip(values).map(column).collect()).unwrap()
}

fn histogram(classes: &Classes) -> SizeHistogram {
    SizeHistogram::of_classes(classes.sizes.iter().map(|size| u64::from(*size)))
}

/// Every model's figure for one sample.
fn figures(table: &Table, columns: &[usize], rows: &[usize], persons: u64) -> PopulationUniqueness {
    let sample = table.with_rows(rows);
    let classes = Classes::of(&sample, columns);
    let sampling = Sampling::new(rows.len() as u64, persons).unwrap();
    let mut found = estimate(&histogram(&classes), sampling);
    let codes: Vec<&[u32]> = columns.iter().map(|c| sample.column(*c).codes.as_slice()).collect();
    let copula = Copula::fit(&codes, SEED).map(|copula| copula.figure(sampling));
    if let Some(figure) = copula {
        found.add(figure);
    }
    let chosen = found.dankar.unique_fraction;
    found.models.push(ModelFigure {
        model: "Dankar's rule",
        source: "Dankar et al. 2012",
        unique_fraction: Some(chosen),
        does_not_apply: found.models[0].does_not_apply.clone(),
    });
    found
}

fn main() {
    let path = std::env::args().nth(1).unwrap_or_else(|| "docs/estimator_errors.csv".to_owned());
    let mut out = std::fs::File::create(&path).unwrap();
    let header = "persons,columns,sampled,fraction,truth,sample_uniqueness,model,has_figure,\
                  median_estimate,median_error,greatest_error";
    writeln!(out, "{header}").unwrap();
    for &(persons, taken, sampled) in SETTINGS {
        let table = population(persons);
        let columns: Vec<usize> = (0..taken).collect();
        let whole = Classes::of(&table, &columns);
        let truth = histogram(&whole).uniques() as f64 / persons as f64;
        let samples: Vec<PopulationUniqueness> = (0..SAMPLES)
            .map(|replicate| {
                let mut random = stream(SEED, &[7, persons as u64, sampled as u64, replicate]);
                let rows = draw_without_replacement(&mut random, persons, sampled);
                let rows: Vec<usize> = rows.into_iter().map(|row| row as usize).collect();
                figures(&table, &columns, &rows, persons as u64)
            })
            .collect();
        let unique = median(samples.iter().map(|s| s.sample_unique_fraction).collect());
        let fraction = sampled as f64 / persons as f64;
        for (at, model) in samples[0].models.iter().map(|m| m.model).enumerate() {
            let figures: Vec<&ModelFigure> = samples.iter().map(|s| &s.models[at]).collect();
            let values: Vec<f64> = figures.iter().filter_map(|f| f.unique_fraction).collect();
            let errors: Vec<f64> = values.iter().map(|v| (v - truth).abs()).collect();
            let worst = errors.iter().copied().fold(f64::NAN, f64::max);
            let row = format!(
                "{persons},{taken},{sampled},{fraction:.4},{truth:.4},{unique:.4},\"{model}\",\
                 {}/{SAMPLES},{:.4},{:.4},{worst:.4}",
                values.len(),
                median(values.clone()),
                median(errors),
            );
            writeln!(out, "{row}").unwrap();
            eprintln!("{row}");
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
