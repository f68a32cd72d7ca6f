//! What is known of names of columns, from `data/column_roles.csv`.

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize};

use super::Role;

/// Which contents a row of knowledge is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Form {
    /// All.
    Any,
    /// Few values, words or ranges; a measure with decimals or many values is only roughly known.
    Few,
    /// Words or ranges: numbers themselves are only roughly known.
    Binned,
    /// Numbers.
    Number,
    /// Almost every record has a value of its own.
    Distinct,
    /// All where values or the JSON speak of health, or where neither can be read.
    Telling,
    /// For words of values, not of names.
    Value,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Row {
    /// Names, each as its words: `_` stands between words and `|` between names.
    #[serde(rename = "words", deserialize_with = "names")]
    names: Vec<Vec<String>>,
    pub(super) role: Role,
    pub(super) fact: String,
    pub(super) form: Form,
    pub(super) reason: String,
    pub(super) source: String,
}

/// What is known of names of columns; the first row that fits counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knowledge(Vec<Row>);

/// Why a file of knowledge cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("roles of columns: {0}")]
pub struct KnowledgeError(#[from] csv::Error);

/// The file that is compiled in.
const SHIPPED: &str = include_str!("../../../data/column_roles.csv");

impl Default for Knowledge {
    fn default() -> Self {
        Self::read(SHIPPED).unwrap_or_else(|e| unreachable!("shipped {e}"))
    }
}

impl Knowledge {
    /// Knowledge from a CSV with the columns of `data/column_roles.csv`.
    ///
    /// # Errors
    /// [`KnowledgeError`] with the line of a row that does not fit.
    pub fn read(text: &str) -> Result<Self, KnowledgeError> {
        let rows: Result<Vec<Row>, csv::Error> =
            csv::Reader::from_reader(text.as_bytes()).deserialize().collect();
        Ok(Self(rows?))
    }

    /// The row for a column's name: one for the whole name comes before one for parts of it.
    pub(super) fn find(&self, name: &str) -> Option<&Row> {
        // `AgeMRI` is two words and `MoCA` is one: both ways are tried.
        let ways = [words(name), words(&name.to_lowercase())];
        let whole = |row: &&Row| ways.iter().any(|words| row.names.contains(words));
        let holds_one = |words: &Vec<String>, row: &Row| row.names.iter().any(|n| holds(words, n));
        let part = |row: &&Row| ways.iter().any(|words| holds_one(words, row));
        let names = || self.0.iter().filter(|row| row.form != Form::Value);
        names().find(whole).or_else(|| names().find(part))
    }

    /// Whether texts speak of health: some word is one of health, or no word can be read.
    pub(super) fn tells_health<'t>(&self, texts: impl Iterator<Item = &'t str>) -> bool {
        let values = self.0.iter().filter(|row| row.form == Form::Value);
        let of_health: HashSet<&[String]> =
            values.flat_map(|row| row.names.iter().map(Vec::as_slice)).collect();
        let mut readable = false;
        for word in texts.flat_map(words) {
            readable |= word.chars().filter(|c| c.is_alphabetic()).count() >= READABLE;
            if of_health.contains(std::slice::from_ref(&word)) {
                return true;
            }
        }
        !readable
    }
}

/// Letters from which on a word is one and not a code: `pass`, but not `BI` or `g01`.
const READABLE: usize = 4;

fn names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<String>>, D::Error> {
    let text = String::deserialize(from)?;
    Ok(text.split('|').map(|name| name.split('_').map(str::to_owned).collect()).collect())
}

fn holds(words: &[String], part: &[String]) -> bool {
    words.windows(part.len()).any(|window| window == part)
}

/// Words of a name in lower case: they end at blanks, signs, digits, and where a capital follows a
/// small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let turn = (before.is_lowercase() && c.is_uppercase())
            || (before.is_numeric() != c.is_numeric() && before.is_alphanumeric());
        if (turn || !c.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_knowledge_has_a_source() {
        let known = Knowledge::default();
        assert!(known.0.iter().all(|row| !row.source.is_empty() && !row.reason.is_empty()));
    }

    #[test]
    fn names_are_words() {
        assert_eq!(words("AgeMRI_W1"), ["age", "mri", "w", "1"]);
        assert_eq!(words("age (5-year bins)"), ["age", "5", "year", "bins"]);
        assert_eq!(words("ses-5_date_ST"), ["ses", "5", "date", "st"]);
        assert_eq!(words("EduYrsEstCap"), ["edu", "yrs", "est", "cap"]);
    }

    #[test]
    fn the_whole_name_comes_before_parts() {
        let fact = |name: &str| Knowledge::default().find(name).map(|row| row.fact.clone());
        let is = |name: &str, expected: &str| {
            assert_eq!(fact(name).as_deref(), Some(expected), "{name}");
        };
        is("AgeMRI_W1", "age");
        is("MoCA_total", "clinical score");
        is("Gender", "sex");
        is("sampling_weight", "weight");
        is("weight (kg)", "body");
        is("birthdate", "birth date");
        is("family_history_dementia", "health");
        is("family_id", "household");
        is("Marital status", "family");
        is("group_dx", "diagnosis");
        assert_eq!(fact("ToM Booklet-Matched"), None);
        assert_eq!(fact("average"), None);
        assert_eq!(fact("control"), None);
    }

    #[test]
    fn groups_of_a_task_are_told_from_groups_of_patients() {
        let health = |texts: &[&str]| Knowledge::default().tells_health(texts.iter().copied());
        assert!(health(&["HC", "AVH+"]) && health(&["x", "an untreated patient"]));
        assert!(health(&["1", "2"]) && health(&["B", "BI"]), "what cannot be read may be health");
        assert!(!health(&["equalRange", "equalIndifference"]) && !health(&["pass", "fail"]));
    }
}
