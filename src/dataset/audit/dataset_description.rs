//! `dataset_description.json`: license, conditions of use, and text about people.

use super::content::{Content, decode};
use super::look::Look;
use super::notes::{Fact, Notes};
use super::pii::Class;
use super::severity::Severity;
use super::{pii, words};
use serde_json::Value;
use std::io;

/// Descriptions are short; what is longer is none.
const WHOLE_BYTES: u64 = 1 << 20;

/// Looks at a dataset's description.
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) -> io::Result<()> {
    let whole = content.whole(WHOLE_BYTES)?;
    let value = whole.and_then(|bytes| serde_json::from_str::<Value>(&decode(&bytes)).ok());
    let Some(Value::Object(fields)) = value else {
        notes.not_assessed("JSON that cannot be parsed");
        return Ok(());
    };
    let license = fields.get("License").and_then(Value::as_str).unwrap_or_default();
    notes.fact(Fact::License(license.trim().to_owned()));
    let conditions = look.list("DOC-02", "condition_keys");
    if fields.keys().any(|key| conditions.contains(&words::plain(key))) {
        notes.fact(Fact::UseConditions);
    }
    if fields.get("Genetics").is_some_and(|genetics| !genetics.is_null()) {
        notes.add("GEN-01", "Genetics", "link to genetic data");
    }
    let named = look.list("DOC-01", "author_keys");
    for (key, value) in &fields {
        texts(value, &mut |text| {
            let expected = named.contains(&words::plain(key));
            for class in pii::classes(key, text) {
                note(key, class, expected, notes);
            }
        });
    }
    Ok(())
}

fn note(key: &str, class: Class, expected: bool, notes: &mut Notes) {
    match class {
        // Dates of releases and of the software are nobody's.
        Class::Date | Class::Uid => {}
        Class::UserPath => notes.add_as("DOC-01", Severity::Low, key, class.as_str()),
        _ if expected || class.is_contact() => {
            notes.add_as("DOC-01", Severity::Info, key, class.as_str());
        }
        _ => notes.add("DOC-01", key, class.as_str()),
    }
}

fn texts(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(values) => values.iter().for_each(|v| texts(v, look)),
        Value::Object(object) => object.values().for_each(|v| texts(v, look)),
        _ => {}
    }
}
