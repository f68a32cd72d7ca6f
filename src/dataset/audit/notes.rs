//! What one look at one file brings: hits of rules, and facts that rules about the whole need.

use super::date::Day;
use super::severity::Severity;
use crate::dataset::scan;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A rule found something at a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hit {
    pub(super) rule: Cow<'static, str>,
    /// Where the detector knows better than the rule how bad it is.
    pub(super) severity: Option<Severity>,
    /// Key, column or field; empty where the file itself is the finding.
    pub(super) field: String,
    /// What kind of value it is, never the value.
    pub(super) class: Cow<'static, str>,
    pub(super) path: String,
}

/// Something that a rule about the whole dataset needs.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    /// A day of an acquisition, as it is written.
    Acquired(Day),
    /// The conversion time in a gzip header, days since 1970.
    Compressed(i64),
    /// A sidecar that claims that the face is gone.
    Claim,
    /// A license, as it is written.
    License(String),
    /// Conditions of use or data use codes are given.
    UseConditions,
}

/// What was noted about one file.
#[derive(Debug, Default)]
pub(super) struct Notes {
    path: String,
    pub(super) hits: Vec<Hit>,
    /// Each with the path it was found at.
    pub(super) facts: Vec<(String, Fact)>,
    /// Tables with one row a participant, each with the labels of its rows.
    pub(super) named: Vec<(String, BTreeSet<String>)>,
    /// Days of acquisition of single files, by path without extension: as their sidecars or a table
    /// of scans say.
    pub(super) dated: Vec<(String, Day)>,
}

impl Notes {
    /// Notes about the file of this path.
    pub(super) fn about(path: &str) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    /// The path that notes are about from here on, until the caller puts the old one back.
    pub(super) fn turn_to(&mut self, path: &str) -> String {
        std::mem::replace(&mut self.path, path.to_owned())
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// A finding of the rule's own severity.
    pub(super) fn add(&mut self, rule: &'static str, field: &str, class: &'static str) {
        self.note(rule, None, field, class);
    }

    /// A finding whose severity the detector knows.
    pub(super) fn add_as(
        &mut self,
        rule: &'static str,
        severity: Severity,
        field: &str,
        class: &'static str,
    ) {
        self.note(rule, Some(severity), field, class);
    }

    /// Something that could not be looked at.
    pub(super) fn not_assessed(&mut self, why: &'static str) {
        self.note("NA-01", None, "", why);
    }

    fn note(
        &mut self,
        rule: &'static str,
        severity: Option<Severity>,
        field: &str,
        class: &'static str,
    ) {
        let hit = Hit {
            rule: rule.into(),
            severity,
            field: field.to_owned(),
            class: class.into(),
            path: self.path.clone(),
        };
        // A table of a million rows notes the same thing only once.
        let same_file = self.hits.iter().rev().take_while(|known| known.path == hit.path);
        if !same_file.into_iter().any(|known| *known == hit) {
            self.hits.push(hit);
        }
    }

    /// Whom the rows of the table are about, as it writes them, with or without `sub-`.
    pub(super) fn names<'a>(&mut self, ids: impl Iterator<Item = &'a str>) {
        let labels = ids.map(|id| id.strip_prefix("sub-").unwrap_or(id).to_owned()).collect();
        self.named.push((self.path.clone(), labels));
    }

    /// When a file, or the one that a sidecar is about, was acquired.
    pub(super) fn dates(&mut self, path: &str, day: Day) {
        let bare = path.strip_suffix(".json").unwrap_or_else(|| scan::without_extension(path));
        self.dated.push((bare.to_owned(), day));
    }

    pub(super) fn fact(&mut self, fact: Fact) {
        let fact = (self.path.clone(), fact);
        let same_file = self.facts.iter().rev().take_while(|known| known.0 == fact.0);
        if !same_file.into_iter().any(|known| *known == fact) {
            self.facts.push(fact);
        }
    }
}
