//! Data dictionaries: what the columns of a table mean, from a CSV with the columns `table`,
//! `column`, `units`, `description`.

use serde::Deserialize;

/// A column of a table that is written.
#[derive(Debug, Deserialize)]
pub(super) struct Column {
    table: String,
    /// Its name.
    #[serde(rename = "column")]
    pub(super) name: String,
    units: String,
    description: String,
}

/// The columns of one table, in order; every one has a description.
pub(super) fn columns<'t>(
    text: &'static str,
    table: &'t str,
) -> impl Iterator<Item = Column> + use<'t> {
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Column>();
    let described = |row: &Column| !row.description.is_empty();
    rows.filter_map(Result::ok).filter(described).filter(move |row| row.table == table)
}

/// The dictionary as BIDS puts it beside a table: column → description, units.
pub(super) fn json(text: &'static str, table: &str) -> serde_json::Value {
    let entry = |column: Column| {
        let mut meaning = serde_json::json!({ "Description": column.description });
        if !column.units.is_empty() {
            meaning["Units"] = column.units.into();
        }
        (column.name, meaning)
    };
    serde_json::Value::Object(columns(text, table).map(entry).collect())
}
