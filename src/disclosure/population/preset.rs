//! Sizes of populations by country, from `data/populations.csv`.

use serde::{Deserialize, Serialize};

/// A country's population.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Short code as typed by the user.
    pub code: String,
    /// Name in English.
    pub name: String,
    /// Persons.
    pub persons: u64,
    /// Day the number is of, ISO 8601.
    pub date: String,
    /// Who counted.
    pub source: String,
}

/// Why a list of populations cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("populations: {0}")]
pub struct PresetError(#[from] csv::Error);

/// The file that is compiled in.
const SHIPPED: &str = include_str!("../../../data/populations.csv");

/// The shipped populations.
///
/// # Panics
/// Never with the committed file: `shipped_populations_have_a_source` reads it.
pub fn shipped() -> Vec<Preset> {
    read(SHIPPED).unwrap_or_else(|e| unreachable!("shipped {e}"))
}

/// Populations from a CSV with the columns of `data/populations.csv`.
///
/// # Errors
/// [`PresetError`] with the line of a row that does not fit.
pub fn read(text: &str) -> Result<Vec<Preset>, PresetError> {
    let rows: Result<Vec<Preset>, csv::Error> =
        csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
    Ok(rows?)
}

/// The population of a code, in any case; nothing for an unknown one.
pub fn find(presets: &[Preset], code: &str) -> Option<Preset> {
    presets.iter().find(|p| p.code.eq_ignore_ascii_case(code)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_populations_have_a_source() {
        let all = shipped();
        for code in ["nl", "BE", "DE", "UK", "US"] {
            let preset = find(&all, code).unwrap();
            assert!(preset.persons > 10_000_000 && !preset.source.is_empty(), "{preset:?}");
        }
        assert_eq!(find(&all, "XX"), None);
    }

    #[test]
    fn a_slip_in_a_users_list_is_an_error_with_its_line() {
        let error = read("code,name,persons,date,source\nX,Y,many,2024,Z").unwrap_err();
        assert!(error.to_string().contains("line"), "{error}");
    }
}
