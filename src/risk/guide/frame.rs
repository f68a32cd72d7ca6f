//! Opportunities, barriers and ways around them, from `data/guide/frame.csv`.

use super::super::expression::Expression;
use super::super::fact::{Basis, Facts};
use serde::{Deserialize, Serialize};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What sharing would bring.
    Opportunity,
    /// What stands in its way.
    Barrier,
    /// What can be done instead.
    WayAround,
}

impl Part {
    /// Every part, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Opportunity, Self::Barrier, Self::WayAround];

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opportunity => "opportunity",
            Self::Barrier => "barrier",
            Self::WayAround => "way_around",
        }
    }
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Short name.
    pub item: String,
    /// What it is.
    pub part: Part,
    /// Condition on facts; empty for always.
    #[serde(skip_serializing)]
    pub when: String,
    /// Who says so.
    pub source: String,
}

impl Item {
    /// Whether it is to be told: an item without condition, or one whose condition is known to hold.
    pub fn holds(&self, facts: &Facts, basis: Basis<'_>) -> bool {
        let truth = |c: Expression| c.truth(|name| facts.truth(name, basis)).is_yes();
        self.when.is_empty() || Expression::parse(&self.when).is_ok_and(truth)
    }
}
