//! `findings.csv`: one row per rule, field and kind of value, the worst first.

use crate::dataset::audit::finding::Finding;

use super::cell::text;
use super::dictionary;

const COLUMNS: &str = include_str!("../../data/findings_columns.csv");
const TABLE: &str = "findings";

/// The table as bytes.
///
/// # Errors
/// Never for writing into memory; the writer's error otherwise.
pub fn write<'a>(findings: impl Iterator<Item = &'a Finding>) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(dictionary::columns(COLUMNS, TABLE).map(|column| column.name))?;
    for finding in findings {
        csv.write_record([
            finding.rule.as_str(),
            finding.severity.as_str(),
            &finding.count.to_string(),
            &text(&finding.place),
            &text(&finding.field),
            &finding.value_class,
            &text(&finding.examples.join(";")),
            &text(&finding.why),
            &text(&finding.remedy),
            &text(&finding.source),
        ])?;
    }
    csv.into_inner().map_err(|e| e.into_error().into())
}

/// The data dictionary of the table, as BIDS wants it beside one.
pub fn dictionary() -> serde_json::Value {
    dictionary::json(COLUMNS, TABLE)
}
