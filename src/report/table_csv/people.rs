//! `participants_risk.csv` and `msu.csv`: what is known of every participant.
//!
//! A table of the population has millions of rows: they are made as bytes, some blocks at once, and
//! written before the next are made.

use super::super::cell::{push_text, significant, yes};
use super::super::table::{Group, TableReport};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::io;
use std::io::Write;

/// Rows made by one task; some megabytes of text.
const BLOCK: usize = 1 << 15;
/// A value that is not known, as in BIDS, with the comma before it.
const NONE: &[u8] = b",n/a";

/// One row a participant, in the order of the table.
///
/// # Errors
/// What `to` returns.
pub fn participants(report: &TableReport, to: &mut dyn Write) -> io::Result<()> {
    in_blocks("participants_risk", report, to, |out, rows| {
        let mut numbers = Numbers::default();
        let people = &report.people;
        for n in rows {
            let class = people.class[n];
            let group = &report.groups[class as usize];
            push_text(out, &people.id(n));
            push_whole(out, u64::from(class));
            push_whole(out, u64::from(group.missing.count_ones()));
            numbers.matches(out, group);
            for own in [&people.individual, &people.household] {
                numbers.push(out, own.as_ref().and_then(|column| column[n]));
            }
            for part in 0..3 {
                numbers.push(out, group.copula.map(|c| c[part]));
            }
            suda_cells(report, n, &mut numbers, out);
            out.push(b'\n');
        }
    })
}

/// Numbers that were written before: those of groups are few among many participants.
#[derive(Default)]
struct Numbers {
    /// Six significant digits, by the bits of the number.
    written: FxHashMap<u64, Vec<u8>>,
    /// f, whether nobody else matches, and 1/f, by the bits of f.
    matches: FxHashMap<u64, Vec<u8>>,
}

impl Numbers {
    /// A comma and a number with six significant digits.
    fn push(&mut self, out: &mut Vec<u8>, value: Option<f64>) {
        let Some(value) = value else { return out.extend_from_slice(NONE) };
        let make = || format!(",{}", significant(Some(value))).into_bytes();
        out.extend_from_slice(self.written.entry(value.to_bits()).or_insert_with(make));
    }

    /// f, whether nobody else matches, 1/f, F and 1/F.
    fn matches(&mut self, out: &mut Vec<u8>, group: &Group) {
        match group.frequency {
            None => out.extend_from_slice(&NONE.repeat(3)),
            Some(f) => {
                let alone = yes(f < 1.5);
                let risk = || significant(group.risk_known());
                let make = || format!(",{},{alone},{}", significant(Some(f)), risk()).into_bytes();
                out.extend_from_slice(self.matches.entry(f.to_bits()).or_insert_with(make));
            }
        }
        self.push(out, group.population);
        self.push(out, group.risk_population());
    }
}

/// A comma and a whole number.
fn push_whole(out: &mut Vec<u8>, number: u64) {
    out.push(b',');
    let start = out.len();
    let mut rest = number;
    loop {
        out.push(b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out[start..].reverse();
}

fn suda_cells(report: &TableReport, n: usize, numbers: &mut Numbers, out: &mut Vec<u8>) {
    let Some(suda) = &report.people.suda else { return out.extend_from_slice(&NONE.repeat(5)) };
    let sets = suda.of(n);
    push_whole(out, sets.len() as u64);
    match sets.first().map(|set| set.count_ones()) {
        None => {
            out.extend_from_slice(NONE);
            out.push(b',');
        }
        Some(size) => {
            push_whole(out, u64::from(size));
            let of_that_size = sets.iter().filter(|set| set.count_ones() == size);
            let names: Vec<String> = of_that_size.map(|set| report.names(*set)).collect();
            out.push(b',');
            push_text(out, &names.join(";"));
        }
    }
    numbers.push(out, Some(suda.score[n]));
    numbers.push(out, Some(suda.dis[n]));
}

/// One row a participant and minimal combination of columns on which nobody else is the same.
///
/// # Errors
/// What `to` returns.
pub fn combinations(report: &TableReport, to: &mut dyn Write) -> io::Result<()> {
    let columns = report.quasi_identifiers.len();
    let weight = |size: usize| (1..=columns - size.min(columns)).map(|v| v as f64).product::<f64>();
    in_blocks("msu", report, to, |out, rows| {
        let Some(suda) = &report.people.suda else { return };
        let mut numbers = Numbers::default();
        for n in rows {
            for set in suda.of(n) {
                let size = set.count_ones();
                push_text(out, &report.people.id(n));
                push_whole(out, u64::from(size));
                out.push(b',');
                push_text(out, &report.names(*set));
                numbers.push(out, Some(weight(size as usize)));
                out.push(b'\n');
            }
        }
    })
}

/// A CSV of the participants' rows, made in blocks and written in their order.
fn in_blocks(
    table: &str,
    report: &TableReport,
    to: &mut dyn Write,
    write: impl Fn(&mut Vec<u8>, std::ops::Range<usize>) + Sync,
) -> io::Result<()> {
    let header = super::written(table, |_| Ok(())).map_err(io::Error::other)?;
    to.write_all(&header)?;
    let people = report.participants;
    let blocks: Vec<usize> = (0..people).step_by(BLOCK).collect();
    for some in blocks.chunks(2 * rayon::current_num_threads()) {
        let made: Vec<Vec<u8>> = some
            .par_iter()
            .map(|start| {
                let mut out = Vec::new();
                write(&mut out, *start..people.min(start + BLOCK));
                out
            })
            .collect();
        made.iter().try_for_each(|block| to.write_all(block))?;
    }
    Ok(())
}
