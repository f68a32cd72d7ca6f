//! An external population table: how many persons really have these values?
//!
//! The one way to a figure for a small study that rests on counts instead of a model. A table that
//! holds all quasi-identifiers together is taken as it is; tables that hold them apart are fitted
//! together, which takes everything they do not tell for independent.

mod fit;
mod read;

pub use read::{CountError, CountTable, read};

use super::estimate::ModelFigure;
use crate::disclosure::table::{MISSING, Table};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Name of the figure among those of the models.
pub const MODEL: &str = "external population table";

/// What a joint table rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Assumption {
    /// One table counts all columns together.
    None,
    /// Columns that no table holds together are independent.
    Independence,
    /// Iterative proportional fitting: no interaction beyond those in the tables.
    ProportionalFitting,
}

impl Assumption {
    /// The assumption as a sentence.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::None => "The table counts all columns together: nothing is assumed.",
            Self::Independence => {
                "The tables count the columns one by one: the columns are taken to be independent, \
                 so that rare combinations of related values are thought rarer or commoner than \
                 they are."
            }
            Self::ProportionalFitting => {
                "The tables share columns and are fitted together (iterative proportional \
                 fitting): relations that no table shows are taken not to exist."
            }
        }
    }
}

/// Counts of the population by the quasi-identifiers they are known for.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// Persons in all.
    pub persons: f64,
    /// What the counts rest on.
    pub assumption: Assumption,
    /// Names of the columns that are counted.
    pub columns: Vec<String>,
    /// Quasi-identifiers that no table counts.
    pub not_counted: Vec<String>,
    cells: FxHashMap<Vec<String>, f64>,
}

/// Why tables cannot be put together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PopulationError {
    /// No table counts any of the columns.
    #[error("population table: none of the columns {0} is counted")]
    NothingCounted(String),
    /// Too many combinations of values.
    #[error("population tables: more than {most} combinations of values; use coarser values")]
    TooManyCells {
        /// The greatest number that is fitted.
        most: usize,
    },
    /// The fitted margins contradict each other, as when a value has persons in one table and none
    /// in another.
    #[error("population tables: their counts contradict each other (still {worst:.1} persons off)")]
    Contradiction {
        /// Greatest difference between a count and its fit.
        worst: f64,
    },
}

/// A sample against its population.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matched {
    /// Persons F of the population with the record's values, expected ones where fitted; nothing
    /// for a record with a missing value or one that the table lacks.
    pub persons: Vec<Option<f64>>,
    /// Chance that a match with the record is right: 1/F for counts, (1 − e^−λ)/λ for an expected λ.
    pub correctness: Vec<Option<f64>>,
    /// k-map (Sweeney 2002): the least F of the records.
    pub k_map: Option<f64>,
    /// Records with a missing value among the counted columns.
    pub missing: usize,
    /// Records with values that the table lacks.
    pub unknown: usize,
    /// Classes of the sample with more records than the population has persons there: a sign that
    /// the table is of another population, place or time.
    pub impossible: usize,
}

impl Population {
    /// Puts tables together over the quasi-identifiers.
    ///
    /// # Errors
    /// [`PopulationError`].
    pub fn of(tables: &[CountTable], columns: &[&str]) -> Result<Self, PopulationError> {
        let counted = |c: &str| tables.iter().any(|t| t.columns.iter().any(|name| name == c));
        let (have, lack): (Vec<&str>, Vec<&str>) =
            columns.iter().copied().partition(|c| counted(c));
        if have.is_empty() {
            return Err(PopulationError::NothingCounted(columns.join(", ")));
        }
        let margins: Vec<CountTable> =
            tables.iter().map(|t| t.margin(&have)).filter(|t| !t.columns.is_empty()).collect();
        let (assumption, cells) = match margins.iter().find(|t| t.columns.len() == have.len()) {
            Some(joint) => (Assumption::None, joint.cells.clone()),
            None => fit::fit(&margins, &have)?,
        };
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        let persons = cells.values().sum();
        Ok(Self { persons, assumption, columns: owned(have), not_counted: owned(lack), cells })
    }

    /// Persons with these values, in the order of `columns`.
    pub fn persons_with(&self, values: &[String]) -> Option<f64> {
        self.cells.get(values).copied()
    }

    /// Share of the population that is unique there: counts of 1; for expected counts λ the chance
    /// λ·e^−λ of exactly one person.
    pub fn unique_fraction(&self) -> f64 {
        let mut counts: Vec<f64> = self.cells.values().copied().collect();
        // In a fixed order, so that the sum does not depend on the hash table.
        counts.sort_by(f64::total_cmp);
        let unique = |count: &f64| match self.assumption {
            Assumption::None => f64::from(u8::from((count - 1.0).abs() < 1e-9)),
            _ => count * (-count).exp(),
        };
        counts.iter().map(unique).sum::<f64>() / self.persons.max(1.0)
    }

    /// The records of a table, found by the names of the counted columns.
    ///
    /// Values must be written as in the population table: generalise the table first where that is
    /// coarser. Columns that the table lacks make every record unknown.
    pub fn matched(&self, table: &Table) -> Matched {
        let places: Vec<Option<usize>> = self.columns.iter().map(|c| table.position(c)).collect();
        let columns: Option<Vec<usize>> = places.into_iter().collect();
        let mut out = Matched {
            persons: Vec::with_capacity(table.rows()),
            correctness: Vec::new(),
            k_map: None,
            missing: 0,
            unknown: 0,
            impossible: 0,
        };
        let mut sample: FxHashMap<Vec<String>, f64> = FxHashMap::default();
        for row in 0..table.rows() {
            let found = columns.as_ref().and_then(|columns| {
                let value = |c: &usize| table.column(*c).value(row).map(str::to_owned);
                let values: Option<Vec<String>> = columns.iter().map(value).collect();
                let persons = self.persons_with(values.as_ref()?).filter(|f| *f > 0.0);
                *sample.entry(values?).or_default() += 1.0;
                persons
            });
            let lacks = |c: &usize| table.column(*c).codes[row] == MISSING;
            let missing = columns.as_ref().is_some_and(|columns| columns.iter().any(lacks));
            out.missing += usize::from(missing);
            out.unknown += usize::from(found.is_none() && !missing);
            out.persons.push(found);
        }
        out.correctness = out.persons.iter().map(|f| f.map(|f| self.correctness(f))).collect();
        out.k_map = out.persons.iter().flatten().copied().reduce(f64::min);
        let more = |(values, n): (&Vec<String>, &f64)| {
            self.assumption == Assumption::None && self.cells.get(values).is_some_and(|f| n > f)
        };
        out.impossible = sample.iter().filter(|cell| more(*cell)).count();
        out
    }

    fn correctness(&self, persons: f64) -> f64 {
        match self.assumption {
            Assumption::None => 1.0 / persons.max(1.0),
            _ => -(-persons).exp_m1() / persons,
        }
    }

    /// The figure as one of several.
    pub fn figure(&self) -> ModelFigure {
        let lacks = self.not_counted.join(", ");
        ModelFigure {
            model: MODEL,
            source: "the user's table",
            unique_fraction: Some(self.unique_fraction()),
            does_not_apply: (!lacks.is_empty())
                .then(|| format!("it does not count {lacks}: with them more persons are unique")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::table::Column;
    use approx::assert_relative_eq;

    fn table() -> Table {
        let missing = |v: &str| v == "n/a";
        Table::new(vec![
            Column::from_values("sex", ["F", "M", "M", "n/a", "F"], missing),
            Column::from_values("age", ["30-39", "30-39", "40-49", "40-49", "80+"], missing),
        ])
        .unwrap()
    }

    #[test]
    fn a_joint_table_is_taken_as_it_is() {
        let text = "sex,age,count\nF,30-39,12\nM,30-39,1\nM,40-49,7\nF,40-49,1\n";
        let population = Population::of(&[read(text).unwrap()], &["age", "sex"]).unwrap();
        assert_eq!(population.assumption, Assumption::None);
        assert_relative_eq!(population.unique_fraction(), 2.0 / 21.0);
        let found = population.matched(&table());
        assert_eq!(found.persons, [Some(12.0), Some(1.0), Some(7.0), None, None]);
        assert_eq!((found.missing, found.unknown, found.k_map), (1, 1, Some(1.0)));
        assert_relative_eq!(found.correctness[2].unwrap(), 1.0 / 7.0);
        assert_eq!(found.impossible, 0);
    }

    #[test]
    fn single_columns_are_independent_and_said_to_be() {
        let sex = read("sex,count\nF,60\nM,40\n").unwrap();
        let age = read("age;count\n30-39;50\n40-49;30\n80+;20\n").unwrap();
        let population = Population::of(&[sex, age], &["sex", "age", "site"]).unwrap();
        assert_eq!(population.assumption, Assumption::Independence);
        assert_eq!(population.not_counted, ["site"]);
        assert!(population.figure().does_not_apply.unwrap().contains("site"));
        let found = population.persons_with(&["F".to_owned(), "80+".to_owned()]).unwrap();
        assert_relative_eq!(found, 12.0, max_relative = 1e-9);
    }

    #[test]
    fn overlapping_tables_are_fitted_to_all_their_counts() {
        let a = read("sex,age,count\nF,30-39,30\nF,40-49,30\nM,30-39,20\nM,40-49,20\n").unwrap();
        let b = read("age,hand,count\n30-39,R,45\n30-39,L,5\n40-49,R,40\n40-49,L,10\n").unwrap();
        let population = Population::of(&[a, b], &["sex", "age", "hand"]).unwrap();
        assert_eq!(population.assumption, Assumption::ProportionalFitting);
        let of = |v: [&str; 3]| population.persons_with(&v.map(str::to_owned)).unwrap();
        // Given age, sex and hand are independent: 30·45/50.
        assert_relative_eq!(of(["F", "30-39", "R"]), 27.0, max_relative = 1e-9);
        assert_relative_eq!(of(["M", "40-49", "L"]), 4.0, max_relative = 1e-9);
        assert_relative_eq!(population.persons, 100.0, max_relative = 1e-9);
    }

    #[test]
    fn tables_that_cannot_be_put_together_are_refused() {
        let sex = read("sex,count\nF,60\n").unwrap();
        let error = Population::of(&[sex], &["age"]).unwrap_err();
        assert!(matches!(error, PopulationError::NothingCounted(_)), "{error}");
        let a = read("sex,age,count\nF,30,50\nM,40,50\n").unwrap();
        let b = read("age,hand,count\n30,R,99\n40,R,1\n").unwrap();
        let error = Population::of(&[a, b], &["sex", "age", "hand"]).unwrap_err();
        assert!(matches!(error, PopulationError::Contradiction { .. }), "{error}");
    }

    #[test]
    fn a_sample_larger_than_its_population_is_noticed() {
        let text = "sex,age,count\nF,30-39,12\nM,30-39,0.5\n";
        let population = Population::of(&[read(text).unwrap()], &["age", "sex"]).unwrap();
        assert_eq!(population.matched(&table()).impossible, 1);
    }
}
