//! What an audit found: the model behind `audit.json`, and the words on the terminal.

use crate::dataset::audit::Audit;
use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::severity::Severity;

use serde::Serialize;
use std::fmt::Write as _;

/// The result of an audit.
#[derive(Debug, Serialize)]
pub struct AuditReport<'a> {
    /// Version of this program.
    pub version: &'static str,
    /// Files and links looked at.
    pub files: usize,
    /// Participants by the labels in paths.
    pub participants: usize,
    /// Whether results of `countenance faces` were at hand.
    pub faces_given: bool,
    /// Number of findings of each severity.
    pub counts: Vec<Count>,
    /// The findings, the worst first.
    pub findings: Vec<&'a Finding>,
}

/// How many findings are of one severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The severity.
    pub severity: Severity,
    /// Findings of it.
    pub findings: usize,
}

/// Findings named on the terminal.
const NAMED: usize = 12;

impl<'a> AuditReport<'a> {
    /// The findings that are at least as bad as `least`; what could not be looked at always counts.
    pub fn new(audit: &'a Audit, least: Severity, faces_given: bool) -> Self {
        let kept = |f: &&Finding| f.severity <= least || f.severity == Severity::NotAssessed;
        let count = |severity| {
            let findings = audit.findings.iter().filter(|f| f.severity == severity).count();
            Count { severity, findings }
        };
        Self {
            version: env!("CARGO_PKG_VERSION"),
            files: audit.files,
            participants: audit.participants,
            faces_given,
            counts: Severity::ALL.map(count).to_vec(),
            findings: audit.findings.iter().filter(kept).collect(),
        }
    }

    /// A few lines for the terminal; `written` says where the rest is.
    pub fn summary(&self, written: &str) -> String {
        let mut text = format!("{} files, {} participants\n", self.files, self.participants);
        let counts: Vec<String> =
            self.counts.iter().map(|c| format!("{} {}", c.findings, c.severity.as_str())).collect();
        let _ = writeln!(text, "findings: {}", counts.join(", "));
        let bad: Vec<&&Finding> =
            self.findings.iter().filter(|f| f.severity <= Severity::High).collect();
        for finding in bad.iter().take(NAMED) {
            let severity = finding.severity.as_str();
            let what = [finding.field.as_str(), finding.value_class.as_str()];
            let what: Vec<&str> = what.into_iter().filter(|part| !part.is_empty()).collect();
            let example = finding.examples.first().map_or("", String::as_str);
            let _ = writeln!(
                text,
                "{severity:<6} {:<12} {} ({}): {example}",
                finding.rule,
                what.join(", "),
                finding.count,
            );
        }
        if bad.len() > NAMED {
            let _ = writeln!(text, "and {} more of severity block or high", bad.len() - NAMED);
        }
        if bad.is_empty() {
            text.push_str("No finding of severity block or high in the checks that were run.\n");
        }
        if !self.faces_given {
            text.push_str("Faces were not looked for: run `countenance faces` and pass --faces.\n");
        }
        text.push_str(
            "Lesions and implants were not looked for in the voxels; BRAIN-02 goes by names.\n",
        );
        text.push_str(written);
        text.push('\n');
        text
    }
}
