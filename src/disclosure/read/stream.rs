//! From blocks to the columns of a table.

use std::path::Path;

use rayon::prelude::*;

use super::block::{Block, Parsing, cells};
use super::cell_text::text;
use super::dialect::{Dialect, count};
use super::dictionary;
use super::error::{Problem, ReadError};
use super::header::Header;
use super::joined::Joined;
use super::row_names::RowNames;
use super::source::Source;
use super::{FileFacts, Note, ReadOptions, Sidecar};
use crate::disclosure::table::Table;

/// The rows of a file, before they become persons.
pub(super) struct Rows {
    pub(super) table: Table,
    /// Rows of each of its records, where they are groups.
    pub(super) sizes: Option<Vec<u32>>,
    /// Names of the rows, with the name of the column; nothing without such a column.
    pub(super) names: Option<(String, RowNames)>,
    pub(super) file: FileFacts,
}

/// UTF-8's byte order mark.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// What is kept of the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// All of them; so many names at most, unless their order breaks before.
    Rows { most_names: usize },
    /// How many have the same values in all columns; no names.
    Groups,
}

/// Reads all rows; nothing where they cannot be made groups.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    sidecar: &Sidecar,
    keep: Keep,
    notes: &mut Vec<Note>,
) -> Result<Option<Rows>, ReadError> {
    let error = |problem| ReadError { path: path.to_owned(), problem };
    let mut source = Source::open(path).map_err(error)?;
    let dialect = start(&mut source).map_err(error)?;
    let (header, mut no_utf8) = header(&mut source, dialect, options, notes).map_err(error)?;
    let as_groups = keep == Keep::Groups;
    if as_groups && header.kept.is_empty() {
        return Ok(None);
    }
    let mut joined = Joined::new(&header, options, sidecar, source.lines, as_groups);
    joined.names.most = match keep {
        Keep::Rows { most_names } => most_names,
        Keep::Groups => 0,
    };
    let seed = dictionary::seed();
    let how = Parsing { dialect, header: &header, seed, keeps_names: !as_groups };
    let mut blocks = batch(&mut source, dialect).map_err(error)?;
    while !blocks.is_empty() {
        let (next, parsed) = rayon::join(
            || batch(&mut source, dialect),
            || blocks.par_iter().map(|b| Block::parse(b, how)).collect(),
        );
        let is_first = joined.rows == 0;
        if !joined.add(parsed, &mut no_utf8).map_err(error)? {
            return Ok(None);
        }
        if let Some(length) = source.length.filter(|_| is_first) {
            let read: usize = blocks.iter().map(Vec::len).sum();
            joined.expect(joined.rows as f64 / read as f64 * length as f64);
        }
        blocks = next.map_err(error)?;
    }
    if joined.rows == 0 {
        return Err(error(Problem::NoRecords));
    }
    if let Some(line) = no_utf8 {
        let text = format!("line {line}: is no UTF-8; such cells were read as Latin-1");
        notes.push(Note::file(text));
    }
    let file = FileFacts {
        path: path.to_owned(),
        compressed: source.compressed,
        separator: char::from(dialect.separator),
        encoding: if no_utf8.is_some() { "Latin-1" } else { "UTF-8" },
        rows: joined.rows,
        columns: header.names.len(),
        sha256: source.sha256(),
        missing_codes: joined.missing_codes(),
    };
    let (table, sizes, names) = joined.done();
    let names = header.person.map(|person| (header.names[person].clone(), names));
    Ok(Some(Rows { table, sizes, names, file }))
}

/// Looks at the start of a file.
fn start(source: &mut Source) -> Result<Dialect, Problem> {
    let bytes = source.peek()?;
    if bytes.is_empty() {
        return Err(Problem::Empty);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::WideCharacters);
    }
    if bytes.starts_with(&MARK) {
        source.skip(MARK.len());
    }
    // Empty lines before the header, as some spreadsheets write them.
    let blank = |b: &&u8| matches!(**b, b'\n' | b'\r');
    let lead = source.peek()?.iter().take_while(blank).count();
    source.lines += count(&source.peek()?[..lead], b'\n');
    source.skip(lead);
    Ok(Dialect::sniff(source.peek()?))
}

/// The columns, and the line of a name that is no UTF-8.
fn header(
    source: &mut Source,
    dialect: Dialect,
    options: &ReadOptions,
    notes: &mut Vec<Note>,
) -> Result<(Header, Option<usize>), Problem> {
    let record = source.first_record(dialect)?;
    let line = source.lines + 1;
    if record.is_empty() {
        return Err(Problem::Empty);
    }
    if record.contains(&0) {
        return Err(Problem::ZeroByte { line });
    }
    source.lines += count(&record, b'\n');
    let no_utf8 = std::str::from_utf8(&record).is_err().then_some(line);
    Ok((Header::of(header_cells(&record, dialect)?, options, notes)?, no_utf8))
}

/// Cells as they are, with the blanks that the table's names lose.
fn header_cells(record: &[u8], dialect: Dialect) -> Result<Vec<String>, Problem> {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    let record = record.strip_suffix(b"\r").unwrap_or(record);
    if record.contains(&b'"') {
        return cells(record, dialect);
    }
    Ok(record.split(|b| *b == dialect.separator).map(|cell| text(cell).into_owned()).collect())
}

/// As many blocks as there are threads.
fn batch(source: &mut Source, dialect: Dialect) -> Result<Vec<Vec<u8>>, Problem> {
    let mut blocks = Vec::new();
    while blocks.len() < rayon::current_num_threads() {
        match source.next_block(dialect)? {
            Some(block) => blocks.push(block),
            None => break,
        }
    }
    Ok(blocks)
}
