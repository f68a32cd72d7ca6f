//! Risks that somebody calls acceptable, from `data/risk_thresholds.csv`.

use serde::{Deserialize, Serialize};

/// A threshold in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RiskThreshold {
    /// Whose it is.
    pub name: String,
    /// Greatest risk 1/f of a record.
    pub greatest_risk: f64,
    /// Where it is written.
    pub source: String,
}

/// Why a list of thresholds cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RiskThresholdError {
    /// A row that does not fit.
    #[error("risk thresholds: {0}")]
    Row(#[from] csv::Error),
    /// A value that is no risk.
    #[error("risk thresholds: {name}: greatest_risk = {value}: a risk lies in 0 to 1")]
    Value {
        /// Whose threshold.
        name: String,
        /// The value.
        value: f64,
    },
}

/// The file that is compiled in.
const SHIPPED: &str = include_str!("../../data/risk_thresholds.csv");

/// The shipped thresholds.
///
/// # Panics
/// Never with the committed file: `shipped_thresholds_have_a_source` reads it.
pub fn shipped() -> Vec<RiskThreshold> {
    read(SHIPPED).unwrap_or_else(|e| unreachable!("shipped {e}"))
}

/// Thresholds from a CSV with the columns of `data/risk_thresholds.csv`.
///
/// # Errors
/// [`RiskThresholdError`] with the line or name of a row that does not fit.
pub fn read(text: &str) -> Result<Vec<RiskThreshold>, RiskThresholdError> {
    let rows: Result<Vec<RiskThreshold>, csv::Error> =
        csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
    let rows = rows?;
    match rows.iter().find(|row| !(0.0..=1.0).contains(&row.greatest_risk)) {
        Some(row) => {
            Err(RiskThresholdError::Value { name: row.name.clone(), value: row.greatest_risk })
        }
        None => Ok(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_thresholds_have_a_source() {
        assert!(shipped().iter().all(|row| !row.source.is_empty() && row.greatest_risk > 0.0));
    }

    #[test]
    fn a_slip_in_a_users_list_is_an_error() {
        let text = |value: &str| format!("name,greatest_risk,source\nX,{value},Y\n");
        assert!(read(&text("many")).unwrap_err().to_string().contains("line"));
        assert!(read(&text("9")).unwrap_err().to_string().contains("X: greatest_risk = 9"));
    }
}
