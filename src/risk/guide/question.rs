//! Questions and their answers, from `data/guide/questions.csv` and `answers.csv`.

use serde::Deserialize;

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// By one of its answers.
    Choice,
    /// By a line of text.
    Text,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, also in the context file.
    #[serde(rename = "question")]
    pub id: String,
    /// The part of the context file it stands in.
    pub part: String,
    /// How it is answered.
    pub kind: Kind,
    /// Who asks it.
    pub source: String,
}

/// A row of the answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerRow {
    /// The question.
    pub question: String,
    /// The answer's name, also in the context file.
    pub answer: String,
    /// Condition on measured facts under which the data give this answer; empty for never.
    pub evidence: String,
    /// An answer that stays as given, whatever the data say; empty for none.
    pub unless_asked: String,
    /// What follows from it on the path; empty for nothing.
    pub step: String,
}
