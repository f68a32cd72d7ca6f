//! One file: which detectors look at it.

use super::content::{self, Content};
use super::notes::Notes;
use super::rule::Rules;
use super::{
    anatomy, archive, brainvision, ctf, dataset_description, documents, edf, fif, genetics,
    gzip_header, head_points, hidden_files, image_header, key_file, labels, office, pictures,
    raw_data, recordings, sidecar, tables, transforms,
};
use std::collections::BTreeSet;
use std::path::Path;

/// What every detector may ask.
#[derive(Debug)]
pub(super) struct Look<'a> {
    pub(super) rules: &'a Rules,
    /// The dataset's folder.
    pub(super) root: &'a Path,
    /// Every path below it.
    pub(super) names: &'a BTreeSet<&'a str>,
}

impl Look<'_> {
    /// A list of a rule.
    pub(super) fn list(&self, rule: &str, list: &str) -> &[String] {
        self.rules.list(rule, list)
    }

    /// Whether a name (in lower case) ends in one of a rule's endings.
    pub(super) fn ends(&self, name: &str, rule: &str, list: &str) -> bool {
        self.list(rule, list).iter().any(|ending| name.ends_with(ending.as_str()))
    }

    /// Whether some path lies at or below `name`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Looks at one file with content.
pub(super) fn at(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    let start = content.start();
    by_name(content, look, notes);
    raw_data::check(content, &start, look, notes);
    let is_gzip = start.starts_with(&[0x1f, 0x8b]);
    let length = if is_gzip { gzip_header::check(content, notes) } else { content.length().ok() };
    if is_gzip && length.is_none() {
        return;
    }
    if let Err(error) = by_content(content, &start, length.unwrap_or(0), look, notes) {
        log::debug!("{}: {error}", content.path);
        notes.not_assessed("cannot be read");
    }
}

/// Detectors that need nothing but the path.
pub(super) fn by_name(content: &Content, look: &Look<'_>, notes: &mut Notes) {
    labels::check(&content.path, notes);
    key_file::check_name(content, look, notes);
    transforms::check(content, look, notes);
    genetics::check(content, look, notes);
    anatomy::check(content, look, notes);
    hidden_files::check_name(content, look, notes);
    pictures::check_name(content, look, notes);
    head_points::check_name(content, look, notes);
}

/// The detector for the file's format.
fn by_content(
    content: &Content,
    start: &[u8],
    length: u64,
    look: &Look<'_>,
    notes: &mut Notes,
) -> std::io::Result<()> {
    let name = content.lower();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if name == ".ds_store" {
        return hidden_files::check_finder(content, look, notes);
    }
    if name == "dataset_description.json" || name.ends_with("_description.json") {
        return dataset_description::check(content, look, notes);
    }
    if content.path.to_lowercase().contains(".ds/") && ctf::check(content, start, notes)? {
        return Ok(());
    }
    if ends(&[".json"]) {
        sidecar::check(content, look, notes)
    } else if ends(&[".tsv", ".csv", ".tsv.gz", ".csv.gz"]) {
        tables::check(content, look, notes)
    } else if ends(&image_header::EXTENSIONS) {
        image_header::check(content, length, look, notes)
    } else if ends(&office::EXTENSIONS) {
        office::check(content, &name, notes)
    } else if archive::is_archive(&name) {
        archive::check(content, &name, look, notes)
    } else if ends(&[".edf", ".bdf"]) {
        edf::check(start, notes);
        Ok(())
    } else if ends(&[".vhdr", ".vmrk"]) {
        brainvision::check(content, notes)
    } else if ends(&[".fif", ".fif.gz"]) {
        fif::check(content, notes)
    } else if ends(&[".snirf", ".nwb", ".set", ".h5", ".hdf5", ".mat"]) {
        recordings::check(content, start, notes)
    } else if ends(&pictures::EXTENSIONS) {
        pictures::check(content, &name, start, notes)
    } else if ends(&[".pos"]) {
        head_points::check(content, notes)
    } else if content::is_text(start) {
        documents::check(content, look, notes)
    } else {
        unknown(&name, look, notes);
        Ok(())
    }
}

/// A format that nobody here can read: samples alone tell nothing, anything else may.
fn unknown(name: &str, look: &Look<'_>, notes: &mut Notes) {
    let is_known = look.ends(name, "NA-01", "samples_only");
    let is_noted = notes.hits.iter().any(|hit| hit.path == notes.path());
    if !is_known && !is_noted {
        notes.not_assessed("format is not read");
    }
}
