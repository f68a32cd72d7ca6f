//! What eCOBIDAS asks about privacy: ethics compliance, constraints on use, de-identification.

use super::super::destination::Destination;
use super::super::texts::Language;
use super::answer::{Answers, UNKNOWN};
use super::context::Context;
use serde::Serialize;

/// The values behind the three items; none where nothing was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ecobidas {
    /// Committee and number of the approval.
    pub approval: Option<String>,
    /// Legal basis, an answer to `basis`.
    pub basis: String,
    /// Purposes consented to, an answer to `purposes`.
    pub purposes: String,
    /// The outcome.
    pub outcome: String,
    /// Short name of the destination.
    pub destination: Option<String>,
    /// An answer to `licence`.
    pub licence: String,
    /// Tools of de-identification.
    pub method: Option<String>,
    /// An answer to `deidentified`.
    pub deidentified: String,
    /// Whether the data gave that answer, or somebody.
    pub by: &'static str,
}

/// The values.
pub fn values(
    answers: &Answers,
    context: &Context,
    outcome: &str,
    destination: Option<&Destination>,
) -> Ecobidas {
    let answer = |question: &str| {
        answers.get(question).map_or_else(|| UNKNOWN.to_owned(), |given| given.answer.clone())
    };
    let said = |question: &str| context.get(question).map(str::to_owned);
    Ecobidas {
        approval: said("ethics_approval"),
        basis: answer("basis"),
        purposes: answer("purposes"),
        outcome: outcome.to_owned(),
        destination: destination.map(|d| d.id.clone()),
        licence: answer("licence"),
        method: said("deidentification_method"),
        deidentified: answer("deidentified"),
        by: answers.get("deidentified").map_or(UNKNOWN, |given| given.by.as_str()),
    }
}

impl Ecobidas {
    /// The three items as sentences.
    pub fn sentences(&self, language: &Language<'_>) -> [String; 3] {
        let answer = |question: &str, name: &str| {
            language.say(&format!("answer.{question}.{name}")).to_owned()
        };
        let or_not_given = |value: &Option<String>| {
            value.clone().unwrap_or_else(|| language.say("ecobidas.not_given").to_owned())
        };
        let destination = self.destination.as_ref();
        let destination =
            destination.map(|id| language.say(&format!("destination.{id}")).to_owned());
        [
            language.fill(
                "ecobidas.ethics",
                &[
                    ("approval", &or_not_given(&self.approval)),
                    ("basis", &answer("basis", &self.basis)),
                    ("purposes", &answer("purposes", &self.purposes)),
                ],
            ),
            language.fill(
                "ecobidas.use",
                &[
                    ("outcome", language.say(&format!("outcome.{}", self.outcome))),
                    ("destination", &or_not_given(&destination)),
                    ("licence", &answer("licence", &self.licence)),
                ],
            ),
            language.fill(
                "ecobidas.deidentification",
                &[
                    ("method", &or_not_given(&self.method)),
                    ("deidentified", &answer("deidentified", &self.deidentified)),
                    ("by", language.say(&format!("ui.by_{}", self.by))),
                ],
            ),
        ]
    }
}
