//! The tables behind guide, gates and destinations, all in `data/guide`: written to be read and
//! corrected by people who do not program. A folder with some of the files replaces the shipped ones.

mod check;

use super::destination::{Destination, Term};
use super::fact;
use super::fact::Facts;
use super::gate::Gate;
use super::guide::decision::Decision;
use super::guide::frame::Item;
use super::guide::question::{AnswerRow, Question};
use super::guide::step::{OutcomeRow, StepRow};
use super::guide::tree::Edge;
use super::joint::attacker::Attacker;
use super::texts::{Language, Texts};
use serde::de::DeserializeOwned;

/// Everything the tables say.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// What may be asked.
    pub questions: Vec<Question>,
    /// Answers to the questions, and what answers them by itself.
    pub answers: Vec<AnswerRow>,
    /// The decision tree.
    pub tree: Vec<Edge>,
    /// What outcomes allow.
    pub outcomes: Vec<OutcomeRow>,
    /// Facts behind the conditions.
    pub facts: Facts,
    /// Conditions that bring a risk and a step.
    pub decisions: Vec<Decision>,
    /// What to do.
    pub steps: Vec<StepRow>,
    /// Opportunities, barriers, ways around.
    pub frame: Vec<Item>,
    /// Where data may go.
    pub destinations: Vec<Destination>,
    /// On which terms.
    pub terms: Vec<Term>,
    /// Within which limits.
    pub gates: Vec<Gate>,
    /// Who could try.
    pub attackers: Vec<Attacker>,
    /// How it is said.
    pub texts: Texts,
    /// What the rules of the audit say in languages other than English, which the rules are written in:
    /// `RULE.why`, `RULE.remedy`, and `class.` before a kind of value.
    pub rules: Texts,
}

/// A table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {problem}")]
pub struct KnowledgeError {
    /// Its file.
    pub file: String,
    /// The row and what is wrong with it.
    pub problem: String,
}

macro_rules! shipped {
    ($($name:literal),*) => {
        /// Names and contents of the shipped files.
        const SHIPPED: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../data/guide/", $name)))),*];
    };
}

shipped!(
    "answers.csv",
    "attackers.csv",
    "decisions.csv",
    "destination_terms.csv",
    "destinations.csv",
    "facts.csv",
    "frame.csv",
    "gates.csv",
    "outcomes.csv",
    "page.csv",
    "questions.csv",
    "rules.csv",
    "steps.csv",
    "texts.csv",
    "tree.csv"
);

impl Knowledge {
    /// The shipped tables.
    ///
    /// # Panics
    /// Never with the committed files: `the_shipped_tables_fit_together` reads them.
    pub fn shipped() -> Self {
        Self::read(|_| None).unwrap_or_else(|e| unreachable!("shipped {e}"))
    }

    /// Names of the files that a folder may replace.
    pub fn files() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// The shipped tables with others in the place of some.
    ///
    /// # Errors
    /// [`KnowledgeError`] names file and row, also where a row names what no other table holds.
    pub fn read(own: impl Fn(&str) -> Option<String>) -> Result<Self, KnowledgeError> {
        let text = |file: &str| {
            let shipped = || SHIPPED.iter().find(|(name, _)| *name == file).map(|(_, text)| *text);
            own(file).or_else(|| shipped().map(str::to_owned)).unwrap_or_default()
        };
        let wrong = |file: &str, problem: String| KnowledgeError { file: file.to_owned(), problem };
        let fact_rows: Vec<fact::Row> = rows("facts.csv", text)?;
        let facts = Facts::read(&fact_rows).map_err(|e| wrong("facts.csv", e))?;
        let texts = |file: &str| Texts::read(&text(file)).map_err(|e| wrong(file, e.to_string()));
        let rules = texts("rules.csv")?;
        let texts = texts("texts.csv")?.and(texts("page.csv")?);
        let knowledge = Self {
            questions: rows("questions.csv", text)?,
            answers: rows("answers.csv", text)?,
            tree: rows("tree.csv", text)?,
            outcomes: rows("outcomes.csv", text)?,
            facts,
            decisions: rows("decisions.csv", text)?,
            steps: rows("steps.csv", text)?,
            frame: rows("frame.csv", text)?,
            destinations: rows("destinations.csv", text)?,
            terms: rows("destination_terms.csv", text)?,
            gates: rows("gates.csv", text)?,
            attackers: rows("attackers.csv", text)?,
            texts: texts.map_err(|e| wrong("page.csv", e.to_string()))?,
            rules,
        };
        check::check(&knowledge)?;
        Ok(knowledge)
    }

    /// A destination by its short name.
    pub fn destination(&self, id: &str) -> Option<&Destination> {
        self.destinations.iter().find(|destination| destination.id == id)
    }

    /// What a rule of the audit says in a language, by its key; `english` where there is no translation.
    pub fn of_rules(&self, language: &Language<'_>, key: &str, english: &str) -> String {
        let own = self.rules.language(language.code()).filter(|_| self.rules.has(key));
        own.map_or_else(|| english.to_owned(), |language| language.say(key).to_owned())
    }

    /// A kind of value, of what could not be looked at, or where a limit comes from, in a language.
    pub fn class(&self, language: &Language<'_>, english: &str) -> String {
        self.of_rules(language, &format!("class.{english}"), english)
    }

    /// The answers to a question, in the order in which they are shown.
    pub fn answers_to<'a>(&'a self, question: &'a str) -> impl Iterator<Item = &'a AnswerRow> {
        self.answers.iter().filter(move |row| row.question == question)
    }
}

fn rows<T: DeserializeOwned>(
    file: &str,
    text: impl Fn(&str) -> String,
) -> Result<Vec<T>, KnowledgeError> {
    let text = text(file);
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    let rows: Result<Vec<T>, csv::Error> = rows.collect();
    rows.map_err(|e| KnowledgeError { file: file.to_owned(), problem: e.to_string() })
}
