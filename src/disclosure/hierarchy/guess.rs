//! Which hierarchy fits a column, from its name and its values.

use super::{Hierarchy, HierarchyError, Rule, age, category, date, handedness, number, postcode};
use crate::disclosure::table::Column;
use serde::{Deserialize, Serialize};

/// A built-in hierarchy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// [`age`].
    Age,
    /// [`date`].
    Date,
    /// [`postcode`] of a country.
    Postcode(postcode::Country),
    /// [`handedness`].
    Handedness,
    /// [`number`] in bands of equal width.
    Number,
    /// [`number`] in groups of equal size.
    Quantiles,
    /// [`category`].
    Category,
}

/// At least this share of the values must be of a kind for the column to be of it; the rest may be
/// codes such as `unknown`.
const MOSTLY: f64 = 0.9;
/// Columns of this many different numbers or fewer are categories (sex as 1 and 2, a scale of five).
const FEW_NUMBERS: usize = 6;

/// The kind of a column; numbers are put in bands of equal width.
///
/// Postcodes are never guessed: `1234` alone does not say so. Ask [`Kind::of_fact`] first where the
/// column's role is known.
pub fn guess(column: &Column) -> Kind {
    let name = column.name.to_lowercase();
    let mostly = |is: &dyn Fn(&str) -> bool| {
        let hits = column.labels.iter().filter(|v| is(v)).count();
        hits > 0 && hits as f64 >= MOSTLY * column.labels.len() as f64
    };
    let numeric = |v: &str| v.trim().parse::<f64>().is_ok_and(f64::is_finite);
    if name.contains("hand") {
        Kind::Handedness
    } else if name.contains("age") && !name.contains("lang") && mostly(&|v| age::parse(v).is_some())
    {
        Kind::Age
    } else if mostly(&|v| v.len() > 4 && date::parse(v).is_some()) {
        Kind::Date
    } else if column.labels.len() > FEW_NUMBERS && mostly(&numeric) {
        Kind::Number
    } else {
        Kind::Category
    }
}

impl Kind {
    /// The kind of a fact as `data/column_roles.csv` names them; nothing where its values decide.
    pub fn of_fact(fact: &str) -> Option<Self> {
        match fact {
            "age" => Some(Self::Age),
            "birth date" | "date" => Some(Self::Date),
            "handedness" => Some(Self::Handedness),
            _ => None,
        }
    }

    /// Levels of this kind for a column; categories of fewer than `fewest` records are grouped.
    pub fn rules(self, column: &Column, fewest: u32) -> Vec<(String, Rule)> {
        let numbers = || -> Vec<f64> {
            let of_record = (0..column.codes.len()).filter_map(|row| column.value(row));
            of_record.filter_map(|v| v.trim().parse().ok()).collect()
        };
        match self {
            Self::Age => age::rules(),
            Self::Date => date::rules(),
            Self::Postcode(country) => postcode::rules(country),
            Self::Handedness => {
                handedness::rules(handedness::scale_of(column.labels.iter().map(String::as_str)))
            }
            Self::Number => number::equal_width(&numbers()),
            Self::Quantiles => number::quantiles(&numbers()),
            Self::Category => category::rules(column, fewest),
        }
    }

    /// The hierarchy of this kind.
    ///
    /// # Errors
    /// [`HierarchyError`] when values as they are stand among values that are already generalised
    /// and fall into them at one level but not at the next.
    pub fn hierarchy(self, column: &Column, fewest: u32) -> Result<Hierarchy, HierarchyError> {
        Hierarchy::new(column, self.rules(column, fewest))
    }
}

#[cfg(test)]
mod tests {
    use super::postcode::Country::{BE, DE, NL, UK, US};
    use super::*;
    use proptest::prelude::*;

    fn kind(name: &str, values: &[&str]) -> Kind {
        guess(&Column::from_values(name, values, |_| false))
    }

    #[test]
    fn names_and_values_tell() {
        assert_eq!(kind("Age (years)", &["24", "31.5", "89+"]), Kind::Age);
        assert_eq!(kind("language", &["24", "31"]), Kind::Category);
        assert_eq!(kind("scan_date", &["2019-01-02", "2019-03-04"]), Kind::Date);
        assert_eq!(kind("handedness", &["R", "L"]), Kind::Handedness);
        assert_eq!(kind("sex", &["1", "2"]), Kind::Category);
        let bmi: Vec<String> = (0..20).map(|i| format!("{}", 20.0 + f64::from(i) / 3.0)).collect();
        let bmi: Vec<&str> = bmi.iter().map(String::as_str).collect();
        assert_eq!(kind("BMI", &bmi), Kind::Number);
    }

    fn value() -> impl Strategy<Value = String> {
        prop_oneof![
            (0u32..12_000).prop_map(|v| (f64::from(v) / 100.0).to_string()),
            (-300i32..300).prop_map(|v| v.to_string()),
            (0u32..99, 1u32..30).prop_map(|(a, b)| format!("{a}-{}", a + b)),
            (0u32..99).prop_map(|a| format!("{a}+")),
            (1900u32..2030, 1u32..13, 1u32..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
            "[A-Z]{1,2}[0-9]{1,2} ?[0-9][A-Z]{2}",
            "[0-9]{4,5}",
            "[a-zé]{0,4}",
        ]
    }

    proptest! {
        #[test]
        fn built_in_levels_nest(values in prop::collection::vec(value(), 0..40)) {
            let column = Column::from_values("x", &values, |_| false);
            let codes = [NL, BE, DE, UK, US].map(Kind::Postcode);
            let others = [Kind::Age, Kind::Date, Kind::Handedness, Kind::Number, Kind::Quantiles,
                Kind::Category];
            for kind in others.into_iter().chain(codes) {
                let found = Hierarchy::new(&column, kind.rules(&column, 2));
                prop_assert!(found.is_ok(), "{kind:?}: {:?}", found.err());
            }
        }
    }
}
