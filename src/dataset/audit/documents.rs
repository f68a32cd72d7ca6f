//! Plain text: README, CHANGES, code, notes.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;
use super::pii::{self, Class};
use super::severity::Severity;
use super::text;
use std::io;

/// Looks at a text file.
///
/// In a README or a program, addresses and names are those of staff who want to be found, and dates
/// are those of releases.
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) -> io::Result<()> {
    let for_readers = is_for_readers(content, look);
    let mut birth_date = false;
    let mut classes: Vec<Class> = Vec::new();
    text::pieces(content, |piece| {
        for line in piece.lines() {
            let found = pii::classes("", line);
            birth_date |= found.contains(&Class::Date) && is_about_birth(line);
            classes.extend(found);
        }
        classes.sort_unstable();
        classes.dedup();
    })?;
    if birth_date {
        notes.add("DOC-01", "", "birth date");
    }
    for class in classes {
        match class {
            Class::Date | Class::Uid if for_readers => {}
            Class::UserPath | Class::Date => {
                notes.add_as("DOC-01", Severity::Low, "", class.as_str());
            }
            _ if for_readers && class.is_contact() => {
                notes.add_as("DOC-01", Severity::Info, "", class.as_str());
            }
            _ => notes.add("DOC-01", "", class.as_str()),
        }
    }
    Ok(())
}

fn is_for_readers(content: &Content, look: &Look<'_>) -> bool {
    let name = content.lower();
    let list = |list: &str| look.list("DOC-01", list).iter();
    list("reader_files").any(|n| name.split('.').next() == Some(n.as_str()))
        || list("code_endings").any(|e| name.ends_with(e.as_str()))
        || content.path.starts_with("code/")
}

fn is_about_birth(line: &str) -> bool {
    let line = line.to_lowercase();
    ["birth", "born", "dob", "geboren", "geboorte"].iter().any(|word| line.contains(word))
}
