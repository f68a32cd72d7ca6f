//! Records of one block of a file, as codes of the block's own dictionaries.

use std::borrow::Cow;

use super::dialect::{Dialect, count};
use super::dictionary::Dictionary;
use super::error::Problem;
use super::header::Header;
use super::names::Names;

/// Codes of one column in a block.
pub(super) struct CodedColumn {
    pub(super) codes: Vec<u32>,
    pub(super) values: Dictionary,
}

/// One block of records.
pub(super) struct Block {
    /// Lines in it, for the numbers of later lines.
    pub(super) lines: usize,
    pub(super) rows: usize,
    /// One for each column that is kept.
    pub(super) columns: Vec<CodedColumn>,
    /// Names of persons; empty without such a column.
    pub(super) names: Names,
    /// Whether they are in the order of the alphabet, each once.
    pub(super) ascending: bool,
    /// Line, from 0 in the block, of the first cell that is no UTF-8.
    pub(super) no_utf8: Option<usize>,
}

/// What happens to the cells of a column.
#[derive(Clone, Copy)]
enum Use {
    Skip,
    Person,
    Code(usize),
}

impl Block {
    /// Splits whole records and codes their cells. Lines in errors count from 1 in the block.
    pub(super) fn parse(
        bytes: &[u8],
        dialect: Dialect,
        header: &Header,
        seed: u64,
    ) -> Result<Self, Problem> {
        if let Some(at) = bytes.iter().position(|b| *b == 0) {
            return Err(Problem::ZeroByte { line: line_of(bytes, at) });
        }
        let mut uses = vec![Use::Skip; header.names.len()];
        header.kept.iter().enumerate().for_each(|(to, &from)| uses[from] = Use::Code(to));
        if let Some(person) = header.person {
            uses[person] = Use::Person;
        }
        let new = |_| CodedColumn { codes: Vec::new(), values: Dictionary::new(seed) };
        let block = Self {
            lines: 0,
            rows: 0,
            columns: (0..header.kept.len()).map(new).collect(),
            names: Names::default(),
            ascending: true,
            no_utf8: None,
        };
        let mut parser = Parser { bytes, dialect, uses, block, at: 0, has_quotes: false };
        parser.has_quotes = bytes.contains(&b'"');
        while parser.at < bytes.len() {
            parser.record(header)?;
        }
        parser.block.ascending = parser.block.names.is_ascending();
        Ok(parser.block)
    }
}

/// Number of the line (from 1) that holds a byte.
fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + count(&bytes[..at], b'\n')
}

struct Parser<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    uses: Vec<Use>,
    block: Block,
    at: usize,
    has_quotes: bool,
}

impl Parser<'_> {
    /// Reads one record and its end of line.
    fn record(&mut self, header: &Header) -> Result<(), Problem> {
        let line = self.block.lines;
        if let Some(length) = self.blank_line() {
            self.at += length;
            self.block.lines += 1;
            return Ok(());
        }
        let mut cells = 0;
        loop {
            let more = self.cell(cells, line)?;
            cells += 1;
            if !more {
                break;
            }
        }
        self.block.lines += 1;
        self.block.rows += 1;
        if cells == self.uses.len() {
            return Ok(());
        }
        Err(ragged(line + 1, cells, header))
    }

    /// Length of an empty line with its end.
    fn blank_line(&self) -> Option<usize> {
        match &self.bytes[self.at..] {
            [b'\n', ..] | [b'\r'] => Some(1),
            [b'\r', b'\n', ..] => Some(2),
            _ => None,
        }
    }

    /// Reads a cell with what ends it; whether another cell follows in the record.
    fn cell(&mut self, column: usize, line: usize) -> Result<bool, Problem> {
        let quoted = if self.has_quotes { self.quoted(line)? } else { None };
        if let Some((length, value)) = quoted {
            self.block.lines += count(&self.bytes[self.at..self.at + length], b'\n');
            self.at += length;
            self.put(column, &value, 0, value.len(), line);
            return Ok(self.end_of_cell());
        }
        let separator = self.dialect.separator;
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|b| *b == separator || *b == b'\n').unwrap_or(rest.len());
        let (start, bytes) = (self.at, self.bytes);
        self.at += length;
        let more = self.end_of_cell();
        let (start, length) = trimmed(bytes, start, length);
        self.put(column, bytes, start, length, line);
        Ok(more)
    }

    /// Steps over a separator or an end of line; whether it was a separator.
    fn end_of_cell(&mut self) -> bool {
        let more = self.bytes.get(self.at) == Some(&self.dialect.separator);
        self.at += 1;
        more
    }

    /// A cell in quotes from here on: bytes up to what ends it, and its value. Nothing where no
    /// quote begins, or where it is a part of the value: `"a" b`, or in files with tabs `"a`.
    fn quoted(&self, line: usize) -> Result<Option<(usize, Vec<u8>)>, Problem> {
        let rest = &self.bytes[self.at..];
        let blanks = rest.iter().take_while(|b| **b == b' ').count();
        if rest.get(blanks) != Some(&b'"') {
            return Ok(None);
        }
        let mut value = Vec::new();
        let mut at = blanks + 1;
        loop {
            match rest.get(at) {
                Some(b'"') if rest.get(at + 1) == Some(&b'"') => {
                    value.push(b'"');
                    at += 2;
                }
                Some(b'"') => break,
                Some(b'\n') | None if !self.dialect.quotes_hide_lines() => return Ok(None),
                None => return Err(Problem::OpenQuote { line: line + 1 }),
                Some(byte) => {
                    value.push(*byte);
                    at += 1;
                }
            }
        }
        at += 1;
        let after = rest[at..].iter().take_while(|b| matches!(**b, b' ' | b'\r')).count();
        match rest.get(at + after) {
            None | Some(b'\n') => {}
            Some(byte) if *byte == self.dialect.separator => {}
            Some(_) => return Ok(None),
        }
        Ok(Some((at + after, value.trim_ascii().to_vec())))
    }

    fn put(&mut self, column: usize, bytes: &[u8], start: usize, length: usize, line: usize) {
        let block = &mut self.block;
        match self.uses.get(column) {
            Some(Use::Code(to)) => {
                let column = &mut block.columns[*to];
                let known = column.values.len();
                column.codes.push(column.values.code(bytes, start, length));
                if column.values.len() > known && block.no_utf8.is_none() {
                    let fits = std::str::from_utf8(&bytes[start..start + length]).is_ok();
                    block.no_utf8 = (!fits).then_some(line);
                }
            }
            Some(Use::Person) => {
                let value = text(&bytes[start..start + length]);
                if matches!(value, Cow::Owned(_)) {
                    block.no_utf8 = block.no_utf8.or(Some(line));
                }
                block.names.push(&value);
            }
            Some(Use::Skip) | None => {}
        }
    }
}

/// Start and length without blanks around.
fn trimmed(bytes: &[u8], start: usize, length: usize) -> (usize, usize) {
    let (mut from, mut to) = (start, start + length);
    while from < to && bytes[from].is_ascii_whitespace() {
        from += 1;
    }
    while from < to && bytes[to - 1].is_ascii_whitespace() {
        to -= 1;
    }
    (from, to - from)
}

/// Text of a value: UTF-8, else Latin-1, in which each byte is a character.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|b| char::from(*b)).collect()),
    }
}

fn ragged(line: usize, found: usize, header: &Header) -> Problem {
    let expected = header.names.len();
    let place = match header.names.get(found) {
        Some(name) => format!("column {name} has none"),
        None => match header.names.last() {
            Some(name) => format!("some come after column {name}"),
            None => String::new(),
        },
    };
    Problem::Ragged { line, found, expected, place }
}

/// The cells of one record, as text; for headers.
pub(super) fn cells(record: &[u8], dialect: Dialect) -> Result<Vec<String>, Problem> {
    // As many columns as there can be: each cell a person's name, in order.
    let mut parser = Parser {
        bytes: record,
        dialect,
        uses: vec![Use::Person; record.len() + 1],
        block: Block {
            lines: 0,
            rows: 0,
            columns: Vec::new(),
            names: Names::default(),
            ascending: true,
            no_utf8: None,
        },
        at: 0,
        has_quotes: record.contains(&b'"'),
    };
    let mut column = 0;
    while parser.cell(column, 0)? {
        column += 1;
    }
    Ok(parser.block.names.iter().map(str::to_owned).collect())
}
