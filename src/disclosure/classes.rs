//! Equivalence classes: records that agree on every quasi-identifier.

mod key;
mod size_histogram;

pub use size_histogram::SizeHistogram;

use super::table::Table;

/// Partition of the records; a missing value counts as a value of its own.
///
/// Classes are numbered in the order of their first record, so the numbers do not depend on threads
/// or hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    /// Class of each record.
    pub of_record: Vec<u32>,
    /// Number of records `f_j` of each class.
    pub sizes: Vec<u32>,
    /// First record of each class.
    pub first: Vec<u32>,
}

impl Classes {
    /// Groups the records of a table by the columns `quasi_identifiers`; without any of them all
    /// records are one class.
    pub fn of(table: &Table, quasi_identifiers: &[usize]) -> Self {
        let columns: Vec<_> = quasi_identifiers.iter().map(|&index| table.column(index)).collect();
        key::group(&columns, table.rows())
    }

    /// Records that are classes already, each of so many persons.
    pub fn of_groups(sizes: Vec<u32>) -> Self {
        let all = || (0..sizes.len() as u32).collect();
        Self { of_record: all(), first: all(), sizes }
    }

    /// Number of records n.
    pub fn records(&self) -> usize {
        self.of_record.len()
    }

    /// Number of classes u.
    pub fn count(&self) -> usize {
        self.sizes.len()
    }

    /// Size of the class of each record, f of the literature.
    pub fn frequencies(&self) -> impl Iterator<Item = u32> + '_ {
        self.of_record.iter().map(|&class| self.sizes[class as usize])
    }

    /// Number `c_i` of classes of each size i that occurs.
    pub fn size_histogram(&self) -> SizeHistogram {
        SizeHistogram::of_classes(self.sizes.iter().map(|&size| u64::from(size)))
    }
}
