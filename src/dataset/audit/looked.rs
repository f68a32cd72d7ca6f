//! What an audit saw before the voxels are heard: kept between the two levels of an assessment, so
//! that the second one reads no file of the dataset again.

use super::finding;
use super::mask::Mask;
use super::notes::Hit;
use super::rule::Rules;
use super::{Audit, Faces, faces, whole};
use crate::dataset::inventory::{Entry, State};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was seen. It holds paths as they are, so only its owner should read it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Looked {
    pub(super) hits: Vec<Hit>,
    /// Tables with one row a participant, each with the labels of its rows, without `sub-`.
    pub(super) named: BTreeMap<String, BTreeSet<String>>,
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
        let whom = |path: &str| self.concerned(path);
        let hits = self.hits.iter().cloned().chain(seen);
        Audit {
            findings: finding::of(hits, rules, (place, whom), |text| mask.apply(text)),
            files: self.files.len(),
            participants: self.participants.len(),
        }
    }

    /// Labels of the participants whom a file concerns; nothing where it may be anybody: a path that
    /// names nobody, or a table whose rows are none of the participants that paths name.
    fn concerned(&self, path: &str) -> Option<BTreeSet<String>> {
        let known = |label: &&str| self.participants.contains(*label);
        if let Some(label) = whole::participant(path) {
            return Some(label).filter(known).map(|label| BTreeSet::from([label.to_owned()]));
        }
        let rows = self.named.get(path)?;
        // Whoever stands in the table and has no file may take part all the same.
        rows.iter().map(String::as_str).any(|label| known(&label)).then(|| rows.clone())
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

#[cfg(test)]
mod tests {
    use super::super::look;
    use super::*;

    #[test]
    fn a_table_concerns_those_of_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("sub-01/a.json", "{}"),
            ("sub-02/a.json", "{}"),
            ("sub-03/a.json", r#"{"PatientName": "Jansen"}"#),
            ("sourcedata/key.tsv", "participant_id\toriginal_id\nsub-01\tX9\n02\tY8\nsub-77\tZ7\n"),
            ("sourcedata/elsewhere.tsv", "participant_id\toriginal_id\nP1\tX9\nP2\tY8\n"),
            ("code/participants_key.csv", "a\n1\n"),
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let rules = Rules::shipped();
        let looked = look(folder.path(), &rules).unwrap();
        let whom = |path: &str| looked.concerned(path);
        let of = |labels: &[&str]| Some(labels.iter().map(|label| (*label).to_owned()).collect());
        assert_eq!(whom("sourcedata/key.tsv"), of(&["01", "02", "77"]));
        assert_eq!(whom("sub-03/a.json"), of(&["03"]));
        assert_eq!(whom("sourcedata/elsewhere.tsv"), None);
        assert_eq!(whom("code/participants_key.csv"), None);
        // Both files in one finding: one of them may be anybody's.
        let found = looked.judge(&rules, &Faces::new()).findings;
        let named = found.iter().find(|f| f.rule == "JSON-ID-01").unwrap();
        assert_eq!(named.participants, Some(["sub-03".to_owned()].into()));
        let key = found.iter().find(|f| f.rule == "PT-KEY" && f.field == "original_id").unwrap();
        assert_eq!((key.count, key.participants.clone()), (2, None));
    }
}
