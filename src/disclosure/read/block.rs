//! Records of one block of a file, as codes of the block's own dictionaries.

use super::cell_end::CellEnd;
use super::cell_text::text;
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
    /// Names of persons; empty without such a column, and where they are not kept.
    pub(super) names: Names,
    /// The first and the last of them.
    pub(super) ends: Option<[String; 2]>,
    /// Whether they are in the order of the alphabet, each once.
    pub(super) ascending: bool,
    /// Line, from 0 in the block, of the first cell that is no UTF-8.
    pub(super) no_utf8: Option<usize>,
}

/// What is done with blocks.
#[derive(Clone, Copy)]
pub(super) struct Parsing<'a> {
    pub(super) dialect: Dialect,
    pub(super) header: &'a Header,
    /// Of the dictionaries.
    pub(super) seed: u64,
    /// Whether all names of persons are kept, or only what their order tells.
    pub(super) keeps_names: bool,
}

/// What happens to the cells of a column.
#[derive(Clone, Copy)]
enum Use {
    Skip,
    Person,
    Code(usize),
}

impl Block {
    fn new(columns: Vec<CodedColumn>) -> Self {
        Self {
            lines: 0,
            rows: 0,
            columns,
            names: Names::default(),
            ends: None,
            ascending: true,
            no_utf8: None,
        }
    }

    /// Splits whole records and codes their cells. Lines in errors count from 1 in the block.
    pub(super) fn parse(bytes: &[u8], how: Parsing<'_>) -> Result<Self, Problem> {
        if bytes.contains(&0) {
            let at = bytes.iter().position(|b| *b == 0).unwrap_or_default();
            return Err(Problem::ZeroByte { line: line_of(bytes, at) });
        }
        let header = how.header;
        let mut uses = vec![Use::Skip; header.names.len()];
        header.kept.iter().enumerate().for_each(|(to, &from)| uses[from] = Use::Code(to));
        if let Some(person) = header.person {
            uses[person] = Use::Person;
        }
        let new = |_| CodedColumn { codes: Vec::new(), values: Dictionary::new(how.seed) };
        let block = Self::new((0..header.kept.len()).map(new).collect());
        let mut parser = Parser::new(bytes, how.dialect, uses, block);
        parser.keeps_names = how.keeps_names;
        while parser.at < bytes.len() {
            parser.record(header)?;
        }
        if header.person.is_some() && parser.block.rows > 0 {
            let ends = [&parser.first_name, &parser.last_name];
            parser.block.ends = Some(ends.map(|name| text(name).into_owned()));
        }
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
    cell_end: CellEnd,
    uses: Vec<Use>,
    block: Block,
    at: usize,
    has_quotes: bool,
    is_ascii: bool,
    keeps_names: bool,
    first_name: Vec<u8>,
    /// The name before.
    last_name: Vec<u8>,
}

/// A cell without blanks around it.
#[derive(Clone, Copy)]
struct Cell<'v> {
    value: &'v [u8],
    /// Its bytes from the lowest on; of longer ones not used.
    word: Option<u64>,
    line: usize,
}

impl<'a> Parser<'a> {
    fn new(bytes: &'a [u8], dialect: Dialect, uses: Vec<Use>, block: Block) -> Self {
        Self {
            bytes,
            dialect,
            cell_end: CellEnd::new(dialect.separator),
            uses,
            block,
            at: 0,
            has_quotes: bytes.contains(&b'"'),
            is_ascii: bytes.is_ascii(),
            keeps_names: true,
            first_name: Vec::new(),
            last_name: Vec::new(),
        }
    }

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
        Err(Problem::ragged(line + 1, cells, &header.names))
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
            self.put(column, Cell { value: &value, word: None, line });
            return Ok(self.end_of_cell());
        }
        let (length, word) = self.cell_end.find(self.bytes, self.at);
        let value = &self.bytes[self.at..self.at + length];
        self.at += length;
        let more = self.end_of_cell();
        // Every blank is at most a blank, and so are few other bytes.
        let [first, .., last] = value else {
            let word = value.first().is_none_or(|b| *b > b' ').then_some(word);
            let value = value.trim_ascii();
            self.put(column, Cell { value, word, line });
            return Ok(more);
        };
        let cell = if *first > b' ' && *last > b' ' {
            Cell { value, word: (length <= 8).then_some(word), line }
        } else {
            Cell { value: value.trim_ascii(), word: None, line }
        };
        self.put(column, cell);
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

    fn put(&mut self, column: usize, cell: Cell<'_>) {
        match self.uses.get(column) {
            Some(Use::Code(to)) => {
                let block = &mut self.block;
                let column = &mut block.columns[*to];
                let known = column.values.len();
                let code = match cell.word {
                    Some(word) => column.values.code_of(word, cell.value),
                    None => column.values.code(cell.value, 0, cell.value.len()),
                };
                column.codes.push(code);
                if column.values.len() > known && block.no_utf8.is_none() {
                    let fits = std::str::from_utf8(cell.value).is_ok();
                    block.no_utf8 = (!fits).then_some(cell.line);
                }
            }
            Some(Use::Person) => self.put_name(cell),
            Some(Use::Skip) | None => {}
        }
    }

    fn put_name(&mut self, cell: Cell<'_>) {
        let is_utf8 = self.is_ascii || std::str::from_utf8(cell.value).is_ok();
        let is_first = self.block.rows == 0;
        if !is_utf8 {
            self.block.no_utf8 = self.block.no_utf8.or(Some(cell.line));
        }
        // Names that are no UTF-8 may be equal as text where their bytes are not.
        self.block.ascending &= is_utf8 && (is_first || self.last_name.as_slice() < cell.value);
        if is_first {
            self.first_name.extend_from_slice(cell.value);
        }
        self.last_name.clear();
        self.last_name.extend_from_slice(cell.value);
        if self.keeps_names {
            self.block.names.push(&text(cell.value));
        }
    }
}

/// The cells of one record, as text; for headers.
pub(super) fn cells(record: &[u8], dialect: Dialect) -> Result<Vec<String>, Problem> {
    // As many columns as there can be: each cell a person's name, in order.
    let uses = vec![Use::Person; record.len() + 1];
    let mut parser = Parser::new(record, dialect, uses, Block::new(Vec::new()));
    let mut column = 0;
    while parser.cell(column, 0)? {
        column += 1;
    }
    Ok(parser.block.names.iter().map(str::to_owned).collect())
}
