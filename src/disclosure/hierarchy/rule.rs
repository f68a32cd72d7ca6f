//! A rule makes a coarser value of a value, from its text alone.

use super::{EVERYTHING, age, category, date, handedness, number, postcode, user};
use serde::{Deserialize, Serialize};

/// How one level of a hierarchy is made; what plans are written in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "rule", deny_unknown_fields)]
pub enum Rule {
    /// The value as it is.
    Keep,
    /// One value for all.
    Everything,
    /// Ages in bands, everybody from `top` on pooled.
    AgeBand {
        /// Width of a band, years; below 1 for decimals.
        years: f64,
        /// Age from which all are one, years.
        top: f64,
    },
    /// Dates to a unit of the calendar.
    DateUnit {
        /// The unit.
        unit: date::Unit,
    },
    /// Postcodes to a part of them.
    Postcode {
        /// The part.
        part: postcode::Part,
    },
    /// Handedness as right, left or other.
    Hand {
        /// The scale of the numbers, where values are numbers.
        scale: handedness::Scale,
    },
    /// Numbers in bands of equal width from 0 on.
    NumberBand {
        /// Width of a band, in the column's unit.
        width: f64,
    },
    /// Numbers between cuts.
    Cuts {
        /// Ends of the bands, ascending; a number equal to a cut is above it.
        cuts: Vec<f64>,
    },
    /// Some values as they are, all others as one.
    Common {
        /// The values that stay.
        keep: Vec<String>,
    },
    /// A user's table of values.
    Table {
        /// From value to coarser value.
        entries: std::collections::BTreeMap<String, String>,
    },
}

impl Rule {
    /// The coarser value; a value that the rule cannot read (text among numbers) stays as it is.
    /// Nothing when a user's table lacks the value.
    pub fn apply(&self, value: &str) -> Option<String> {
        let coarse = match self {
            Self::Keep => None,
            Self::Everything => Some(EVERYTHING.to_owned()),
            Self::AgeBand { years, top } => age::band(value, *years, *top),
            Self::DateUnit { unit } => date::to_unit(value, *unit),
            Self::Postcode { part } => postcode::to_part(value, *part),
            Self::Hand { scale } => Some(handedness::side(value, *scale).to_owned()),
            Self::NumberBand { width } => number::band(value, *width),
            Self::Cuts { cuts } => number::between(value, cuts),
            Self::Common { keep } => Some(category::common(value, keep)),
            Self::Table { entries } => return user::look_up(value, entries),
        };
        Some(coarse.unwrap_or_else(|| value.to_owned()))
    }
}
