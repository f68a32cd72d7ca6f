//! Grouping by row keys: the codes of a record as the digits of one number.
//!
//! Few possible keys index a table directly; many are hashed, in parts that fit a core's cache.

use rayon::prelude::*;

use super::Classes;
use crate::disclosure::table::Column;

/// Records whose keys are made at once: they stay in the first-level cache.
const BLOCK: usize = 2048;
/// Keys up to this number index a table directly (4 bytes each).
const MAX_DIRECT: u64 = 1 << 24;
/// Slots of the direct table for each record: clearing more costs more than hashing does.
const SLOTS_PER_RECORD: u64 = 64;
/// Parts of the hashed keys; one of 10⁷ records then has some 40 000.
const PARTS: usize = 256;
/// Fewer records are hashed in one part.
const MIN_PARTED: usize = 1 << 17;
/// Multiplier of Fibonacci hashing, 2⁶⁴ divided by the golden ratio (Knuth, TAOCP 6.4).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Classes of `rows` records that agree in all `columns`.
pub(super) fn group(columns: &[&Column], rows: usize) -> Classes {
    let radices: Vec<u64> = columns.iter().map(|column| column.labels.len() as u64 + 1).collect();
    // As many columns as fit 64 bits at once; the classes so far are then one column more.
    let mut so_far: Option<Classes> = None;
    let mut start = 0;
    loop {
        let mut span = so_far.as_ref().map_or(1, |classes| classes.count().max(1) as u64);
        let mut end = start;
        while let Some(next) = radices.get(end).and_then(|&radix| span.checked_mul(radix)) {
            span = next;
            end += 1;
        }
        let keys = Keys { before: so_far.as_ref(), columns: &columns[start..end] };
        let few = span <= MAX_DIRECT.min(SLOTS_PER_RECORD * rows as u64);
        let classes = if few { keys.direct(span, rows) } else { keys.hashed(rows) };
        if end == columns.len() {
            return classes;
        }
        so_far = Some(classes);
        start = end;
    }
}

/// Where the digits of a key come from.
struct Keys<'a> {
    before: Option<&'a Classes>,
    columns: &'a [&'a Column],
}

impl Keys<'_> {
    /// Keys of the records from `start` on, into `keys`.
    fn fill(&self, start: usize, keys: &mut [u64]) {
        let rows = start..start + keys.len();
        match self.before {
            Some(classes) => {
                for (key, &class) in keys.iter_mut().zip(&classes.of_record[rows.clone()]) {
                    *key = u64::from(class);
                }
            }
            None => keys.fill(0),
        }
        for column in self.columns {
            let radix = column.labels.len() as u64 + 1;
            for (key, &code) in keys.iter_mut().zip(&column.codes[rows.clone()]) {
                // MISSING is the largest number: it becomes digit 0.
                *key = *key * radix + u64::from(code.wrapping_add(1));
            }
        }
    }

    fn direct(&self, span: u64, rows: usize) -> Classes {
        let mut class_of_key = vec![u32::MAX; span as usize];
        let mut classes = Numbering::new(rows);
        let mut keys = [0; BLOCK];
        for start in (0..rows).step_by(BLOCK) {
            let keys = &mut keys[..BLOCK.min(rows - start)];
            self.fill(start, keys);
            for (row, &key) in (start..).zip(keys.iter()) {
                let class = &mut class_of_key[key as usize];
                if *class == u32::MAX {
                    *class = classes.open(row);
                }
                classes.add(*class);
            }
        }
        classes.done()
    }

    fn hashed(&self, rows: usize) -> Classes {
        let parts = if rows < MIN_PARTED { 1 } else { PARTS };
        let chunk = rows.div_ceil(rayon::current_num_threads()).max(BLOCK);
        let chunks: Vec<Vec<Vec<(u64, u32)>>> = (0..rows)
            .into_par_iter()
            .step_by(chunk)
            .map(|start| self.parted(start, chunk.min(rows - start), parts))
            .collect();
        // The first record with its key, for each record of a part.
        let firsts: Vec<Vec<(u32, u32)>> = (0..parts)
            .into_par_iter()
            .map(|part| first_records(chunks.iter().map(|chunk| chunk[part].as_slice())))
            .collect();
        drop(chunks);
        let mut first_of = vec![0; rows];
        for (row, first) in firsts.into_iter().flatten() {
            first_of[row as usize] = first;
        }
        let mut classes = Numbering::new(rows);
        for (row, &first) in first_of.iter().enumerate() {
            let class =
                if first as usize == row { classes.open(row) } else { classes.class_of(first) };
            classes.add(class);
        }
        classes.done()
    }

    /// (key, record) of a range of records, by the highest bits of the key's hash.
    fn parted(&self, start: usize, rows: usize, parts: usize) -> Vec<Vec<(u64, u32)>> {
        let mut out = vec![Vec::with_capacity(rows / parts); parts];
        let mut keys = [0; BLOCK];
        for begin in (start..start + rows).step_by(BLOCK) {
            let keys = &mut keys[..BLOCK.min(start + rows - begin)];
            self.fill(begin, keys);
            for (row, &key) in (begin..).zip(keys.iter()) {
                let part = (u128::from(hash(key)) * parts as u128) >> 64;
                out[part as usize].push((key, row as u32));
            }
        }
        out
    }
}

/// Spreads neighbouring keys over all 64 bits.
fn hash(key: u64) -> u64 {
    let mixed = (key ^ (key >> 32)).wrapping_mul(GOLDEN);
    (mixed ^ (mixed >> 29)).wrapping_mul(GOLDEN)
}

/// Each record with the first record that has the same key; records come in ascending order.
fn first_records<'a>(entries: impl Iterator<Item = &'a [(u64, u32)]> + Clone) -> Vec<(u32, u32)> {
    const EMPTY: (u64, u32) = (0, u32::MAX);
    let count: usize = entries.clone().map(<[_]>::len).sum();
    // At most half full, so that probes are short.
    let slots = (2 * count + 1).next_power_of_two();
    let mut table = vec![EMPTY; slots];
    let mut out = Vec::with_capacity(count);
    for &(key, row) in entries.flatten() {
        let mut slot = hash(key) as usize & (slots - 1);
        while table[slot].1 != u32::MAX && table[slot].0 != key {
            slot = (slot + 1) & (slots - 1);
        }
        if table[slot].1 == u32::MAX {
            table[slot] = (key, row);
        }
        out.push((row, table[slot].1));
    }
    out
}

/// Numbers classes as their first records come.
struct Numbering(Classes);

impl Numbering {
    fn new(rows: usize) -> Self {
        let of_record = Vec::with_capacity(rows);
        Self(Classes { of_record, sizes: Vec::new(), first: Vec::new() })
    }

    /// A new class; `row` is its first record.
    fn open(&mut self, row: usize) -> u32 {
        self.0.sizes.push(0);
        self.0.first.push(row as u32);
        self.0.sizes.len() as u32 - 1
    }

    /// Class of a record that was added before.
    fn class_of(&self, row: u32) -> u32 {
        self.0.of_record[row as usize]
    }

    /// The next record is in `class`.
    fn add(&mut self, class: u32) {
        self.0.of_record.push(class);
        self.0.sizes[class as usize] += 1;
    }

    fn done(self) -> Classes {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::disclosure::table::MISSING;

    /// Classes by comparing rows as lists of codes.
    fn brute_force_group(columns: &[&Column], rows: usize) -> Classes {
        let mut known = HashMap::new();
        let mut classes = Numbering::new(rows);
        for row in 0..rows {
            let codes: Vec<u32> = columns.iter().map(|column| column.codes[row]).collect();
            let class = *known.entry(codes).or_insert_with(|| classes.open(row));
            classes.add(class);
        }
        classes.done()
    }

    fn column(codes: Vec<u32>, labels: usize) -> Column {
        let labels = (0..labels).map(|label| label.to_string()).collect();
        Column { name: "x".to_owned(), codes, labels }
    }

    proptest! {
        #[test]
        fn classes_are_those_of_a_slow_comparison(
            rows in prop::collection::vec(prop::collection::vec(0u32..4, 5), 0..60),
        ) {
            let digit = |row: &Vec<u32>, at: usize| if row[at] == 3 { MISSING } else { row[at] };
            let columns: Vec<Column> = (0..5)
                .map(|at| column(rows.iter().map(|row| digit(row, at)).collect(), 4))
                .collect();
            let columns: Vec<&Column> = columns.iter().collect();
            prop_assert_eq!(group(&columns, rows.len()), brute_force_group(&columns, rows.len()));
            let keys = Keys { before: None, columns: &columns };
            prop_assert_eq!(keys.hashed(rows.len()), brute_force_group(&columns, rows.len()));
        }
    }

    #[test]
    fn more_columns_than_64_bits_hold_are_folded() {
        let columns: Vec<Column> = (0..200)
            .map(|at| column((0..50).map(|row| u32::from(row % 40 == at % 40)).collect(), 2))
            .collect();
        let columns: Vec<&Column> = columns.iter().collect();
        assert_eq!(group(&columns, 50), brute_force_group(&columns, 50));
    }

    #[test]
    fn many_records_are_hashed_in_parts() {
        let rows = 2 * MIN_PARTED;
        let codes = |step: usize| (0..rows).map(|row| (row * step % 9973) as u32).collect();
        let (a, b) = (column(codes(7), 9973), column(codes(13), 9973));
        let columns = [&a, &b];
        assert_eq!(group(&columns, rows), brute_force_group(&columns, rows));
    }
}
