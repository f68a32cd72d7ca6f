//! Power of sets of columns against ARX.

use super::support::{close, tolerance, words};
use countenance::disclosure::subsets;
use countenance::disclosure::table::{Column, Table};
use serde_json::Value;
use std::path::Path;

/// Whether a file holds the power of sets of columns.
pub(crate) fn is_of_its_form(json: &Value) -> bool {
    let columns = json["columns"].as_array();
    let is_power = columns.is_some_and(|c| c == &["distinction", "separation"]);
    is_power && json["input_inline"].is_array() && json["expected"].is_object()
}

/// Checks a file with the power of sets of columns; false when it holds none.
pub(crate) fn check(json: &Value, _folder: &Path) -> bool {
    if !is_of_its_form(json) {
        return false;
    }
    let (rows, expected) = (&json["input_inline"], json["expected"].as_object().unwrap());
    let rows: Vec<Vec<&str>> = rows.as_array().unwrap().iter().map(words).collect();
    let (names, rows) = rows.split_first().unwrap();
    let column = |at: usize| Column::from_values(names[at], rows.iter().map(|r| r[at]), |_| false);
    let table = Table::new((0..names.len()).map(column).collect()).unwrap();
    let all: Vec<usize> = (0..names.len()).collect();
    let found = subsets::search(&table, &all, all.len());
    assert_eq!(found.len(), (1 << names.len()) - 1);
    for (set, theirs) in expected {
        let mut wanted: Vec<&str> = set.split(',').collect();
        wanted.sort_unstable();
        let is = |power: &&subsets::SubsetPower| {
            let mut has: Vec<&str> = power.columns.iter().map(|c| names[*c]).collect();
            has.sort_unstable();
            has == wanted
        };
        let power = found.iter().find(is).unwrap().separation;
        let ours = [power.distinction, power.separation];
        close(set, &ours, &super::support::numbers(theirs), tolerance(json));
    }
    true
}
