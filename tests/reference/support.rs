//! Reading of reference inputs, and comparison.

use countenance::disclosure::table::{Column, MISSING};
use serde_json::Value;
use std::path::Path;

/// Columns of a comma-separated reference input, an empty field being missing.
pub(crate) struct Columns(Vec<Column>);

impl Columns {
    /// The named columns of a file.
    pub(crate) fn read(path: &Path, names: &[&str]) -> Self {
        let mut reader = csv::Reader::from_path(path).unwrap();
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |name: &&str| {
            let at = header.iter().position(|h| h == *name).unwrap();
            Column::from_values(name, rows.iter().map(|r| &r[at]), str::is_empty)
        };
        Self(names.iter().map(column).collect())
    }

    /// Rows of a JSON array.
    pub(crate) fn inline(rows: &[Value]) -> Self {
        let width = rows[0].as_array().unwrap().len();
        let column =
            |c: usize| Column::from_values("", rows.iter().map(|r| r[c].to_string()), |_| false);
        Self((0..width).map(column).collect())
    }

    /// One slice of codes a column.
    pub(crate) fn codes(&self) -> Vec<&[u32]> {
        self.0.iter().map(|c| c.codes.as_slice()).collect()
    }

    /// A column's values as numbers.
    pub(crate) fn numbers(&self, column: usize) -> Vec<f64> {
        let column = &self.0[column];
        let number = |code: &u32| {
            assert_ne!(*code, MISSING);
            column.labels[*code as usize].parse().unwrap()
        };
        column.codes.iter().map(number).collect()
    }
}

/// An array of numbers.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// Fails unless all pairs agree to `tolerance`, relative above 1.
pub(crate) fn close(name: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (record, (a, b)) in ours.iter().zip(theirs).enumerate() {
        let off = (a - b).abs() / b.abs().max(1.0);
        assert!(off <= tolerance, "{name}[{record}]: {a}, expected {b}");
    }
}
