//! Findings as evidence: whom they concern, and how much could not be looked at.

use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::severity::Severity;
use crate::risk::evidence::{self, FileCount};
use std::collections::BTreeSet;

/// The findings, each with the participants it concerns; an empty list is everybody.
pub(super) fn of(findings: &[Finding], participants: &BTreeSet<String>) -> Vec<evidence::Finding> {
    let one = |finding: &Finding| evidence::Finding {
        rule: finding.rule.clone(),
        severity: finding.severity,
        count: finding.count as u64,
        participants: concerned(finding, participants),
    };
    findings.iter().map(one).collect()
}

/// Whoever is named and takes part, by path or by the table alone.
fn concerned(finding: &Finding, participants: &BTreeSet<String>) -> Vec<String> {
    let bare = |id: &String| id.strip_prefix("sub-").and_then(|label| participants.get(label));
    let named = finding.participants.iter().flatten();
    named.filter_map(|id| participants.get(id).or_else(|| bare(id)).cloned()).collect()
}

/// Files, and those that could not be looked at.
pub(super) fn files(findings: &[Finding], total: usize) -> FileCount {
    let unseen = || findings.iter().filter(|f| f.severity == Severity::NotAssessed);
    let paths: BTreeSet<&String> = unseen().flat_map(|finding| &finding.paths).collect();
    // Hidden parts of paths may make two paths one: a finding's own count knows better.
    let most = unseen().map(|finding| finding.count).max().unwrap_or(0);
    let not_assessed = paths.len().max(most).min(total) as u64;
    FileCount { total: total as u64, not_assessed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(severity: Severity, count: usize, paths: &[&str]) -> Finding {
        Finding {
            rule: "X-1".to_owned(),
            severity,
            count,
            place: ".".to_owned(),
            field: String::new(),
            value_class: String::new(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            participants: None,
            examples: Vec::new(),
            why: String::new(),
            remedy: String::new(),
            source: String::new(),
        }
    }

    #[test]
    fn who_is_named_and_takes_part_is_concerned_and_else_everybody() {
        let known = ["sub-01", "sub-02", "P3"].map(str::to_owned).into();
        let told = |ids: Option<&[&str]>| {
            let participants = ids.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect());
            let one = Finding { participants, ..finding(Severity::High, 1, &["x"]) };
            of(&[one], &known)[0].participants.clone()
        };
        assert_eq!(told(Some(&["sub-01", "sub-02"])), ["sub-01", "sub-02"]);
        assert!(told(None).is_empty());
        assert_eq!(told(Some(&["sub-01", "sub-P3", "sub-77"])), ["sub-01", "P3"]);
        assert!(told(Some(&["sub-77"])).is_empty());
    }

    #[test]
    fn a_file_that_could_not_be_looked_at_counts_once() {
        let all = [
            finding(Severity::NotAssessed, 2, &["a", "b"]),
            finding(Severity::NotAssessed, 1, &["b"]),
            finding(Severity::High, 1, &["c"]),
        ];
        assert_eq!(files(&all, 10), FileCount { total: 10, not_assessed: 2 });
        let hidden = [finding(Severity::NotAssessed, 3, &["*"])];
        assert_eq!(files(&hidden, 10).not_assessed, 3);
    }
}
