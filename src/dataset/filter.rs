//! Which scans of a dataset a run looks at: by participant, by session, by a filter file as BIDS Apps
//! take it.

use super::entities::Entities;
use super::scan::ScanInput;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What is chosen. Empty, it chooses everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    participants: BTreeSet<String>,
    sessions: BTreeSet<String>,
    /// Any of these; none for everything.
    queries: Vec<Query>,
}

/// One named entry of a filter file: entity → accepted values; an empty list asks for its absence.
type Query = Vec<(String, Vec<String>)>;

/// A filter file that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FilterError(String);

/// Entities under their long names, as filter files write them (BIDS 1.10, "Entities").
const LONG_NAMES: [(&str, &str); 12] = [
    ("subject", "sub"),
    ("session", "ses"),
    ("acquisition", "acq"),
    ("reconstruction", "rec"),
    ("ceagent", "ce"),
    ("direction", "dir"),
    ("space", "space"),
    ("desc", "desc"),
    ("description", "desc"),
    ("resolution", "res"),
    ("part", "part"),
    ("run", "run"),
];

impl Filter {
    /// Labels with or without `sub-` and `ses-`; none of a kind chooses all of it.
    pub fn of_labels<'a>(
        participants: impl IntoIterator<Item = &'a str>,
        sessions: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let with = |prefix: &str, label: &str| {
            let bare = label.trim().strip_prefix(prefix).unwrap_or(label.trim());
            format!("{prefix}{bare}")
        };
        Self {
            participants: participants.into_iter().map(|label| with("sub-", label)).collect(),
            sessions: sessions.into_iter().map(|label| with("ses-", label)).collect(),
            queries: Vec::new(),
        }
    }

    /// Adds the entries of a filter file: JSON of `name → {entity → value, list of values or null}`.
    /// A scan is chosen when it fits one of them.
    ///
    /// # Errors
    /// [`FilterError`] names entry, entity and value.
    pub fn with_file(mut self, text: &str) -> Result<Self, FilterError> {
        let failed = |e: serde_json::Error| FilterError(e.to_string());
        let entries: Map<String, Value> = serde_json::from_str(text).map_err(failed)?;
        for (name, entry) in &entries {
            let Value::Object(entry) = entry else {
                return Err(FilterError(format!("{name}: an object of entities and values")));
            };
            let query: Result<Query, FilterError> = entry
                .iter()
                .map(|(entity, value)| Ok((short(entity), values(name, entity, value)?)))
                .collect();
            self.queries.push(query?);
        }
        Ok(self)
    }

    /// Whether it chooses everything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a scan is chosen.
    pub fn chooses(&self, scan: &ScanInput) -> bool {
        let among = |chosen: &BTreeSet<String>, label: &Option<String>| {
            chosen.is_empty() || label.as_ref().is_some_and(|label| chosen.contains(label))
        };
        among(&self.participants, &scan.participant_id)
            && among(&self.sessions, &scan.session_id)
            && (self.queries.is_empty() || self.queries.iter().any(|query| fits(query, scan)))
    }
}

fn short(entity: &str) -> String {
    let known = LONG_NAMES.iter().find(|(long, _)| *long == entity);
    known.map_or(entity, |(_, short)| short).to_owned()
}

fn values(name: &str, entity: &str, value: &Value) -> Result<Vec<String>, FilterError> {
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(FilterError(format!("{name}: {entity}: {other}: a text, a number or null"))),
    };
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(all) => all.iter().map(text).collect(),
        one => Ok(vec![text(one)?]),
    }
}

fn fits(query: &Query, scan: &ScanInput) -> bool {
    let bare = scan.bare();
    let (folder, name) = bare.rsplit_once('/').unwrap_or(("", bare));
    let entities = Entities::parse(name);
    query.iter().all(|(entity, accepted)| {
        let own = match entity.as_str() {
            "suffix" => scan.suffix.as_deref(),
            "extension" => Some(&scan.scan[bare.len()..]),
            "datatype" => folder.rsplit('/').next(),
            entity => entities.as_ref().and_then(|e| e.get(entity)),
        };
        // An index of a run is written with or without zeros in front.
        let same = |a: &str, b: &str| {
            a == b || a.trim_start_matches('0') == b.trim_start_matches('0') && entity == "run"
        };
        match own {
            None => accepted.is_empty(),
            Some(own) => accepted.iter().any(|value| same(own, value)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::empty_files::folder_of;
    use crate::dataset::scan::{Selection, find};

    fn chosen(filter: &Filter) -> Vec<String> {
        let folder = folder_of(&[
            "sub-01/ses-a/anat/sub-01_ses-a_run-01_T1w.nii.gz",
            "sub-01/ses-b/anat/sub-01_ses-b_T2w.nii",
            "sub-02/anat/sub-02_acq-x_T1w.nii.gz",
        ]);
        let scans = find(&[folder.path().to_owned()], Selection::HeadImages).unwrap();
        scans.iter().filter(|s| filter.chooses(s)).map(|s| s.stem.clone()).collect()
    }

    #[test]
    fn labels_come_with_and_without_their_prefix() {
        let [first, second, third] =
            ["sub-01_ses-a_run-01_T1w", "sub-01_ses-b_T2w", "sub-02_acq-x_T1w"];
        assert_eq!(chosen(&Filter::default()), [first, second, third]);
        assert_eq!(chosen(&Filter::of_labels(["sub-01"], [])), [first, second]);
        assert_eq!(chosen(&Filter::of_labels(["01", "02"], ["b"])), [second]);
        assert!(chosen(&Filter::of_labels(["1"], [])).is_empty());
    }

    #[test]
    fn a_filter_file_chooses_by_entities() {
        let with = |text: &str| chosen(&Filter::default().with_file(text).unwrap());
        assert_eq!(with(r#"{"t1w": {"suffix": "T1w", "session": null}}"#), ["sub-02_acq-x_T1w"]);
        assert_eq!(with(r#"{"t1w": {"run": 1}}"#), ["sub-01_ses-a_run-01_T1w"]);
        let two = with(r#"{"a": {"subject": ["02", "03"]}, "b": {"extension": ".nii"}}"#);
        assert_eq!(two, ["sub-01_ses-b_T2w", "sub-02_acq-x_T1w"]);
        assert!(with(r#"{"a": {"datatype": "func"}}"#).is_empty());
    }

    #[test]
    fn a_slip_in_the_file_is_named() {
        let told = |text: &str| Filter::default().with_file(text).unwrap_err().to_string();
        assert!(told(r#"{"t1w": "T1w"}"#).contains("t1w: an object"));
        assert!(told(r#"{"t1w": {"suffix": {"x": 1}}}"#).contains("t1w: suffix"));
        assert!(told("[").contains("line 1"));
    }
}
