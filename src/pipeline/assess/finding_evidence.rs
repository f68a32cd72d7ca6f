//! Findings as evidence: whom they concern, and how much could not be looked at.

use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::severity::Severity;
use crate::risk::evidence::{self, FileCount};
use std::collections::BTreeSet;

/// The findings, each with the participants it concerns: everybody where a path names nobody who is
/// known, since a table or a key file may hold any of them.
pub(super) fn of(findings: &[Finding], participants: &BTreeSet<String>) -> Vec<evidence::Finding> {
    let one = |finding: &Finding| evidence::Finding {
        rule: finding.rule.clone(),
        severity: finding.severity,
        count: finding.count as u64,
        participants: concerned(finding, participants),
    };
    findings.iter().map(one).collect()
}

fn concerned(finding: &Finding, participants: &BTreeSet<String>) -> Vec<String> {
    let of_path = |path: &String| {
        let folder_or_name = path.split(['/', '!']).find(|part| part.starts_with("sub-"))?;
        let id = folder_or_name.split(['_', '.']).next()?;
        participants.get(id).cloned()
    };
    let named: Option<BTreeSet<String>> = finding.paths.iter().map(of_path).collect();
    named.unwrap_or_default().into_iter().collect()
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
            examples: Vec::new(),
            why: String::new(),
            remedy: String::new(),
            source: String::new(),
        }
    }

    #[test]
    fn a_path_names_whom_a_finding_concerns_and_a_table_concerns_everybody() {
        let known = ["sub-01", "sub-02"].map(str::to_owned).into();
        let told = |paths: &[&str]| of(&[finding(Severity::High, 1, paths)], &known)[0].clone();
        let both = told(&["sub-02/anat/sub-02_T1w.json", "derivatives/x/sub-01_T1w.nii.gz"]);
        assert_eq!(both.participants, ["sub-01", "sub-02"]);
        assert!(told(&["participants.tsv"]).participants.is_empty());
        assert!(told(&["sub-01/x.json", "participants.tsv"]).participants.is_empty());
        // A hidden label could be anybody's.
        assert!(told(&["sub-****/x.json"]).participants.is_empty());
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
