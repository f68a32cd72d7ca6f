//! The numbers that decide, from `data/thresholds.toml` and a user's own file.
//!
//! Each layer has a section and reads it into its own typed settings. A user's file holds only what
//! it changes; a name that is not in the shipped file is an error, so that a slip of the pen does
//! not leave a threshold as it was.

use serde::Serialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

/// The thresholds of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    all: Table,
    changed: Table,
}

/// Why a file of thresholds cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ThresholdError {
    /// The file is not TOML.
    #[error("thresholds: {0}")]
    Syntax(String),
    /// No such threshold in the shipped file.
    #[error("thresholds: {0}: no such threshold")]
    Unknown(String),
    /// A value of another type than the shipped one.
    #[error("thresholds: {name} = {value}: {problem}")]
    Value {
        /// Section and name.
        name: String,
        /// What the file says.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// The file that is compiled in.
const SHIPPED: &str = include_str!("../../data/thresholds.toml");

impl Thresholds {
    /// The shipped thresholds.
    ///
    /// # Panics
    /// Never with the committed file: `the_shipped_thresholds_can_be_read` reads it.
    pub fn shipped() -> Self {
        let all = SHIPPED.parse().unwrap_or_else(|e| unreachable!("shipped thresholds: {e}"));
        Self { all, changed: Table::new() }
    }

    /// The shipped thresholds with those of a user's file in their place.
    ///
    /// # Errors
    /// [`ThresholdError`] names the threshold that cannot be used.
    pub fn changed_by(text: &str) -> Result<Self, ThresholdError> {
        let changed: Table =
            text.parse().map_err(|e: toml::de::Error| ThresholdError::Syntax(e.to_string()))?;
        let mut all = Self::shipped().all;
        for (section, values) in &changed {
            let known = all.get_mut(section).and_then(Value::as_table_mut);
            let known = known.ok_or_else(|| ThresholdError::Unknown(section.clone()))?;
            let values = values.as_table();
            for (name, value) in values.ok_or_else(|| ThresholdError::Unknown(section.clone()))? {
                replace(known, section, name, value)?;
            }
        }
        Ok(Self { all, changed })
    }

    /// A layer's section as its own settings.
    ///
    /// # Errors
    /// [`ThresholdError::Value`] when a value does not fit the settings.
    pub fn section<T: DeserializeOwned>(&self, name: &str) -> Result<T, ThresholdError> {
        let section = self.all.get(name).cloned();
        let section = section.ok_or_else(|| ThresholdError::Unknown(name.to_owned()))?;
        section.clone().try_into().map_err(|e: toml::de::Error| ThresholdError::Value {
            name: name.to_owned(),
            value: section.to_string(),
            problem: e.to_string(),
        })
    }

    /// What the user's file changed; empty for the shipped thresholds.
    pub fn changes(&self) -> impl Serialize {
        &self.changed
    }
}

fn replace(
    known: &mut Table,
    section: &str,
    name: &str,
    value: &Value,
) -> Result<(), ThresholdError> {
    let full = format!("{section}.{name}");
    let Some(slot) = known.get_mut(name) else { return Err(ThresholdError::Unknown(full)) };
    let fitted = match (&*slot, value) {
        // Who writes 3 for 3.0 means the same number.
        (Value::Float(_), Value::Integer(whole)) => Value::Float(*whole as f64),
        _ if slot.same_type(value) => value.clone(),
        _ => {
            let problem = format!("should be a {}", slot.type_str());
            return Err(ThresholdError::Value { name: full, value: value.to_string(), problem });
        }
    };
    if matches!(&fitted, Value::Float(number) if !number.is_finite()) {
        let problem = "should be finite".to_owned();
        return Err(ThresholdError::Value { name: full, value: value.to_string(), problem });
    }
    *slot = fitted;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_thresholds_can_be_read() {
        assert!(Thresholds::shipped().all.contains_key("head"));
    }

    #[test]
    fn a_users_file_changes_what_it_names_and_nothing_else() {
        let shipped = Thresholds::shipped();
        let own = Thresholds::changed_by("[pose]\nuntested_below = 1").unwrap();
        assert_eq!(own.all["pose"]["untested_below"], Value::Float(1.0));
        assert_eq!(own.all["head"], shipped.all["head"]);
        assert_ne!(own, shipped);
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        for text in [
            "[pose]\nuntested_belov = 0.6",
            "[paws]\nuntested_below = 0.6",
            "pose = 3",
            "[pose]\nuntested_below = \"high\"",
            "[pose]\nuntested_below = nan",
            "[pose",
        ] {
            assert!(Thresholds::changed_by(text).is_err(), "{text}");
        }
    }
}
