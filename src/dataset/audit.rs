//! What else travels along: the metadata audit of everything a share would copy.
//!
//! Every file is looked at once, by name and by content; what that brings is grouped into findings,
//! one per rule, field and kind of value. Found values are never kept.
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    reason = "names are in lower case where they are compared"
)]

mod ages;
mod anatomy;
mod archive;
mod brainvision;
mod columns;
mod content;
mod ctf;
mod dataset_description;
mod date;
mod documents;
mod edf;
mod events;
mod faces;
mod fif;
pub mod finding;
mod genetics;
mod gzip_header;
mod head_points;
mod hidden_files;
mod image_header;
mod key_file;
mod labels;
mod look;
pub mod looked;
mod mask;
mod notes;
mod office;
mod pdf;
mod people;
mod pictures;
mod pii;
mod placeholder;
mod rarity;
mod raw_data;
mod recordings;
pub mod rule;
mod scans;
pub mod severity;
mod sidecar;
mod tables;
mod text;
mod transforms;
mod whole;
mod words;

use super::inventory::{self, Entry, State};
use crate::face::status::Status;
use content::{Bytes, Content};
use finding::Finding;
use look::Look;
use looked::{Listed, Looked};
use notes::{Fact, Hit, Notes};
use rayon::prelude::*;
use rule::Rules;
use severity::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What is known of faces: path below the dataset → status of the scan.
pub type Faces = BTreeMap<String, Status>;

/// What an audit found.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
    /// Files and links looked at.
    pub files: usize,
    /// Participants by the labels in paths.
    pub participants: usize,
}

/// Audits a folder: reads every file below it, changes nothing. `faces` may be empty: what rests on
/// voxels is then not assessed.
///
/// # Errors
/// The system's error when the folder itself cannot be listed.
pub fn audit(root: &Path, rules: &Rules, faces: &Faces) -> std::io::Result<Audit> {
    Ok(look(root, rules)?.judge(rules, faces))
}

/// The part of an audit that reads files: all of it but what rests on voxels.
///
/// # Errors
/// The system's error when the folder itself cannot be listed.
pub fn look(root: &Path, rules: &Rules) -> std::io::Result<Looked> {
    let entries = inventory::of(root)?;
    let names: BTreeSet<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
    let look = Look { rules, root, names: &names };
    let notes: Vec<Notes> = entries.par_iter().map(|entry| one(entry, &look)).collect();
    let (mut hits, mut facts, mut named) = (Vec::new(), Vec::new(), BTreeMap::new());
    let mut dated = Vec::new();
    for notes in notes {
        hits.extend(notes.hits);
        facts.extend(notes.facts);
        named.extend(notes.named);
        dated.extend(notes.dated);
    }
    let telling = whole::telling_labels(names.iter().copied());
    hits.extend(names.iter().filter_map(|path| {
        let class = (*telling.get(whole::participant(path)?)?).into();
        let (rule, field) = ("ID-SEQ".into(), "sub".to_owned());
        Some(Hit { rule, severity: None, field, class, path: (*path).to_owned() })
    }));
    let people: BTreeSet<&str> = names.iter().filter_map(|path| whole::participant(path)).collect();
    whole::check(&facts, &mut hits, rules, people.len());
    whole::shifts(&mut dated, &mut hits);
    Ok(Looked {
        hits,
        named,
        claims: claims(&facts),
        images: images(&entries),
        telling: telling.into_keys().collect(),
        participants: people.into_iter().map(str::to_owned).collect(),
        datasets: datasets(&names),
        files: entries.iter().map(Listed::of).collect(),
    })
}

/// Everything about one path. A detector that fails on a file's content is no end of the audit.
fn one(entry: &Entry, look: &Look<'_>) -> Notes {
    let mut notes = Notes::about(&entry.name);
    let bytes = Bytes::Disk(entry.path.clone());
    let content = Content { path: entry.name.clone(), bytes, depth: 0 };
    let done = catch_unwind(AssertUnwindSafe(|| {
        if entry.has_content() {
            look::at(&content, look, &mut notes);
        } else {
            look::by_name(&content, look, &mut notes);
        }
    }));
    if done.is_err() {
        notes = Notes::about(&entry.name);
        notes.not_assessed("content that a detector failed on");
    }
    state(entry, look, &mut notes);
    notes
}

/// What stands in the way of looking.
fn state(entry: &Entry, look: &Look<'_>, notes: &mut Notes) {
    match entry.state {
        State::File(_) => {}
        State::Empty => {
            let name = entry.name.to_lowercase();
            if !look.ends(&name, "NA-01", "may_be_empty") && name.contains('.') {
                notes.not_assessed("empty file");
            }
        }
        State::History => notes.add("GIT-01", "", "history of a repository"),
        State::NotFetched => notes.not_assessed("content not fetched (git-annex, git-lfs)"),
        State::Dangling => {
            notes.add_as("LINK-01", Severity::NotAssessed, "", "link to nothing");
        }
        State::Outside(_) => notes.add("LINK-01", "", "link to a file outside"),
        State::OutsideFolder => {
            notes.add("LINK-01", "", "link to a folder outside");
            notes.not_assessed("folder outside, not entered");
        }
        State::Special => notes.not_assessed("pipe, socket or device"),
        State::Unreadable => notes.not_assessed("cannot be read"),
    }
}

/// Volumes with content.
fn images(entries: &[Entry]) -> Vec<String> {
    let is_image = |name: &str| {
        let name = name.to_lowercase();
        image_header::EXTENSIONS.iter().any(|ending| name.ends_with(ending))
    };
    let full = entries.iter().filter(|entry| entry.has_content() && is_image(&entry.name));
    full.map(|entry| entry.name.clone()).collect()
}

fn claims(facts: &[(String, Fact)]) -> BTreeSet<String> {
    let claims = facts.iter().filter(|(_, fact)| *fact == Fact::Claim);
    claims.map(|(path, _)| path.clone()).collect()
}

/// Folders with a dataset description of their own, below the root.
fn datasets(names: &BTreeSet<&str>) -> BTreeSet<String> {
    let folders = names.iter().filter_map(|name| name.strip_suffix("/dataset_description.json"));
    folders.map(str::to_owned).collect()
}
