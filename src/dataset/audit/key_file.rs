//! Files that say which participant is whom.

use super::content::Content;
use super::look::Look;
use super::notes::Notes;
use super::words;

/// Extensions of files that hold tables and notes.
const EXTENSIONS: [&str; 12] = [
    ".csv", ".tsv", ".xlsx", ".xls", ".ods", ".txt", ".json", ".sav", ".rds", ".docx", ".pdf",
    ".db",
];

/// A name that says that the file is a key. Names made of BIDS entities are data, not keys.
pub(super) fn check_name(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let name = content.name();
    let lower = content.lower();
    let Some(ending) = EXTENSIONS.iter().find(|e| lower.ends_with(**e)) else { return };
    let stem = &name[..name.len() - ending.len()];
    if stem.contains("sub-") || stem.contains("task-") {
        return;
    }
    let words = words::of(stem);
    let has = |list: &str| {
        look.list("PT-KEY", list).iter().any(|word| words.iter().any(|own| own == word))
    };
    if has("names") || (has("links") && has("people")) {
        notes.add("PT-KEY", "", "file named as a key");
    }
}

/// Whether the columns of a table map one name of a participant to another; the other's column.
pub(super) fn other_identifier<'a>(
    own: usize,
    header: &'a [String],
    columns: &[Vec<String>],
    look: &Look<'_>,
) -> Option<&'a str> {
    let phrases = look.list("PT-KEY", "columns");
    let fits = |n: usize| {
        n != own && words::contain(&header[n], phrases) && is_other(&columns[own], &columns[n])
    };
    (0..header.len().min(columns.len())).find(|n| fits(*n)).map(|n| header[n].as_str())
}

/// Whether two columns are two names of the same rows: both distinct, and not the same name.
fn is_other(own: &[String], other: &[String]) -> bool {
    let label = |value: &str| {
        let plain = words::plain(value);
        plain.strip_prefix("sub").unwrap_or(&plain).trim_start_matches('0').to_owned()
    };
    let filled: Vec<(&String, &String)> = own
        .iter()
        .zip(other)
        .filter(|(_, other)| !super::placeholder::is_placeholder(other))
        .collect();
    let mut values: Vec<&String> = filled.iter().map(|(_, other)| *other).collect();
    values.sort_unstable();
    values.dedup();
    let same = filled.iter().filter(|(own, other)| label(own) == label(other)).count();
    !filled.is_empty() && values.len() * 10 >= filled.len() * 9 && same * 2 < filled.len()
}
