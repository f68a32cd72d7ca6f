//! The joint risk as a table: one row a participant and attacker, with what each figure rests on.

use super::cell::{significant, text};
use super::dictionary;
use crate::risk::chance::Chance;
use crate::risk::joint::person::{AttackerRisk, Ground};
use crate::risk::texts::Language;

const COLUMNS: &str = include_str!("../../data/joint_columns.csv");
const TABLE: &str = "joint_risk";

/// The data dictionary of the table.
pub fn dictionary() -> serde_json::Value {
    dictionary::json(COLUMNS, TABLE)
}

/// The table as CSV: `(participant, risk under every attacker, the same once the fixes are made)`.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn table<'a>(
    people: impl IntoIterator<Item = (&'a str, &'a [AttackerRisk], &'a [AttackerRisk])>,
    language: &Language<'_>,
) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(dictionary::columns(COLUMNS, TABLE).map(|column| column.name))?;
    for (participant, risks, fixed) in people {
        for (n, risk) in risks.iter().enumerate() {
            let after = fixed.get(n).map(|risk| risk.chance);
            let grounds: Vec<String> = risk.rests_on.iter().map(|g| ground(g, language)).collect();
            csv.write_record([
                text(participant),
                risk.attacker.clone(),
                significant(risk.chance.estimate),
                significant(Some(risk.chance.low)),
                significant(Some(risk.chance.high)),
                risk.assessed.as_str().to_owned(),
                significant(after.and_then(|chance| chance.estimate)),
                significant(after.map(|chance| chance.low)),
                significant(after.map(|chance| chance.high)),
                text(&grounds.join("; ")),
            ])?;
        }
    }
    csv.into_inner().map_err(|e| e.into_error().into())
}

/// A part of what a figure rests on, as a sentence.
pub fn ground(ground: &Ground, language: &Language<'_>) -> String {
    let people = ground.people.map(people).unwrap_or_default();
    let chance = ground.chance.map(chance).unwrap_or_default();
    let values = [("what", ground.what.as_str()), ("people", &people), ("chance", &chance)];
    language.fill(&format!("ground.{}", ground.key), &values)
}

/// `0.25 (0.0167 - 0.25)`; the ends alone where there is no estimate.
fn chance(chance: Chance) -> String {
    let ends = format!("{} - {}", significant(Some(chance.low)), significant(Some(chance.high)));
    match chance.estimate {
        Some(estimate) => format!("{} ({ends})", significant(Some(estimate))),
        None => ends,
    }
}

/// `4 - 60`; `>= 4` where nothing bounds it.
fn people([fewest, most]: [f64; 2]) -> String {
    let from = significant(Some(fewest));
    if most.is_infinite() {
        return format!(">= {from}");
    }
    let to = significant(Some(most));
    if from == to { from } else { format!("{from} - {to}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::evidence::{
        Evidence, Face, Finding, PersonInTable, ScanEvidence, Severity, TableEvidence,
    };
    use crate::risk::joint::person::Person;
    use crate::risk::joint::searched::SearchCurve;
    use crate::risk::knowledge::Knowledge;

    fn rows(evidence: &Evidence) -> Vec<std::collections::HashMap<String, String>> {
        let knowledge = Knowledge::shipped();
        let language = knowledge.texts.language("en").unwrap();
        let risks: Vec<AttackerRisk> = knowledge
            .attackers
            .iter()
            .map(|attacker| Person::of(evidence, "sub-01").risk(attacker))
            .collect();
        let bytes = table([("sub-01", risks.as_slice(), risks.as_slice())], &language).unwrap();
        csv::Reader::from_reader(bytes.as_slice()).deserialize().map(Result::unwrap).collect()
    }

    #[test]
    fn every_figure_says_what_it_rests_on() {
        let scan = |face, first: Option<f64>| ScanEvidence {
            scan: "sub-01_T1w.nii.gz".to_owned(),
            participant: Some("sub-01".to_owned()),
            structural: true,
            face,
            among_scans: first
                .map(|first| SearchCurve::Among { people: 100.0, first: Chance::exactly(first) }),
            among_photographs: None,
            skull: None,
            source: "by hand".to_owned(),
        };
        let person = PersonInTable {
            participant: "sub-01".to_owned(),
            class: 4.0,
            population: None,
            population_estimate: None,
        };
        let finding =
            |severity| Finding { rule: "X-1".to_owned(), severity, count: 1, participants: vec![] };
        let some = Evidence {
            participants: Some(60),
            scans: Some(vec![scan(Face::Present, Some(0.5)), scan(Face::Undetermined, None)]),
            table: Some(TableEvidence { people: vec![person], ..TableEvidence::default() }),
            findings: Some(vec![finding(Severity::Block), finding(Severity::High)]),
            files: None,
        };
        let mut with_population = some.clone();
        with_population.table.as_mut().unwrap().people[0].population = Some([9.0, 20.0]);
        with_population.findings = Some(vec![]);
        for evidence in [&Evidence::default(), &some, &with_population] {
            for row in rows(evidence) {
                let said = &row["rests_on"];
                assert!(
                    !said.is_empty() && !said.contains("ground.") && !said.contains('{'),
                    "{said}"
                );
            }
        }
        let acquaintance = &rows(&some)[0];
        assert_eq!(acquaintance["attacker"], "acquaintance");
        assert!(
            acquaintance["rests_on"]
                .starts_with("participants with the same facts: 4 - 60; X-1 found")
        );
        assert_eq!(
            (acquaintance["low"].as_str(), acquaintance["estimate"].as_str()),
            ("0.0166667", "1")
        );
        let journalist = &rows(&with_population)[1];
        assert_eq!(journalist["high"], "0.111111");
        assert_eq!(journalist["estimate"], "n/a");
    }
}
