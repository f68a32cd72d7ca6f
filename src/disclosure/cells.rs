//! Suppressing cells instead of records: what can be shown of those who stand out?
//!
//! Two ways to judge it are in use. sdcMicro's local suppression counts with the wildcard rule: an
//! emptied cell matches every value. A few records emptied wholly then match everybody, and who is
//! shown beside them may still be the only one with those values. Here a gap is a value of its own:
//! at least k records show the same values and have the same gaps, so that none of them can be told
//! from the others. That is the stricter count, and it holds under the wildcard rule too.

use super::classes::Classes;
use super::table::{MISSING, Table};
use serde::Serialize;

/// Cells to empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CellSuppression {
    /// k: every record that shows anything is alike to this many, itself included.
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
    /// Cells of one person's rows would have to be emptied together.
    #[error("several rows of one person: cells are suppressed where each row is a person")]
    SeveralRows,
}

/// Sets of columns tried: 2¹⁴.
const MOST_COLUMNS: usize = 14;

/// Cells whose emptying leaves every record with others like it: the same values shown, the same
/// gaps.
///
/// Sets of columns are tried from the largest to the empty one; records that no larger set could
/// show are shown on this one where `smallest_class` of them agree. The first set is the whole key:
/// records in large classes keep every cell. The search is greedy: other choices may empty fewer
/// cells, but emptying whole records never does. Records that show nothing may be fewer
/// than `smallest_class`, as suppressed records are.
///
/// # Errors
/// [`CellError::TooManyColumns`].
pub fn suppress(
    table: &Table,
    quasi_identifiers: &[usize],
    smallest_class: u32,
) -> Result<CellSuppression, CellError> {
    let columns = quasi_identifiers.len();
    if columns > MOST_COLUMNS {
        return Err(CellError::TooManyColumns(columns));
    }
    let keys = quasi_identifiers.iter().map(|index| table.column(*index).clone()).collect();
    let keys = Table::new(keys).unwrap_or_default();
    let known: Vec<u64> = (0..table.rows()).map(|row| known(&keys, row)).collect();
    let mut sets: Vec<u64> = (1..1u64 << columns).collect();
    sets.sort_by_key(|set| (std::cmp::Reverse(set.count_ones()), *set));
    let mut open: Vec<usize> = (0..table.rows()).collect();
    let mut shown = vec![0u64; table.rows()];
    for set in sets {
        // Who has a gap there cannot be shown on it.
        let able: Vec<usize> = open.iter().copied().filter(|row| set & !known[*row] == 0).collect();
        if able.len() < smallest_class as usize {
            continue;
        }
        let of_set: Vec<usize> = (0..columns).filter(|c| set >> c & 1 == 1).collect();
        let classes = Classes::of(&keys.with_rows(&able), &of_set);
        for (row, alike) in able.iter().zip(classes.frequencies()) {
            if alike >= smallest_class {
                shown[*row] = set;
            }
        }
        open.retain(|row| shown[*row] == 0);
    }
    let emptied = |row: usize| {
        let gone = known[row] & !shown[row];
        (0..columns).filter(move |c| gone >> c & 1 == 1).map(move |c| (row, c))
    };
    Ok(CellSuppression { smallest_class, cells: (0..table.rows()).flat_map(emptied).collect() })
}

/// Columns in which a record has a value, as bits.
fn known(keys: &Table, row: usize) -> u64 {
    let has = |n: &usize| keys.column(*n).codes[row] != MISSING;
    (0..keys.columns().len()).filter(has).fold(0, |set, n| set | 1 << n)
}

#[cfg(test)]
mod tests {
    use super::*;
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

    fn codes(table: &Table, found: &CellSuppression) -> Vec<Vec<u32>> {
        let mut codes: Vec<Vec<u32>> = (0..table.rows())
            .map(|row| (0..4).map(|c| table.column(c).codes[row]).collect())
            .collect();
        for (row, column) in &found.cells {
            codes[*row][*column] = MISSING;
        }
        codes
    }

    proptest! {
        #[test]
        fn who_is_shown_is_like_k_others_and_who_was_keeps_every_cell(
            rows in prop::collection::vec(prop::collection::vec(0u32..5, 4), 0..40), k in 1u32..5,
        ) {
            let table = table(&rows);
            let found = suppress(&table, &[0, 1, 2, 3], k).unwrap();
            let after = codes(&table, &found);
            let alike = |row: &Vec<u32>| after.iter().filter(|other| *other == row).count();
            for (row, (new, old)) in after.iter().zip(&rows).enumerate() {
                let shows = new.iter().any(|code| *code != MISSING);
                prop_assert!(!shows || alike(new) >= k as usize, "row {}: {:?}", row, after);
                if rows.iter().filter(|other| *other == old).count() >= k as usize {
                    prop_assert!(found.cells.iter().all(|(emptied, _)| *emptied != row));
                }
            }
        }

        #[test]
        fn an_emptied_cell_was_a_value(
            rows in prop::collection::vec(prop::collection::vec(0u32..5, 4), 0..40), k in 1u32..5,
        ) {
            let found = suppress(&table(&rows), &[0, 1, 2, 3], k).unwrap();
            prop_assert!(found.cells.iter().all(|(row, column)| rows[*row][*column] != 4));
            prop_assert!(found.cells.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn one_odd_value_costs_one_cell() {
        let mut rows = vec![vec![0, 1, 2, 3]; 5];
        rows.extend([vec![0, 1, 2, 0], vec![0, 1, 2, 1]]);
        let found = suppress(&table(&rows), &[0, 1, 2, 3], 2).unwrap();
        assert_eq!(found.cells, [(5, 3), (6, 3)]);
        let error = suppress(&table(&rows), &[0; 15], 1).unwrap_err();
        assert_eq!(error, CellError::TooManyColumns(15));
    }
}
