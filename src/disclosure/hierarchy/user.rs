//! A user's own hierarchy: one row a value, one column a level, as ARX writes them.

use super::Rule;
use std::collections::BTreeMap;

/// Why a file is no hierarchy.
#[derive(Debug, thiserror::Error)]
pub enum UserHierarchyError {
    /// Not readable as separated values.
    #[error("hierarchy: {0}")]
    Csv(#[from] csv::Error),
    /// No value at all.
    #[error("hierarchy: no rows")]
    Empty,
    /// A row with more or fewer levels than the first.
    #[error("hierarchy, row {row}: {found} levels, {expected} in the first row")]
    Ragged {
        /// Row, from 1.
        row: usize,
        /// Its levels.
        found: usize,
        /// Levels of the first row.
        expected: usize,
    },
    /// A value with two rows.
    #[error("hierarchy, row {row}: the value {value:?} has a row already")]
    Twice {
        /// Row, from 1.
        row: usize,
        /// The value.
        value: String,
    },
}

/// Levels from text: the first column is the value, each further one a coarser level. Separated by
/// semicolons if the first line has one, else by tabs, else by commas; no header.
///
/// # Errors
/// [`UserHierarchyError`] with the row.
pub fn rules(text: &str) -> Result<Vec<(String, Rule)>, UserHierarchyError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let separator =
        [b';', b'\t'].into_iter().find(|s| first.as_bytes().contains(s)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut levels: Vec<BTreeMap<String, String>> = Vec::new();
    for (at, record) in reader.records().enumerate() {
        let record = record?;
        let (row, found) = (at + 1, record.len() - 1);
        if at == 0 {
            levels.resize(found, BTreeMap::new());
        } else if found != levels.len() {
            return Err(UserHierarchyError::Ragged { row, found, expected: levels.len() });
        }
        for (level, coarse) in levels.iter_mut().zip(record.iter().skip(1)) {
            if level.insert(record[0].to_owned(), coarse.to_owned()).is_some() {
                return Err(UserHierarchyError::Twice { row, value: record[0].to_owned() });
            }
        }
    }
    if levels.is_empty() {
        return Err(UserHierarchyError::Empty);
    }
    let named = |(at, entries)| (format!("level {}", at + 1), Rule::Table { entries });
    Ok(levels.into_iter().enumerate().map(named).collect())
}

/// A value's entry; `*` stays `*`.
pub(super) fn look_up(value: &str, entries: &BTreeMap<String, String>) -> Option<String> {
    entries.get(value.trim()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::hierarchy::{Hierarchy, HierarchyError};
    use crate::disclosure::table::Column;

    #[test]
    fn a_file_as_arx_writes_it() {
        let rules =
            rules("Leuven;Flanders;Belgium;*\nGent;Flanders;Belgium;*\nLiège;Wallonia;Belgium;*")
                .unwrap();
        let column = Column::from_values("city", ["Gent", "Liège", "Leuven"], |_| false);
        let hierarchy = Hierarchy::new(&column, rules.clone()).unwrap();
        assert_eq!(hierarchy.at(&column, 1).labels, ["Flanders", "Wallonia"]);
        let unknown = Column::from_values("city", ["Brussel"], |_| false);
        let error = Hierarchy::new(&unknown, rules).unwrap_err();
        assert!(matches!(error, HierarchyError::NoEntry { .. }), "{error}");
    }

    #[test]
    fn slips_are_named_with_their_row() {
        assert!(matches!(rules("a,b\nc,d,e"), Err(UserHierarchyError::Ragged { row: 2, .. })));
        assert!(matches!(rules("a,b\na,c"), Err(UserHierarchyError::Twice { row: 2, .. })));
        assert!(matches!(rules(""), Err(UserHierarchyError::Empty)));
    }
}
