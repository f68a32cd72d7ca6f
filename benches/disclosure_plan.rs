//! Searching a lattice and fitting a copula.
//!
//! `cargo bench --bench disclosure_plan`. `lattice/study` is a usual imaging study (87 records, 6
//! columns), `lattice/register` 10⁶ records of 6 columns; `copula/fit` and `copula/records` are 10⁴
//! records of 10 columns, the floor of the latter being one record's integral times 10⁴.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use countenance::base::stats::stream::{normal_pair, stream, uniform};
use countenance::disclosure::hierarchy::{Hierarchy, guess};
use countenance::disclosure::lattice::{Goal, Lattice, search};
use countenance::disclosure::population::Sampling;
use countenance::disclosure::population::copula::Copula;
use countenance::disclosure::table::{Column, Table};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// Age, sex, handedness, education, site and body mass index.
fn study(records: u64) -> Table {
    let mut values: [Vec<String>; 6] = Default::default();
    for record in 0..records {
        let mut random = stream(3, &[record]);
        let [x, y] = normal_pair(&mut random);
        let row = [
            format!("{}", (45.0 + 18.0 * x).clamp(18.0, 95.0) as u32),
            ["F", "M"][usize::from(uniform(&mut random) < 0.5)].to_owned(),
            ["R", "L"][usize::from(uniform(&mut random) < 0.1)].to_owned(),
            format!("{}", (13.0 + 3.0 * y).clamp(0.0, 24.0) as u32),
            format!("site{}", (uniform(&mut random) * 6.0) as u32),
            format!("{:.1}", 25.0 + 3.0 * x + 2.0 * y),
        ];
        for (column, value) in values.iter_mut().zip(row) {
            column.push(value);
        }
    }
    let names = ["age", "sex", "handedness", "education", "site", "bmi"];
    let column = |(name, values): (&str, Vec<String>)| Column::from_values(name, values, |_| false);
    Table::new(names.into_iter().zip(values).map(column).collect()).unwrap()
}

fn lattice(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("lattice");
    group.sample_size(10);
    for (name, records) in [("study", 87), ("register", 1_000_000)] {
        let table = study(records);
        let hierarchies: Vec<Hierarchy> =
            table.columns().iter().map(|c| guess(c).hierarchy(c, 5).unwrap()).collect();
        let columns: Vec<usize> = (0..6).collect();
        let solve = || {
            let lattice = Lattice::new(&table, &columns, &hierarchies);
            search(&lattice, Goal::k(5)).unwrap()
        };
        let found = solve();
        eprintln!("{name}: {:?}, loss {}", found.found, found.loss);
        group.bench_function(name, |bench| bench.iter(|| black_box(solve())));
    }
    group.finish();
}

fn copula(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("copula");
    group.sample_size(10);
    let mut columns = vec![Vec::new(); 10];
    for record in 0..10_000 {
        let mut random = stream(4, &[record]);
        let [common, _] = normal_pair(&mut random);
        for (c, column) in columns.iter_mut().enumerate() {
            let [own, _] = normal_pair(&mut random);
            let spread = 1.0 + c as f64;
            column.push((2.0 * spread + spread * (0.5 * common + 0.8 * own)).max(0.0) as u32);
        }
    }
    let slices: Vec<&[u32]> = columns.iter().map(Vec::as_slice).collect();
    let sampling = Sampling::new(10_000, 17_942_942).unwrap();
    group.bench_function("fit", |bench| bench.iter(|| black_box(Copula::fit(&slices, 1))));
    let fitted = Copula::fit(&slices, 1).unwrap();
    group.bench_function("population", |bench| {
        bench.iter(|| black_box(fitted.population(sampling)));
    });
    group.bench_function("records", |bench| {
        bench.iter(|| black_box(fitted.records(&slices, sampling)));
    });
    group.finish();
}

criterion_group!(benches, lattice, copula);
criterion_main!(benches);
