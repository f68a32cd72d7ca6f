//! Numbers that others know only roughly: the table is measured as if they were bins.

use crate::disclosure::hierarchy::{Hierarchy, Rule};
use crate::disclosure::table::Table;

use super::TableError;
use super::config::Bins;

/// Puts the numbers of columns into bins, in memory only.
pub(super) fn coarsen(table: &mut Table, all: &[Bins]) -> Result<(), TableError> {
    for bins in all {
        let unknown =
            |what| TableError::Unknown { option: "--bin", name: bins.column.clone(), what };
        let index = table.position(&bins.column).ok_or_else(|| unknown("column"))?;
        let column = table.column(index);
        if !column.labels.iter().any(|label| label.parse::<f64>().is_ok_and(f64::is_finite)) {
            return Err(unknown("column of numbers"));
        }
        let name = format!("bins of {}", bins.width);
        let rule = Rule::NumberBand { width: bins.width };
        let hierarchy = Hierarchy::new(column, [(name.clone(), rule)])?;
        // Without such a level the bins tell as much as the numbers.
        if let Some(level) = hierarchy.position(&name) {
            let coarse = hierarchy.at(column, level);
            table.replace(index, coarse).unwrap_or_else(|e| unreachable!("codes of a level: {e}"));
        }
    }
    Ok(())
}
