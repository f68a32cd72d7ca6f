//! Tables: which kind a table is, and its rows in memory where there are few enough.

use super::content::{Content, decode};
use super::look::Look;
use super::notes::Notes;
use super::{events, people, pii, scans, words};
use std::io::{self, BufRead, BufReader, Read};

/// A longer line is no line of a table.
const LINE_BYTES: u64 = 1 << 20;
/// Rows of a table about people that are held; no study has more participants.
const MOST_ROWS: usize = 200_000;
/// Cells held of one table, so that wide tables do not fill the memory.
const MOST_CELLS: usize = 20_000_000;

/// A table in memory.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) header: Vec<String>,
    /// Cells of each column, as long as there are rows.
    pub(super) columns: Vec<Vec<String>>,
}

impl Table {
    /// The first column whose name contains one of the phrases.
    pub(super) fn column(&self, phrases: &[String]) -> Option<usize> {
        self.header.iter().position(|name| words::contain(name, phrases))
    }
}

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One row a person or visit: participants, sessions, phenotype, own lists.
    People,
    /// One row a file.
    Scans,
    /// One row an event or answer.
    Events,
    /// Samples, channels, labels of regions.
    Other,
}

/// Looks at a table.
pub(super) fn check(content: &Content, look: &Look<'_>, notes: &mut Notes) -> io::Result<()> {
    let mut lines = Lines::open(content)?;
    let Some(header) = lines.next()? else { return Ok(()) };
    let kind = kind(content, &header, look);
    match kind {
        Kind::People | Kind::Scans => {
            let table = held(header, &mut lines, notes)?;
            if kind == Kind::Scans {
                scans::check(&table, look, notes);
            } else {
                people::check(content, &table, look, notes);
            }
        }
        Kind::Events | Kind::Other => {
            events::check(kind == Kind::Events, &header, &mut lines, notes)?;
        }
    }
    if lines.cut {
        notes.not_assessed("table with a line longer than 1 MiB");
    }
    Ok(())
}

fn kind(content: &Content, header: &[String], look: &Look<'_>) -> Kind {
    let name = content.lower();
    let stem = name.split('.').next().unwrap_or_default();
    let suffix = stem.rsplit('_').next().unwrap_or_default();
    let listed = |list: &str| look.list("EV-01", list).iter().any(|s| s == suffix);
    let about_people = look.list("PT-NAME", "person_columns");
    match suffix {
        "scans" => Kind::Scans,
        "participants" | "sessions" => Kind::People,
        _ if listed("event_suffixes") => Kind::Events,
        _ if listed("data_suffixes") => Kind::Other,
        _ if content.path.contains("phenotype/") => Kind::People,
        _ if header.iter().any(|column| words::contain(column, about_people)) => Kind::People,
        _ => Kind::Other,
    }
}

fn held(header: Vec<String>, lines: &mut Lines<'_>, notes: &mut Notes) -> io::Result<Table> {
    let mut columns: Vec<Vec<String>> = vec![Vec::new(); header.len()];
    let most = MOST_ROWS.min(MOST_CELLS / header.len().max(1));
    let mut rows = 0;
    while let Some(mut cells) = lines.next()? {
        if rows == most {
            notes.not_assessed("rows of a table beyond the first ones");
            break;
        }
        cells.resize(header.len(), String::new());
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        rows += 1;
    }
    Ok(Table { header, columns })
}

/// Lines of a table, cut into cells.
pub(super) struct Lines<'a> {
    reader: BufReader<Box<dyn Read + Send + 'a>>,
    separator: Option<char>,
    /// Whether a line was too long to be read.
    cut: bool,
}

impl<'a> Lines<'a> {
    fn open(content: &'a Content) -> io::Result<Self> {
        let reader = BufReader::new(content.open_inflated()?);
        Ok(Self { reader, separator: None, cut: false })
    }

    /// The cells of the next line that is not blank.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<String>>> {
        loop {
            let mut bytes = Vec::new();
            self.reader.by_ref().take(LINE_BYTES).read_until(b'\n', &mut bytes)?;
            if bytes.is_empty() {
                return Ok(None);
            }
            if bytes.len() as u64 == LINE_BYTES {
                self.cut = true;
                return Ok(None);
            }
            let is_marked = self.separator.is_none() && bytes.starts_with(&[0xff, 0xfe]);
            if is_marked || bytes.contains(&0) {
                // UTF-16: without its zero bytes ASCII is left, and names of columns are ASCII.
                bytes.retain(|b| *b != 0 && *b < 0xfe);
            }
            let line = decode(&bytes);
            let line = line.trim_end_matches(['\n', '\r']);
            if line.trim().is_empty() {
                continue;
            }
            let separator = *self.separator.get_or_insert_with(|| separator(line));
            return Ok(Some(cells(line, separator)));
        }
    }
}

/// The tab if the first line has one, else whichever of comma and semicolon it has more of.
fn separator(line: &str) -> char {
    let count = |c: char| line.matches(c).count();
    if line.contains('\t') {
        '\t'
    } else if count(';') > count(',') {
        ';'
    } else {
        ','
    }
}

/// Cells of a line; quotes hide separators and are taken off.
fn cells(line: &str, separator: char) -> Vec<String> {
    if !line.contains('"') {
        return line.split(separator).map(|cell| cell.trim().to_owned()).collect();
    }
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match (c, cells.last_mut()) {
            ('"', _) => quoted = !quoted,
            (c, _) if c == separator && !quoted => cells.push(String::new()),
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Whether a cell is a number, in which no pattern can hide.
pub(super) fn is_number(cell: &str) -> bool {
    let is_short = cell.len() < 9;
    (is_short && cell.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)))
        || (cell.contains('.') && cell.parse::<f64>().is_ok())
}

/// The kinds of values in a cell.
pub(super) fn cell_classes(column: &str, cell: &str) -> Vec<pii::Class> {
    if is_number(cell) { Vec::new() } else { pii::classes(column, cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hide_separators() {
        assert_eq!(cells("a;\"b;c\";d", ';'), ["a", "b;c", "d"]);
        assert_eq!(cells("a\tb\t", '\t'), ["a", "b", ""]);
        assert_eq!(separator("a,b;c,d"), ',');
    }

    #[test]
    fn numbers_are_told_from_what_may_identify() {
        for cell in ["1", "-2.5e3", "0.123456789012", "12345678"] {
            assert!(is_number(cell), "{cell}");
        }
        for cell in ["111222333", "a", "2019-05-01"] {
            assert!(!is_number(cell), "{cell}");
        }
    }
}
