//! Reading of reference inputs, and comparison.

use countenance::disclosure::sensitive::t_closeness::Distance;
use countenance::disclosure::table::{Column, MISSING, Table};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Columns of a reference input.
pub(crate) struct Columns(Table);

/// What a file says a missing value is, as `empty field = missing` or `NA = missing`.
fn missing_codes(json: &Value) -> Vec<String> {
    let rule = json["na"].as_str().unwrap_or("empty field = missing");
    let codes = rule.split(" = missing").next().unwrap_or_default();
    let mut all: Vec<String> =
        codes.split([',', ' ']).map(|word| word.trim_matches(['\'', '"']).to_owned()).collect();
    all.push(String::new());
    all
}

impl Columns {
    /// The named columns of the file of a JSON, with its missing values.
    pub(crate) fn named(json: &Value, path: &Path, names: &[&str]) -> Self {
        let codes = missing_codes(json);
        Self::read_with(path, names, |value| codes.iter().any(|code| code == value))
    }

    /// The named columns of a file; an empty field is missing.
    pub(crate) fn read(path: &Path, names: &[&str]) -> Self {
        Self::read_with(path, names, str::is_empty)
    }

    /// The separator is a tab or semicolon where the header has any, else the comma.
    fn read_with(path: &Path, names: &[&str], is_missing: impl Fn(&str) -> bool) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let header = text.lines().next().unwrap();
        let separator = [b'\t', b';'].into_iter().find(|s| header.contains(char::from(*s)));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator.unwrap_or(b','))
            .from_reader(text.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let column = |name: &&str| {
            let at = header.iter().position(|h| h == *name);
            let at = at.unwrap_or_else(|| panic!("{} has no column {name}", path.display()));
            Column::from_values(name, rows.iter().map(|r| &r[at]), &is_missing)
        };
        Self(Table::new(names.iter().map(column).collect()).unwrap())
    }

    /// Rows of a JSON array.
    pub(crate) fn inline(rows: &[Value]) -> Self {
        let width = rows[0].as_array().unwrap().len();
        let column =
            |c: usize| Column::from_values("", rows.iter().map(|r| r[c].to_string()), |_| false);
        Self(Table::new((0..width).map(column).collect()).unwrap())
    }

    /// The named columns of rows of a JSON array; the first names them, or they are in this order.
    pub(crate) fn with_header(rows: &[Value], names: &[&str]) -> Self {
        let word = |cell: &Value| match cell {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        let mut rows: Vec<Vec<String>> =
            rows.iter().map(|r| r.as_array().unwrap().iter().map(word).collect()).collect();
        let has_header = names.iter().all(|name| rows[0].iter().any(|cell| cell == name));
        let header = if has_header {
            rows.remove(0)
        } else {
            names.iter().map(|n| (*n).to_owned()).collect()
        };
        let column = |name: &&str| {
            let at = header.iter().position(|h| h == *name).unwrap();
            Column::from_values(name, rows.iter().map(|r| &r[at]), str::is_empty)
        };
        Self(Table::new(names.iter().map(column).collect()).unwrap())
    }

    /// All of them.
    pub(crate) fn table(&self) -> &Table {
        &self.0
    }

    /// One slice of codes a column.
    pub(crate) fn codes(&self) -> Vec<&[u32]> {
        self.0.columns().iter().map(|c| c.codes.as_slice()).collect()
    }

    /// A column's values as numbers.
    pub(crate) fn numbers(&self, column: usize) -> Vec<f64> {
        let column = self.0.column(column);
        let number = |code: &u32| {
            assert_ne!(*code, MISSING);
            column.labels[*code as usize].parse().unwrap()
        };
        column.codes.iter().map(number).collect()
    }
}

/// Where the input of a file lies: its name may be followed by words.
pub(crate) fn input(json: &Value, folder: &Path) -> PathBuf {
    folder.join(json["input"].as_str().unwrap().split(' ').next().unwrap())
}

/// An array of numbers.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// An array of words.
pub(crate) fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect()
}

/// The file's own tolerance, else the one for figures printed with 13 digits.
pub(crate) fn tolerance(json: &Value) -> f64 {
    json.get("tolerance").and_then(Value::as_f64).unwrap_or(1e-9)
}

/// Fails unless all pairs agree to `tolerance`, relative above 1.
pub(crate) fn close(name: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (record, (a, b)) in ours.iter().zip(theirs).enumerate() {
        let off = (a - b).abs() / b.abs().max(1.0);
        assert!(off <= tolerance, "{name}[{record}]: {a}, expected {b}");
    }
}

/// Fails unless all pairs agree to `tolerance` of their own size, however small.
pub(crate) fn same(name: &str, ours: &[f64], theirs: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), theirs.len(), "{name}");
    for (record, (a, b)) in ours.iter().zip(theirs).enumerate() {
        assert!((a - b).abs() <= tolerance * b.abs(), "{name}[{record}]: {a}, expected {b}");
    }
}

/// Rows of `hierarchy`: a value and its groups, ever coarser.
pub(crate) fn hierarchy(json: &Value, labels: &[String]) -> Distance {
    let rows: Vec<Vec<&str>> = json["hierarchy"].as_array().unwrap().iter().map(words).collect();
    let level = |level: usize| {
        let mut known: Vec<&str> = Vec::new();
        let mut group = |label: &String| {
            let row = rows.iter().find(|row| row[0] == label).unwrap();
            let place = known.iter().position(|name| *name == row[level]);
            place.unwrap_or_else(|| {
                known.push(row[level]);
                known.len() - 1
            }) as u32
        };
        labels.iter().map(&mut group).collect()
    };
    Distance::Hierarchical((1..rows[0].len()).map(level).collect())
}
