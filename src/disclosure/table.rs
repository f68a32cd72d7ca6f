//! A dictionary-coded table: every cell is a number that stands for a value of its column.

/// Code of a missing value, in every column.
pub const MISSING: u32 = u32::MAX;

/// One variable of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in the header, trimmed.
    pub name: String,
    /// One code per record: an index into `labels`, or [`MISSING`].
    pub codes: Vec<u32>,
    /// Values as they are shown, by code.
    pub labels: Vec<String>,
}

impl Column {
    /// A column from its values as text; what `is_missing` accepts becomes [`MISSING`]. Codes are
    /// given in the order of first appearance.
    pub fn from_values<S: AsRef<str>>(
        name: &str,
        values: impl IntoIterator<Item = S>,
        is_missing: impl Fn(&str) -> bool,
    ) -> Self {
        let mut known = std::collections::HashMap::new();
        let mut labels: Vec<String> = Vec::new();
        let mut code = |value: &str| {
            if is_missing(value) {
                return MISSING;
            }
            *known.entry(value.to_owned()).or_insert_with(|| {
                labels.push(value.to_owned());
                labels.len() as u32 - 1
            })
        };
        let codes = values.into_iter().map(|value| code(value.as_ref())).collect();
        Self { name: name.to_owned(), codes, labels }
    }

    /// The value of a record as it is shown; nothing where it is missing.
    pub fn value(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.labels.get(code as usize).map(String::as_str)
    }

    /// Number of records without a value.
    pub fn missing(&self) -> usize {
        self.codes.iter().filter(|&&code| code == MISSING).count()
    }
}

/// Records by columns; every column has a code for every record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

/// Why columns are no table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A column is shorter or longer than the first.
    #[error("column {name}: {found} records, {expected} in the first column")]
    Length {
        /// The column's name.
        name: String,
        /// Its number of records.
        found: usize,
        /// Number of records of the first column.
        expected: usize,
    },
    /// A code that stands for no value.
    #[error("column {name}, record {row}: code {code}, but the column has {labels} values")]
    Code {
        /// The column's name.
        name: String,
        /// The record, from 0.
        row: usize,
        /// The code found.
        code: u32,
        /// Number of values.
        labels: usize,
    },
}

impl Table {
    /// A table of columns of equal length.
    ///
    /// # Errors
    /// [`TableError`] when lengths differ or a code stands for no value.
    pub fn new(columns: Vec<Column>) -> Result<Self, TableError> {
        let rows = columns.first().map_or(0, |column| column.codes.len());
        for column in &columns {
            check(column, rows)?;
        }
        Ok(Self { columns, rows })
    }

    /// Number of records.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns, in the order of the file.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// A column by its index.
    ///
    /// # Panics
    /// When there is no such column: indices come from [`Table::position`], never from a file.
    pub fn column(&self, index: usize) -> &Column {
        &self.columns[index]
    }

    /// The index of the first column of that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The same columns with only the records in `rows`, in that order; labels stay as they are.
    ///
    /// # Panics
    /// When a row does not exist.
    #[must_use]
    pub fn with_rows(&self, rows: &[usize]) -> Self {
        let pick = |column: &Column| Column {
            name: column.name.clone(),
            codes: rows.iter().map(|&row| column.codes[row]).collect(),
            labels: column.labels.clone(),
        };
        Self { columns: self.columns.iter().map(pick).collect(), rows: rows.len() }
    }

    /// Puts another column (recoded, generalised) in the place of one.
    ///
    /// # Errors
    /// [`TableError`] when it does not have a valid code for every record.
    pub fn replace(&mut self, index: usize, column: Column) -> Result<(), TableError> {
        check(&column, self.rows)?;
        self.columns[index] = column;
        Ok(())
    }
}

fn check(column: &Column, rows: usize) -> Result<(), TableError> {
    let name = || column.name.clone();
    if column.codes.len() != rows {
        let found = column.codes.len();
        return Err(TableError::Length { name: name(), found, expected: rows });
    }
    let labels = column.labels.len();
    let wrong = |&code: &u32| code != MISSING && code as usize >= labels;
    match column.codes.iter().position(wrong) {
        Some(row) => Err(TableError::Code { name: name(), row, code: column.codes[row], labels }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_coded_in_the_order_they_appear() {
        let column = Column::from_values("sex", ["F", "n/a", "M", "F"], |v| v == "n/a");
        assert_eq!(column.codes, [0, MISSING, 1, 0]);
        assert_eq!(column.labels, ["F", "M"]);
        assert_eq!(column.value(2), Some("M"));
        assert_eq!((column.value(1), column.missing()), (None, 1));
    }

    #[test]
    fn columns_that_are_no_table_are_refused() {
        let short = Column::from_values("a", ["1"], |_| false);
        let long = Column::from_values("b", ["1", "2"], |_| false);
        assert!(matches!(Table::new(vec![short.clone(), long]), Err(TableError::Length { .. })));
        let wild = Column { codes: vec![3], ..short };
        assert!(matches!(Table::new(vec![wild]), Err(TableError::Code { row: 0, code: 3, .. })));
    }
}
