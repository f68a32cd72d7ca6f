//! Hierarchies: a column's values in coarser and coarser steps, up to one value for all.
//!
//! A level is a [`Rule`], a function from a value's text to a coarser text that needs nothing but
//! the rule: a plan can be written down and applied to the file later. Here the rules of a column
//! are run over its dictionary once; from then on only codes are used.

pub mod age;
pub mod category;
pub mod date;
pub mod guess;
pub mod handedness;
pub mod number;
pub mod postcode;
pub mod rule;
pub mod user;

pub use guess::guess;
pub use rule::Rule;

use super::table::{Column, MISSING};

/// What a fully generalised value is shown as.
pub const EVERYTHING: &str = "*";

/// One step of generalisation of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Name, as plans and reports print it: `5-year bands`.
    pub name: String,
    /// How the level is made from a value.
    pub rule: Rule,
    /// Code at this level by the column's own code.
    pub code_of: Vec<u32>,
    /// Values of this level, by code.
    pub labels: Vec<String>,
    /// What a value of this level has lost, 0 (nothing) to 1, by code: Iyengar's loss metric.
    pub loss: Vec<f64>,
}

impl Level {
    /// Code at this level; a missing value stays missing until the last level, which tells nothing
    /// of anybody.
    pub fn code(&self, code: u32) -> u32 {
        match self.code_of.get(code as usize) {
            Some(coarser) => *coarser,
            None if self.is_everything() => 0,
            None => MISSING,
        }
    }

    /// Loss of a record with this code *of this level*; a missing value had nothing to lose.
    pub fn loss(&self, level_code: u32) -> f64 {
        self.loss.get(level_code as usize).copied().unwrap_or(0.0)
    }

    /// Whether the level is one value for all.
    pub fn is_everything(&self) -> bool {
        self.rule == Rule::Everything
    }
}

/// The levels of one column, from the values as they are to one value for all.
#[derive(Clone, Debug, PartialEq)]
pub struct Hierarchy {
    /// Name of the column.
    pub column: String,
    levels: Vec<Level>,
}

/// Why rules are no hierarchy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HierarchyError {
    /// Two values that a level does not tell apart are told apart by a coarser one.
    #[error("column {column}: {value:?} is one value at level {level:?}, but two at the next")]
    Splits {
        /// The column.
        column: String,
        /// The finer level.
        level: String,
        /// Its value.
        value: String,
    },
    /// A rule has no answer for a value, as when a user's table lacks it.
    #[error("column {column}, level {level:?}: no entry for the value {value:?}")]
    NoEntry {
        /// The column.
        column: String,
        /// The level.
        level: String,
        /// The value.
        value: String,
    },
}

impl Hierarchy {
    /// Runs rules over the values of a column.
    ///
    /// The values as they are come first and one value for all comes last, whether or not they are
    /// in `rules`; a rule that merges nothing more than the one before is left out.
    ///
    /// # Errors
    /// [`HierarchyError`] when a rule has no answer or undoes a merge of the one before.
    pub fn new(
        column: &Column,
        rules: impl IntoIterator<Item = (String, Rule)>,
    ) -> Result<Self, HierarchyError> {
        let as_it_is = ("as it is".to_owned(), Rule::Keep);
        let everything = ("one value for all".to_owned(), Rule::Everything);
        let mut levels: Vec<Level> = Vec::new();
        let inner = rules.into_iter().filter(|(_, r)| *r != Rule::Keep && *r != Rule::Everything);
        for (name, rule) in std::iter::once(as_it_is).chain(inner).chain([everything]) {
            let level = level(column, name, rule)?;
            if let Some(finer) = levels.last() {
                check_nested(column, finer, &level)?;
                if finer.labels.len() == level.labels.len() && !level.is_everything() {
                    continue;
                }
            }
            levels.push(level);
        }
        Ok(Self { column: column.name.clone(), levels })
    }

    /// The levels, finest first; never fewer than two.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The column at a level.
    ///
    /// # Panics
    /// When there is no such level.
    pub fn at(&self, column: &Column, level: usize) -> Column {
        let level = &self.levels[level];
        let codes = column.codes.iter().map(|code| level.code(*code)).collect();
        Column { name: column.name.clone(), codes, labels: level.labels.clone() }
    }

    /// The level of that name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.name == name)
    }
}

/// One rule, run over a column's values.
fn level(column: &Column, name: String, rule: Rule) -> Result<Level, HierarchyError> {
    let mut texts = Vec::with_capacity(column.labels.len());
    for value in &column.labels {
        let Some(text) = rule.apply(value) else {
            let (column, value) = (column.name.clone(), value.clone());
            return Err(HierarchyError::NoEntry { column, level: name, value });
        };
        texts.push(text);
    }
    let coarse = Column::from_values(&column.name, &texts, |_| false);
    let mut labels = coarse.labels;
    if labels.is_empty() && rule == Rule::Everything {
        labels.push(EVERYTHING.to_owned());
    }
    let loss = losses(&coarse.codes, labels.len(), rule == Rule::Everything);
    Ok(Level { name, rule, code_of: coarse.codes, labels, loss })
}

/// Iyengar's loss metric LM by values (Iyengar 2002, 10.1145/775047.775089): of M values of the
/// column A fall together, (A − 1)/(M − 1) is lost; all of it where nothing is told.
fn losses(code_of: &[u32], labels: usize, everything: bool) -> Vec<f64> {
    let mut merged = vec![0usize; labels];
    for code in code_of {
        merged[*code as usize] += 1;
    }
    let all = code_of.len().saturating_sub(1).max(1) as f64;
    let loss = |a: &usize| if everything { 1.0 } else { a.saturating_sub(1) as f64 / all };
    merged.iter().map(loss).collect()
}

fn check_nested(column: &Column, finer: &Level, coarser: &Level) -> Result<(), HierarchyError> {
    let mut seen = vec![MISSING; finer.labels.len()];
    for (fine, coarse) in finer.code_of.iter().zip(&coarser.code_of) {
        let known = &mut seen[*fine as usize];
        if *known != MISSING && *known != *coarse {
            let value = finer.labels[*fine as usize].clone();
            let (column, level) = (column.name.clone(), finer.name.clone());
            return Err(HierarchyError::Splits { column, level, value });
        }
        *known = *coarse;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str]) -> Column {
        Column::from_values("age", values, |v| v == "n/a")
    }

    #[test]
    fn levels_map_codes_and_know_their_loss() {
        let ages = column(&["31", "34", "n/a", "38", "34"]);
        let bands = ("5-year bands".to_owned(), Rule::AgeBand { years: 5.0, top: 90.0 });
        let hierarchy = Hierarchy::new(&ages, [bands]).unwrap();
        assert_eq!(hierarchy.levels().len(), 3);
        let coarse = hierarchy.at(&ages, 1);
        assert_eq!(coarse.labels, ["30-34", "35-39"]);
        assert_eq!(coarse.codes, [0, 0, MISSING, 1, 0]);
        // Two of three values fall together.
        assert_eq!(hierarchy.levels()[1].loss, [0.5, 0.0]);
        assert_eq!(hierarchy.at(&ages, 2).codes, [0; 5]);
        assert_eq!(hierarchy.levels()[2].loss, [1.0]);
    }

    #[test]
    fn a_level_that_merges_nothing_is_left_out() {
        let ages = column(&["31", "34"]);
        let years = ("years".to_owned(), Rule::AgeBand { years: 1.0, top: 90.0 });
        assert_eq!(Hierarchy::new(&ages, [years]).unwrap().levels().len(), 2);
    }

    #[test]
    fn a_level_that_undoes_a_merge_is_refused() {
        let ages = column(&["9", "10", "11"]);
        let band = |years| (format!("{years}"), Rule::AgeBand { years, top: 90.0 });
        let error = Hierarchy::new(&ages, [band(10.0), band(11.0)]).unwrap_err();
        assert!(
            matches!(&error, HierarchyError::Splits { value, .. } if value == "10-19"),
            "{error}"
        );
    }

    #[test]
    fn nobody_known_still_has_two_levels() {
        let hierarchy = Hierarchy::new(&column(&["n/a", "n/a"]), []).unwrap();
        assert_eq!(hierarchy.levels().len(), 2);
        assert_eq!(hierarchy.at(&column(&["n/a"]), 1).value(0), Some("*"));
    }
}
