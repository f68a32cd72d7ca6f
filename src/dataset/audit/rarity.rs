//! Participants who stand out: rare values, extreme numbers, combinations nobody else has.

use super::look::Look;
use super::notes::Notes;
use super::placeholder::is_placeholder;
use super::tables::Table;
use super::{ages, words};
use std::collections::BTreeMap;

/// A value held by fewer rows is rare (the guide: extreme or unique values are removed).
const FEW: usize = 3;
/// Tables with fewer rows have no common values.
const FEWEST_ROWS: usize = 10;
/// Columns with more values are no categories.
const MOST_CATEGORIES: usize = 12;
/// Robust z, by median and median absolute deviation, beyond which a number is extreme.
const EXTREME: f64 = 4.0;
/// Standard deviations in a median absolute deviation of normal numbers.
const MAD_TO_SD: f64 = 1.4826;

/// Looks at the columns that are not told of already.
pub(super) fn check(
    table: &Table,
    own: Option<usize>,
    told: &[usize],
    look: &Look<'_>,
    notes: &mut Notes,
) {
    let rows = table.columns.first().map_or(0, Vec::len);
    for (n, (name, cells)) in table.header.iter().zip(&table.columns).enumerate() {
        if Some(n) == own || told.contains(&n) || rows < FEWEST_ROWS {
            continue;
        }
        let filled: Vec<&str> =
            cells.iter().map(String::as_str).filter(|cell| !is_placeholder(cell)).collect();
        match numbers(&filled) {
            Some(numbers) if is_extreme(&numbers) => notes.add("PT-RARE", name, "extreme number"),
            None if has_rare(&filled) => notes.add("PT-RARE", name, "rare category"),
            _ => {}
        }
    }
    combinations(table, look, notes);
}

/// All cells as numbers, unless one is none.
fn numbers(cells: &[&str]) -> Option<Vec<f64>> {
    cells.iter().map(|cell| cell.parse().ok().filter(|n: &f64| n.is_finite())).collect()
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn is_extreme(numbers: &[f64]) -> bool {
    if numbers.len() < FEWEST_ROWS {
        return false;
    }
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let middle = median(&numbers);
    let mut distances: Vec<f64> = numbers.iter().map(|n| (n - middle).abs()).collect();
    distances.sort_by(f64::total_cmp);
    let spread = MAD_TO_SD * median(&distances);
    spread > 0.0 && distances.last().is_some_and(|d| d / spread > EXTREME)
}

fn has_rare(cells: &[&str]) -> bool {
    let counts = counts(cells.iter().copied());
    (2..=MOST_CATEGORIES).contains(&counts.len()) && counts.values().any(|count| *count < FEW)
}

fn counts<'a, T: Ord + 'a>(values: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// Rows that nobody shares on what registers and acquaintances know.
fn combinations(table: &Table, look: &Look<'_>, notes: &mut Notes) {
    let known = look.list("PT-QI", "columns");
    let chosen: Vec<usize> = (0..table.header.len())
        .filter(|n| {
            let name = &table.header[*n];
            words::contain(name, known) || ages::is_age(name, look)
        })
        .collect();
    let rows = table.columns.first().map_or(0, Vec::len);
    if chosen.len() < 2 || rows < 2 {
        return;
    }
    let row = |n: usize| chosen.iter().map(|c| table.columns[*c][n].as_str()).collect::<Vec<_>>();
    if counts((0..rows).map(row)).values().any(|count| *count == 1) {
        let names: Vec<&str> = chosen.iter().map(|c| table.header[*c].as_str()).collect();
        notes.add("PT-QI", &names.join("+"), "combination that only one row has");
    }
}
