//! Reading of participants tables as they really are.
//!
//! A file is read in blocks of whole records. Threads split the records of their blocks and code
//! the values by dictionaries of their own, which are then joined in the order of the file: codes
//! are given by first appearance, whatever the number of threads.

mod block;
mod cell_end;
mod cell_text;
mod dialect;
mod dictionary;
mod error;
mod groups;
mod header;
mod joined;
mod missing_codes;
mod names;
mod persons;
mod row_names;
mod sidecar;
mod source;
mod stream;

pub use error::ReadError;
pub use missing_codes::{MissingCode, MissingCodes, MissingCodesError};
pub use names::Names;
pub use persons::{Differing, Persons};
pub use sidecar::{ColumnDescription, Sidecar};

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::table::Table;
use row_names::RowNames;
use stream::{Keep, Rows};

/// What to read, and what to take for missing.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Column that names persons; without it, the first of `participant_id`, `subject_id`,
    /// `patient_id`, `participant`, `subject`, `sub`, `record_id` and some more, `id` last, that there is.
    pub person_column: Option<String>,
    /// Columns to keep, by their names; all without it. The column of persons is always read.
    pub columns: Option<Vec<String>>,
    /// Codes of missing values; the shipped ones by default.
    pub missing_codes: MissingCodes,
    /// Whether persons who have the same values in all columns may be one record (see
    /// [`Persons::of_record`]): large tables then need little memory. Files whose names of persons
    /// are not in order are read in full.
    pub as_groups: bool,
}

/// A table of persons, and everything that is known of its file.
#[derive(Clone, Debug, PartialEq)]
pub struct ParticipantsTable {
    /// One record a person; the column that names persons is not in it.
    pub table: Table,
    /// Who the records are, and how rows became persons.
    pub persons: Persons,
    /// The JSON beside the table; empty without one.
    pub sidecar: Sidecar,
    /// What the file is.
    pub file: FileFacts,
    /// What was assumed or changed in reading.
    pub notes: Vec<Note>,
}

/// Something the reader assumed or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// The column, where it is about one.
    pub column: Option<String>,
    /// What was done, in words; no value of a person is quoted.
    pub text: String,
}

impl Note {
    fn file(text: String) -> Self {
        Self { column: None, text }
    }

    fn column(name: &str, text: String) -> Self {
        Self { column: Some(name.to_owned()), text }
    }
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileFacts {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it is gzip, by its content.
    pub compressed: bool,
    /// Character between cells.
    pub separator: char,
    /// `UTF-8` or `Latin-1`.
    pub encoding: &'static str,
    /// Rows below the header.
    pub rows: usize,
    /// Columns in the header.
    pub columns: usize,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Codes of missing values that occur, with the number of cells, most frequent first.
    pub missing_codes: Vec<(String, usize)>,
}

/// Names that are kept: those of so many persons are never looked at, and would take as much memory
/// as four columns.
const MOST_NAMES: usize = 2_000_000;

/// Reads a table of persons (CSV, TSV or semicolons; plain or gzip) and the JSON beside it.
///
/// Rows of one person become one record (see [`Persons`]).
///
/// # Errors
/// [`ReadError`], which names the file, and line and column where it can.
pub fn read(path: &Path, options: &ReadOptions) -> Result<ParticipantsTable, ReadError> {
    let mut notes = Vec::new();
    let sidecar = sidecar::beside(path, &mut notes);
    let rows = rows(path, options, &sidecar, &mut notes)?;
    let (table, persons) = match rows.sizes {
        Some(sizes) => persons::grouped(rows.table, sizes, rows.names, rows.file.rows, &mut notes),
        None => persons::collapse(rows.table, rows.names, &mut notes),
    };
    Ok(ParticipantsTable { table, persons, sidecar, file: rows.file, notes })
}

/// The rows in the shortest way in which persons are counted once.
fn rows(
    path: &Path,
    options: &ReadOptions,
    sidecar: &Sidecar,
    notes: &mut Vec<Note>,
) -> Result<Rows, ReadError> {
    let ways = [Keep::Groups, Keep::Rows { most_names: MOST_NAMES }];
    let before = notes.len();
    for keep in ways.into_iter().skip(usize::from(!options.as_groups)) {
        match stream::read(path, options, sidecar, keep, notes)? {
            Some(rows) if !matches!(rows.names, Some((_, RowNames::Lost))) => return Ok(rows),
            _ => notes.truncate(before),
        }
    }
    let all = stream::read(path, options, sidecar, Keep::Rows { most_names: usize::MAX }, notes)?;
    Ok(all.unwrap_or_else(|| unreachable!("rows that are kept can always be")))
}
