//! Data that is compiled in.

use serde::de::DeserializeOwned;
use std::fmt::Display;

/// The rows of a CSV table under its header.
///
/// # Errors
/// Names the line and what in it cannot be read.
pub(crate) fn rows<T: DeserializeOwned>(table: &str) -> Result<Vec<T>, String> {
    let rows = csv::Reader::from_reader(table.as_bytes()).into_deserialize();
    rows.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// What was read from a committed file, which a test of its module reads, too.
pub(crate) fn valid<T>(read: Result<T, impl Display>) -> T {
    read.unwrap_or_else(|error| unreachable!("shipped data: {error}"))
}
