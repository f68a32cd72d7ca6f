//! What an audit saw before the voxels are heard: kept between the two levels of an assessment, so
//! that the second one reads no file of the dataset again.

use super::finding;
use super::mask::Mask;
use super::notes::Hit;
use super::rule::Rules;
use super::{Audit, Faces, faces};
use crate::dataset::inventory::{Entry, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything that was seen. It holds paths as they are, so only its owner should read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    pub(super) hits: Vec<Hit>,
    /// Sidecars that claim a removed face.
    pub(super) claims: BTreeSet<String>,
    /// Volumes with content.
    pub(super) images: Vec<String>,
    /// Labels that tell who somebody is.
    pub(super) telling: BTreeSet<String>,
    /// Labels of participants in paths, without `sub-`.
    pub participants: BTreeSet<String>,
    /// Folders below the root with a dataset description of their own.
    pub datasets: BTreeSet<String>,
    /// Every file and link.
    pub files: Vec<Listed>,
}

/// A path that a share would copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Path below the root, with `/`.
    pub name: String,
    /// Its size; nothing for what has no content.
    pub bytes: Option<u64>,
}

impl Listed {
    pub(super) fn of(entry: &Entry) -> Self {
        let bytes = match entry.state {
            State::File(bytes) | State::Outside(bytes) => Some(bytes),
            _ => None,
        };
        Self { name: entry.name.clone(), bytes }
    }
}

impl Looked {
    /// The findings, with what the voxels show.
    pub fn judge(&self, rules: &Rules, faces: &Faces) -> Audit {
        let images: Vec<&str> = self.images.iter().map(String::as_str).collect();
        let claims = self.claims.iter().map(String::as_str).collect();
        let seen = faces::check(&images, &claims, faces, rules);
        let mask = self.mask();
        let place = |path: &str| place(path, &self.datasets);
        let hits = self.hits.iter().cloned().chain(seen);
        Audit {
            findings: finding::of(hits, rules, place, |text| mask.apply(text)),
            files: self.files.len(),
            participants: self.participants.len(),
        }
    }

    /// A path with every identifying part of it hidden.
    pub fn masked(&self, path: &str) -> String {
        self.mask().apply(path)
    }

    /// Labels of participants, without `sub-`, that tell who somebody is.
    pub fn telling(&self) -> &BTreeSet<String> {
        &self.telling
    }

    fn mask(&self) -> Mask {
        Mask::hiding(self.telling.iter().map(|label| format!("sub-{label}")).collect())
    }
}

/// The nearest dataset around a path; a folder of `derivatives` is one even if it does not say so.
fn place(path: &str, datasets: &BTreeSet<String>) -> String {
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        let is_derivative = above.strip_prefix("derivatives/").is_some_and(|n| !n.contains('/'));
        if datasets.contains(above) || is_derivative {
            return above.to_owned();
        }
        folder = above;
    }
    ".".to_owned()
}
