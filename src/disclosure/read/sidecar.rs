//! The JSON beside a table (BIDS): what its columns mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::Note;

/// What the JSON says of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ColumnDescription {
    /// What is measured.
    pub description: Option<String>,
    /// Units of numbers.
    pub units: Option<String>,
    /// What each value means, in the order of the file.
    pub levels: Vec<(String, String)>,
}

/// What the JSON beside a table says of its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sidecar {
    /// The file; nothing without one.
    pub path: Option<PathBuf>,
    /// By the name of the column.
    pub columns: BTreeMap<String, ColumnDescription>,
}

impl Sidecar {
    /// What it says of a column.
    pub fn of(&self, column: &str) -> Option<&ColumnDescription> {
        self.columns.get(column)
    }

    /// Values that it declares for a column.
    pub(super) fn levels(&self, column: &str) -> Vec<String> {
        let levels = self.of(column).map(|found| found.levels.as_slice()).unwrap_or_default();
        levels.iter().map(|(value, _)| value.clone()).collect()
    }
}

/// Greatest JSON that is read; those of 20 public datasets have at most 7 kB.
const MOST_BYTES: u64 = 4 << 20;

/// Reads the JSON of the same name; one that cannot be used is a note.
pub(super) fn beside(table: &Path, notes: &mut Vec<Note>) -> Sidecar {
    let path = json_path(table);
    let Ok(meta) = path.metadata() else { return Sidecar::default() };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if !meta.is_file() || meta.len() > MOST_BYTES {
        notes.push(Note::file(format!("{name}: no file of at most {MOST_BYTES} bytes; not used")));
        return Sidecar::default();
    }
    let read = std::fs::read(&path).map_err(|e| e.to_string());
    let parsed = read.and_then(|bytes| {
        let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(&bytes);
        serde_json::from_slice::<Value>(bytes).map_err(|e| e.to_string())
    });
    match parsed {
        Ok(json) => {
            let mut columns = BTreeMap::new();
            collect(&json, &mut columns, 0);
            Sidecar { path: Some(path), columns }
        }
        Err(problem) => {
            notes.push(Note::file(format!("{name}: cannot be used: {problem}")));
            Sidecar::default()
        }
    }
}

fn json_path(table: &Path) -> PathBuf {
    let plain = match table.extension() {
        Some(e) if e.eq_ignore_ascii_case("gz") => table.with_extension(""),
        _ => table.to_owned(),
    };
    plain.with_extension("json")
}

/// Takes every object that describes something; some files wrap the columns in groups.
fn collect(json: &Value, columns: &mut BTreeMap<String, ColumnDescription>, depth: usize) {
    const DEEPEST: usize = 3;
    let Some(object) = json.as_object().filter(|_| depth <= DEEPEST) else { return };
    for (name, value) in object {
        let described = describe(value);
        if described == ColumnDescription::default() {
            collect(value, columns, depth + 1);
        } else {
            columns.entry(name.trim().to_owned()).or_insert(described);
        }
    }
}

fn describe(value: &Value) -> ColumnDescription {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let meaning = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Object(object) => {
            object.get("Description").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        other => other.to_string(),
    };
    let levels = value.get("Levels").and_then(Value::as_object);
    let levels = levels.map(|l| l.iter().map(|(v, m)| (v.trim().to_owned(), meaning(m))).collect());
    ColumnDescription {
        description: text("Description").or_else(|| text("LongName")),
        units: text("Units"),
        levels: levels.unwrap_or_default(),
    }
}
