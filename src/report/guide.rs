//! The guide's answer: as text to read, as a table of the path, and whole as JSON.

mod csv;
mod text;

pub use csv::{dictionary, path};
pub use text::text;

use crate::risk::guide::advice::Advice;
use crate::risk::texts::Language;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The whole answer, and the sentence in `language` for every name in it.
///
/// # Errors
/// Never for advice that was given by the tables; JSON has no form for numbers that are not finite.
pub fn json(advice: &Advice, language: &Language<'_>) -> Result<Value, serde_json::Error> {
    let mut names = vec![format!("outcome.{}", advice.outcome)];
    for (question, given) in &advice.answers {
        names.push(format!("question.{question}"));
        names.push(format!("answer.{question}.{}", given.answer));
    }
    names.extend(advice.decisions.iter().map(|d| format!("decision.{}", d.decision)));
    for step in &advice.steps {
        names.push(format!("step.{}", step.row.step));
        if !step.row.contact.is_empty() {
            names.push(format!("contact.{}", step.row.contact));
        }
    }
    names.extend(advice.frame.iter().map(|item| format!("frame.{}", item.item)));
    if let Some(goal) = &advice.destination {
        names.push(format!("destination.{}", goal.profile.id));
        names.extend(goal.gates.iter().map(|gate| format!("gate.{}", gate.gate)));
        let terms = goal.terms.iter();
        names.extend(terms.map(|term| format!("term.{}.{}", goal.profile.id, term.term)));
    }
    let texts: BTreeMap<&str, &str> =
        names.iter().map(|name| (name.as_str(), language.say(name))).collect();
    let ecobidas = advice.ecobidas.sentences(language);
    let mut whole = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "language": language.code(),
        "advice": serde_json::to_value(advice)?,
        "texts": texts,
    });
    whole["advice"]["ecobidas"]["sentences"] = json!(ecobidas);
    Ok(whole)
}
