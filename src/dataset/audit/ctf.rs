//! CTF recordings (MEG): a folder `.ds` whose files name operator, patient and day.

use super::content::{Content, decode};
use super::date;
use super::notes::Notes;
use super::pii::{self, Class};
use super::severity::Severity;
use super::{placeholder, text};
use std::io;

/// Fields of a `.res4` (CTF MEG file formats, `meg4GeneralResRec`): name, offset, bytes.
const FIELDS: [(&str, usize, usize); 4] = [
    ("data_time", 778, 255),
    ("data_date", 1033, 255),
    ("subject_id", 1712, 32),
    ("operator", 1744, 32),
];
/// Files of a `.ds` that hold samples or positions only.
const SAMPLES: [&str; 3] = [".meg4", ".hc", ".acq"];
/// Tags of a `.infods` that name the patient or the day.
const TAGS: [&str; 8] = [
    "_PATIENT_ID",
    "_PATIENT_NAME_FIRST",
    "_PATIENT_NAME_MIDDLE",
    "_PATIENT_NAME_LAST",
    "_PATIENT_BIRTHDATE",
    "_PROCEDURE_STARTEDDATETIME",
    "_DATASET_COLLECTIONDATETIME",
    "_DATASET_OPERATOR",
];
/// An `.infods` is small.
const WHOLE_BYTES: u64 = 4 << 20;

/// Looks at a file inside a `.ds` folder; whether that was all there is to look at.
pub(super) fn check(content: &Content, start: &[u8], notes: &mut Notes) -> io::Result<bool> {
    let name = content.lower();
    if name.ends_with(".res4") {
        res4(start, notes);
    } else if name.ends_with(".infods") {
        infods(&content.first(WHOLE_BYTES)?, notes);
    } else if SAMPLES.iter().any(|ending| name.ends_with(ending)) {
        return Ok(true);
    } else {
        return history(content, notes);
    }
    Ok(true)
}

fn res4(start: &[u8], notes: &mut Notes) {
    for (field, at, length) in FIELDS {
        let bytes = start.get(at..at + length).unwrap_or_default();
        let value = decode(bytes.split(|b| *b == 0).next().unwrap_or_default());
        let own = placeholder::is_own_label(&value, notes.path());
        let is_date = field == "data_date";
        if field == "data_time" || placeholder::is_placeholder(&value) || own {
            continue;
        }
        if !is_date || month_named(&value) || date::find(&value).is_some_and(date::Day::is_real) {
            notes.add("CTF-01", field, if is_date { "date" } else { "name" });
        }
    }
}

/// `12-Jun-2019`, of a true year.
fn month_named(value: &str) -> bool {
    let year = value.split(['-', ' ', '/']).next_back().and_then(|y| y.trim().parse::<i32>().ok());
    year.is_some_and(|year| (1926..2100).contains(&year))
}

/// Tags with a length before their name, a type behind it (10: text), and the length of the text.
fn infods(bytes: &[u8], notes: &mut Notes) {
    if pii::classes("", &text::printable(bytes)).contains(&Class::UserPath) {
        notes.add_as("CTF-01", Severity::Low, "", Class::UserPath.as_str());
    }
    for tag in TAGS {
        let name = tag.as_bytes();
        let Some(at) = bytes.windows(name.len()).position(|window| window == name) else {
            continue;
        };
        let after = at + name.len();
        let number = |at: usize| {
            let four = bytes.get(at..at + 4)?;
            Some(u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize)
        };
        if number(after) != Some(10) {
            continue;
        }
        let Some(length) = number(after + 4) else { continue };
        let text = bytes.get(after + 8..(after + 8).saturating_add(length)).unwrap_or_default();
        let value = decode(text);
        let is_day = tag.contains("DATE");
        let own = placeholder::is_own_label(&value, notes.path());
        let is_told = !placeholder::is_placeholder(&value) && !own;
        if is_told && (!is_day || date::parse(&value).is_some_and(date::Day::is_real)) {
            notes.add("CTF-01", tag, if is_day { "date" } else { "identifier" });
        }
    }
}

/// `.hist`, `.cls`, `.cfg` and the like are text. Their dates and paths are those of the processing.
fn history(content: &Content, notes: &mut Notes) -> io::Result<bool> {
    if !super::content::is_text(&content.start()) {
        return Ok(false);
    }
    let mut before = String::new();
    text::pieces(content, |piece| {
        for line in piece.lines() {
            one_line(line, &before, notes);
            line.trim().clone_into(&mut before);
        }
    })?;
    Ok(true)
}

/// One line of text; a name stands behind `Operator:` or in the line below it.
fn one_line(line: &str, before: &str, notes: &mut Notes) {
    for class in pii::classes("", line) {
        match class {
            Class::Date => notes.add_as("CTF-01", Severity::Low, "", "date of the processing"),
            Class::UserPath => notes.add_as("CTF-01", Severity::Low, "", class.as_str()),
            _ => notes.add("CTF-01", "", class.as_str()),
        }
    }
    let in_line = line.split_once(':').filter(|(_, value)| !value.trim().is_empty());
    let (key, value) = in_line.unwrap_or((before.trim_end_matches(':'), line));
    let key = key.trim().to_lowercase();
    let is_person = ["operator", "patient", "subject"].contains(&key.as_str());
    let own = placeholder::is_own_label(value, notes.path());
    if is_person && !placeholder::is_placeholder(value) && !own {
        // Often an account that the whole laboratory shares, seldom a person's name.
        let severity = if value.trim().contains(' ') { Severity::High } else { Severity::Moderate };
        notes.add_as("CTF-01", severity, "history", "name or account");
    }
}
