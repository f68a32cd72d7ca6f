//! Office files and PDF: who wrote them, and the text where it can be read.

use super::archive;
use super::content::{Content, decode};
use super::notes::Notes;
use super::pii::{self, Class};
use super::severity::Severity;
use super::{pdf, placeholder, text};
use std::io;

/// Endings of the files looked at here.
pub(super) const EXTENSIONS: [&str; 10] =
    [".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".pdf", ".doc", ".xls", ".ppt"];

/// A document up to this size is read whole.
const WHOLE_BYTES: u64 = 64 << 20;
/// Text read from one part of a document.
const PART_BYTES: u64 = 16 << 20;
/// Elements of the properties that name a person (OPC core properties, ODF meta).
const PERSONS: [&str; 4] = ["dc:creator", "cp:lastModifiedBy", "meta:initial-creator", "Manager"];

/// Looks at a document.
pub(super) fn check(content: &Content, name: &str, notes: &mut Notes) -> io::Result<()> {
    if ["consent", "toestemming", "informedconsent", "einwilligung"]
        .iter()
        .any(|w| name.contains(w))
    {
        notes.add("DOC-01", "", "consent form");
    }
    let Some(bytes) = content.whole(WHOLE_BYTES)? else {
        notes.not_assessed("document larger than 64 MiB");
        return Ok(());
    };
    if bytes.starts_with(b"PK") {
        zipped(&bytes, notes);
    } else if bytes.starts_with(b"%PDF") {
        pdf::check(&bytes, notes);
    } else {
        for class in classes(&text::printable(&bytes)) {
            note(class, notes);
        }
        notes.not_assessed("document of an old format, searched as text only");
    }
    Ok(())
}

fn zipped(bytes: &[u8], notes: &mut Notes) {
    let holds_text =
        |name: &str| name.ends_with(".xml") && !name.contains("theme") && !name.contains("styles");
    let read = archive::zip_members(bytes, PART_BYTES, &holds_text, &mut |part| {
        let xml = decode(part);
        for person in PERSONS {
            if element(&xml, person).is_some_and(|value| !placeholder::is_placeholder(&value)) {
                notes.add("DOC-01", person, "name of the author");
            }
        }
        for class in classes(&without_tags(&xml)) {
            note(class, notes);
        }
    });
    if read.is_err() {
        notes.not_assessed("document that cannot be opened");
    }
}

pub(super) fn classes(text: &str) -> Vec<Class> {
    let mut classes: Vec<Class> = text.lines().flat_map(|line| pii::classes("", line)).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

pub(super) fn note(class: Class, notes: &mut Notes) {
    match class {
        // Properties hold the day the document was written.
        Class::Date | Class::Uid | Class::UserPath => {
            notes.add_as("DOC-01", Severity::Low, "", class.as_str());
        }
        _ => notes.add("DOC-01", "", class.as_str()),
    }
}

pub(super) fn element(xml: &str, name: &str) -> Option<String> {
    let start = xml.find(&format!("<{name}"))?;
    let rest = &xml[start..];
    let text = &rest[rest.find('>')? + 1..];
    Some(text[..text.find("</")?].to_owned())
}

/// The text between tags; a paragraph or cell ends a line.
pub(super) fn without_tags(xml: &str) -> String {
    let mut text = String::with_capacity(xml.len() / 2);
    for part in xml.split('<') {
        let (tag, rest) = part.split_once('>').unwrap_or(("", part));
        if ["/w:p", "/si", "/row", "/text:p", "/a:p"].contains(&tag) {
            text.push('\n');
        }
        text.push_str(rest);
    }
    text
}
