//! `classes.csv`, and the file with the values behind it that is not to be passed on.

use super::super::cell::{significant, text, yes};
use super::super::table::{SMALL_CELL, TableReport};

/// One row a group, without its values.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn classes(report: &TableReport) -> Result<Vec<u8>, csv::Error> {
    super::written("classes", |csv| {
        for (n, group) in report.groups.iter().enumerate() {
            csv.write_record([
                n.to_string(),
                group.participants.to_string(),
                significant(group.frequency),
                significant(group.population),
                text(&report.names(group.missing)),
                yes(group.frequency.is_some_and(|f| f < SMALL_CELL)).to_owned(),
            ])?;
        }
        Ok(())
    })
}

/// One row a group, with `values` of its number: the only table that holds values.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn classes_with_values(
    report: &TableReport,
    values: impl Fn(usize) -> Vec<(String, String)>,
) -> Result<Vec<u8>, csv::Error> {
    super::written("classes_do_not_share", |csv| {
        for (n, group) in report.groups.iter().enumerate() {
            let shown = |(column, value): &(String, String)| format!("{column}={value}");
            let shown: Vec<String> = values(n).iter().map(shown).collect();
            let cells = [n.to_string(), group.participants.to_string(), text(&shown.join(";"))];
            csv.write_record(cells)?;
        }
        Ok(())
    })
}
