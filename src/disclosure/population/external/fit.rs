//! Iterative proportional fitting (Deming & Stephan 1940, 10.1214/aoms/1177731829).

use super::{Assumption, CountTable, PopulationError};
use rustc_hash::FxHashMap;

/// Combinations of values that are fitted: 16 MB of numbers.
const MOST_CELLS: usize = 1 << 21;
/// Passes; tables that agree need few.
const MOST_PASSES: usize = 500;
/// Share of all persons that a count may be off after the last pass: rounding, and tables of
/// slightly different days.
const TOLERANCE: f64 = 1e-6;

/// A table whose cells are numbered.
struct Margin {
    /// Number of the margin's cell for each cell of the whole.
    cell_of: Vec<u32>,
    counts: Vec<f64>,
}

/// Joint counts over `columns` from margins, and what they rest on. All margins are scaled to the
/// persons of the first.
pub(super) fn fit(
    margins: &[CountTable],
    columns: &[&str],
) -> Result<(Assumption, FxHashMap<Vec<String>, f64>), PopulationError> {
    let values = values(margins, columns);
    let too_many = || PopulationError::TooManyCells { most: MOST_CELLS };
    let size = values.iter().try_fold(1usize, |size, of_column| size.checked_mul(of_column.len()));
    let size = size.filter(|size| *size <= MOST_CELLS).ok_or_else(too_many)?;
    let persons: f64 = total(&margins[0]);
    let numbered: Vec<Margin> =
        margins.iter().map(|m| number(m, columns, &values, size, persons)).collect();
    let mut cells = vec![persons / size as f64; size];
    let mut worst = f64::INFINITY;
    for _ in 0..MOST_PASSES {
        worst = numbered.iter().map(|margin| scale(&mut cells, margin)).fold(0.0, f64::max);
        if worst <= TOLERANCE * persons {
            break;
        }
    }
    if worst > TOLERANCE * persons {
        return Err(PopulationError::Contradiction { worst });
    }
    let apart = margins.iter().map(|m| m.columns.len()).sum::<usize>() == columns.len();
    let assumption = if apart { Assumption::Independence } else { Assumption::ProportionalFitting };
    let named = cells.into_iter().enumerate().map(|(at, count)| (key(at, &values), count));
    Ok((assumption, named.collect()))
}

fn total(margin: &CountTable) -> f64 {
    let mut counts: Vec<f64> = margin.cells.values().copied().collect();
    counts.sort_by(f64::total_cmp);
    counts.iter().sum()
}

/// Values of each column in any margin, sorted.
fn values(margins: &[CountTable], columns: &[&str]) -> Vec<Vec<String>> {
    let of = |column: &&str| {
        let mut all: Vec<String> = Vec::new();
        for margin in margins {
            if let Some(place) = margin.columns.iter().position(|c| c == column) {
                all.extend(margin.cells.keys().map(|key| key[place].clone()));
            }
        }
        all.sort();
        all.dedup();
        all
    };
    columns.iter().map(of).collect()
}

/// Values of a cell by its number; the last column runs fastest.
fn key(mut at: usize, values: &[Vec<String>]) -> Vec<String> {
    let mut key: Vec<String> = Vec::with_capacity(values.len());
    for of_column in values.iter().rev() {
        key.push(of_column[at % of_column.len()].clone());
        at /= of_column.len();
    }
    key.reverse();
    key
}

fn number(
    margin: &CountTable,
    columns: &[&str],
    values: &[Vec<String>],
    size: usize,
    persons: f64,
) -> Margin {
    let places: Vec<usize> = (0..columns.len())
        .filter(|c| margin.columns.iter().any(|name| name == columns[*c]))
        .collect();
    let mut strides = vec![1; columns.len()];
    for c in (0..columns.len().saturating_sub(1)).rev() {
        strides[c] = strides[c + 1] * values[c + 1].len();
    }
    let digit = |at: usize, c: usize| at / strides[c] % values[c].len();
    let of = |at: usize| places.iter().fold(0, |n, c| n * values[*c].len() + digit(at, *c)) as u32;
    let cell_of: Vec<u32> = (0..size).map(of).collect();
    let mut counts = vec![0.0; places.iter().map(|c| values[*c].len()).product()];
    let scaled = persons / total(margin);
    for (key, count) in &margin.cells {
        let place = |(c, value): (&usize, &String)| values[*c].binary_search(value).unwrap_or(0);
        let at = places.iter().zip(key).fold(0, |n, pair| n * values[*pair.0].len() + place(pair));
        counts[at] += count * scaled;
    }
    Margin { cell_of, counts }
}

/// Scales cells so that they add up to a margin; the greatest difference before.
fn scale(cells: &mut [f64], margin: &Margin) -> f64 {
    let mut sums = vec![0.0; margin.counts.len()];
    for (cell, at) in cells.iter().zip(&margin.cell_of) {
        sums[*at as usize] += cell;
    }
    for (cell, at) in cells.iter_mut().zip(&margin.cell_of) {
        let (sum, count) = (sums[*at as usize], margin.counts[*at as usize]);
        *cell *= if sum > 0.0 { count / sum } else { 0.0 };
    }
    sums.iter().zip(&margin.counts).map(|(sum, count)| (sum - count).abs()).fold(0.0, f64::max)
}
