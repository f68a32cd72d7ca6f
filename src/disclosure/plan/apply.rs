//! Applying a plan to a table, or to the rows of its file.

use super::{Plan, Step};
use crate::disclosure::cells::{self, CellError};
use crate::disclosure::hierarchy::Rule;
use crate::disclosure::table::{Column, MISSING, Table};
use rustc_hash::{FxHashMap, FxHashSet};

/// What an emptied cell of a file holds (BIDS: missing values are `n/a`).
pub const NOT_AVAILABLE: &str = "n/a";

/// A table after its plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The new table; columns that the plan does not name are as they were.
    pub table: Table,
    /// Records whose columns were emptied, ascending.
    pub suppressed: Vec<usize>,
    /// Cells emptied one by one.
    pub cells: usize,
}

/// Why a plan does not fit a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// No such column.
    #[error("plan: the table has no column {0:?}")]
    NoColumn(String),
    /// A user's table of values lacks one.
    #[error("plan, column {column}: its table has no entry for the value {value:?}")]
    NoEntry {
        /// The column.
        column: String,
        /// The value.
        value: String,
    },
    /// A row with more or fewer cells than the header.
    #[error("row {row}: {found} cells, {expected} in the header")]
    Ragged {
        /// Row, from 1, the header not counted.
        row: usize,
        /// Its cells.
        found: usize,
        /// Cells of the header.
        expected: usize,
    },
    /// Cells cannot be searched for.
    #[error("plan: {0}")]
    Cells(#[from] CellError),
}

impl Plan {
    /// The table after the plan; `person[row]` tells which rows are one person's (several
    /// sessions), a row without an entry is a person of its own.
    ///
    /// A class counts persons; if one row of a person has to be emptied, all of them are.
    ///
    /// # Errors
    /// [`ApplyError`] when a column or an entry is missing.
    pub fn apply(&self, table: &Table, person: &[usize]) -> Result<Applied, ApplyError> {
        let mut out = Applied { table: table.clone(), suppressed: Vec::new(), cells: 0 };
        for step in &self.steps {
            match step {
                Step::Generalise { column, how, .. } => {
                    let index = position(&out.table, column)?;
                    let coarse = generalised(out.table.column(index), how)?;
                    put(&mut out.table, index, coarse);
                }
                Step::SuppressRecords { columns, smallest_class } => {
                    let columns = positions(&out.table, columns)?;
                    let rows = in_small_classes(&out.table, &columns, *smallest_class, person);
                    let cells = rows.iter().flat_map(|r| columns.iter().map(move |c| (*r, *c)));
                    empty(&mut out.table, cells);
                    out.suppressed.extend(rows);
                }
                Step::SuppressCells { columns, smallest_class } => {
                    let distinct: FxHashSet<usize> = person.iter().copied().collect();
                    if distinct.len() < person.len() {
                        return Err(CellError::SeveralRows.into());
                    }
                    let columns = positions(&out.table, columns)?;
                    let found = cells::suppress(&out.table, &columns, *smallest_class)?.cells;
                    out.cells += found.len();
                    empty(&mut out.table, found.into_iter().map(|(row, c)| (row, columns[c])));
                }
            }
        }
        out.suppressed.sort_unstable();
        out.suppressed.dedup();
        Ok(out)
    }

    /// The rows of a file after the plan: cells that do not change keep their text to the last
    /// blank, a cell that is emptied becomes [`NOT_AVAILABLE`]. Columns are found by their trimmed
    /// name; `is_missing` sees trimmed cells.
    ///
    /// # Errors
    /// [`ApplyError`], also for a row that is longer or shorter than the header.
    pub fn apply_rows(
        &self,
        header: &[String],
        rows: &[Vec<String>],
        is_missing: impl Fn(&str) -> bool,
        person: &[usize],
    ) -> Result<Vec<Vec<String>>, ApplyError> {
        let expected = header.len();
        if let Some(at) = rows.iter().position(|row| row.len() != expected) {
            return Err(ApplyError::Ragged { row: at + 1, found: rows[at].len(), expected });
        }
        let columns = header.iter().enumerate().map(|(c, name)| {
            let cells = rows.iter().map(|row| row[c].trim());
            Column::from_values(name.trim(), cells, &is_missing)
        });
        let before = Table::new(columns.collect()).unwrap_or_default();
        let after = self.apply(&before, person)?.table;
        let mut out = rows.to_vec();
        for (c, (old, new)) in before.columns().iter().zip(after.columns()).enumerate() {
            for (row, cells) in out.iter_mut().enumerate() {
                if old.value(row) != new.value(row) {
                    new.value(row).unwrap_or(NOT_AVAILABLE).clone_into(&mut cells[c]);
                }
            }
        }
        Ok(out)
    }
}

fn position(table: &Table, column: &str) -> Result<usize, ApplyError> {
    table.position(column).ok_or_else(|| ApplyError::NoColumn(column.to_owned()))
}

fn positions(table: &Table, columns: &[String]) -> Result<Vec<usize>, ApplyError> {
    columns.iter().map(|column| position(table, column)).collect()
}

/// A column under a rule; one value for all tells nothing and is left empty.
fn generalised(column: &Column, how: &Rule) -> Result<Column, ApplyError> {
    if *how == Rule::Everything {
        let codes = vec![MISSING; column.codes.len()];
        return Ok(Column { name: column.name.clone(), codes, labels: Vec::new() });
    }
    let coarse = |value: &String| {
        let missing = || ApplyError::NoEntry { column: column.name.clone(), value: value.clone() };
        how.apply(value).ok_or_else(missing)
    };
    let texts: Vec<String> = column.labels.iter().map(coarse).collect::<Result<_, _>>()?;
    let merged = Column::from_values(&column.name, &texts, |_| false);
    let codes =
        column.codes.iter().map(|c| merged.codes.get(*c as usize).copied().unwrap_or(MISSING));
    Ok(Column { codes: codes.collect(), ..merged })
}

/// Rows whose values fewer than k persons share, and the other rows of those persons.
fn in_small_classes(table: &Table, columns: &[usize], k: u32, person: &[usize]) -> Vec<usize> {
    let classes = crate::disclosure::classes::Classes::of(table, columns);
    let rows = table.rows();
    // Rows without a person of their own get numbers that no person has.
    let free = person.iter().max().map_or(0, |most| most + 1);
    let person_of = |row: usize| person.get(row).copied().unwrap_or(free + row);
    let mut persons: FxHashMap<u32, FxHashSet<usize>> = FxHashMap::default();
    for (row, class) in classes.of_record.iter().enumerate() {
        persons.entry(*class).or_default().insert(person_of(row));
    }
    let small = |row: &usize| persons[&classes.of_record[*row]].len() < k as usize;
    let emptied: FxHashSet<usize> = (0..rows).filter(small).map(person_of).collect();
    (0..rows).filter(|row| emptied.contains(&person_of(*row))).collect()
}

fn empty(table: &mut Table, cells: impl IntoIterator<Item = (usize, usize)>) {
    let mut by_column: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (row, column) in cells {
        by_column.entry(column).or_default().push(row);
    }
    for (index, rows) in by_column {
        let mut column = table.column(index).clone();
        for row in rows {
            column.codes[row] = MISSING;
        }
        put(table, index, column);
    }
}

/// Puts a column made from the one in its place there.
fn put(table: &mut Table, index: usize, column: Column) {
    let fits = table.replace(index, column);
    debug_assert!(fits.is_ok(), "a column made of the table's own fits it");
}
