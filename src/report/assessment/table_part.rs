//! The participants table, as the report tells it.

use crate::report::table::TableReport;
use crate::risk::evidence::PersonInTable;
use serde::Serialize;

/// What the participants table tells.
#[derive(Clone, Debug, Serialize)]
pub struct TablePart {
    /// Everything measured on it.
    pub report: TableReport,
    /// `[participants in a class, classes of that size]`, by size.
    pub class_sizes: Vec<[u64; 2]>,
    /// Every participant's class in the table and in the population.
    pub people: Vec<PersonInTable>,
}
