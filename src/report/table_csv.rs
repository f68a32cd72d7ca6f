//! The tables of `countenance table`: one row a participant, a figure, a group, a combination of
//! facts, a plan. No cell holds a value of the table but in the file that is not to be passed on.

mod figures;
mod groups;
mod people;

pub use figures::{metrics, plans};
pub use groups::{classes, classes_with_values};
pub use people::{combinations, participants};

use super::dictionary;

/// Columns and what they mean.
const COLUMNS: &str = include_str!("../../data/table_columns.csv");

/// The data dictionary of a table: column → description, units.
pub fn dictionary(table: &str) -> serde_json::Value {
    dictionary::json(COLUMNS, table)
}

/// A CSV with its header, filled by `rows`.
fn written(
    table: &str,
    rows: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> Result<(), csv::Error>,
) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(dictionary::columns(COLUMNS, table).map(|c| c.name))?;
    rows(&mut csv)?;
    csv.into_inner().map_err(|e| e.into_error().into())
}
