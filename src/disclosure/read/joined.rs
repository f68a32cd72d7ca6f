//! Columns of a table while its file is read.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::block::{Block, text};
use super::dictionary::{self, Dictionary};
use super::error::Problem;
use super::header::Header;
use super::missing_codes::MissingCodes;
use super::row_names::{Joining, RowNames};
use super::{ReadOptions, Sidecar};
use crate::disclosure::table::{Column, MISSING, Table};

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
pub(super) struct Joined<'a> {
    columns: Vec<JoinedColumn>,
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
    ) -> Self {
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
    pub(super) fn add(
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
    pub(super) fn expect(&mut self, rows: f64) {
        // Rows at the start may be a little longer than the rest.
        let rows = (rows * 1.05) as usize;
        for column in &mut self.columns {
            let more = rows.saturating_sub(column.codes.len());
            column.codes.try_reserve_exact(more).ok();
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

    pub(super) fn done(self) -> (Table, RowNames) {
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
