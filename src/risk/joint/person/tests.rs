use super::super::attacker;
use super::*;
use crate::risk::evidence::TableEvidence;
use approx::assert_abs_diff_eq;
use proptest::prelude::*;

fn attackers() -> Vec<Attacker> {
    attacker::read(include_str!("../../../../data/guide/attackers.csv")).unwrap()
}

fn curve(first: f64) -> SearchCurve {
    SearchCurve::Among { people: 100.0, first: Chance::exactly(first) }
}

fn scan(face: Face, first: f64) -> ScanEvidence {
    ScanEvidence {
        scan: format!("sub-01_{first}_T1w.nii.gz"),
        participant: Some("sub-01".to_owned()),
        structural: true,
        face,
        among_scans: Some(curve(first)),
        among_photographs: Some(curve(first)),
        skull: None,
        source: "by hand".to_owned(),
    }
}

/// 60 participants, 4 with the same facts as sub-01, 50 such people in the population.
fn evidence(scans: Option<Vec<ScanEvidence>>, findings: Option<Vec<Finding>>) -> Evidence {
    let person = PersonInTable {
        participant: "sub-01".to_owned(),
        class: 4.0,
        population: Some([20.0, 100.0]),
        population_estimate: Some(50.0),
    };
    let table = TableEvidence { people: vec![person], ..TableEvidence::default() };
    Evidence { participants: Some(60), scans, table: Some(table), findings, files: None }
}

fn finding(rule: &str, severity: Severity) -> Finding {
    Finding { rule: rule.to_owned(), severity, count: 1, participants: Vec::new() }
}

fn risk(evidence: &Evidence, id: &str) -> AttackerRisk {
    let all = attackers();
    Person::of(evidence, "sub-01").risk(all.iter().find(|a| a.id == id).unwrap())
}

#[test]
fn every_attacker_by_hand() {
    let found = evidence(Some(vec![scan(Face::Partial, 0.5)]), Some(vec![]));
    let figure = |id: &str| risk(&found, id).chance;
    let acquaintance = figure("acquaintance");
    assert_eq!(acquaintance, Chance { estimate: Some(0.25), low: 1.0 / 60.0, high: 0.25 });
    let journalist = figure("journalist");
    assert_eq!(journalist, Chance { estimate: Some(0.02), low: 0.01, high: 0.05 });
    assert_eq!(figure("stranger_with_photographs"), Chance::exactly(0.5));
    let other_scan = figure("holder_of_another_scan");
    assert_eq!(other_scan, Chance { estimate: Some(0.5), low: 0.5, high: 1.0 });
    // 20 to 100 people: at least 0.5 (at 100), at most 0.5^(19/99).
    let combined = figure("combination");
    assert_abs_diff_eq!(combined.low, 0.5, epsilon = 1e-12);
    assert_abs_diff_eq!(combined.high, 0.875_440, epsilon = 1e-6);
    // The normal law through 0.5 of 100 stands out by d = 2.66 SD or so: 0.6 of 50 people.
    assert!((0.55..0.65).contains(&combined.estimate.unwrap()), "{combined:?}");
    // 4 of the dataset: at most 0.5^(3/99); who knows fewer facts searches up to 60.
    let inside = figure("combination_knowing_participation");
    assert_abs_diff_eq!(inside.high, 0.979_215, epsilon = 1e-6);
    assert_abs_diff_eq!(inside.low, 0.5, epsilon = 1e-12);
    for id in ["acquaintance", "journalist", "stranger_with_photographs", "combination"] {
        assert_eq!(risk(&found, id).assessed, Assessed::Fully, "{id}");
    }
    assert_eq!(risk(&found, "holder_of_another_scan").assessed, Assessed::Partly);
}

#[test]
fn a_skull_adds_what_was_seen_of_it_and_the_brain_stays_open() {
    let few = SearchCurve::Among { people: 7.0, first: Chance::new(None, 0.9, 1.0).unwrap() };
    let with = |first: f64, skull: &SearchCurve| {
        let one = ScanEvidence { skull: Some(skull.clone()), ..scan(Face::Absent, first) };
        risk(&evidence(Some(vec![one]), Some(vec![])), "holder_of_another_scan")
    };
    // Seven people found first among seven: 0.9^(99/6) of a hundred at least.
    let found = with(0.02, &few);
    assert_abs_diff_eq!(found.chance.low, 0.9_f64.powf(99.0 / 6.0), epsilon = 1e-12);
    assert_abs_diff_eq!(found.chance.high, 1.0);
    let told = found.rests_on.iter().find(|g| g.key == "skull_compared").unwrap();
    assert_eq!(told.people, Some([7.0; 2]));
    assert!(found.rests_on.iter().any(|g| g.key == "brain_untested"));
    assert_eq!(found.assessed, Assessed::Partly);
    // Who compares faces alone is not helped by it.
    let one = ScanEvidence { skull: Some(few), ..scan(Face::Absent, 0.02) };
    let faces = risk(&evidence(Some(vec![one]), Some(vec![])), "combination");
    assert_eq!(
        faces.chance,
        risk(&evidence(Some(vec![scan(Face::Absent, 0.02)]), Some(vec![])), "combination").chance
    );
}

#[test]
fn what_was_not_looked_at_reaches_up_to_one() {
    let nothing = Evidence::default();
    for attacker in attackers() {
        let found = Person::of(&nothing, "sub-01").risk(&attacker);
        assert_eq!((found.chance, found.assessed), (Chance::UNKNOWN, Assessed::NotAssessed));
        assert!(!found.rests_on.is_empty());
    }
    let half = evidence(Some(vec![scan(Face::Undetermined, 0.1), scan(Face::Absent, 0.02)]), None);
    let found = risk(&half, "stranger_with_photographs");
    assert_eq!(found.chance, Chance { estimate: Some(0.02), low: 0.02, high: 1.0 });
    assert_eq!(found.assessed, Assessed::Partly);
    assert!(found.rests_on.iter().any(|g| g.key == "scans_untested" && g.what == "1"));
    assert_abs_diff_eq!(risk(&half, "acquaintance").chance.high, 1.0);
}

#[test]
fn the_worst_scan_counts() {
    let two =
        evidence(Some(vec![scan(Face::Absent, 0.02), scan(Face::Present, 0.97)]), Some(vec![]));
    let found = risk(&two, "stranger_with_photographs");
    assert_eq!(found.chance, Chance::exactly(0.97));
    assert!(found.rests_on.iter().any(|g| g.what.contains("0.97_T1w")), "{found:?}");
    // No image of him: the face adds nothing to the facts.
    let none = evidence(Some(vec![]), Some(vec![]));
    assert_eq!(risk(&none, "combination").chance, risk(&none, "journalist").chance);
}

#[test]
fn a_finding_that_names_the_person_beats_every_figure() {
    let with = |rule: &str, severity| evidence(Some(vec![]), Some(vec![finding(rule, severity)]));
    let named = risk(&with("JSON-ID-01", Severity::Block), "journalist");
    assert_eq!(named.chance, Chance { estimate: Some(1.0), low: 0.01, high: 1.0 });
    let dated = with("SC-ACQ", Severity::High);
    let found = risk(&dated, "journalist");
    assert_eq!(found.chance, Chance { estimate: Some(0.02), low: 0.01, high: 1.0 });
    assert_abs_diff_eq!(risk(&dated, "stranger_with_photographs").chance.high, 0.01);
    // The face's own finding is in the figures already.
    let face = risk(&with("FACE-01", Severity::Block), "journalist");
    assert_abs_diff_eq!(face.chance.high, 0.05);
    let mut of_another = with("JSON-ID-01", Severity::Block);
    of_another.findings.as_mut().unwrap()[0].participants.push("sub-02".to_owned());
    assert_abs_diff_eq!(risk(&of_another, "journalist").chance.high, 0.05);
}

proptest! {
    #[test]
    fn more_people_of_the_same_kind_and_less_face_mean_less_risk(
        class in 1.0..200.0f64, wider in 1.0..3.0f64,
        people in 1.0..1e6f64, weak in 0.0..1.0f64, strong in 0.0..1.0f64,
    ) {
        let (weak, strong) = (weak.min(strong), weak.max(strong));
        let with = |factor: f64, first: f64| {
            let mut all = evidence(Some(vec![scan(Face::Partial, first)]), Some(vec![]));
            all.participants = Some(100_000);
            let table = all.table.as_mut().unwrap();
            table.people[0].class = class * factor;
            let population = class * factor + people * factor;
            table.people[0].population = Some([population, 2.0 * population]);
            table.people[0].population_estimate = Some(population);
            all
        };
        let (risky, less_face, less_alone) = (with(1.0, strong), with(1.0, weak), with(wider, strong));
        for attacker in attackers() {
            let of = |all: &Evidence| Person::of(all, "sub-01").risk(&attacker).chance;
            let most = of(&risky);
            for other in [of(&less_face), of(&less_alone)] {
                prop_assert!(most.is_valid() && other.is_valid(), "{most:?} {other:?}");
                prop_assert!(other.low <= most.low + 1e-12 && other.high <= most.high + 1e-12);
                prop_assert!(other.estimate.unwrap() <= most.estimate.unwrap() + 1e-9);
            }
        }
    }
}
