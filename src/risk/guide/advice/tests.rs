use super::super::answer::By;
use super::super::tree::Edge;
use super::*;
use crate::risk::evidence::{Face, FileCount, Finding, ScanEvidence, Severity, TableEvidence};
use std::collections::BTreeSet;

fn today() -> Date {
    Date::new(2026, 11, 26).unwrap()
}

fn context(knowledge: &Knowledge, said: &[(&str, &str)]) -> Context {
    let mut context = Context::default();
    for (question, answer) in said {
        context.set(question, answer, knowledge).unwrap();
    }
    context
}

fn advice(evidence: &Evidence, destination: Option<&str>, said: &[(&str, &str)]) -> Advice {
    let knowledge = Knowledge::shipped();
    let goal = destination.map(|id| knowledge.destination(id).unwrap());
    advise(&knowledge, evidence, &context(&knowledge, said), goal, today())
}

/// Every path of answers through the tree, with the outcome that the table gives it.
fn paths(tree: &[Edge]) -> Vec<(Vec<(String, String)>, String)> {
    fn from(
        tree: &[Edge],
        node: &str,
        above: &[(String, String)],
        all: &mut Vec<(Vec<(String, String)>, String)>,
    ) {
        for edge in tree.iter().filter(|edge| edge.node == node) {
            let said = above.iter().find(|(question, _)| *question == edge.question);
            // A question asked twice (the sample) is answered once.
            if said.is_some_and(|(_, answer)| *answer != edge.answer) {
                continue;
            }
            let mut path = above.to_vec();
            path.push((edge.question.clone(), edge.answer.clone()));
            if tree.iter().any(|other| other.node == edge.to) {
                from(tree, &edge.to, &path, all);
            } else {
                all.push((path, edge.to.clone()));
            }
        }
    }
    let mut all = Vec::new();
    from(tree, &tree[0].node, &[], &mut all);
    all
}

#[test]
fn every_path_of_the_tree_leads_where_the_guide_says() {
    let knowledge = Knowledge::shipped();
    let all = paths(&knowledge.tree);
    let mut edges = BTreeSet::new();
    for (path, outcome) in &all {
        let said: Vec<(&str, &str)> = path.iter().map(|(q, a)| (q.as_str(), a.as_str())).collect();
        let found = advice(&Evidence::default(), None, &said);
        assert_eq!(found.outcome, *outcome, "{said:?}");
        let walked: Vec<(&str, &str)> =
            found.path.iter().map(|p| (p.question.as_str(), p.given.answer.as_str())).collect();
        assert_eq!(walked, said);
        edges.extend(found.path.iter().map(|p| (p.node.clone(), p.given.answer.clone())));
        let open = said.iter().any(|(_, answer)| *answer == "unknown");
        assert!(!open || *outcome == "support", "{said:?}: what nobody knows is no yes");
        let later = said.iter().any(|said| {
            [("deidentified", "not_yet"), ("consent_after_all", "can_ask")].contains(said)
                || said.1 == "unknown"
        });
        assert_eq!(found.after_steps, later, "{said:?}");
        assert!(!found.steps.is_empty());
    }
    // Of every row of the table one path at least goes along it.
    assert_eq!(edges.len(), knowledge.tree.len());
    assert_eq!(all.len(), all.iter().map(|(path, _)| path).collect::<BTreeSet<_>>().len());
}

#[test]
fn the_guides_own_examples() {
    let yes = ("deidentified", "yes");
    for (said, outcome) in [
        (vec![("deidentified", "not_possible")], "C"),
        (vec![yes, ("basis", "cannot")], "C"),
        (vec![yes, ("basis", "unknown")], "support"),
        (vec![yes, ("basis", "not_needed"), ("dpo", "yes"), ("sample", "healthy_adults")], "A"),
        (vec![yes, ("basis", "not_needed"), ("dpo", "yes"), ("sample", "vulnerable")], "B"),
        (
            vec![
                yes,
                ("basis", "not_needed"),
                ("dpo", "yes"),
                ("sample", "children"),
                ("consent_after_all", "cannot"),
            ],
            "C",
        ),
        (vec![yes, ("basis", "consent"), ("purposes", "none")], "C"),
        (vec![yes, ("basis", "consent"), ("purposes", "conditions")], "B"),
        (
            vec![
                yes,
                ("basis", "consent"),
                ("purposes", "any_worldwide"),
                ("sample", "healthy_adults"),
            ],
            "A",
        ),
        (
            vec![yes, ("basis", "consent"), ("purposes", "any_worldwide"), ("sample", "children")],
            "B",
        ),
        (vec![], "support"),
    ] {
        assert_eq!(advice(&Evidence::default(), None, &said).outcome, outcome, "{said:?}");
    }
}

const PUBLIC: [(&str, &str); 4] = [
    ("deidentified", "yes"),
    ("basis", "consent"),
    ("purposes", "any_worldwide"),
    ("sample", "healthy_adults"),
];

fn scan(face: Face) -> ScanEvidence {
    ScanEvidence {
        scan: "sub-01_T1w.nii.gz".to_owned(),
        participant: Some("sub-01".to_owned()),
        structural: true,
        face,
        among_scans: None,
        among_photographs: None,
        skull: None,
        source: "by hand".to_owned(),
    }
}

fn looked_at(faces: &[Face], findings: &[(&str, Severity)], youngest: f64) -> Evidence {
    let finding = |(rule, severity): &(&str, Severity)| Finding {
        rule: (*rule).to_owned(),
        severity: *severity,
        count: 2,
        participants: Vec::new(),
    };
    Evidence {
        participants: Some(80),
        scans: Some(faces.iter().map(|face| scan(*face)).collect()),
        table: Some(TableEvidence { youngest: Some(youngest), ..TableEvidence::default() }),
        findings: Some(findings.iter().map(finding).collect()),
        files: Some(FileCount { total: 100, not_assessed: 0 }),
    }
}

#[test]
fn what_is_found_comes_before_what_is_said() {
    let found = advice(&looked_at(&[Face::Partial], &[], 12.0), Some("public"), &PUBLIC);
    let first = &found.path[0].given;
    assert_eq!((first.answer.as_str(), first.by), ("not_yet", By::Evidence));
    assert_eq!(first.contradicts.as_deref(), Some("yes"));
    assert!(first.rests_on.contains(&"faces_present = 1".to_owned()), "{first:?}");
    assert_eq!(found.answers["sample"].answer, "children");
    assert_eq!((found.outcome.as_str(), found.after_steps), ("B", true));
    assert_eq!(found.destination.unwrap().allowed, Truth::No);
    // Whoever cannot repair it any more is believed.
    let lost = [("deidentified", "not_possible")];
    assert_eq!(advice(&looked_at(&[Face::Partial], &[], 30.0), None, &lost).outcome, "C");
}

#[test]
fn a_clean_look_is_a_yes_and_a_missing_one_is_not() {
    let clean = looked_at(&[Face::Absent], &[], 30.0);
    let found = advice(&clean, Some("public"), &PUBLIC[1..]);
    assert_eq!((found.path[0].given.by, found.outcome.as_str()), (By::Evidence, "A"));
    assert!(!found.after_steps);
    assert_eq!(found.destination.unwrap().allowed, Truth::Yes);
    let missing = Evidence { files: Some(FileCount { total: 100, not_assessed: 2 }), ..clean };
    let found = advice(&missing, None, &PUBLIC);
    assert_eq!(
        (found.path[0].given.answer.as_str(), found.outcome.as_str()),
        ("unknown", "support")
    );
    assert!(found.steps.iter().any(|step| step.row.step == "get_content"), "{:?}", found.steps);
}

fn fired(advice: &Advice) -> Vec<&str> {
    let so = advice.decisions.iter().filter(|d| d.holds.is_yes());
    so.map(|d| d.decision.as_str()).collect()
}

#[test]
fn every_decision_can_fire_and_none_fires_on_nothing() {
    let detected = [
        "PT-KEY",
        "JSON-ID-01",
        "FACE-05",
        "SC-ACQ",
        "PT-AGE89",
        "PT-SENS",
        "PT-FREE",
        "JSON-SITE-01",
        "DOC-02",
        "SRC-01",
        "XFM-01",
        "GEN-01",
        "EDF-01",
    ]
    .map(|rule| (rule, Severity::Moderate));
    let mut evidence =
        looked_at(&[Face::Present, Face::Partial, Face::Undetermined], &detected, 9.0);
    evidence.participants = Some(12);
    let person = crate::risk::evidence::PersonInTable {
        participant: "sub-01".to_owned(),
        class: 1.0,
        population: None,
        population_estimate: None,
    };
    evidence.table.as_mut().unwrap().people.push(person);
    let said = [
        ("basis", "unknown"),
        ("purposes", "none"),
        ("gdpr", "yes"),
        ("lesion", "yes"),
        ("single_site", "yes"),
        ("agreement", "yes"),
        ("shares", "group_maps"),
        ("linked_elsewhere", "yes"),
        ("dpia", "not_done"),
    ];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for destination in ["openneuro", "dua"] {
        seen.extend(
            fired(&advice(&evidence, Some(destination), &said)).iter().map(|d| (*d).to_owned()),
        );
    }
    let functional = Evidence {
        scans: Some(vec![ScanEvidence { structural: false, ..scan(Face::Absent) }]),
        ..Evidence::default()
    };
    seen.extend(fired(&advice(&functional, None, &[])).iter().map(|d| (*d).to_owned()));
    let all: BTreeSet<String> = (1..=30).map(|n| format!("D-{n:02}")).collect();
    assert_eq!(seen, all);
    // Without evidence only what nobody knows is left: the legal basis.
    assert_eq!(fired(&advice(&Evidence::default(), None, &[])), ["D-17"]);
    let clean = looked_at(&[Face::Absent], &[], 30.0);
    assert!(fired(&advice(&clean, Some("public"), &PUBLIC)).is_empty());
}

#[test]
fn steps_come_in_order_each_once_with_its_reasons() {
    let evidence = looked_at(
        &[Face::Present],
        &[("PT-KEY", Severity::Block), ("SC-ACQ", Severity::High)],
        30.0,
    );
    let said = [&PUBLIC[..], &[("lesion", "no")]].concat();
    let found = advice(&evidence, Some("public"), &said);
    let names: Vec<&str> = found.steps.iter().map(|step| step.row.step.as_str()).collect();
    // The table was not measured, so that one limit is not assessed.
    assert_eq!(names[..5], ["remove_key", "deface", "repair", "measure", "shift_dates"]);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(found.steps.iter().all(|s| s.row.command.is_empty() != s.row.contact.is_empty()));
    let dates = found.steps.iter().find(|step| step.row.step == "shift_dates").unwrap();
    assert_eq!(dates.because, ["D-07", "real_dates"]);
}

#[test]
fn old_profiles_and_terms_are_told() {
    let under_gdpr =
        [PUBLIC[0], PUBLIC[1], PUBLIC[2], PUBLIC[3], ("gdpr", "yes"), ("key_destroyed", "no")];
    let goal =
        advice(&looked_at(&[Face::Absent], &[], 30.0), Some("openneuro"), &under_gdpr).destination;
    let goal = goal.unwrap();
    assert!(!goal.profile_is_old);
    let met = |goal: &Goal, name: &str| goal.terms.iter().find(|t| t.term == name).unwrap().met;
    assert_eq!(met(&goal, "not_under_gdpr"), Truth::No);
    assert_eq!(met(&goal, "key_destroyed"), Truth::No);
    assert_eq!(met(&goal, "no_faces"), Truth::Yes);
    assert_eq!(met(&goal, "open_licence"), Truth::Unknown);
    assert!(advice(&Evidence::default(), Some("ebrains"), &[]).destination.unwrap().profile_is_old);
}

#[test]
fn opportunities_barriers_and_ways_around_follow_the_facts() {
    let faces = advice(&looked_at(&[Face::Present], &[], 30.0), Some("public"), &PUBLIC);
    let items = |advice: &Advice| advice.frame.iter().map(|i| i.item.clone()).collect::<Vec<_>>();
    assert!(items(&faces).contains(&"faces".to_owned()));
    let none = advice(&Evidence::default(), None, &PUBLIC);
    assert!(!items(&none).contains(&"faces".to_owned()));
    assert!(items(&none).contains(&"synthetic".to_owned()));
}
