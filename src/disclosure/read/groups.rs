//! Records of a large table as groups: how many records have the same values in all columns.
//!
//! The codes of a record are packed into one number, the first column highest. Numbers are sorted some
//! million at once and counted; sorted lists of counts are merged when they are of about equal length.
//! A column that gets more values than its bits hold gets more bits: all numbers so far are then
//! spread anew, which leaves them in order.

use rayon::prelude::*;

use super::block::Block;

/// Numbers sorted at once at least: 8 MB.
const SORTED: usize = 1 << 20;
/// Records whose numbers are made at once: they stay in the first-level cache.
const PIECE: usize = 2048;

/// Groups so far.
#[derive(Default)]
pub(super) struct Groups {
    /// Bits of each column.
    bits: Vec<u32>,
    /// Records that are not counted yet.
    pending: Vec<u64>,
    /// Counted ones, longest first.
    runs: Vec<Run>,
}

/// Numbers in ascending order, each with its count.
#[derive(Default)]
struct Run {
    numbers: Vec<u64>,
    counts: Vec<u32>,
}

impl Groups {
    pub(super) fn new(columns: usize) -> Self {
        Self { bits: vec![0; columns], ..Self::default() }
    }

    /// Adds the records of blocks. `final_codes`: by column and block, the code in the table of each of
    /// the block's codes; `labels`: values of each column so far. False when 64 bits do not hold the
    /// codes of a record.
    pub(super) fn add(
        &mut self,
        blocks: &[Block],
        final_codes: &[Vec<Vec<u32>>],
        labels: impl Iterator<Item = usize>,
    ) -> bool {
        // A gap is the digit 0, so that the greatest digit is the number of values.
        let needed = labels.map(|labels| usize::BITS - labels.leading_zeros());
        let bits: Vec<u32> = needed.zip(&self.bits).map(|(needed, &had)| needed.max(had)).collect();
        if bits.iter().sum::<u32>() > u64::BITS {
            return false;
        }
        if bits != self.bits {
            self.spread(bits);
        }
        let of_block = |(n, block): (usize, &Block)| {
            let codes: Vec<&[u32]> = final_codes.iter().map(|c| c[n].as_slice()).collect();
            numbers(block, &codes, &self.bits)
        };
        let new: Vec<Vec<u64>> = blocks.par_iter().enumerate().map(of_block).collect();
        for numbers in new {
            self.pending.extend_from_slice(&numbers);
        }
        let groups: usize = self.runs.iter().map(|run| run.numbers.len()).sum();
        // As many as there are groups, so that merging costs each record little.
        if self.pending.len() >= SORTED.max(groups / 2) {
            self.count();
        }
        true
    }

    /// Gives the columns more bits.
    fn spread(&mut self, bits: Vec<u32>) {
        let (old, new) = (shifts(&self.bits), shifts(&bits));
        self.bits = bits;
        let moved = |number: u64| {
            let digits = old.iter().map(|&(shift, bits)| digit(number, shift, bits));
            let moved = digits.zip(&new).map(|(d, (to, _))| d.checked_shl(*to).unwrap_or(0));
            moved.fold(0, |all, digit| all | digit)
        };
        let numbers = self.runs.iter_mut().map(|run| &mut run.numbers);
        numbers.chain([&mut self.pending]).flatten().for_each(|number| *number = moved(*number));
    }

    /// Counts the pending records.
    fn count(&mut self) {
        self.pending.par_sort_unstable();
        let mut run = Run::default();
        for same in self.pending.chunk_by(|a, b| a == b) {
            run.numbers.push(same[0]);
            run.counts.push(same.len() as u32);
        }
        self.pending.clear();
        while let Some(last) = self.runs.pop_if(|last| last.numbers.len() < 2 * run.numbers.len()) {
            run = last.merged(&run);
        }
        self.runs.push(run);
    }

    /// Codes of the groups by column, and their sizes, in the order of the codes.
    pub(super) fn done(mut self) -> (Vec<Vec<u32>>, Vec<u32>) {
        self.count();
        self.pending = Vec::new();
        let merged = |later: Run, earlier: Run| earlier.merged(&later);
        let run = self.runs.into_iter().rev().reduce(merged).unwrap_or_default();
        let column = |(shift, bits): (u32, u32)| {
            let code = |number: &u64| (digit(*number, shift, bits) as u32).wrapping_sub(1);
            run.numbers.iter().map(code).collect()
        };
        (shifts(&self.bits).into_par_iter().map(column).collect(), run.counts)
    }
}

impl Run {
    fn merged(&self, other: &Self) -> Self {
        let most = self.numbers.len() + other.numbers.len();
        let (mut numbers, mut counts) = (Vec::with_capacity(most), Vec::with_capacity(most));
        let (mut a, mut b) = (0, 0);
        while a < self.numbers.len() && b < other.numbers.len() {
            let (left, right) = (self.numbers[a], other.numbers[b]);
            let takes = [left <= right, right <= left].map(u32::from);
            numbers.push(left.min(right));
            counts.push(takes[0] * self.counts[a] + takes[1] * other.counts[b]);
            a += takes[0] as usize;
            b += takes[1] as usize;
        }
        for (run, at) in [(self, a), (other, b)] {
            numbers.extend_from_slice(&run.numbers[at..]);
            counts.extend_from_slice(&run.counts[at..]);
        }
        Self { numbers, counts }
    }
}

/// Where the digit of each column begins, with its bits; the first is the highest.
fn shifts(bits: &[u32]) -> Vec<(u32, u32)> {
    let mut shift = bits.iter().sum::<u32>();
    let below = |&bits: &u32| {
        shift -= bits;
        (shift, bits)
    };
    bits.iter().map(below).collect()
}

/// A digit of a number; a column without a value has no bits.
fn digit(number: u64, shift: u32, bits: u32) -> u64 {
    let ones = u64::MAX.checked_shr(u64::BITS - bits).unwrap_or(0);
    number.checked_shr(shift).unwrap_or(0) & ones
}

/// Numbers of a block's records.
fn numbers(block: &Block, final_codes: &[&[u32]], bits: &[u32]) -> Vec<u64> {
    let digits = final_codes.iter().zip(shifts(bits)).map(|(codes, (shift, _))| {
        // MISSING is the largest number: it becomes digit 0.
        let digit = |code: &u32| u64::from(code.wrapping_add(1));
        codes.iter().map(|code| digit(code).checked_shl(shift).unwrap_or(0)).collect()
    });
    let digits: Vec<Vec<u64>> = digits.collect();
    let mut numbers = vec![0; block.rows];
    for (n, piece) in numbers.chunks_mut(PIECE).enumerate() {
        for (digits, column) in digits.iter().zip(&block.columns) {
            let codes = &column.codes[n * PIECE..][..piece.len()];
            for (number, &code) in piece.iter_mut().zip(codes) {
                *number |= digits[code as usize];
            }
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::read::{ReadOptions, read};
    use crate::disclosure::table::Table;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    fn table(text: &str, as_groups: bool) -> (Table, Option<Vec<u32>>) {
        let file = tempfile::Builder::new().suffix(".tsv").tempfile().unwrap();
        std::fs::write(&file, text).unwrap();
        let options = ReadOptions { as_groups, ..ReadOptions::default() };
        let found = read(file.path(), &options).unwrap();
        (found.table, found.persons.of_record)
    }

    /// Records by their values, with their number.
    fn counted(table: &Table, sizes: Option<&[u32]>) -> BTreeMap<Vec<Option<String>>, u32> {
        let mut all = BTreeMap::new();
        for row in 0..table.rows() {
            let values = table.columns().iter().map(|c| c.value(row).map(str::to_owned));
            *all.entry(values.collect()).or_default() += sizes.map_or(1, |sizes| sizes[row]);
        }
        all
    }

    #[test]
    fn groups_are_the_rows_counted_one_by_one() {
        // Several blocks; the later ones bring new values, so that columns get more bits.
        let mut text = "id\ta\tb\tempty\n".to_owned();
        for n in 0..300_000u32 {
            let (a, b) = (n * 7919 % (2 + n / 9000), (n % 13).pow(2) % 13);
            let a = if a == 3 { "n/a".to_owned() } else { a.to_string() };
            writeln!(text, "p{n:06}\t{a}\t{b}\tn/a").unwrap();
        }
        let (rows, none) = table(&text, false);
        let (groups, sizes) = table(&text, true);
        let sizes = sizes.unwrap();
        assert_eq!((none, rows.rows()), (None, 300_000));
        let expected = counted(&rows, None);
        assert_eq!(counted(&groups, Some(&sizes)), expected);
        assert_eq!(groups.rows(), expected.len());
        // A person with two rows is still one.
        let twice = "id\ta\nx\t1\ny\t2\nx\t1\n";
        let (persons, sizes) = table(twice, true);
        assert_eq!((persons.rows(), sizes), (2, None));
    }

    proptest! {
        #[test]
        fn merged_runs_count_what_both_count(
            lists in prop::collection::vec(prop::collection::vec(0u64..40, 0..60), 1..9),
        ) {
            let mut groups = Groups::new(1);
            groups.bits = vec![6];
            for list in &lists {
                groups.pending.extend(list);
                groups.count();
            }
            let (codes, sizes) = groups.done();
            let mut expected = BTreeMap::<u32, u32>::new();
            for number in lists.iter().flatten() {
                *expected.entry((*number as u32).wrapping_sub(1)).or_default() += 1;
            }
            let found: BTreeMap<u32, u32> = codes[0].iter().copied().zip(sizes).collect();
            prop_assert_eq!(found.len(), codes[0].len());
            prop_assert_eq!(found, expected);
        }
    }
}
