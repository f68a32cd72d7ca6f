//! `guide.csv`: the path of answers, one row a question passed.

use super::super::cell::{missing, text};
use super::super::dictionary;
use crate::risk::guide::advice::Advice;
use crate::risk::texts::Language;

const COLUMNS: &str = include_str!("../../../data/guide_columns.csv");

/// The data dictionary of `guide.csv`.
pub fn dictionary() -> serde_json::Value {
    dictionary::json(COLUMNS, "guide")
}

/// The path as CSV.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn path(advice: &Advice, language: &Language<'_>) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(dictionary::columns(COLUMNS, "guide").map(|column| column.name))?;
    for (n, passed) in advice.path.iter().enumerate() {
        let given = &passed.given;
        let said = format!("answer.{}.{}", passed.question, given.answer);
        csv.write_record([
            (n + 1).to_string(),
            passed.node.clone(),
            passed.question.clone(),
            text(language.say(&format!("question.{}", passed.question))),
            given.answer.clone(),
            text(language.say(&said)),
            given.by.as_str().to_owned(),
            text(&given.rests_on.join("; ")),
            given.contradicts.clone().unwrap_or_else(missing),
            passed.leads_to.clone(),
        ])?;
    }
    csv.into_inner().map_err(|e| e.into_error().into())
}
