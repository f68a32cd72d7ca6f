//! What only people can tell, from a context file (TOML): one line a question.

use super::super::knowledge::Knowledge;
use super::question::Kind;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// Answers as they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context(BTreeMap<String, String>);

/// Why a context file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: line {line}: {problem}")]
pub struct ContextError {
    /// The file.
    pub file: String,
    /// Line from 1.
    pub line: usize,
    /// The field, its value, and what is wrong.
    pub problem: String,
}

impl Context {
    /// Reads a context file; `file` is its name in errors.
    ///
    /// # Errors
    /// [`ContextError`] names line, field and value.
    pub fn read(file: &str, text: &str, knowledge: &Knowledge) -> Result<Self, ContextError> {
        let failed = |at: usize, problem: String| {
            let before = text.get(..at.min(text.len())).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            ContextError { file: file.to_owned(), line, problem }
        };
        let table = DeTable::parse(text).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start);
            failed(at, e.message().to_owned())
        })?;
        let mut context = Self::default();
        for (field, value) in table.get_ref() {
            let at = field.span().start;
            let field: &str = field.get_ref();
            let DeValue::String(value) = value.get_ref() else {
                let problem = format!("{field}: a text in quotes, such as \"unknown\"");
                return Err(failed(at, problem));
            };
            context.set(field, value, knowledge).map_err(|problem| failed(at, problem))?;
        }
        Ok(context)
    }

    /// Answers a question; an empty line of text leaves it open.
    ///
    /// # Errors
    /// Field, value, and which answers there are.
    pub fn set(&mut self, field: &str, value: &str, knowledge: &Knowledge) -> Result<(), String> {
        let question = knowledge.questions.iter().find(|question| question.id == field);
        let Some(question) = question else {
            let known: Vec<&str> = knowledge.questions.iter().map(|q| q.id.as_str()).collect();
            return Err(format!("{field}: no such question; there are {}", known.join(", ")));
        };
        let value = value.trim();
        let answers = || knowledge.answers_to(field).map(|row| row.answer.as_str());
        if question.kind == Kind::Choice && !answers().any(|answer| answer == value) {
            let known = answers().collect::<Vec<_>>().join(", ");
            return Err(format!("{field} = \"{value}\": one of {known}"));
        }
        if value.chars().any(char::is_control) {
            return Err(format!("{field}: one line without control characters"));
        }
        if !value.is_empty() {
            self.0.insert(field.to_owned(), value.to_owned());
        }
        Ok(())
    }

    /// What was said to a question; none where it was left out.
    pub fn get(&self, question: &str) -> Option<&str> {
        self.0.get(question).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Context, String> {
        Context::read("context.toml", text, &Knowledge::shipped()).map_err(|e| e.to_string())
    }

    #[test]
    fn answers_are_read_and_what_is_left_out_is_open() {
        let context =
            read("# mine\nbasis = \"consent\"\nethics_approval = \" METC 2026-1 \"\n").unwrap();
        assert_eq!(context.get("basis"), Some("consent"));
        assert_eq!(context.get("ethics_approval"), Some("METC 2026-1"));
        assert_eq!(context.get("dpo"), None);
        assert_eq!(read(""), Ok(Context::default()));
    }

    #[test]
    fn a_slip_names_line_field_and_value() {
        for (text, expected) in [
            ("\nbasis = \"maybe\"", "line 2: basis = \"maybe\": one of consent, not_needed"),
            ("a = \"x\"\n", "line 1: a: no such question"),
            ("gdpr = \"yes\"\n\ndpo = true\n", "line 3: dpo: a text in quotes"),
            ("gdpr = \"yes\"\ngdpr = \"no\"\n", "line 2"),
            ("gdpr = yes", "line 1"),
            ("[law]\ngdpr = \"yes\"", "line 1: law: a text in quotes"),
            ("ethics_approval = \"a\\nb\"", "line 1: ethics_approval: one line"),
        ] {
            let told = match read(text) {
                Err(told) => told,
                Ok(read) => panic!("{text}: {read:?}"),
            };
            assert!(told.starts_with("context.toml: ") && told.contains(expected), "{told}");
        }
    }
}
