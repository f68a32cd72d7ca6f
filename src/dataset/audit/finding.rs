//! Findings: hits of one rule, field and kind of value together.

use super::notes::Hit;
use super::rule::Rules;
use super::severity::Severity;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a rule found in one part of the dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Name of the rule.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// Number of files (and members of archives).
    pub count: usize,
    /// The dataset it lies in: a folder below the root, `.` for the root's own.
    #[serde(rename = "where")]
    pub place: String,
    /// Key, column or field; empty where the file itself is the finding.
    pub field: String,
    /// Kind of value, never the value.
    pub value_class: String,
    /// The files, sorted; identifying parts of their paths are masked.
    #[serde(skip)]
    pub paths: Vec<String>,
    /// Participants it concerns, as `sub-…`; nothing where it may be any of them.
    #[serde(skip)]
    pub participants: Option<BTreeSet<String>>,
    /// The first of the paths.
    pub examples: Vec<String>,
    /// What harm it does.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
    /// What the rule rests on.
    pub source: String,
}

/// Paths named in a finding.
const EXAMPLES: usize = 3;

type Key = (Severity, usize, String, String, String);

/// Hits as findings, the worst first, then in the order of the rules.
///
/// `place` tells the dataset of a path and `whom` the labels of the participants it concerns, `mask`
/// hides what identifies in paths and names.
pub(super) fn of(
    hits: impl IntoIterator<Item = Hit>,
    rules: &Rules,
    (place, whom): (impl Fn(&str) -> String, impl Fn(&str) -> Option<BTreeSet<String>>),
    mask: impl Fn(&str) -> String,
) -> Vec<Finding> {
    let mut grouped: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
    for hit in hits {
        let Some(position) = rules.position(&hit.rule) else { continue };
        let rule = &rules.iter().as_slice()[position];
        if rule.off {
            continue;
        }
        let own = hit.severity.filter(|_| !rule.fixed);
        let severity = own.unwrap_or(rule.severity);
        let (place, field) = (mask(&place(&hit.path)), mask(&hit.field));
        let key = (severity, position, place, field, hit.class.into_owned());
        grouped.entry(key).or_default().insert(hit.path);
    }
    let finding = |((severity, position, place, field, class), paths): (Key, BTreeSet<String>)| {
        let rule = &rules.iter().as_slice()[position];
        let count = paths.len();
        let labels: Option<Vec<BTreeSet<String>>> = paths.iter().map(|path| whom(path)).collect();
        let named = |labels: Vec<BTreeSet<String>>| {
            labels.into_iter().flatten().map(|label| format!("sub-{label}")).collect()
        };
        // Only what is shown is masked: two dates must not count as one file.
        let mut paths: Vec<String> = paths.iter().map(|path| mask(path)).collect();
        paths.dedup();
        Finding {
            rule: rule.id.clone(),
            severity,
            count,
            place,
            field,
            value_class: class,
            participants: labels.map(named),
            examples: paths.iter().take(EXAMPLES).cloned().collect(),
            paths,
            why: rule.why.clone(),
            remedy: rule.remedy.clone(),
            source: rule.source.clone(),
        }
    };
    grouped.into_iter().map(finding).collect()
}
