//! Kernels of a table's risk, each beside a floor: what any way of doing it has to read or sort.
//!
//! `cargo bench --bench disclosure`. The table has the marginals of a national study: 8 columns of
//! 2 to 4000 values, 2 % missing.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;

use countenance::disclosure::classes::Classes;
use countenance::disclosure::frequencies::{Frequencies, MissingMode};
use countenance::disclosure::individual::{self, Method};
use countenance::disclosure::read::{ParticipantsTable, ReadOptions, read};
use countenance::disclosure::sensitive::{self, DEFAULT_C};
use countenance::disclosure::suda::{Weighting, minimal_sample_uniques, scores};
use countenance::disclosure::{prosecutor, subsets};
use criterion::{Criterion, criterion_group, criterion_main};

/// Name and number of values of each column, and how much the first of them are more frequent.
const COLUMNS: [(&str, f64, f64); 8] = [
    ("age", 92.0, 1.1),
    ("sex", 2.0, 1.0),
    ("handedness", 3.0, 4.0),
    ("site", 8.0, 1.5),
    ("education", 5.0, 1.2),
    ("ethnicity", 9.0, 4.0),
    ("diagnosis", 12.0, 3.0),
    ("postcode", 4000.0, 2.0),
];

fn text(rows: usize) -> String {
    let mut state = 1u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut text = "participant_id".to_owned();
    for (name, _, _) in COLUMNS {
        write!(text, "\t{name}").unwrap();
    }
    for row in 0..rows {
        write!(text, "\nsub-{row:08}").unwrap();
        for (_, values, slope) in COLUMNS {
            match uniform() {
                x if x < 0.02 => text.push_str("\tn/a"),
                _ => write!(text, "\t{}", (uniform().powf(slope) * values) as u32).unwrap(),
            }
        }
    }
    text
}

fn table(folder: &Path, rows: usize) -> (std::path::PathBuf, ParticipantsTable) {
    let path = folder.join(format!("{rows}.tsv"));
    std::fs::write(&path, text(rows)).unwrap();
    let table = read(&path, &ReadOptions::default()).unwrap();
    (path, table)
}

fn reading(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = table(folder.path(), 100_000);
    let mut group = c.benchmark_group("read_1e5");
    group.bench_function("floor_bytes_from_disk", |b| {
        b.iter(|| std::fs::read(&path).unwrap().iter().map(|b| u64::from(*b)).sum::<u64>());
    });
    group.bench_function("read", |b| b.iter(|| read(&path, &ReadOptions::default()).unwrap()));
}

fn classes(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let (_, found) = table(folder.path(), 100_000);
    let (table, keys) = (&found.table, [0, 1, 2, 3, 4, 5]);
    let mut group = c.benchmark_group("classes_1e5x6");
    let sum = |column: usize| -> u64 {
        table.column(column).codes.iter().map(|code| u64::from(*code)).sum()
    };
    group.bench_function("floor_read_the_codes", |b| {
        b.iter(|| keys.iter().map(|column| sum(*column)).sum::<u64>());
    });
    group.bench_function("category", |b| b.iter(|| Classes::of(table, &keys)));
    group.bench_function("wildcard", |b| {
        b.iter(|| Frequencies::of(table, &keys, MissingMode::default(), None).unwrap());
    });
    group.bench_function("subsets_up_to_3", |b| b.iter(|| subsets::search(table, &keys, 3)));
}

fn metrics(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let (_, found) = table(folder.path(), 32_561);
    let keys = [0, 1, 2, 3, 4, 5];
    let weights = vec![100.0; found.table.rows()];
    let all = Frequencies::of(&found.table, &keys, MissingMode::Category, Some(&weights)).unwrap();
    let diagnosis = found.table.column(6);
    let mut group = c.benchmark_group("metrics_32561x6");
    group.bench_function("floor_sort_values_by_class", |b| {
        let pairs = all.classes.of_record.iter().zip(&diagnosis.codes);
        let pairs: Vec<u64> =
            pairs.map(|(class, value)| u64::from(*class) << 32 | u64::from(*value)).collect();
        b.iter(|| {
            let mut pairs = black_box(pairs.clone());
            pairs.sort_unstable();
            pairs
        });
    });
    group.bench_function("sensitive", |b| {
        b.iter(|| sensitive::assess(&all, diagnosis, DEFAULT_C).unwrap());
    });
    group.bench_function("prosecutor", |b| b.iter(|| prosecutor::assess(&all)));
    group
        .bench_function("individual_exact", |b| b.iter(|| individual::assess(&all, Method::Exact)));
}

fn special_uniques(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let (_, found) = table(folder.path(), 100_000);
    let columns = found.table.columns();
    let mut group = c.benchmark_group("suda_1e5");
    group.sample_size(10);
    for (name, keys) in
        [("6_columns", vec![0, 1, 2, 3, 4, 5]), ("with_postcode", vec![0, 1, 2, 3, 4, 5, 7])]
    {
        let codes: Vec<&[u32]> = keys.iter().map(|c| columns[*c].codes.as_slice()).collect();
        group.bench_function(format!("floor_classes_of_all_sets/{name}"), |b| {
            b.iter(|| subsets::search(&found.table, &keys, keys.len()));
        });
        group.bench_function(name, |b| {
            b.iter(|| {
                let msus = minimal_sample_uniques(&codes, codes.len()).unwrap();
                scores(&msus, Weighting::Elliot)
            });
        });
    }
}

criterion_group!(benches, reading, classes, metrics, special_uniques);
criterion_main!(benches);
