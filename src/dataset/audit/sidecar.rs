//! JSON files: every key and string at any depth.

use super::content::{Content, decode};
use super::date::{self, Day};
use super::look::Look;
use super::notes::{Fact, Notes};
use super::pii::{self, Class};
use super::placeholder::{is_own_label, is_placeholder};
use super::severity::Severity;
use super::{ages, text, words};
use serde_json::Value;
use std::io;

/// JSON beyond this is looked at as text.
const WHOLE_BYTES: u64 = 16 << 20;

/// Keys that make an object the description of a column (BIDS 1.10, "Tabular files").
const DESCRIBING: [&str; 6] =
    ["Description", "LongName", "Levels", "Units", "TermURL", "Derivative"];

/// Looks at a JSON file.
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) -> io::Result<()> {
    let whole = content.whole(WHOLE_BYTES)?;
    let value = whole.and_then(|bytes| serde_json::from_str(&decode(&bytes)).ok());
    match value {
        Some(value) => {
            visit("", &value, look, notes);
            Ok(())
        }
        None => as_text(content, look, notes),
    }
}

/// What cannot be parsed is read line by line, so that a broken file hides nothing.
fn as_text(content: &Content, look: &Look<'_>, notes: &mut Notes) -> io::Result<()> {
    notes.not_assessed("JSON that cannot be parsed, searched as text only");
    text::pieces(content, |piece| {
        for line in piece.lines() {
            let parts: Vec<&str> = line.split('"').collect();
            for (n, pair) in parts.windows(3).enumerate().filter(|(n, _)| n % 2 == 1) {
                if pair[1].trim() == ":" {
                    scalar(pair[0], pair[2], look, notes);
                } else if pair[1].trim_start().starts_with(':') {
                    let bare = pair[1].trim().trim_start_matches(':');
                    scalar(pair[0], bare.trim().trim_end_matches([',', '}']), look, notes);
                } else if n == 1 || pair[1].trim() == "," {
                    scalar("", pair[2], look, notes);
                }
            }
        }
    })
}

/// A value and everything below it; `key` is the nearest key above.
fn visit(key: &str, value: &Value, look: &Look<'_>, notes: &mut Notes) {
    match value {
        Value::Object(object) if object.contains_key("vr") && object.contains_key("Value") => {
            // DICOM JSON (PS3.18 F): the tag is the key, the value lies deeper.
            visit(key, &object["Value"], look, notes);
        }
        Value::Object(object) => {
            embedded(key, object, look, notes);
            let is_description = object.keys().any(|k| DESCRIBING.contains(&k.as_str()));
            for (own, value) in object {
                let holds_name = own == "Alphabetic" || own == "Ideographic";
                if is_description && !value.is_object() {
                    column_description(own, value, notes);
                } else {
                    visit(if holds_name { key } else { own }, value, look, notes);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| visit(key, value, look, notes)),
        Value::String(text) => scalar(key, text, look, notes),
        Value::Number(number) => scalar(key, &number.to_string(), look, notes),
        Value::Bool(flag) => claim(key, *flag, look, notes),
        Value::Null => {}
    }
}

/// Words about a column are about nobody; only what names somebody by its form counts.
fn column_description(key: &str, value: &Value, notes: &mut Notes) {
    if let Value::String(text) = value {
        for class in pii::classes(key, text) {
            if class.severity() == Severity::High {
                notes.add_as("JSON-ANY-01", Severity::High, key, class.as_str());
            }
        }
    }
}

/// A whole DICOM header that a converter put into the file.
fn embedded(
    key: &str,
    object: &serde_json::Map<String, Value>,
    look: &Look<'_>,
    notes: &mut Notes,
) {
    let plain = words::plain(key);
    let named = look.list("JSON-META-01", "keys").contains(&plain);
    // Columns may be called so too; a dump has its own parts below.
    let parts = look.list("JSON-META-01", "part_keys");
    let named = named && object.keys().any(|own| parts.contains(&words::plain(own)));
    let starts = look.list("JSON-META-01", "beginning_keys").iter().any(|k| plain.starts_with(k));
    if (named || starts) && !object.is_empty() {
        notes.add("JSON-META-01", key, "embedded DICOM header");
    }
}

/// One string or number.
pub(super) fn scalar(key: &str, value: &str, look: &Look<'_>, notes: &mut Notes) {
    if is_placeholder(value) {
        return;
    }
    let plain = words::plain(key);
    let named = |rule: &str, list: &str| look.list(rule, list).contains(&plain);
    let is_direct = named("JSON-ID-01", "keys") && !is_own_label(value, notes.path());
    if is_direct {
        notes.add("JSON-ID-01", key, "identifier");
    } else if named("JSON-ID-02", "keys") || (plain.contains("birth") && date_of(value).is_some()) {
        notes.add("JSON-ID-02", key, "birth date");
    } else if named("JSON-ID-03", "keys") {
        notes.add("JSON-ID-03", key, "name of staff");
    } else if named("JSON-PHYS-01", "keys") {
        notes.add("JSON-PHYS-01", key, "fact about a person");
        ages::sidecar(&plain, key, value, notes);
    } else if named("JSON-PHYS-02", "keys") {
        notes.add("JSON-PHYS-02", key, "depends on weight");
    } else if named("JSON-SITE-01", "keys") {
        notes.add("JSON-SITE-01", key, "place of the scan");
    } else if named("JSON-SITE-02", "keys") {
        if !is_pseudonym(value) {
            notes.add("JSON-SITE-02", key, "name or number of the scanner");
        }
    } else if named("JSON-UID-01", "keys") {
        // 2.25 is the root of identifiers made from random numbers (ITU-T X.667).
        if !value.starts_with("2.25.") {
            notes.add("JSON-UID-01", key, "DICOM UID");
        }
    } else if let Some(day) = acquisition_date(key, &plain, value, look) {
        notes.fact(Fact::Acquired(day));
        let own = notes.path().to_owned();
        notes.dates(&own, day);
        if day.is_real() {
            notes.add("JSON-DT-01", key, "date");
        }
    } else if named("JSON-DT-02", "keys") {
        if date::is_time_of_day(value) || value.parse::<f64>().is_ok() {
            notes.add("JSON-DT-02", key, "time of day");
        }
    } else if named("JSON-CLAIM-01", "keys") {
        notes.add("JSON-CLAIM-01", key, "claim that the face is gone");
        notes.fact(Fact::Claim);
    } else {
        free_text(key, &plain, value, look, notes);
    }
}

fn claim(key: &str, flag: bool, look: &Look<'_>, notes: &mut Notes) {
    let plain = words::plain(key);
    let flags = look.list("JSON-CLAIM-01", "flag_keys");
    if flag && flags.contains(&plain) {
        notes.add("JSON-CLAIM-01", key, "claim that the face is gone");
        notes.fact(Fact::Claim);
    }
}

fn date_of(value: &str) -> Option<Day> {
    date::parse(value)
}

fn acquisition_date(key: &str, plain: &str, value: &str, look: &Look<'_>) -> Option<Day> {
    let named = look.list("JSON-DT-01", "keys").iter().any(|k| k == plain);
    // A key in capitals at its end is a word: `ScanDate` is, `update` is not.
    let ends =
        ["DateTime", "Date", "_date", "_datetime", "Datetime"].iter().any(|e| key.ends_with(e));
    if named || ends { date_of(value) } else { None }
}

/// A name that stands for a scanner: `scanner-A`, `2`.
fn is_pseudonym(value: &str) -> bool {
    let mut parts = words::of(value);
    parts.retain(|part| {
        !["scanner", "device", "site", "mr", "mri", "system"].contains(&part.as_str())
    });
    parts.iter().all(|part| part.len() <= 2)
}

/// Text that may hold anything.
fn free_text(key: &str, plain: &str, value: &str, look: &Look<'_>, notes: &mut Notes) {
    let typed = look.list("JSON-FREE-01", "keys").iter().any(|k| k == plain);
    let protocol = look.list("JSON-FREE-01", "protocol_keys").iter().any(|k| k == plain);
    let mut harmless = true;
    for class in pii::classes(key, value) {
        // Siemens writes the tree of protocols as names are written in DICOM.
        if protocol && class == Class::DicomName {
            continue;
        }
        harmless = false;
        let expected = look.list("DOC-01", "author_keys").iter().any(|k| k == plain);
        match class {
            // Authors and holders of a license are meant to be named.
            _ if expected && class.is_contact() => {
                notes.add_as("JSON-ANY-01", Severity::Info, key, class.as_str());
            }
            Class::UserPath => notes.add("JSON-UID-02", key, class.as_str()),
            Class::Uid => notes.add("JSON-UID-01", key, class.as_str()),
            _ if typed || protocol => notes.add("JSON-FREE-01", key, class.as_str()),
            _ => notes.add_as("JSON-ANY-01", class.severity(), key, class.as_str()),
        }
    }
    if typed && harmless && !is_sequence_remark(value, look) {
        notes.add_as("JSON-FREE-01", Severity::Info, key, "typed text");
    }
}

/// Whether every word of a remark is one that protocols use, or a number.
fn is_sequence_remark(value: &str, look: &Look<'_>) -> bool {
    let known = look.list("JSON-FREE-01", "protocol_words");
    words::of(value).iter().all(|word| {
        word.len() < 2 || word.bytes().any(|b| b.is_ascii_digit()) || known.contains(word)
    })
}
