//! From blocks to the columns of a table.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::block::{Block, cells, text};
use super::dialect::{Dialect, count};
use super::dictionary::{self, Dictionary};
use super::error::{Problem, ReadError};
use super::header::Header;
use super::missing_codes::MissingCodes;
use super::source::Source;
use super::{FileFacts, Names, Note, ReadOptions, Sidecar};
use crate::disclosure::table::{Column, MISSING, Table};

/// The rows of a file, before they become persons.
pub(super) struct Rows {
    pub(super) table: Table,
    /// Names of the rows, with the name of the column; nothing without such a column.
    pub(super) names: Option<(String, RowNames)>,
    pub(super) file: FileFacts,
}

/// Names of the rows, or what is known of them without.
pub(super) enum RowNames {
    /// One name a row.
    Kept(Names),
    /// Too many to be shown; they are in the order of the alphabet, so that each occurs once.
    Distinct,
    /// Too many to be shown, and out of order: only reading again can tell who occurs twice.
    Lost,
}

/// UTF-8's byte order mark.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

/// Reads all rows; `most_names` are kept at most, unless their order breaks before.
pub(super) fn read(
    path: &Path,
    options: &ReadOptions,
    sidecar: &Sidecar,
    most_names: usize,
    notes: &mut Vec<Note>,
) -> Result<Rows, ReadError> {
    let error = |problem| ReadError { path: path.to_owned(), problem };
    let mut source = Source::open(path).map_err(error)?;
    let dialect = start(&mut source).map_err(error)?;
    let (header, mut no_utf8) = header(&mut source, dialect, options, notes).map_err(error)?;
    let mut joined = Joined::new(&header, options, sidecar, source.lines);
    joined.names.most = most_names;
    let seed = dictionary::seed();
    let mut blocks = batch(&mut source, dialect).map_err(error)?;
    while !blocks.is_empty() {
        let (next, parsed) = rayon::join(
            || batch(&mut source, dialect),
            || blocks.par_iter().map(|b| Block::parse(b, dialect, &header, seed)).collect(),
        );
        let is_first = joined.rows == 0;
        joined.add(parsed, &mut no_utf8).map_err(error)?;
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
        missing_codes: joined.missing_codes(),
    };
    let (table, names) = joined.done();
    let names = header.person.map(|person| (header.names[person].clone(), names));
    Ok(Rows { table, names, file })
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

/// A column so far.
struct JoinedColumn {
    name: String,
    codes: Vec<u32>,
    values: Dictionary,
    /// Code in the table of each value so far; [`MISSING`] for a code of a missing value.
    final_codes: Vec<u32>,
    labels: Vec<String>,
    /// Values that the sidecar declares are never missing.
    declared: Vec<String>,
    missing: BTreeMap<String, usize>,
}

/// All columns so far.
struct Joined<'a> {
    columns: Vec<JoinedColumn>,
    names: Joining,
    codes: &'a MissingCodes,
    rows: usize,
    lines: usize,
}

/// Names so far.
#[derive(Default)]
struct Joining {
    names: Names,
    /// Number to keep.
    most: usize,
    last: String,
    out_of_order: bool,
    forgotten: bool,
}

impl Joining {
    fn add(&mut self, block: &Block) {
        let names = &block.names;
        let (Some(first), Some(last)) = (names.get(0), names.get(names.len().wrapping_sub(1)))
        else {
            return;
        };
        let follows = self.last.as_str() < first;
        self.out_of_order |= !(block.ascending && follows);
        last.clone_into(&mut self.last);
        if !self.forgotten {
            self.names.append(names);
        }
        if self.names.len() > self.most && !self.out_of_order {
            self.names = Names::default();
            self.forgotten = true;
        }
    }

    fn done(self) -> RowNames {
        match (self.forgotten, self.out_of_order) {
            (false, _) => RowNames::Kept(self.names),
            (true, false) => RowNames::Distinct,
            (true, true) => RowNames::Lost,
        }
    }
}

impl<'a> Joined<'a> {
    fn new(header: &Header, options: &'a ReadOptions, sidecar: &Sidecar, lines: usize) -> Self {
        let new = |&column: &usize| {
            let name = header.names[column].clone();
            JoinedColumn {
                declared: sidecar.levels(&name),
                name,
                codes: Vec::new(),
                values: Dictionary::new(dictionary::seed()),
                final_codes: Vec::new(),
                labels: Vec::new(),
                missing: BTreeMap::new(),
            }
        };
        let columns = header.kept.iter().map(new).collect();
        let codes = &options.missing_codes;
        Self { columns, names: Joining::default(), codes, rows: 0, lines }
    }

    /// Joins blocks in the order of the file.
    fn add(
        &mut self,
        blocks: Vec<Result<Block, Problem>>,
        no_utf8: &mut Option<usize>,
    ) -> Result<(), Problem> {
        let mut whole = Vec::with_capacity(blocks.len());
        for block in blocks {
            let block = block.map_err(|problem| at_line(problem, self.lines))?;
            *no_utf8 = no_utf8.or(block.no_utf8.map(|line| self.lines + line + 1));
            self.lines += block.lines;
            self.rows += block.rows;
            self.names.add(&block);
            whole.push(block);
        }
        if self.rows >= u32::MAX as usize {
            return Err(Problem::TooManyRows);
        }
        let codes = self.codes;
        self.columns.par_iter_mut().enumerate().for_each(|(at, column)| {
            for block in &whole {
                column.add(block, at, codes);
            }
        });
        Ok(())
    }

    /// Makes room for a number of rows in all, so that columns do not grow by copying. What is not
    /// used costs no memory; without room they grow as they have to.
    fn expect(&mut self, rows: f64) {
        // Rows at the start may be a little longer than the rest.
        let rows = (rows * 1.05) as usize;
        for column in &mut self.columns {
            let more = rows.saturating_sub(column.codes.len());
            column.codes.try_reserve_exact(more).ok();
        }
    }

    /// Codes of missing values with the number of their cells.
    fn missing_codes(&self) -> Vec<(String, usize)> {
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        for (code, count) in self.columns.iter().flat_map(|column| &column.missing) {
            *all.entry(code).or_default() += count;
        }
        let mut sorted: Vec<(String, usize)> =
            all.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        sorted
    }

    fn done(self) -> (Table, RowNames) {
        let column = |c: JoinedColumn| Column { name: c.name, codes: c.codes, labels: c.labels };
        let table = Table::new(self.columns.into_iter().map(column).collect());
        // Each block has a code for every row, and every code its label.
        (table.unwrap_or_else(|e| unreachable!("columns as read: {e}")), self.names.done())
    }
}

impl JoinedColumn {
    fn add(&mut self, block: &Block, at: usize, missing: &MissingCodes) {
        let coded = &block.columns[at];
        let final_codes: Vec<u32> = (0..coded.values.len())
            .map(|code| self.place(coded.values.value(code), missing))
            .collect();
        if final_codes.contains(&MISSING) {
            let mut counts = vec![0; final_codes.len()];
            coded.codes.iter().for_each(|&code| counts[code as usize] += 1);
            for (code, count) in counts.into_iter().enumerate() {
                if final_codes[code] == MISSING {
                    let value = text(coded.values.value(code)).into_owned();
                    *self.missing.entry(value).or_default() += count;
                }
            }
        }
        self.codes.extend(coded.codes.iter().map(|&code| final_codes[code as usize]));
    }

    /// Code in the table of a block's value.
    fn place(&mut self, value: &[u8], missing: &MissingCodes) -> u32 {
        let known = self.values.len();
        let code = self.values.code(value, 0, value.len()) as usize;
        if code == known {
            let label = text(value);
            if missing.is_missing(&label) && !self.declared.iter().any(|level| *level == label) {
                self.final_codes.push(MISSING);
            } else {
                self.final_codes.push(self.labels.len() as u32);
                self.labels.push(label.into_owned());
            }
        }
        self.final_codes[code]
    }
}

/// The same problem with lines counted from the start of the file.
fn at_line(problem: Problem, lines: usize) -> Problem {
    match problem {
        Problem::ZeroByte { line } => Problem::ZeroByte { line: line + lines },
        Problem::OpenQuote { line } => Problem::OpenQuote { line: line + lines },
        Problem::Ragged { line, found, expected, place } => {
            Problem::Ragged { line: line + lines, found, expected, place }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(blocks: &[&str], most: usize) -> RowNames {
        let header = Header { names: vec!["id".to_owned()], person: Some(0), kept: Vec::new() };
        let mut names = Joining { most, ..Joining::default() };
        for block in blocks {
            let dialect = Dialect::sniff(b"id\n");
            names.add(&Block::parse(block.as_bytes(), dialect, &header, 1).unwrap());
        }
        names.done()
    }

    #[test]
    fn names_are_forgotten_only_while_their_order_tells_that_none_is_repeated() {
        assert!(
            matches!(joined(&["a\nb\n", "c\nd\n"], 9), RowNames::Kept(names) if names.len() == 4)
        );
        assert!(matches!(joined(&["a\nb\n", "c\nd\n"], 1), RowNames::Distinct));
        assert!(matches!(joined(&["a\nb\n", "c\nc\n"], 1), RowNames::Lost));
        assert!(matches!(joined(&["a\nb\n", "b\nc\n"], 1), RowNames::Lost));
        assert!(
            matches!(joined(&["b\na\n", "c\nd\n"], 1), RowNames::Kept(names) if names.len() == 4)
        );
    }
}
