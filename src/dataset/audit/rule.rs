//! The rules, from `data/metadata_rules.toml` and a user's own file.

use super::severity::Severity;
use super::words;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Table, Value};

/// The file that is compiled in.
const SHIPPED: &str = include_str!("../../../data/metadata_rules.toml");

/// One rule: what is looked for, why it matters, what to do.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Name, e.g. `JSON-ID-01`.
    pub id: String,
    /// How bad a finding usually is; a detector that knows more says so in the finding.
    pub severity: Severity,
    /// Where it is looked for.
    #[serde(rename = "where")]
    pub place: String,
    /// What harm it does.
    pub why: String,
    /// What to do about it.
    pub remedy: String,
    /// What the rule rests on.
    pub source: String,
    /// Words and names the detector looks for.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<String>>,
    /// Files in which the rule finds something.
    #[serde(default)]
    pub found: Vec<Example>,
    /// Files that look alike and in which it finds nothing.
    #[serde(default)]
    pub passed: Vec<Example>,
    /// Whether the rule is switched off.
    #[serde(default)]
    pub off: bool,
    /// Whether the user chose the severity; then no detector changes it.
    #[serde(skip)]
    pub fixed: bool,
}

/// A file of an example, and how it is made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Path below the dataset.
    pub path: String,
    /// Content as text; also the text of an archive's only member.
    #[serde(default)]
    pub text: Option<String>,
    /// Content as hexadecimal digits.
    #[serde(default)]
    pub hex: Option<String>,
    /// Texts at positions (bytes) of a file of zeros.
    #[serde(default)]
    pub placed: Vec<(usize, String)>,
    /// A `NIfTI` volume with this text in its `descrip`.
    #[serde(default)]
    pub descrip: Option<String>,
    /// A `NIfTI` volume with an extension of this code and text.
    #[serde(default)]
    pub extension: Option<(i32, String)>,
    /// A `NIfTI` volume with this text behind its voxels.
    #[serde(default)]
    pub trailing: Option<String>,
    /// A zip archive with one member of this name, which holds `text`.
    #[serde(default)]
    pub member: Option<String>,
    /// File name in the gzip header; the content is compressed then.
    #[serde(default)]
    pub gzip_name: Option<String>,
    /// Time in the gzip header, s since 1970.
    #[serde(default)]
    pub gzip_time: Option<u32>,
    /// Comment in the gzip header.
    #[serde(default)]
    pub gzip_comment: Option<String>,
    /// Target of a symbolic link.
    #[serde(default)]
    pub link: Option<String>,
    /// What of it no output may contain.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Status of the face as `countenance faces` writes it.
    #[serde(default)]
    pub face: Option<String>,
}

/// Why a file of rules cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The file is not TOML, or holds no `[[rule]]`.
    #[error("rules: {0}")]
    Syntax(String),
    /// A rule that the shipped file does not have.
    #[error("rules: {0}: no such rule")]
    Unknown(String),
    /// A field that does not fit.
    #[error("rules: {rule}: {problem}")]
    Value {
        /// Name of the rule.
        rule: String,
        /// What is wrong.
        problem: String,
    },
}

/// All rules of a run, in the order of the file.
#[derive(Clone, Debug)]
pub struct Rules(Vec<Rule>);

impl Rules {
    /// The shipped rules.
    ///
    /// # Panics
    /// Never with the committed file: `the_shipped_rules_can_be_read` reads it.
    pub fn shipped() -> Self {
        Self::changed_by("rule = []").unwrap_or_else(|e| unreachable!("shipped rules: {e}"))
    }

    /// The shipped rules with what a user's file changes in them: `[[rule]]` with `id` and the
    /// fields that replace the shipped ones (`off = true` switches a rule off).
    ///
    /// # Errors
    /// [`RuleError`] names the rule that cannot be used.
    pub fn changed_by(text: &str) -> Result<Self, RuleError> {
        let mut all = rows(SHIPPED)?;
        let mut fixed = Vec::new();
        for own in rows(text)? {
            let id =
                own.get("id").and_then(Value::as_str).unwrap_or("a rule without id").to_owned();
            let known = all.iter_mut().find(|rule| rule.get("id") == own.get("id"));
            let Some(known) = known else { return Err(RuleError::Unknown(id)) };
            if own.contains_key("severity") {
                fixed.push(id);
            }
            known.extend(own);
        }
        let rule = |row: Table| {
            let id = row.get("id").map_or_else(String::new, ToString::to_string);
            let rule: Result<Rule, _> = row.try_into();
            let mut rule = rule.map_err(|e: toml::de::Error| RuleError::Value {
                rule: id,
                problem: e.message().to_owned(),
            })?;
            rule.fixed = fixed.contains(&rule.id);
            // Keys are compared without capitals and signs.
            for (name, list) in &mut rule.lists {
                if name.ends_with("keys") {
                    for key in list.iter_mut() {
                        *key = words::plain(key);
                    }
                }
            }
            Ok(rule)
        };
        all.into_iter().map(rule).collect::<Result<_, _>>().map(Self)
    }

    /// The rules in order.
    #[expect(clippy::iter_without_into_iter, reason = "nobody loops over a reference to it")]
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.0.iter()
    }

    /// A rule by its name, upper or lower case.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.0.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// Place of a rule in the file.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|rule| rule.id == id)
    }

    /// A list of a rule; empty where it has none of that name.
    pub(super) fn list(&self, id: &str, list: &str) -> &[String] {
        self.get(id).and_then(|rule| rule.lists.get(list)).map_or(&[], Vec::as_slice)
    }
}

fn rows(text: &str) -> Result<Vec<Table>, RuleError> {
    let mut table: Table =
        text.parse().map_err(|e: toml::de::Error| RuleError::Syntax(e.to_string()))?;
    let Some(Value::Array(rows)) = table.remove("rule") else {
        return Err(RuleError::Syntax("no [[rule]]".to_owned()));
    };
    let row = |value: Value| match value {
        Value::Table(row) => Ok(row),
        other => Err(RuleError::Syntax(format!("a rule is a table, not a {}", other.type_str()))),
    };
    rows.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_can_be_read() {
        let rules = Rules::shipped();
        let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        assert!(ids.len() > 60);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), rules.0.len());
        for rule in rules.iter() {
            let texts = [&rule.place, &rule.why, &rule.remedy, &rule.source];
            assert!(texts.iter().all(|text| !text.is_empty()), "{}", rule.id);
        }
    }

    #[test]
    fn a_users_file_changes_single_rules() {
        let own = "[[rule]]\nid = \"GZ-TIME\"\nseverity = \"high\"\n[[rule]]\nid = \"DOC-02\"\noff = true";
        let rules = Rules::changed_by(own).unwrap();
        let changed = rules.get("gz-time").unwrap();
        assert_eq!((changed.severity, changed.fixed), (Severity::High, true));
        assert!(!changed.why.is_empty());
        assert!(rules.get("DOC-02").unwrap().off);
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        for text in [
            "[[rule]]\nid = \"GZ-TIM\"",
            "[[rule]]\nseverity = \"high\"",
            "[[rule]]\nid = \"GZ-TIME\"\nseverity = \"awful\"",
            "[[rule]]\nid = \"GZ-TIME\"\nsevverity = \"high\"",
            "[[rule]",
            "rule = 3",
        ] {
            assert!(Rules::changed_by(text).is_err(), "{text}");
        }
    }
}
