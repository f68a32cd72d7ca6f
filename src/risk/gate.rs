//! Limits that a destination sets, from `data/guide/gates.csv`. There is no score over all of them:
//! one number would hide a blocker. What was not assessed counts against a gate.

pub mod fail_on;

use crate::disclosure::prosecutor::WRITTEN_SLACK;

use super::destination::Kind;
use super::expression::{Expression, ExpressionError};
use super::fact::{Basis, Facts};
use super::measure::{Sum, SumError};
use super::truth::Truth;
use serde::{Deserialize, Serialize};

/// A row of the table: one limit at one kind of destination.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Short name.
    pub gate: String,
    /// A sum of measures, or `fact:` and a condition, which counts 1 where it holds and 0 where not.
    pub measure: String,
    /// Kind of destination.
    pub destination: Kind,
    /// How it is judged.
    pub rule: Rule,
    /// Greatest value for [`Rule::AtMost`].
    pub limit: Option<f64>,
    /// Condition that lifts the limit, such as an acceptance in writing; empty for none.
    pub unless: String,
    /// What to do beyond the limit.
    pub step: String,
    /// What to do when it was not assessed.
    pub step_not_assessed: String,
    /// Who set the limit.
    pub source: String,
}

/// How a measure is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// It may not be above the limit.
    AtMost,
    /// It is told, whatever it is.
    Report,
    /// It is allowed there.
    Allowed,
}

/// What a gate measures, read.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// Numbers.
    Sum(Sum),
    /// A condition, and its text.
    Fact(Expression, String),
}

/// A measure that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasuredError {
    /// No sum of measures.
    #[error("{0}")]
    Sum(#[from] SumError),
    /// No condition.
    #[error("{0}")]
    Fact(#[from] ExpressionError),
}

/// How a dataset lies to a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Within the limit.
    Holds,
    /// Beyond it, and somebody stands for that.
    Lifted,
    /// Beyond it.
    Fails,
    /// The range spans the limit.
    Undecided,
    /// Nobody looked.
    NotAssessed,
    /// No limit; told.
    Reported,
    /// No limit there.
    Allowed,
}

impl State {
    /// Whether it counts against the destination; what is not known does.
    pub fn is_against(self) -> bool {
        matches!(self, Self::Fails | Self::Undecided | Self::NotAssessed)
    }

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Lifted => "lifted",
            Self::Fails => "fails",
            Self::Undecided => "undecided",
            Self::NotAssessed => "not_assessed",
            Self::Reported => "reported",
            Self::Allowed => "allowed",
        }
    }
}

/// A gate, judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// Short name.
    pub gate: String,
    /// Range of what was measured; none where nobody looked.
    pub value: Option<[f64; 2]>,
    /// How it was judged.
    pub rule: Rule,
    /// The limit, where there is one.
    pub limit: Option<f64>,
    /// What would lift the limit; empty for nothing.
    pub unless: String,
    /// How the dataset lies to it.
    pub state: State,
    /// Who set the limit.
    pub source: String,
    /// What to do; empty for nothing.
    pub step: String,
}

impl Gate {
    /// What it measures.
    ///
    /// # Errors
    /// [`MeasuredError`] names what does not exist.
    pub fn measured(&self) -> Result<Measured, MeasuredError> {
        Ok(match self.measure.strip_prefix("fact:") {
            Some(text) => Measured::Fact(Expression::parse(text)?, text.to_owned()),
            None => Measured::Sum(Sum::parse(&self.measure)?),
        })
    }

    /// Whether its rule compares with a number.
    pub fn has_limit(&self) -> bool {
        self.rule == Rule::AtMost
    }

    /// Judges a dataset.
    pub fn judge(&self, facts: &Facts, basis: Basis<'_>) -> Judged {
        let holds = |condition: &Expression| condition.truth(|name| facts.truth(name, basis));
        let value = match self.measured() {
            Ok(Measured::Sum(sum)) => sum.range(basis.measures),
            Ok(Measured::Fact(condition, _)) => match holds(&condition) {
                Truth::Yes => Some([1.0; 2]),
                Truth::No => Some([0.0; 2]),
                Truth::Unknown => None,
            },
            Err(_) => None,
        };
        let excused = Expression::parse(&self.unless).is_ok_and(|unless| holds(&unless).is_yes());
        let state = self.state(value, excused);
        let step = match state {
            State::NotAssessed => &self.step_not_assessed,
            _ if state.is_against() => &self.step,
            _ => "",
        };
        Judged {
            gate: self.gate.clone(),
            value,
            rule: self.rule,
            limit: self.limit,
            unless: self.unless.clone(),
            state,
            source: self.source.clone(),
            step: step.to_owned(),
        }
    }

    fn state(&self, value: Option<[f64; 2]>, excused: bool) -> State {
        let limit = match (self.rule, self.limit) {
            (Rule::Report, _) => return State::Reported,
            (Rule::Allowed, _) => return State::Allowed,
            (Rule::AtMost, limit) => limit.unwrap_or(0.0),
        };
        // A written limit of 0.09 stands for 1/11; counts and shares of files are meant as written.
        let slack = if self.measure == "highest_population_risk" { WRITTEN_SLACK } else { 0.0 };
        let within = |value: f64| value <= limit + slack;
        match value {
            None => State::NotAssessed,
            Some([low, high]) => match (within(low), within(high)) {
                (true, true) => State::Holds,
                // An acceptance stands for what was found, not for what nobody saw.
                (false, _) if excused => State::Lifted,
                (false, false) => State::Fails,
                _ => State::Undecided,
            },
        }
    }
}

#[cfg(test)]
mod tests;
