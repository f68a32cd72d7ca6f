//! The evidence as tables, so that every figure of the joint risk can be computed again by hand:
//! `scans_risk.csv`, `participants_table.csv`, `findings_risk.csv`.

use super::cell::{missing, significant, text, yes};
use super::dictionary;
use crate::risk::chance::Chance;
use crate::risk::evidence::{Evidence, Face};
use crate::risk::joint::searched::SearchCurve;

const COLUMNS: &str = include_str!("../../data/evidence_columns.csv");

/// Names of the tables.
pub const TABLES: [&str; 3] = ["scans_risk", "participants_table", "findings_risk"];

/// The data dictionary of a table: column → description, units.
pub fn dictionary(table: &str) -> serde_json::Value {
    dictionary::json(COLUMNS, table)
}

/// A table by its name; without rows where the check did not run.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn table(name: &str, evidence: &Evidence) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(dictionary::columns(COLUMNS, name).map(|column| column.name))?;
    let rows = match name {
        "scans_risk" => scans(evidence),
        "participants_table" => people(evidence),
        _ => findings(evidence),
    };
    for row in rows {
        csv.write_record(row)?;
    }
    csv.into_inner().map_err(|e| e.into_error().into())
}

fn scans(evidence: &Evidence) -> Vec<Vec<String>> {
    let row = |scan: &crate::risk::evidence::ScanEvidence| {
        let mut row = vec![
            text(&scan.scan),
            scan.participant.as_deref().map_or_else(missing, text),
            yes(scan.structural).to_owned(),
            face(scan.face).to_owned(),
        ];
        row.extend(curve(scan.among_scans.as_ref()));
        row.extend(curve(scan.among_photographs.as_ref()));
        row.extend(curve(scan.skull.as_ref()));
        row.push(text(&scan.source));
        row
    };
    evidence.scans.iter().flatten().map(row).collect()
}

/// People and chance; a measured curve is read at its own number of people.
fn curve(curve: Option<&SearchCurve>) -> [String; 4] {
    let (people, Chance { estimate, low, high }) = match curve {
        None => return [(); 4].map(|()| missing()),
        Some(SearchCurve::Among { people, first }) => (*people, *first),
        Some(measured @ SearchCurve::Measured { subjects, .. }) => {
            let people = *subjects as f64;
            (people, measured.first_of(people))
        }
    };
    [Some(people), estimate, Some(low), Some(high)].map(significant)
}

fn face(face: Face) -> &'static str {
    match face {
        Face::Present => "present",
        Face::Partial => "partial",
        Face::Blurred => "blurred",
        Face::Replaced => "replaced",
        Face::Absent => "absent",
        Face::Undetermined => "undetermined",
    }
}

fn people(evidence: &Evidence) -> Vec<Vec<String>> {
    let row = |person: &crate::risk::evidence::PersonInTable| {
        let population = |end: usize| significant(person.population.map(|ends| ends[end]));
        vec![
            text(&person.participant),
            significant(Some(person.class)),
            population(0),
            population(1),
            significant(person.population_estimate),
        ]
    };
    evidence.table.iter().flat_map(|table| &table.people).map(row).collect()
}

fn findings(evidence: &Evidence) -> Vec<Vec<String>> {
    let row = |finding: &crate::risk::evidence::Finding| {
        let whom = match finding.participants.as_slice() {
            [] => "all".to_owned(),
            some => some.join(";"),
        };
        vec![
            finding.rule.clone(),
            finding.severity.as_str().to_owned(),
            finding.count.to_string(),
            text(&whom),
        ]
    };
    evidence.findings.iter().flatten().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_columns_described() {
        for name in TABLES {
            let empty = table(name, &Evidence::default()).unwrap();
            let header = String::from_utf8(empty).unwrap();
            let columns: Vec<&str> = header.trim().split(',').collect();
            let described = dictionary(name);
            assert!(columns.len() > 3);
            assert!(columns.iter().all(|c| described[*c]["Description"].is_string()), "{name}");
        }
    }
}
