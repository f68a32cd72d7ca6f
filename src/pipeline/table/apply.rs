//! A plan applied to the rows of the table's file.

use crate::disclosure::plan::Plan;
use crate::disclosure::read::{FileFacts, MissingCodes};

use super::TableError;
use super::config::TableConfig;
use super::input::Input;
use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The table after the plan: name and content of its file. Separators and ends of lines stay as
/// they were; the file is plain UTF-8.
pub(super) fn apply(
    plan: &Path,
    config: &TableConfig,
    input: &Input,
) -> Result<(String, Vec<u8>), TableError> {
    let read = |path: &Path| {
        fs::read(path).map_err(|error| TableError::File { path: path.to_owned(), error })
    };
    let text = String::from_utf8_lossy(&read(plan)?).into_owned();
    let plan = Plan::from_toml(&text)
        .map_err(|error| TableError::Plan { path: plan.to_owned(), error })?;
    let facts = &input.participants.file;
    let text = text_of(read(&config.file)?, facts)
        .map_err(|error| TableError::File { path: config.file.clone(), error })?;
    let ends = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut rows = rows(&text, facts.separator);
    let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    let missing = MissingCodes::default();
    let person = persons(input, &header, &rows);
    let after = plan.apply_rows(&header, &rows, |cell| missing.is_missing(cell), &person)?;
    let mut out = String::with_capacity(text.len());
    for row in std::iter::once(&header).chain(&after) {
        let cells: Vec<String> = row.iter().map(|cell| written(cell, facts.separator)).collect();
        out.push_str(&cells.join(&facts.separator.to_string()));
        out.push_str(ends);
    }
    Ok((name(&config.file), out.into_bytes()))
}

/// The file's own name, without the ending of gzip.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.strip_suffix(".gz").map_or(name.clone(), str::to_owned)
}

fn text_of(bytes: Vec<u8>, facts: &FileFacts) -> std::io::Result<String> {
    let bytes = if facts.compressed {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut plain)?;
        plain
    } else {
        bytes
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // The reader took it for Latin-1, whose bytes are the first characters of Unicode.
        Err(other) => other.into_bytes().into_iter().map(char::from).collect(),
    };
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// Cells of all rows that are not blank; where cells are parted by tabs a quote is a character.
fn rows(text: &str, separator: char) -> Vec<Vec<String>> {
    if separator == '\t' {
        let lines = text.lines().filter(|line| !line.is_empty());
        return lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    }
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(separator as u8)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let cells = |row: csv::StringRecord| row.iter().map(str::to_owned).collect();
    csv.records().filter_map(Result::ok).map(cells).collect()
}

fn written(cell: &str, separator: char) -> String {
    let special = |c: char| c == separator || c == '"' || c == '\n' || c == '\r';
    if separator != '\t' && cell.contains(special) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// Number of the person of each row; rows without a name are persons of their own.
fn persons(input: &Input, header: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    let column = input.participants.persons.column.as_ref();
    let column = column.and_then(|name| header.iter().position(|h| h.trim() == name));
    let Some(column) = column else { return (0..rows.len()).collect() };
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut person = Vec::with_capacity(rows.len());
    for (n, row) in rows.iter().enumerate() {
        let name = row.get(column).map_or("", |cell| cell.trim());
        person.push(if name.is_empty() { n } else { *known.entry(name).or_insert(n) });
    }
    person
}
