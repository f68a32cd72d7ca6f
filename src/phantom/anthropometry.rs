//! Published body measurements: mean and spread by sex, one row a measurement.

use serde::Deserialize;
use serde::Serialize;

/// The compiled-in table, `data/anthropometry.csv`.
const BUILT_IN: &str = include_str!("../../data/anthropometry.csv");

/// One measurement in the adult population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Short name, also the name of its displacement field.
    pub name: String,
    /// Mean of women, in `unit`.
    pub female_mean: f64,
    /// Standard deviation of women, in `unit`.
    pub female_sd: f64,
    /// Mean of men, in `unit`.
    pub male_mean: f64,
    /// Standard deviation of men, in `unit`.
    pub male_sd: f64,
    /// Correlation with overall head size, in `[0, 1]`: two measurements correlate by the product
    /// of their loadings (ANSUR II: 0.2 to 0.4 between head measurements).
    pub size_loading: f64,
    /// Unit of the four numbers; all fields take mm.
    pub unit: String,
    /// Between which landmarks, or from what the number was derived.
    pub definition: String,
    /// Where the numbers come from.
    pub source: String,
}

impl Measurement {
    /// Mean over as many women as men: the value of the mean head.
    pub fn mean(&self) -> f64 {
        f64::midpoint(self.female_mean, self.male_mean)
    }

    /// Standard deviation over as many women as men.
    pub fn sd(&self) -> f64 {
        let within = f64::midpoint(self.female_sd.powi(2), self.male_sd.powi(2));
        let between = ((self.male_mean - self.female_mean) / 2.).powi(2);
        (within + between).sqrt()
    }
}

/// Why a table of measurements cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A row does not parse; the message names line and column.
    #[error("table of measurements: {0}")]
    Row(#[from] csv::Error),
    /// A row names no measurement the phantom knows.
    #[error("table of measurements: no measurement is called {name:?}")]
    Unknown {
        /// The name in the row.
        name: String,
    },
    /// A displacement field has no row.
    #[error("table of measurements: no row for {name}")]
    Missing {
        /// The field.
        name: &'static str,
    },
    /// A value cannot be a mean or a spread.
    #[error("table of measurements: {name}: {value} is no {what}")]
    Value {
        /// The measurement.
        name: String,
        /// What was expected.
        what: &'static str,
        /// What was found.
        value: f64,
    },
}

/// The measurements of the compiled-in table, in its order.
///
/// # Errors
/// [`TableError`] when the compiled-in table is broken (a test keeps it whole).
pub fn built_in() -> Result<Vec<Measurement>, TableError> {
    read(BUILT_IN.as_bytes())
}

/// Rows of `table` in place of the built-in rows of the same name.
///
/// # Errors
/// [`TableError`] when a row does not parse or names an unknown measurement.
pub fn overridden(table: &[u8]) -> Result<Vec<Measurement>, TableError> {
    let mut rows = built_in()?;
    for own in read(table)? {
        match rows.iter_mut().find(|row| row.name == own.name) {
            Some(row) => *row = own,
            None => return Err(TableError::Unknown { name: own.name }),
        }
    }
    Ok(rows)
}

fn read(table: &[u8]) -> Result<Vec<Measurement>, TableError> {
    let mut rows = Vec::new();
    for row in csv::Reader::from_reader(table).deserialize() {
        let row: Measurement = row?;
        for (what, value) in [
            ("mean", row.female_mean),
            ("mean", row.male_mean),
            ("spread", row.female_sd),
            ("spread", row.male_sd),
            ("size loading", row.size_loading),
        ] {
            let in_range = match what {
                "mean" => value.is_finite(),
                "spread" => value.is_finite() && value >= 0.,
                _ => (0. ..=1.).contains(&value),
            };
            if !in_range {
                return Err(TableError::Value { name: row.name, what, value });
            }
        }
        rows.push(row);
    }
    Ok(rows)
}
