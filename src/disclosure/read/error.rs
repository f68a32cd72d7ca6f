//! Why a table cannot be read.

use std::path::PathBuf;

/// Why a table cannot be read; values are never quoted.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}", path = path.display())]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

impl ReadError {
    /// Whether a column was asked for that the table lacks.
    pub fn is_name(&self) -> bool {
        matches!(self.problem, Problem::NoColumn { .. })
    }
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The file cannot be opened, read or decompressed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Not a file.
    #[error("is a folder; name the table itself, as participants.tsv in it")]
    Folder,
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// A header and nothing else.
    #[error("has a header but no records")]
    NoRecords,
    /// Text of two or four bytes a character.
    #[error("is UTF-16 or UTF-32; save it as UTF-8")]
    WideCharacters,
    /// A zero byte: this is no text.
    #[error("line {line}: has a zero byte, so that it is no text")]
    ZeroByte {
        /// Line, from 1.
        line: usize,
    },
    /// A record longer than any table's.
    #[error("line {line}: is longer than {most} bytes")]
    LongLine {
        /// Line, from 1.
        line: usize,
        /// Greatest length.
        most: usize,
    },
    /// A record with another number of cells than the header.
    #[error("line {line}: {found} cells, but {expected} columns in the header ({place})")]
    Ragged {
        /// Line, from 1.
        line: usize,
        /// Cells found.
        found: usize,
        /// Columns in the header.
        expected: usize,
        /// Where the difference begins: the first column without a cell, or the last column.
        place: String,
    },
    /// A quote that is never closed.
    #[error("line {line}: a quoted cell begins in this record and does not end")]
    OpenQuote {
        /// Line, from 1.
        line: usize,
    },
    /// A column that was asked for.
    #[error("has no column {name}; it has {has}")]
    NoColumn {
        /// The name asked for.
        name: String,
        /// The names in the header.
        has: String,
    },
    /// Compressed text that grows as no table does.
    #[error(
        "unpacks to more than {most} times its size: no table does that; unpack it yourself if it is one"
    )]
    Bomb {
        /// Greatest growth.
        most: u64,
    },
    /// More rows than records can be counted.
    #[error("has more than {} rows", u32::MAX)]
    TooManyRows,
}

impl Problem {
    /// A record with `found` cells under a header of these names.
    pub(super) fn ragged(line: usize, found: usize, names: &[String]) -> Self {
        let place = match names.get(found) {
            Some(name) => format!("column {name} has none"),
            None => match names.last() {
                Some(name) => format!("some come after column {name}"),
                None => String::new(),
            },
        };
        Self::Ragged { line, found, expected: names.len(), place }
    }
}
