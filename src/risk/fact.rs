//! Facts that decisions, gates and terms are built on, from `data/guide/facts.csv`: something
//! measured, something answered, or something about the destination. Rows of one name are
//! several ways to know the same thing; different things have names of their own and meet in
//! conditions, where what is unknown stays unknown.

use super::destination::Destination;
use super::guide::answer::Answers;
use super::measure::{Comparison, Measures};
use super::truth::Truth;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A row of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Name of the fact.
    pub fact: String,
    /// What decides it.
    pub from: From,
    /// The comparison, `question=answer`, or `property=value` of the destination.
    pub what: String,
    /// What it says when that is not so: for a hint, that nothing is known.
    pub absent: Absent,
    /// Who says that this matters.
    pub source: String,
}

/// What decides a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum From {
    /// Numbers from the evidence.
    Measure,
    /// An answer.
    Answer,
    /// The destination's profile.
    Destination,
}

/// What is known when a condition does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// That it is not so.
    No,
    /// Nothing.
    Unknown,
}

/// What a row asks, read.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Measure(Comparison),
    Answer { question: String, answer: String },
    Destination { property: String, value: String },
}

/// The rows of one fact.
type Alternatives = Vec<(Condition, Absent)>;

/// All facts there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts(BTreeMap<String, Alternatives>);

/// What decides the facts.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// Numbers from the evidence.
    pub measures: &'a Measures,
    /// Answers; none before they are settled.
    pub answers: Option<&'a Answers>,
    /// Where the data go, if that is known.
    pub destination: Option<&'a Destination>,
}

impl Facts {
    /// Reads the rows.
    ///
    /// # Errors
    /// The fact, and what is wrong with its row.
    pub fn read(rows: &[Row]) -> Result<Self, String> {
        let mut facts: BTreeMap<String, Alternatives> = BTreeMap::new();
        for row in rows {
            let wrong = |problem: String| format!("{}: {problem}", row.fact);
            let pair = || {
                let (name, value) = row.what.split_once('=')?;
                Some((name.trim().to_owned(), value.trim().to_owned()))
            };
            let pair = || pair().ok_or_else(|| wrong(format!("{}: name=value", row.what)));
            let condition = match row.from {
                From::Measure => {
                    let comparison = Comparison::parse(&row.what);
                    Condition::Measure(comparison.map_err(|e| wrong(e.to_string()))?)
                }
                From::Answer => {
                    let (question, answer) = pair()?;
                    Condition::Answer { question, answer }
                }
                From::Destination => {
                    let (property, value) = pair()?;
                    if !Destination::PROPERTIES.contains(&property.as_str()) {
                        return Err(wrong(format!("{property}: no such property")));
                    }
                    Condition::Destination { property, value }
                }
            };
            facts.entry(row.fact.clone()).or_default().push((condition, row.absent));
        }
        Ok(Self(facts))
    }

    /// Whether there is such a fact.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether a fact rests on numbers alone, so that it may answer a question.
    pub fn is_measured(&self, name: &str) -> bool {
        let measured = |(c, _): &(Condition, Absent)| matches!(c, Condition::Measure(_));
        self.0.get(name).is_some_and(|rows| rows.iter().all(measured))
    }

    /// Questions and answers that facts refer to.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.values().flatten().filter_map(|(condition, _)| match condition {
            Condition::Answer { question, answer } => Some((question.as_str(), answer.as_str())),
            _ => None,
        })
    }

    /// Questions whose answers a fact depends on.
    pub fn questions(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().filter_map(|(condition, _)| match condition {
            Condition::Answer { question, .. } => Some(question.as_str()),
            _ => None,
        })
    }

    /// Whether a fact holds: so if any alternative says so; not so if one says so and none
    /// contradicts.
    pub fn truth(&self, name: &str, basis: Basis<'_>) -> Truth {
        let Some(rows) = self.0.get(name) else { return Truth::Unknown };
        let all: Vec<Truth> = rows.iter().map(|row| truth_of(row, basis)).collect();
        [Truth::Yes, Truth::No].into_iter().find(|t| all.contains(t)).unwrap_or(Truth::Unknown)
    }

    /// The numbers and answers behind a fact.
    pub fn told(&self, name: &str, basis: Basis<'_>) -> Vec<String> {
        let Some(rows) = self.0.get(name) else { return Vec::new() };
        let decided = rows.iter().filter(|row| truth_of(row, basis) != Truth::Unknown);
        let mut told: Vec<String> = Vec::new();
        for (condition, _) in decided {
            let said = match condition {
                Condition::Measure(comparison) => comparison.sum().told(basis.measures),
                Condition::Answer { question, .. } => {
                    let answer = basis.answers.and_then(|all| all.get(question));
                    answer.map(|a| format!("{question} = {}", a.answer)).into_iter().collect()
                }
                Condition::Destination { property, value } => vec![format!("{property} = {value}")],
            };
            told.extend(said.into_iter().filter(|text| !told.contains(text)).collect::<Vec<_>>());
        }
        told
    }
}

fn truth_of((condition, absent): &(Condition, Absent), basis: Basis<'_>) -> Truth {
    let truth = match condition {
        Condition::Measure(comparison) => comparison.truth(basis.measures),
        Condition::Answer { question, answer } => {
            match basis.answers.and_then(|all| all.get(question)) {
                // That nobody knows may be the very thing that is asked for.
                Some(given) if given.answer == *answer => Truth::Yes,
                Some(given) if !given.is_open() => Truth::No,
                _ => Truth::Unknown,
            }
        }
        Condition::Destination { property, value } => match basis.destination {
            None => Truth::Unknown,
            Some(destination) => destination.has(property, value),
        },
    };
    match (truth, absent) {
        (Truth::No, Absent::Unknown) => Truth::Unknown,
        (truth, _) => truth,
    }
}
