//! `BrainVision` headers and markers.

use super::content::Content;
use super::notes::Notes;
use super::severity::Severity;
use super::{date, mask, pii, text};
use std::io;

/// Looks at a `.vhdr` or `.vmrk`.
pub(super) fn check(content: &Content, notes: &mut Notes) -> io::Result<()> {
    let stem = content.name().rsplit_once('.').map_or("", |(stem, _)| stem).to_owned();
    let mut in_comment = false;
    text::pieces(content, |piece| {
        for line in piece.lines().map(str::trim) {
            if line.starts_with('[') {
                in_comment = line.eq_ignore_ascii_case("[Comment]");
            } else if let Some(marker) = line.split_once("=New Segment,") {
                new_segment(marker.1, notes);
            } else if let Some((key, file)) = line.split_once('=')
                && ["DataFile", "MarkerFile"].contains(&key)
            {
                other_file(key, file.trim(), &stem, notes);
            } else {
                for class in pii::classes("", line) {
                    let field = if in_comment { "Comment" } else { "" };
                    notes.add("VHDR-01", field, class.as_str());
                }
            }
        }
    })
}

/// The last field of a new segment is its start: year, month, day, hour, minute, second, µs.
fn new_segment(fields: &str, notes: &mut Notes) {
    let stamp = fields.rsplit(',').next().unwrap_or_default().trim();
    if stamp.len() >= 14 && stamp.get(..8).and_then(date::compact).is_some_and(date::Day::is_real) {
        notes.add("VHDR-01", "New Segment", "date");
    }
}

/// Names of the other two files: the recording's own name before it was renamed.
fn other_file(key: &str, file: &str, stem: &str, notes: &mut Notes) {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let own = base.rsplit_once('.').map_or(base, |(own, _)| own);
    if own == stem || own == "$b" {
        return;
    }
    let identifies = !mask::dates(file).is_empty() || !pii::classes("", file).is_empty();
    let class = if identifies { "name with a date or identifier" } else { "another name" };
    let severity = if identifies { Severity::Moderate } else { Severity::Low };
    notes.add_as("VHDR-01", severity, key, class);
}
