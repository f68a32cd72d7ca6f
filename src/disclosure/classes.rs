//! Equivalence classes: records that agree on every quasi-identifier.

mod key;

use std::collections::BTreeMap;

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
    pub fn size_counts(&self) -> SizeCounts {
        let mut counts = BTreeMap::new();
        for &size in &self.sizes {
            *counts.entry(u64::from(size)).or_insert(0) += 1;
        }
        SizeCounts(counts)
    }
}

/// Number `c_i` of classes of size i, by i: all that estimators from the sample need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SizeCounts(pub BTreeMap<u64, u64>);

impl SizeCounts {
    /// Number of classes of one size.
    pub fn of(&self, size: u64) -> u64 {
        self.0.get(&size).copied().unwrap_or(0)
    }

    /// Number of records n = Σ i·`c_i`.
    pub fn records(&self) -> u64 {
        self.0.iter().map(|(size, count)| size * count).sum()
    }

    /// Number of classes u = Σ `c_i`.
    pub fn classes(&self) -> u64 {
        self.0.values().sum()
    }
}
