//! A result with something of everything, for tests of the page: nobody's data.

use super::super::answer::AnswerBox;
use super::super::dataset_facts::DatasetFacts;
use super::super::limit;
use super::super::linkage_part::{CmcPoint, LinkagePart, LinkedPart};
use super::super::person_risk::PersonRisk;
use super::super::residual::{Fix, Residual, ResidualRisk};
use super::super::run_facts::RunFacts;
use super::super::scan_row::ScanRow;
use super::super::table_part::TablePart;
use super::super::{Assessment, SCHEMA_VERSION};
use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::severity::Severity;
use crate::face::status::Status;
use crate::report::group::GroupReport;
use crate::report::table::{Group, NotAssessed, Participants, Source, TableReport};
use crate::risk::chance::Chance;
use crate::risk::date::Date;
use crate::risk::evidence::{self, Evidence, Face, FileCount, PersonInTable, TableEvidence};
use crate::risk::guide::advice::{Advice, advise};
use crate::risk::guide::context::Context;
use crate::risk::joint::person::Person;
use crate::risk::joint::searched::SearchCurve;
use crate::risk::knowledge::Knowledge;
use serde_json::json;

/// The shipped tables.
pub(super) fn knowledge() -> Knowledge {
    Knowledge::shipped()
}

/// Statuses of the scans, in turn, with what they mean and how recognisable they leave a face.
const KINDS: [(Status, Face, Option<f64>); 5] = [
    (Status::Intact, Face::Present, Some(0.97)),
    (Status::Removed, Face::Absent, Some(0.17)),
    (Status::Partial, Face::Partial, Some(0.43)),
    (Status::Untested, Face::Undetermined, None),
    (Status::Removed, Face::Absent, Some(0.15)),
];

/// A dataset of so many participants with two scans each.
pub(super) fn assessment(participants: usize) -> Assessment {
    let knowledge = knowledge();
    let names: Vec<String> = (1..=participants).map(|n| format!("sub-{n:03}")).collect();
    let scans: Vec<ScanRow> = names.iter().enumerate().flat_map(|(n, p)| scans(n, p)).collect();
    let findings = findings();
    let evidence = evidence(&names, &scans, &findings);
    let guide = guide(&knowledge, &evidence);
    let now = people(&knowledge, &evidence, &names);
    let mut repaired = evidence.clone();
    repaired.findings = Some(Vec::new());
    let after = people(&knowledge, &repaired, &names);
    Assessment {
        schema_version: SCHEMA_VERSION,
        answer: AnswerBox::of(&guide, &findings, 3),
        dataset: dataset(participants),
        run: run(),
        attackers: knowledge.attackers.clone(),
        residual: residual(&now, after),
        people: now,
        scans,
        group: GroupReport { participants, assessed: false, derivatives: vec![], scans: vec![] },
        linkage: Some(linkage()),
        findings,
        table: Some(table(&names)),
        guide,
        not_assessed: vec![NotAssessed {
            what: "brain".to_owned(),
            why: "not measured".to_owned(),
        }],
        limits: limit::shipped(),
        evidence,
    }
}

fn scans(n: usize, participant: &str) -> Vec<ScanRow> {
    let row = |session: &str, at: usize| {
        let (status, face, chance) = KINDS[at % KINDS.len()];
        ScanRow {
            scan: format!("{participant}/{session}/anat/{participant}_{session}_T1w.nii.gz"),
            participant: Some(participant.to_owned()),
            session: Some(session.to_owned()),
            suffix: Some("T1w".to_owned()),
            derivative: String::new(),
            status,
            reason: String::new(),
            error: None,
            face,
            structural: true,
            method: None,
            method_confidence: None,
            recognisability: chance.map(|c| Chance {
                estimate: Some(c),
                low: (c - 0.1).max(0.0),
                high: (c + 0.02).min(1.0),
            }),
            basis: None,
            regions_left: None,
            sequence: Some("published: none known for this kind of image".to_owned()),
            renders: vec![],
        }
    };
    vec![row("ses-01", n), row("ses-02", n + 1)]
}

fn findings() -> Vec<Finding> {
    let finding = |rule: &str, severity: Severity, field: &str| Finding {
        participants: None,
        rule: rule.to_owned(),
        severity,
        count: 2,
        place: ".".to_owned(),
        field: field.to_owned(),
        value_class: "date".to_owned(),
        paths: vec!["participants.tsv".to_owned()],
        examples: vec!["participants.tsv".to_owned()],
        why: "Whoever knows the day knows the person.".to_owned(),
        remedy: "Leave it out.".to_owned(),
        source: "guide".to_owned(),
    };
    vec![
        finding("PT-DOB", Severity::Block, "birth"),
        finding("SC-ACQ", Severity::High, "acq_time"),
        finding("JSON-SITE-01", Severity::Low, "InstitutionName"),
        finding("MISS-01", Severity::NotAssessed, ""),
    ]
}

fn evidence(names: &[String], scans: &[ScanRow], findings: &[Finding]) -> Evidence {
    let scan = |row: &ScanRow| evidence::ScanEvidence {
        scan: row.scan.clone(),
        participant: row.participant.clone(),
        structural: row.structural,
        face: row.face,
        among_scans: row.recognisability.map(|first| SearchCurve::Among { people: 100.0, first }),
        among_photographs: None,
        skull: None,
        source: "made up".to_owned(),
    };
    let finding = |f: &Finding| evidence::Finding {
        rule: f.rule.clone(),
        severity: f.severity,
        count: f.count as u64,
        participants: vec![],
    };
    Evidence {
        participants: Some(names.len() as u64),
        scans: Some(scans.iter().map(scan).collect()),
        table: Some(TableEvidence { people: in_table(names), ..TableEvidence::default() }),
        findings: Some(findings.iter().map(finding).collect()),
        files: Some(FileCount { total: 100, not_assessed: 1 }),
    }
}

fn in_table(names: &[String]) -> Vec<PersonInTable> {
    let person = |(n, name): (usize, &String)| PersonInTable {
        participant: name.clone(),
        class: 1.0 + (n % 4) as f64,
        population: Some([20.0, 900.0]),
        population_estimate: Some(100.0),
    };
    names.iter().enumerate().map(person).collect()
}

fn guide(knowledge: &Knowledge, evidence: &Evidence) -> Advice {
    let mut context = Context::default();
    for (question, answer) in [("basis", "consent"), ("purposes", "conditions"), ("gdpr", "yes")] {
        context.set(question, answer, knowledge).unwrap();
    }
    let day = Date::new(2026, 11, 26).unwrap();
    advise(knowledge, evidence, &context, knowledge.destination("public"), day)
}

fn people(knowledge: &Knowledge, evidence: &Evidence, names: &[String]) -> Vec<PersonRisk> {
    let person = |name: &String| PersonRisk {
        participant: name.clone(),
        risks: (knowledge.attackers.iter())
            .map(|attacker| Person::of(evidence, name).risk(attacker))
            .collect(),
    };
    names.iter().map(person).collect()
}

fn residual(before: &[PersonRisk], after: Vec<PersonRisk>) -> Residual {
    let risk = |n: usize| ResidualRisk {
        attacker: before[0].risks[n].attacker.clone(),
        before: before[0].risks[n].chance,
        after: after[0].risks[n].chance,
    };
    Residual {
        fixes: vec![Fix { key: "findings", count: 2 }],
        attackers: (0..before[0].risks.len()).map(risk).collect(),
        people: after,
        stays: vec!["brain"],
    }
}

fn dataset(participants: usize) -> DatasetFacts {
    DatasetFacts {
        name: "Made <up>".to_owned(),
        bids_version: Some("1.10.0".to_owned()),
        dataset_type: None,
        digest: "0123456789abcdef0123456789abcdef".to_owned(),
        participants,
        sessions: 2 * participants,
        nested: vec!["derivatives/mask".to_owned()],
        bytes: 123_456_789,
        files: 100,
        files_not_assessed: 1,
        scans: 2 * participants,
        scans_not_assessed: 2,
    }
}

fn run() -> RunFacts {
    RunFacts {
        version: "0.0.0",
        date: Date::new(2026, 11, 26).unwrap(),
        seed: 42,
        language: "en".to_owned(),
        redacted: false,
        settings: json!({ "destination": "public" }),
    }
}

fn linkage() -> LinkagePart {
    let point = |rank: usize, share: f64| CmcPoint {
        rank,
        share,
        interval: [share - 0.2, (share + 0.1).min(1.0)],
    };
    let part = |part: &'static str, first: f64| LinkedPart {
        part,
        independence: "cross-session",
        probes: 66,
        not_enrolled: 2,
        found: 60,
        cmc: vec![point(1, first), point(2, (first + 0.05).min(1.0)), point(5, 0.97)],
    };
    let parts = vec![part("face", 0.9), part("ears", 0.6), part("vault", 0.8)];
    LinkagePart { scans: 66, people: 33, parts }
}

fn table(names: &[String]) -> TablePart {
    let people = in_table(names);
    let classes = people.iter().map(|p| p.class as u32 - 1).collect();
    let group = |n: u32| Group {
        participants: (names.len() as u32).div_ceil(4),
        frequency: Some(f64::from(n)),
        ..Group::default()
    };
    let report = TableReport {
        source: Source {
            file: "participants.tsv".to_owned(),
            sha256: "ab".repeat(32),
            rows: names.len(),
            version: "0.0.0",
        },
        settings: json!({}),
        participants: names.len(),
        missing_values: String::new(),
        columns: vec![],
        quasi_identifiers: vec!["age".to_owned(), "sex".to_owned()],
        remarks: vec![],
        metrics: vec![],
        not_assessed: vec![],
        population: None,
        population_name: None,
        curves: vec![],
        steps: vec![],
        plans: vec![],
        people: Participants {
            names: names.iter().map(String::as_str).collect(),
            class: classes,
            ..Participants::default()
        },
        groups: (1..=4).map(group).collect(),
    };
    TablePart { report, class_sizes: vec![[1, 1], [2, 1], [3, 1]], people }
}
