//! Every question with its answer: what the data show first, then what was said, else unknown.

use super::super::expression::Expression;
use super::super::fact::Basis;
use super::super::knowledge::Knowledge;
use super::context::Context;
use super::question::{AnswerRow, Kind};
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer that says that nobody knows.
pub const UNKNOWN: &str = "unknown";

/// What an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The data.
    Evidence,
    /// Somebody who was asked.
    Asked,
    /// Nobody.
    Unknown,
}

impl By {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Asked => "asked",
            Self::Unknown => "unknown",
        }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Its name.
    pub answer: String,
    /// What it comes from.
    pub by: By,
    /// The numbers it rests on, as `measure = value`; empty unless the data answered.
    pub rests_on: Vec<String>,
    /// What was said instead, where the data say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contradicts: Option<String>,
}

impl Given {
    /// Whether it says that nobody knows.
    pub fn is_open(&self) -> bool {
        self.answer == UNKNOWN
    }
}

/// Answers by question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Given>);

impl Answers {
    /// Answers every question of the tables; `basis` holds no answers yet.
    pub fn settle(knowledge: &Knowledge, context: &Context, basis: Basis<'_>) -> Self {
        let choices = knowledge.questions.iter().filter(|q| q.kind == Kind::Choice);
        let all = choices.map(|question| {
            let said = context.get(&question.id);
            let seen = knowledge
                .answers_to(&question.id)
                .filter(|row| said.is_none_or(|s| row.unless_asked != s))
                .find_map(|row| seen(row, knowledge, basis));
            (question.id.clone(), given(seen, said))
        });
        Self(all.collect())
    }

    /// Answers a question, whatever the data show.
    pub fn say(&mut self, question: &str, answer: &str) {
        let (answer, by) = (answer.to_owned(), By::Asked);
        let given = Given { answer, by, rests_on: Vec::new(), contradicts: None };
        self.0.insert(question.to_owned(), given);
    }

    /// The answer to a question of choice.
    pub fn get(&self, question: &str) -> Option<&Given> {
        self.0.get(question)
    }

    /// Every question with its answer, by name.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(question, given)| (question.as_str(), given))
    }
}

impl From<BTreeMap<String, Given>> for Answers {
    fn from(answers: BTreeMap<String, Given>) -> Self {
        Self(answers)
    }
}

/// The answer of a row and what it rests on, where the data give it.
fn seen(row: &AnswerRow, knowledge: &Knowledge, basis: Basis<'_>) -> Option<(String, Vec<String>)> {
    // The knowledge was checked when it was read; an empty condition is no condition.
    let condition = Expression::parse(&row.evidence).ok()?;
    let facts = &knowledge.facts;
    if !condition.truth(|name| facts.truth(name, basis)).is_yes() {
        return None;
    }
    let mut rests_on = Vec::new();
    for said in condition.names().flat_map(|name| facts.told(name, basis)) {
        if !rests_on.contains(&said) {
            rests_on.push(said);
        }
    }
    Some((row.answer.clone(), rests_on))
}

fn given(seen: Option<(String, Vec<String>)>, said: Option<&str>) -> Given {
    match (seen, said) {
        (Some((answer, rests_on)), _) => {
            let contradicts = said.filter(|s| *s != answer && *s != UNKNOWN).map(str::to_owned);
            Given { answer, by: By::Evidence, rests_on, contradicts }
        }
        (None, Some(answer)) if answer != UNKNOWN => {
            let (answer, by) = (answer.to_owned(), By::Asked);
            Given { answer, by, rests_on: Vec::new(), contradicts: None }
        }
        (None, _) => {
            let (answer, by) = (UNKNOWN.to_owned(), By::Unknown);
            Given { answer, by, rests_on: Vec::new(), contradicts: None }
        }
    }
}
