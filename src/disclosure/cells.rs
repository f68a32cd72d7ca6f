//! Suppressing cells instead of records: the fewest values to hide.
//!
//! For small tables, where a column made coarser for all costs more than a few empty cells. A
//! missing value matches every other (the wildcard rule), so hiding a cell never makes another
//! record rarer: each record can be helped by itself.
//!
//! What the wildcard rule promises is weaker than equal values: one record hidden wholly matches
//! everybody, and who is shown beside it may still be the only one with those values. No
//! command offers it for that reason.

use super::classes::Classes;
use super::table::{MISSING, Table};
use serde::Serialize;

/// Cells to hide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellSuppression {
    /// k: every record then matches at least this many, itself included.
    pub smallest_class: u32,
    /// (record, place among the quasi-identifiers), by record.
    pub cells: Vec<(usize, usize)>,
}

/// Why cells cannot be searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// More columns than all sets of them can be tried for.
    #[error("{0} quasi-identifiers: cells are suppressed over at most {MOST_COLUMNS}")]
    TooManyColumns(usize),
    /// Not even hiding everything helps.
    #[error("{records} records cannot form a class of {smallest_class}")]
    TooFewRecords {
        /// Number of records.
        records: usize,
        /// k.
        smallest_class: u32,
    },
}

/// Sets of columns tried: 2¹⁴.
const MOST_COLUMNS: usize = 14;

/// The fewest cells of each record whose hiding leaves at least `smallest_class` records that agree
/// with it, then as many of them as possible shown again, because others' hidden cells match too.
///
/// For classes of two the cells of a record hit all its minimal sample uniques, and no smaller set
/// of cells does.
///
/// # Errors
/// [`CellError`] for too many columns or too few records.
pub fn suppress(
    table: &Table,
    quasi_identifiers: &[usize],
    smallest_class: u32,
) -> Result<CellSuppression, CellError> {
    let (records, columns) = (table.rows(), quasi_identifiers.len());
    if columns > MOST_COLUMNS {
        return Err(CellError::TooManyColumns(columns));
    }
    if records < smallest_class as usize {
        return Err(CellError::TooFewRecords { records, smallest_class });
    }
    let hidden = fewest_by_record(table, quasi_identifiers, smallest_class);
    let mut codes: Vec<Vec<u32>> = (0..records)
        .map(|row| quasi_identifiers.iter().map(|q| table.column(*q).codes[row]).collect())
        .collect();
    let mut cells = Vec::new();
    for (row, set) in hidden.iter().enumerate() {
        for column in (0..columns).filter(|c| set >> c & 1 == 1) {
            cells.push((row, column, std::mem::replace(&mut codes[row][column], MISSING)));
        }
    }
    let cells = show_again(&mut codes, cells, smallest_class);
    Ok(CellSuppression { smallest_class, cells })
}

/// Columns to hide of each record, as bits.
fn fewest_by_record(table: &Table, quasi_identifiers: &[usize], k: u32) -> Vec<u64> {
    let columns = quasi_identifiers.len();
    let known: Vec<u64> = (0..table.rows())
        .map(|row| {
            let has = |c: &usize| table.column(quasi_identifiers[*c]).codes[row] != MISSING;
            (0..columns).filter(has).fold(0, |set, c| set | 1 << c)
        })
        .collect();
    let mut open: Vec<usize> = (0..table.rows()).collect();
    let mut hidden = vec![0; table.rows()];
    let mut shown: Vec<u64> = (0..1u64 << columns).collect();
    shown.sort_by_key(|set| (std::cmp::Reverse(set.count_ones()), *set));
    for set in shown {
        if open.is_empty() {
            break;
        }
        let of_set: Vec<usize> =
            (0..columns).filter(|c| set >> c & 1 == 1).map(|c| quasi_identifiers[c]).collect();
        let classes = Classes::of(table, &of_set);
        open.retain(|row| {
            let helped =
                set & !known[*row] == 0 && classes.sizes[classes.of_record[*row] as usize] >= k;
            if helped {
                hidden[*row] = known[*row] & !set;
            }
            !helped
        });
    }
    hidden
}

/// Whether two records agree wherever both have a value.
fn agree(a: &[u32], b: &[u32]) -> bool {
    a.iter().zip(b).all(|(x, y)| x == y || *x == MISSING || *y == MISSING)
}

/// Shows cells again, one after the other, as long as every record keeps k matches; the cells that
/// stay hidden.
fn show_again(
    codes: &mut [Vec<u32>],
    cells: Vec<(usize, usize, u32)>,
    k: u32,
) -> Vec<(usize, usize)> {
    let count = |row: &Vec<u32>| codes.iter().filter(|other| agree(row, other)).count() as u32;
    let mut matches: Vec<u32> = codes.iter().map(count).collect();
    let mut hidden = Vec::new();
    for (row, column, code) in cells {
        // Who matches now and has another value there.
        let differs = |other: &usize| {
            let there = codes[*other][column];
            *other != row && there != code && there != MISSING && agree(&codes[row], &codes[*other])
        };
        let lost: Vec<usize> = (0..codes.len()).filter(differs).collect();
        let stays = matches[row] >= k + lost.len() as u32 && lost.iter().all(|o| matches[*o] > k);
        if stays {
            codes[row][column] = code;
            matches[row] -= lost.len() as u32;
            for other in lost {
                matches[other] -= 1;
            }
        } else {
            hidden.push((row, column));
        }
    }
    hidden
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::suda::minimal_sample_uniques;
    use crate::disclosure::table::Column;
    use proptest::prelude::*;

    fn table(rows: &[Vec<u32>]) -> Table {
        let labels: Vec<String> = (0..4).map(|v| v.to_string()).collect();
        let column = |c: usize| Column {
            name: format!("c{c}"),
            codes: rows.iter().map(|r| if r[c] == 4 { MISSING } else { r[c] }).collect(),
            labels: labels.clone(),
        };
        Table::new((0..4).map(column).collect()).unwrap()
    }

    fn matches(rows: &[Vec<u32>]) -> Vec<usize> {
        rows.iter().map(|a| rows.iter().filter(|b| agree(a, b)).count()).collect()
    }

    proptest! {
        #[test]
        fn everybody_matches_k_and_no_cell_is_hidden_for_nothing(
            rows in prop::collection::vec(prop::collection::vec(0u32..5, 4), 4..25), k in 2u32..5,
        ) {
            let table = table(&rows);
            let found = suppress(&table, &[0, 1, 2, 3], k).unwrap();
            let mut codes: Vec<Vec<u32>> = (0..rows.len())
                .map(|row| (0..4).map(|c| table.column(c).codes[row]).collect()).collect();
            for (row, column) in &found.cells {
                codes[*row][*column] = MISSING;
            }
            prop_assert!(matches(&codes).iter().all(|f| *f >= k as usize));
            for (row, column) in &found.cells {
                let mut shown = codes.clone();
                shown[*row][*column] = table.column(*column).codes[*row];
                prop_assert!(matches(&shown).iter().any(|f| *f < k as usize));
            }
        }

        #[test]
        fn pairs_need_no_more_cells_than_hit_all_minimal_sample_uniques(
            rows in prop::collection::vec(prop::collection::vec(0u32..4, 4), 2..25),
        ) {
            let table = table(&rows);
            let columns: Vec<&[u32]> = table.columns().iter().map(|c| c.codes.as_slice()).collect();
            let msus = minimal_sample_uniques(&columns, 4).unwrap();
            let hitting = |row: usize| {
                let hits = |set: &u64| msus.of(row).iter().all(|m| m & set != 0);
                (0u64..16).filter(hits).map(u64::count_ones).min().unwrap() as usize
            };
            let most: usize = (0..rows.len()).map(hitting).sum();
            let by_record = fewest_by_record(&table, &[0, 1, 2, 3], 2);
            let fewest: usize = by_record.iter().map(|s| s.count_ones() as usize).sum();
            prop_assert_eq!(fewest, most);
            prop_assert!(suppress(&table, &[0, 1, 2, 3], 2).unwrap().cells.len() <= most);
        }
    }

    #[test]
    fn what_cannot_be_done_is_said() {
        let small = table(&[vec![0; 4]]);
        let error = suppress(&small, &[0, 1, 2, 3], 2).unwrap_err();
        assert_eq!(error, CellError::TooFewRecords { records: 1, smallest_class: 2 });
        let error = suppress(&small, &[0; 15], 1).unwrap_err();
        assert_eq!(error, CellError::TooManyColumns(15));
    }
}
