//! A plan: what to change in a table, in order, as a file that people read and that is applied.
//!
//! Steps hold rules, not rows and not values of persons: the records to suppress are found when the
//! plan is applied. Only values of common categories and a user's own table stand in it.

mod apply;
mod words;

pub use apply::{Applied, ApplyError, NOT_AVAILABLE};

pub(super) use words::listed;

use super::hierarchy::{Hierarchy, Rule};
use super::lattice::{Goal, Solution};
use serde::{Deserialize, Serialize};

/// Version of the file format.
const VERSION: u32 = 1;

/// Steps that make a table reach a goal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Version of the format.
    pub version: u32,
    /// What is reached.
    pub goal: Goal,
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
pub enum Step {
    /// Makes a column coarser.
    Generalise {
        /// The column.
        column: String,
        /// Name of the level.
        level: String,
        /// How a value becomes coarser.
        how: Rule,
    },
    /// Empties the columns of records that are in too small a class.
    SuppressRecords {
        /// Columns that make the classes.
        columns: Vec<String>,
        /// k.
        smallest_class: u32,
    },
    /// Empties single cells of records that are in too small a class.
    SuppressCells {
        /// Columns that make the classes.
        columns: Vec<String>,
        /// k.
        smallest_class: u32,
    },
}

/// Why a text is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Not TOML, or not of this form.
    #[error("plan: {0}")]
    Form(#[from] toml::de::Error),
    /// Of another version.
    #[error("plan: version {0}, this program reads version {VERSION}")]
    Version(u32),
}

impl Plan {
    /// The plan of a solution: columns to generalise, then records to suppress, if there are any.
    pub fn of(hierarchies: &[Hierarchy], solution: &Solution) -> Self {
        let changed = hierarchies.iter().zip(&solution.levels).filter(|(_, level)| **level > 0);
        let mut steps: Vec<Step> = changed
            .map(|(hierarchy, level)| {
                let level = &hierarchy.levels()[*level];
                let (column, how) = (hierarchy.column.clone(), level.rule.clone());
                Step::Generalise { column, level: level.name.clone(), how }
            })
            .collect();
        if !solution.suppressed.is_empty() {
            let columns = hierarchies.iter().map(|h| h.column.clone()).collect();
            let smallest_class = solution.goal.smallest_class;
            steps.push(Step::SuppressRecords { columns, smallest_class });
        }
        Self { version: VERSION, goal: solution.goal, steps }
    }

    /// The same plan that empties single cells where it would empty all of a record's.
    #[must_use]
    pub fn with_cells(mut self) -> Self {
        for step in &mut self.steps {
            if let Step::SuppressRecords { columns, smallest_class } = step {
                let columns = std::mem::take(columns);
                *step = Step::SuppressCells { columns, smallest_class: *smallest_class };
            }
        }
        self
    }

    /// The plan as TOML.
    ///
    /// # Errors
    /// When a text in it cannot be written; numbers and names from tables can.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    /// The plan of a TOML file.
    ///
    /// # Errors
    /// [`PlanError`] with line and field.
    pub fn from_toml(text: &str) -> Result<Self, PlanError> {
        let plan: Self = toml::from_str(text)?;
        if plan.version == VERSION { Ok(plan) } else { Err(PlanError::Version(plan.version)) }
    }
}

#[cfg(test)]
mod tests;
