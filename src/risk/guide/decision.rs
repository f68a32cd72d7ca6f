//! Conditions that bring a risk and a step, from `data/guide/decisions.csv`.

use super::super::expression::Expression;
use super::super::fact::{Basis, Facts};
use super::super::truth::Truth;
use serde::{Deserialize, Serialize};

/// Who can tell whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// The data.
    Detected,
    /// People.
    Asked,
    /// Either.
    Both,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Its number.
    pub decision: String,
    /// Who can tell.
    pub answered_by: AnsweredBy,
    /// The condition on facts.
    pub when: String,
    /// What follows.
    pub step: String,
    /// Who says so.
    pub source: String,
}

/// A decision with its truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// Its number.
    pub decision: String,
    /// Who can tell.
    pub answered_by: AnsweredBy,
    /// Whether the condition holds.
    pub holds: Truth,
    /// Numbers and answers it rests on, as `name = value`; empty unless it holds.
    pub rests_on: Vec<String>,
    /// What follows where it holds.
    pub step: String,
    /// Who says so.
    pub source: String,
}

impl Decision {
    /// Whether the condition holds.
    pub fn decide(&self, facts: &Facts, basis: Basis<'_>) -> Decided {
        let truth = |name: &str| facts.truth(name, basis);
        let condition = Expression::parse(&self.when).ok();
        let holds = condition.as_ref().map_or(Truth::Unknown, |c| c.truth(truth));
        let mut rests_on: Vec<String> = Vec::new();
        if holds.is_yes() {
            let so =
                condition.iter().flat_map(Expression::names).filter(|name| truth(name).is_yes());
            for told in so.flat_map(|name| facts.told(name, basis)) {
                if !rests_on.contains(&told) {
                    rests_on.push(told);
                }
            }
        }
        Decided {
            decision: self.decision.clone(),
            answered_by: self.answered_by,
            holds,
            rests_on,
            step: self.step.clone(),
            source: self.source.clone(),
        }
    }
}
