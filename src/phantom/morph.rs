//! Identity: smooth displacement fields on the mean head, one per body measurement.

mod field;
mod table;

pub use field::Field;
pub use table::FIELDS;

use super::anthropometry::Measurement;
use super::anthropometry::TableError;

/// Factor of each raw field for one standard deviation of its measurement.
///
/// # Errors
/// [`TableError::Missing`] when `table` has no row for a field.
pub fn scales(table: &[Measurement]) -> Result<Vec<f64>, TableError> {
    FIELDS
        .iter()
        .map(|field| {
            let row = table.iter().find(|row| row.name == field.name);
            let row = row.ok_or(TableError::Missing { name: field.name })?;
            Ok(row.sd() / field.gain())
        })
        .collect()
}
