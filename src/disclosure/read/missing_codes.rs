//! Codes that stand for a missing value, from `data/missing_codes.csv`.

use serde::{Deserialize, Serialize};

/// One code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingCode {
    /// The whole cell, without blanks around it; case counts.
    pub code: String,
    /// Where it is in use.
    pub source: String,
}

/// The codes of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCodes(Vec<MissingCode>);

/// Why a list of codes cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("codes of missing values: {0}")]
pub struct MissingCodesError(#[from] csv::Error);

/// The file that is compiled in.
const SHIPPED: &str = include_str!("../../../data/missing_codes.csv");

impl Default for MissingCodes {
    fn default() -> Self {
        Self::read(SHIPPED).unwrap_or_else(|e| unreachable!("shipped {e}"))
    }
}

impl MissingCodes {
    /// Codes from a CSV with the columns of `data/missing_codes.csv`.
    ///
    /// # Errors
    /// [`MissingCodesError`] with the line of a row that does not fit.
    pub fn read(text: &str) -> Result<Self, MissingCodesError> {
        let rows: Result<Vec<MissingCode>, csv::Error> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
        Ok(Self(rows?))
    }

    /// Only an empty cell is missing.
    pub fn only_empty() -> Self {
        Self(Vec::new())
    }

    /// Whether a cell without blanks around it is missing: empty or one of the codes.
    pub fn is_missing(&self, cell: &str) -> bool {
        cell.is_empty() || self.0.iter().any(|known| known.code == cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_codes_have_a_source() {
        let codes = MissingCodes::default();
        assert!(codes.0.iter().all(|code| !code.source.is_empty()));
        for code in ["", "n/a", "N/A", "NA", "NaN", "None", "Unknown", "-"] {
            assert!(codes.is_missing(code), "{code:?}");
        }
        for value in ["none", "0", "no", "F", "n", "-1", "other"] {
            assert!(!codes.is_missing(value), "{value:?}");
        }
        assert!(!MissingCodes::only_empty().is_missing("n/a"));
    }

    #[test]
    fn a_slip_in_a_users_list_is_an_error_with_its_line() {
        let error = MissingCodes::read("code,source\nx").unwrap_err();
        assert!(error.to_string().contains("line"), "{error}");
    }
}
