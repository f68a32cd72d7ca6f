//! Numbers that facts and gates are judged by, made from the evidence. Each is a range, since what
//! was not looked at may add to it; none where the check did not run.

mod sum;

use super::evidence::{Evidence, Face, PersonInTable, ScanEvidence, Severity};
use std::collections::BTreeMap;

pub use sum::{Comparison, Sum, SumError};

/// Prefix of the number of findings by a rule.
const RULE: &str = "rule:";
/// Every measure but those by rule.
const NAMES: [&str; 17] = [
    "blocking_findings",
    "blocking_beside_faces",
    "high_findings",
    "participants",
    "scans",
    "structural_scans",
    "faces_present",
    "faces_whole",
    "faces_partial",
    "faces_protected",
    "faces_undetermined",
    "undetermined_share",
    "highest_population_risk",
    "sample_unique_people",
    "sample_unique_share",
    "youngest",
    "not_assessed_files",
];
/// The share of files that could not be looked at.
const NOT_ASSESSED_SHARE: &str = "not_assessed_share";

/// Whether there is such a measure.
pub fn exists(name: &str) -> bool {
    name.starts_with(RULE) || name == NOT_ASSESSED_SHARE || NAMES.contains(&name)
}

/// The measures of a dataset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures {
    known: BTreeMap<&'static str, [f64; 2]>,
    /// Findings by rule; none where the audit did not run.
    by_rule: Option<BTreeMap<String, u64>>,
}

impl Measures {
    /// All that the evidence gives.
    pub fn of(evidence: &Evidence) -> Self {
        let mut measures = Self::default();
        measures.findings(evidence);
        measures.scans(evidence);
        measures.table(evidence);
        if let Some(n) = evidence.participants {
            measures.put("participants", n as f64);
        }
        if let Some(files) = evidence.files {
            measures.put("not_assessed_files", files.not_assessed as f64);
            let share = files.not_assessed as f64 / files.total.max(1) as f64;
            measures.put(NOT_ASSESSED_SHARE, share);
        }
        measures
    }

    /// A measure's range; none where the check did not run.
    pub fn get(&self, name: &str) -> Option<[f64; 2]> {
        match name.strip_prefix(RULE) {
            Some(rule) => {
                let count = *self.by_rule.as_ref()?.get(rule).unwrap_or(&0) as f64;
                Some([count, count])
            }
            None => self.known.get(name).copied(),
        }
    }

    fn put(&mut self, name: &'static str, value: f64) {
        self.known.insert(name, [value, value]);
    }

    fn findings(&mut self, evidence: &Evidence) {
        let Some(findings) = &evidence.findings else { return };
        let mut by_rule = BTreeMap::new();
        for finding in findings {
            *by_rule.entry(finding.rule.clone()).or_insert(0) += finding.count;
        }
        self.by_rule = Some(by_rule);
        let count = |severity: Severity, with_faces: bool| {
            let of_it = findings.iter().filter(|f| f.severity == severity);
            of_it.filter(|f| with_faces || !f.rule.starts_with("FACE-")).count() as f64
        };
        self.put("blocking_findings", count(Severity::Block, true));
        self.put("blocking_beside_faces", count(Severity::Block, false));
        self.put("high_findings", count(Severity::High, true));
    }

    fn scans(&mut self, evidence: &Evidence) {
        let Some(scans) = &evidence.scans else { return };
        let structural: Vec<&ScanEvidence> = scans.iter().filter(|s| s.structural).collect();
        let count = |faces: &[Face]| {
            structural.iter().filter(|scan| faces.contains(&scan.face)).count() as f64
        };
        let open = count(&[Face::Undetermined]);
        self.put("scans", scans.len() as f64);
        self.put("structural_scans", structural.len() as f64);
        self.put("faces_undetermined", open);
        self.put("undetermined_share", open / structural.len().max(1) as f64);
        for (name, faces) in [
            ("faces_present", &[Face::Present, Face::Partial, Face::Blurred][..]),
            ("faces_whole", &[Face::Present, Face::Blurred]),
            ("faces_partial", &[Face::Partial]),
            ("faces_protected", &[Face::Absent, Face::Replaced]),
        ] {
            let seen = count(faces);
            // Any image that could not be judged may be one of them.
            self.known.insert(name, [seen, seen + open]);
        }
    }

    fn table(&mut self, evidence: &Evidence) {
        let Some(table) = &evidence.table else { return };
        if let Some(youngest) = table.youngest {
            self.put("youngest", youngest);
        }
        if table.people.is_empty() {
            return;
        }
        // A class below 1.5 holds one person: wildcards give classes that need not be whole.
        let alone = table.people.iter().filter(|p| p.class < 1.5).count() as f64;
        self.put("sample_unique_people", alone);
        self.put("sample_unique_share", alone / table.people.len() as f64);
        let highest =
            |end: fn(&PersonInTable) -> f64| table.people.iter().map(end).fold(0.0, f64::max);
        let low = highest(|person| {
            person.population.map_or(0.0, |[_, most]| 1.0 / most.max(person.class))
        });
        let high = highest(|person| {
            1.0 / person.population.map_or(person.class, |[fewest, _]| fewest.max(person.class))
        });
        self.known.insert("highest_population_risk", [low, high]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::evidence::{FileCount, Finding, TableEvidence};

    #[test]
    fn a_check_that_did_not_run_gives_no_number() {
        let measures = Measures::of(&Evidence::default());
        for name in NAMES.into_iter().chain([NOT_ASSESSED_SHARE, "rule:PT-KEY"]) {
            assert!(exists(name));
            assert_eq!(measures.get(name), None, "{name}");
        }
        assert!(!exists("faces"));
    }

    #[test]
    fn every_number_has_its_source_in_the_evidence() {
        let scan = |face, structural| ScanEvidence {
            scan: "a".to_owned(),
            participant: None,
            structural,
            face,
            among_scans: None,
            among_photographs: None,
            skull: None,
            source: String::new(),
        };
        let person = |class, population| PersonInTable {
            participant: "p".to_owned(),
            class,
            population,
            population_estimate: None,
        };
        let finding = |rule: &str, severity, count| Finding {
            rule: rule.to_owned(),
            severity,
            count,
            participants: Vec::new(),
        };
        let measures = Measures::of(&Evidence {
            participants: Some(2),
            scans: Some(vec![
                scan(Face::Partial, true),
                scan(Face::Undetermined, true),
                scan(Face::Present, false),
            ]),
            table: Some(TableEvidence {
                youngest: Some(12.0),
                people: vec![person(1.0, Some([10.0, 20.0])), person(4.0, None)],
                ..TableEvidence::default()
            }),
            findings: Some(vec![
                finding("FACE-01", Severity::Block, 3),
                finding("SC-ACQ", Severity::High, 2),
            ]),
            files: Some(FileCount { total: 200, not_assessed: 1 }),
        });
        for (name, low, high) in [
            ("faces_present", 1.0, 2.0),
            ("faces_whole", 0.0, 1.0),
            ("structural_scans", 2.0, 2.0),
            ("undetermined_share", 0.5, 0.5),
            ("highest_population_risk", 0.05, 0.25),
            ("sample_unique_share", 0.5, 0.5),
            ("blocking_findings", 1.0, 1.0),
            ("blocking_beside_faces", 0.0, 0.0),
            ("high_findings", 1.0, 1.0),
            ("rule:SC-ACQ", 2.0, 2.0),
            ("rule:PT-KEY", 0.0, 0.0),
            ("not_assessed_share", 0.005, 0.005),
            ("youngest", 12.0, 12.0),
        ] {
            assert_eq!(measures.get(name), Some([low, high]), "{name}");
        }
    }
}
