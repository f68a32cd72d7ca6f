//! Counts of a sensitive attribute's values in each class.

use crate::disclosure::frequencies::Frequencies;
use crate::disclosure::table::{Column, MISSING};

/// How often each value occurs, overall and in each class; records without a value do not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SensitiveCounts {
    overall: Vec<u64>,
    /// Class behind each list, as its first record.
    first: Vec<u32>,
    /// End of each class's list in `entries`.
    ends: Vec<usize>,
    /// (value, count), by value.
    entries: Vec<(u32, u32)>,
}

/// Values of the records of one class.
#[derive(Clone, Copy, Debug)]
pub struct ClassValues<'a> {
    /// First record of the class.
    pub first_record: u32,
    /// (value, count) by value; counts are at least 1.
    pub values: &'a [(u32, u32)],
}

impl ClassValues<'_> {
    /// Records with a value.
    pub fn records(&self) -> f64 {
        self.values.iter().map(|&(_, count)| f64::from(count)).sum()
    }
}

impl SensitiveCounts {
    /// Counts over the classes that count; classes without any value have no list.
    pub fn of(frequencies: &Frequencies, attribute: &Column) -> Self {
        let classes = &frequencies.classes;
        let codes = by_class(&classes.of_record, &classes.sizes, &attribute.codes);
        let mut counts = Self {
            overall: vec![0; attribute.labels.len()],
            first: Vec::new(),
            ends: Vec::new(),
            entries: Vec::new(),
        };
        let mut rest = codes;
        let mut rest = rest.as_mut_slice();
        for (class, &size) in classes.sizes.iter().enumerate() {
            let (own, after) = rest.split_at_mut(size as usize);
            rest = after;
            if frequencies.of_class[class] > 0.0 {
                counts.add(classes.first[class], own);
            }
        }
        counts
    }

    fn add(&mut self, first: u32, codes: &mut [u32]) {
        codes.sort_unstable();
        let before = self.entries.len();
        for run in codes.chunk_by(|a, b| a == b).filter(|run| run[0] != MISSING) {
            self.overall[run[0] as usize] += run.len() as u64;
            self.entries.push((run[0], run.len() as u32));
        }
        if self.entries.len() > before {
            self.first.push(first);
            self.ends.push(self.entries.len());
        }
    }

    /// Records with a value.
    pub fn records(&self) -> u64 {
        self.overall.iter().sum()
    }

    /// Number of records with each value, by code.
    pub fn overall(&self) -> &[u64] {
        &self.overall
    }

    /// pₛ, share of each value, by code; NaN without records.
    pub fn shares(&self) -> Vec<f64> {
        let all = self.records() as f64;
        self.overall.iter().map(|&count| count as f64 / all).collect()
    }

    /// The classes with at least one value, in the order of their first record.
    pub fn classes(&self) -> impl Iterator<Item = ClassValues<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        self.first.iter().zip(starts.zip(&self.ends)).map(|(&first_record, (start, &end))| {
            ClassValues { first_record, values: &self.entries[start..end] }
        })
    }
}

/// Codes of the records, class after class.
fn by_class(class_of: &[u32], sizes: &[u32], codes: &[u32]) -> Vec<u32> {
    let mut next = Vec::with_capacity(sizes.len());
    let mut start = 0;
    for &size in sizes {
        next.push(start);
        start += size as usize;
    }
    let mut sorted = vec![MISSING; codes.len()];
    for (&class, &code) in class_of.iter().zip(codes) {
        let place = &mut next[class as usize];
        sorted[*place] = code;
        *place += 1;
    }
    sorted
}
