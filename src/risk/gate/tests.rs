use super::fail_on::FailOn;
use super::*;
use crate::risk::date::Date;
use crate::risk::evidence::{
    Evidence, Face, FileCount, Finding, PersonInTable, ScanEvidence, Severity, TableEvidence,
};
use crate::risk::guide::advice::advise;
use crate::risk::guide::context::Context;
use crate::risk::knowledge::Knowledge;

fn judged(evidence: &Evidence, destination: &str, said: &[(&str, &str)]) -> Vec<Judged> {
    let knowledge = Knowledge::shipped();
    let mut context = Context::default();
    for (question, answer) in said {
        context.set(question, answer, &knowledge).unwrap();
    }
    let profile = knowledge.destination(destination);
    let today = Date::new(2026, 11, 26).unwrap();
    advise(&knowledge, evidence, &context, profile, today).destination.unwrap().gates
}

fn state(gates: &[Judged], name: &str) -> State {
    gates.iter().find(|gate| gate.gate == name).unwrap().state
}

/// Everything was looked at and nothing found: 11 people of the population share each one's facts.
fn clean() -> Evidence {
    let person = PersonInTable {
        participant: "sub-01".to_owned(),
        class: 2.0,
        population: Some([11.0, 11.0]),
        population_estimate: None,
    };
    let table =
        TableEvidence { youngest: Some(30.0), people: vec![person], ..TableEvidence::default() };
    Evidence {
        participants: Some(100),
        scans: Some(vec![scan(Face::Absent)]),
        table: Some(table),
        findings: Some(vec![]),
        files: Some(FileCount { total: 1000, not_assessed: 0 }),
    }
}

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

fn finding(rule: &str, severity: Severity) -> Finding {
    Finding { rule: rule.to_owned(), severity, count: 1, participants: Vec::new() }
}

const HEALTHY: [(&str, &str); 2] = [("sample", "healthy_adults"), ("lesion", "no")];

#[test]
fn what_was_looked_at_and_not_found_holds() {
    for gate in judged(&clean(), "public", &HEALTHY) {
        let expected = if gate.gate == "sample_unique" { State::Reported } else { State::Holds };
        assert_eq!(gate.state, expected, "{gate:?}");
    }
}

#[test]
fn what_was_not_looked_at_counts_against_every_gate() {
    let gates = judged(&Evidence::default(), "public", &[]);
    for gate in &gates {
        let reported = gate.state == State::Reported;
        assert!(reported || gate.state == State::NotAssessed, "{gate:?}");
        assert!(reported || (gate.state.is_against() && !gate.step.is_empty()), "{gate:?}");
    }
    assert_eq!(FailOn::Any.failed(&gates).len(), gates.len() - 1);
}

#[test]
fn limits_are_those_of_the_destination() {
    let mut risky = clean();
    risky.table.as_mut().unwrap().people[0].population = Some([8.0, 8.0]);
    risky.files = Some(FileCount { total: 1000, not_assessed: 10 });
    risky.findings = Some(vec![finding("SC-ACQ", Severity::High)]);
    let open = judged(&risky, "public", &HEALTHY);
    let restricted = judged(&risky, "dua", &HEALTHY);
    for (gate, public, dua) in [
        ("table_risk", State::Fails, State::Holds),
        ("not_assessed", State::Fails, State::Holds),
        ("high", State::Fails, State::Fails),
        ("real_dates", State::Fails, State::Fails),
        ("blocking", State::Holds, State::Holds),
    ] {
        assert_eq!((state(&open, gate), state(&restricted, gate)), (public, dua), "{gate}");
    }
    assert_eq!(state(&judged(&risky, "enclave", &HEALTHY), "real_dates"), State::Allowed);
    let mut more = risky.clone();
    more.files = Some(FileCount { total: 1000, not_assessed: 11 });
    assert_eq!(state(&judged(&more, "dua", &HEALTHY), "not_assessed"), State::Fails);
    let mut young = clean();
    young.table.as_mut().unwrap().youngest = Some(15.0);
    assert_eq!(state(&judged(&young, "public", &HEALTHY), "protected_sample"), State::Fails);
    assert_eq!(state(&judged(&young, "dua", &HEALTHY), "protected_sample"), State::Allowed);
}

#[test]
fn a_range_across_the_limit_and_an_image_nobody_could_judge_decide_nothing() {
    let mut wide = clean();
    wide.table.as_mut().unwrap().people[0].population = Some([3.0, 1000.0]);
    wide.scans.as_mut().unwrap().push(scan(Face::Undetermined));
    let gates = judged(&wide, "public", &HEALTHY);
    assert_eq!(state(&gates, "table_risk"), State::Undecided);
    assert_eq!(state(&gates, "face"), State::Undecided);
    assert_eq!(state(&gates, "face_undetermined"), State::Fails);
    assert_eq!(FailOn::Any.failed(&gates).len(), 3);
}

#[test]
fn an_acceptance_lifts_what_was_found_and_only_where_the_table_says_so() {
    let mut faces = clean();
    faces.scans = Some(vec![scan(Face::Present)]);
    faces.findings = Some(vec![finding("FACE-01", Severity::Block)]);
    let consent = [HEALTHY[0], HEALTHY[1], ("consent_to_faces", "yes")];
    let agreed = [consent[0], consent[1], consent[2], ("dpo_agrees_faces", "yes")];
    assert_eq!(state(&judged(&faces, "dua", &consent), "face"), State::Fails);
    assert_eq!(state(&judged(&faces, "dua", &agreed), "face"), State::Lifted);
    assert_eq!(state(&judged(&faces, "public", &agreed), "face"), State::Fails);
    let enclave = judged(&faces, "enclave", &consent);
    assert_eq!(
        (state(&enclave, "face"), state(&enclave, "blocking")),
        (State::Lifted, State::Holds)
    );
    faces.scans = Some(vec![scan(Face::Undetermined)]);
    assert_eq!(state(&judged(&faces, "dua", &agreed), "face"), State::Undecided);
}

#[test]
fn a_run_fails_on_the_gates_it_was_asked_for() {
    let mut dated = clean();
    dated.findings = Some(vec![finding("SC-ACQ", Severity::Moderate)]);
    let gates = judged(&dated, "public", &HEALTHY);
    let known = gates.iter().map(|gate| gate.gate.as_str()).collect();
    let failed = |typed: &[&str]| {
        let asked = FailOn::parse(typed.iter().copied(), &known).unwrap();
        asked.failed(&gates).iter().map(|gate| gate.gate.clone()).collect::<Vec<_>>()
    };
    assert_eq!(failed(&["any"]), ["real_dates"]);
    assert_eq!(failed(&["face", " real_dates"]), ["real_dates"]);
    assert!(failed(&["face"]).is_empty());
    let told = FailOn::parse(["faces"], &known).unwrap_err().to_string();
    assert!(told.contains("--fail-on faces") && told.contains("real_dates"), "{told}");
}
