//! Columns of a table while its file is read.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::block::{Block, CodedColumn};
use super::cell_text::text;
use super::dictionary::{self, Dictionary};
use super::error::Problem;
use super::groups::Groups;
use super::header::Header;
use super::missing_codes::MissingCodes;
use super::row_names::{Joining, RowNames};
use super::{ReadOptions, Sidecar};
use crate::disclosure::table::{Column, MISSING, Table};

/// A column so far.
struct JoinedColumn {
    name: String,
    values: Dictionary,
    /// Code in the table of each value so far; [`MISSING`] for a code of a missing value.
    final_codes: Vec<u32>,
    labels: Vec<String>,
    /// Values that the sidecar declares are never missing.
    declared: Vec<String>,
    missing: BTreeMap<String, usize>,
}

/// Codes of all columns so far.
enum Codes {
    /// By column, one a row.
    Rows(Vec<Vec<u32>>),
    Groups(Groups),
}

/// All columns so far.
pub(super) struct Joined<'a> {
    columns: Vec<JoinedColumn>,
    found: Codes,
    pub(super) names: Joining,
    codes: &'a MissingCodes,
    pub(super) rows: usize,
    lines: usize,
}

impl<'a> Joined<'a> {
    pub(super) fn new(
        header: &Header,
        options: &'a ReadOptions,
        sidecar: &Sidecar,
        lines: usize,
        as_groups: bool,
    ) -> Self {
        let new = |&column: &usize| {
            let name = header.names[column].clone();
            JoinedColumn {
                declared: sidecar.levels(&name),
                name,
                values: Dictionary::new(dictionary::seed()),
                final_codes: Vec::new(),
                labels: Vec::new(),
                missing: BTreeMap::new(),
            }
        };
        let columns: Vec<JoinedColumn> = header.kept.iter().map(new).collect();
        let found = if as_groups {
            Codes::Groups(Groups::new(columns.len()))
        } else {
            Codes::Rows(vec![Vec::new(); columns.len()])
        };
        let codes = &options.missing_codes;
        Self { columns, found, names: Joining::default(), codes, rows: 0, lines }
    }

    /// Joins blocks in the order of the file. False when they cannot be made groups: rows may be of
    /// one person, or have too many values.
    pub(super) fn add(
        &mut self,
        blocks: Vec<Result<Block, Problem>>,
        no_utf8: &mut Option<usize>,
    ) -> Result<bool, Problem> {
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
        let columns = self.columns.par_iter_mut().enumerate();
        let final_codes: Vec<Vec<Vec<u32>>> = columns
            .map(|(at, column)| {
                whole.iter().map(|block| column.final_codes(&block.columns[at], codes)).collect()
            })
            .collect();
        match &mut self.found {
            Codes::Groups(groups) => {
                let labels = self.columns.iter().map(|column| column.labels.len());
                Ok(!self.names.may_repeat() && groups.add(&whole, &final_codes, labels))
            }
            Codes::Rows(columns) => {
                columns.par_iter_mut().zip(&final_codes).enumerate().for_each(|(at, (to, of))| {
                    for (block, final_codes) in whole.iter().zip(of) {
                        let codes = &block.columns[at].codes;
                        to.extend(codes.iter().map(|&code| final_codes[code as usize]));
                    }
                });
                Ok(true)
            }
        }
    }

    /// Makes room for a number of rows in all, so that columns do not grow by copying. What is not
    /// used costs no memory; without room they grow as they have to.
    pub(super) fn expect(&mut self, rows: f64) {
        // Rows at the start may be a little longer than the rest.
        let rows = (rows * 1.05) as usize;
        if let Codes::Rows(columns) = &mut self.found {
            for codes in columns {
                codes.try_reserve_exact(rows.saturating_sub(codes.len())).ok();
            }
        }
    }

    /// Codes of missing values with the number of their cells.
    pub(super) fn missing_codes(&self) -> Vec<(String, usize)> {
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        for (code, count) in self.columns.iter().flat_map(|column| &column.missing) {
            *all.entry(code).or_default() += count;
        }
        let mut sorted: Vec<(String, usize)> =
            all.into_iter().map(|(code, count)| (code.to_owned(), count)).collect();
        sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        sorted
    }

    /// The table, the persons of each of its records where they are groups, and the names of the rows.
    pub(super) fn done(self) -> (Table, Option<Vec<u32>>, RowNames) {
        let (codes, sizes) = match self.found {
            Codes::Rows(codes) => (codes, None),
            Codes::Groups(groups) => {
                let (codes, sizes) = groups.done();
                (codes, Some(sizes))
            }
        };
        let column =
            |(c, codes): (JoinedColumn, Vec<u32>)| Column { name: c.name, codes, labels: c.labels };
        let table = Table::new(self.columns.into_iter().zip(codes).map(column).collect());
        // Each block has a code for every row, and every code its label.
        let table = table.unwrap_or_else(|e| unreachable!("columns as read: {e}"));
        (table, sizes, self.names.done())
    }
}

impl JoinedColumn {
    /// Code in the table of each of a block's codes.
    fn final_codes(&mut self, coded: &CodedColumn, missing: &MissingCodes) -> Vec<u32> {
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
        final_codes
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
