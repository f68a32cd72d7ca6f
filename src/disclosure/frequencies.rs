//! How many records match each record, when values are missing?
//!
//! A record with a missing value fits several others, so that matching is no equivalence relation:
//! the count is a record's own. Records with the same values and the same gaps share it, which is
//! why it is kept by [class](Classes).

mod wildcard;

use serde::Serialize;

use super::classes::Classes;
use super::table::{MISSING, Table};

/// What a missing value of a quasi-identifier means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum MissingMode {
    /// A value of its own: gaps match gaps and nothing else.
    Category,
    /// It matches every value. A record with gaps that fits another adds `alpha` (0 to 1) to it;
    /// one without gaps adds 1 to every record with gaps that it fits.
    Wildcard {
        /// Weight of a match that rests on the other record's gap.
        alpha: f64,
    },
    /// Records with a missing value are left out.
    Drop,
}

impl Default for MissingMode {
    /// Wildcards of full weight.
    fn default() -> Self {
        Self::Wildcard { alpha: 1.0 }
    }
}

/// Frequencies of the records' keys, in the sample and, with weights, in the population.
#[derive(Clone, Debug, PartialEq)]
pub struct Frequencies {
    /// Records that agree in values and gaps.
    pub classes: Classes,
    /// How missing values were taken.
    pub missing: MissingMode,
    /// fₖ, records that match those of a class, themselves included; 0 for a class left out.
    pub of_class: Vec<f64>,
    /// Fₖ, persons of the population that match, by the sample's weights; nothing without weights.
    pub population_of_class: Option<Vec<f64>>,
}

/// Why frequencies cannot be counted.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum FrequencyError {
    /// A weight for each match outside of 0 to 1.
    #[error("alpha = {0}: the weight of a match by a missing value lies in 0 to 1")]
    Alpha(f64),
    /// Too many values and columns to compare keys.
    #[error("{bits} bits a key: missing values can be wildcards in keys of at most {most} bits")]
    TooWide {
        /// Bits that the columns need.
        bits: usize,
        /// Bits that can be compared.
        most: usize,
    },
    /// Not one weight a record.
    #[error("{found} weights for {expected} records")]
    Weights {
        /// Number of weights.
        found: usize,
        /// Number of records.
        expected: usize,
    },
}

impl Frequencies {
    /// Counts the matches of every record over the columns `quasi_identifiers`.
    ///
    /// `weights`: persons each record stands for, one a record.
    ///
    /// # Errors
    /// [`FrequencyError`] for an impossible alpha, a wrong number of weights, or too many columns.
    pub fn of(
        table: &Table,
        quasi_identifiers: &[usize],
        missing: MissingMode,
        weights: Option<&[f64]>,
    ) -> Result<Self, FrequencyError> {
        if let Some(weights) = weights.filter(|weights| weights.len() != table.rows()) {
            let (found, expected) = (weights.len(), table.rows());
            return Err(FrequencyError::Weights { found, expected });
        }
        let classes = Classes::of(table, quasi_identifiers);
        Self::of_classes(table, quasi_identifiers, classes, missing, weights)
    }

    /// The same for records whose classes are known. Without weights, records may be groups of
    /// persons ([`Classes::of_groups`]).
    ///
    /// # Errors
    /// [`FrequencyError`] for an impossible alpha, or too many columns.
    pub fn of_classes(
        table: &Table,
        quasi_identifiers: &[usize],
        classes: Classes,
        missing: MissingMode,
        weights: Option<&[f64]>,
    ) -> Result<Self, FrequencyError> {
        let sizes = classes.sizes.iter().map(|&size| f64::from(size)).collect();
        let mut own = vec![sizes];
        own.extend(weights.map(|weights| sum_by_class(&classes, weights)));
        let mut counts = match missing {
            MissingMode::Category => own,
            MissingMode::Drop => without_gaps(table, quasi_identifiers, &classes, own),
            MissingMode::Wildcard { alpha } => {
                if !(0.0..=1.0).contains(&alpha) {
                    return Err(FrequencyError::Alpha(alpha));
                }
                wildcard::count(table, quasi_identifiers, &classes, own, alpha)?
            }
        };
        let population_of_class = weights.and_then(|_| counts.pop());
        let of_class = counts.swap_remove(0);
        Ok(Self { classes, missing, of_class, population_of_class })
    }

    /// n, the records that count: all but those left out.
    pub fn records(&self) -> usize {
        self.counted().map(|class| self.classes.sizes[class] as usize).sum()
    }

    /// Classes that count, in ascending order.
    pub fn counted(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.of_class.len()).filter(|&class| self.of_class[class] > 0.0)
    }

    /// fₖ of a record; nothing for a record left out.
    pub fn of_record(&self, row: usize) -> Option<f64> {
        let matches = self.of_class[self.classes.of_record[row] as usize];
        (matches > 0.0).then_some(matches)
    }

    /// Records whose frequency is below `limit`; as 1.5 for the uniques.
    pub fn records_below(&self, limit: f64) -> usize {
        let below = self.counted().filter(|&class| self.of_class[class] < limit);
        below.map(|class| self.classes.sizes[class] as usize).sum()
    }
}

/// Σ of a number of each record over the records of each class.
fn sum_by_class(classes: &Classes, of_record: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; classes.count()];
    for (&class, value) in classes.of_record.iter().zip(of_record) {
        sums[class as usize] += value;
    }
    sums
}

/// Counts with 0 for every class that has a gap.
fn without_gaps(
    table: &Table,
    columns: &[usize],
    classes: &Classes,
    mut counts: Vec<Vec<f64>>,
) -> Vec<Vec<f64>> {
    for (class, &row) in classes.first.iter().enumerate() {
        if columns.iter().any(|&c| table.column(c).codes[row as usize] == MISSING) {
            for count in &mut counts {
                count[class] = 0.0;
            }
        }
    }
    counts
}
