//! Search for minimal sample uniques.

use crate::disclosure::table::MISSING;
use rayon::prelude::*;
use serde::Serialize;

/// Minimal sample uniques of every record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Msus {
    /// Number of columns searched (M).
    pub columns: usize,
    /// Greatest size searched.
    pub max_size: usize,
    /// Where each record's sets begin in `sets`; one entry more than records.
    starts: Vec<usize>,
    /// Sets of columns as bits (bit c = column c), each record's by size, then by columns.
    sets: Vec<u64>,
}

impl Msus {
    /// Number of records.
    pub fn records(&self) -> usize {
        self.starts.len() - 1
    }

    /// The minimal sample uniques of a record: bit c stands for column c, smallest sets first.
    pub fn of(&self, record: usize) -> &[u64] {
        &self.sets[self.starts[record]..self.starts[record + 1]]
    }

    /// Whether larger sets than `max_size` were left out.
    pub fn truncated(&self) -> bool {
        self.max_size < self.columns
    }
}

/// More columns than a set of columns can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} quasi-identifiers: minimal sample uniques are searched over at most 64")]
pub struct TooManyColumns(pub usize);

/// The greatest size of sets whose search visits at most `budget` cells (sets × records); at least
/// 1, at most the number of columns. The true work is less: records found unique drop out.
pub fn greatest_affordable_size(columns: usize, records: usize, budget: f64) -> usize {
    let (mut sets, mut visited) = (1.0, 0.0);
    for size in 1..=columns {
        sets *= (columns - size + 1) as f64 / size as f64;
        visited += sets * records as f64;
        if visited > budget {
            return (size - 1).max(1);
        }
    }
    columns.max(1)
}

/// All minimal sample uniques of at most `max_size` columns.
///
/// A missing value never joins a set, and its record matches nobody on that column. Sets are
/// walked as a tree in which each set refines its parent's classes; a record that is alone leaves
/// the classes, because it stays alone in every larger set. What is alone in a set but not in its
/// parent is a candidate; a candidate that holds another candidate of the record is not minimal.
///
/// # Errors
/// [`TooManyColumns`] for more than 64 columns.
///
/// # Panics
/// When columns differ in length.
pub fn minimal_sample_uniques(columns: &[&[u32]], max_size: usize) -> Result<Msus, TooManyColumns> {
    if columns.len() > 64 {
        return Err(TooManyColumns(columns.len()));
    }
    let records = columns.first().map_or(0, |c| c.len());
    let tree = Tree::new(columns, max_size);
    let everyone: Vec<u32> = (0..records as u32).collect();
    let root = Classes { members: everyone, ends: vec![records as u32] };
    let mut candidates = Vec::new();
    if records == 1 {
        let known = columns.iter().enumerate().filter(|(_, codes)| codes[0] != MISSING);
        candidates.extend(known.map(|(c, _)| (0, 1 << c)));
    } else {
        candidates = tree.below(&root, 0, tree.order.len(), 0);
    }
    Ok(collect(&candidates, records, columns.len(), max_size))
}

/// Records of classes of at least two, class after class.
struct Classes {
    members: Vec<u32>,
    /// End of each class in `members`.
    ends: Vec<u32>,
}

struct Tree<'a> {
    columns: &'a [&'a [u32]],
    /// Columns from fewest to most values: the many-valued one is refined first, once, and the
    /// small classes under it stay in cache.
    order: Vec<usize>,
    /// Number of values of each column.
    values: Vec<usize>,
    max_size: usize,
}

impl<'a> Tree<'a> {
    fn new(columns: &'a [&'a [u32]], max_size: usize) -> Self {
        let count = |codes: &&[u32]| {
            codes.iter().filter(|c| **c != MISSING).max().map_or(0, |c| *c as usize + 1)
        };
        let values: Vec<usize> = columns.iter().map(count).collect();
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|c| values[*c]);
        Self { columns, order, values, max_size }
    }

    /// Candidates in all sets that add to `set` columns of rank below `rank`.
    fn below(&self, classes: &Classes, set: u64, rank: usize, size: usize) -> Vec<(u32, u64)> {
        // Two levels give enough tasks; deeper ones are too small to be worth handing out.
        const PARALLEL_LEVELS: usize = 2;
        if size >= self.max_size || classes.members.is_empty() {
            return Vec::new();
        }
        let visit = |next: usize| self.visit(classes, set, next, size);
        if size < PARALLEL_LEVELS {
            let parts: Vec<_> = (0..rank).into_par_iter().map(visit).collect();
            parts.concat()
        } else {
            (0..rank).flat_map(visit).collect()
        }
    }

    fn visit(&self, classes: &Classes, set: u64, rank: usize, size: usize) -> Vec<(u32, u64)> {
        let column = self.order[rank];
        let set = set | 1 << column;
        let (codes, values) = (self.columns[column], self.values[column]);
        let mut alone = Vec::new();
        let is_leaf = rank == 0 || size + 1 == self.max_size;
        let refined = refine(classes, codes, values, &mut alone, !is_leaf);
        let mut found: Vec<(u32, u64)> = alone.into_iter().map(|record| (record, set)).collect();
        if !is_leaf {
            found.extend(self.below(&refined, set, rank, size + 1));
        }
        found
    }
}

/// Splits classes by a column: who is alone goes to `alone`, missing values drop out, the rest is
/// returned as classes (left empty unless `keep`).
fn refine(
    classes: &Classes,
    codes: &[u32],
    values: usize,
    alone: &mut Vec<u32>,
    keep: bool,
) -> Classes {
    let mut out = Classes { members: Vec::new(), ends: Vec::new() };
    if keep {
        out.members.reserve(classes.members.len());
    }
    let mut splitter = Splitter { counts: vec![0; values], pairs: Vec::new() };
    let mut start = 0;
    for end in &classes.ends {
        let members = &classes.members[start..*end as usize];
        start = *end as usize;
        // Below this share of the column's values, clearing the counters costs more than sorting.
        if members.len() * 2 < values {
            splitter.by_sorting(members, codes, alone, keep.then_some(&mut out));
        } else {
            splitter.by_counting(members, codes, alone, keep.then_some(&mut out));
        }
    }
    out
}

/// Mark of a value that one record of the class has.
const ALONE: u32 = u32::MAX;

/// Buffers of one refinement.
struct Splitter {
    counts: Vec<u32>,
    pairs: Vec<u64>,
}

impl Splitter {
    fn by_sorting(
        &mut self,
        members: &[u32],
        codes: &[u32],
        alone: &mut Vec<u32>,
        mut out: Option<&mut Classes>,
    ) {
        if let [a, b] = members {
            let (x, y) = (codes[*a as usize], codes[*b as usize]);
            if x == y && x != MISSING {
                if let Some(out) = out {
                    out.members.extend([*a, *b]);
                    out.ends.push(out.members.len() as u32);
                }
            } else {
                alone.extend((x != MISSING).then_some(*a));
                alone.extend((y != MISSING).then_some(*b));
            }
            return;
        }
        let known = members.iter().map(|r| (codes[*r as usize], *r)).filter(|p| p.0 != MISSING);
        self.pairs.clear();
        self.pairs.extend(known.map(|(code, r)| u64::from(code) << 32 | u64::from(r)));
        self.pairs.sort_unstable();
        for run in self.pairs.chunk_by(|a, b| a >> 32 == b >> 32) {
            if let [one] = run {
                alone.push(*one as u32);
            } else if let Some(out) = out.as_deref_mut() {
                out.members.extend(run.iter().map(|p| *p as u32));
                out.ends.push(out.members.len() as u32);
            }
        }
    }

    fn by_counting(
        &mut self,
        members: &[u32],
        codes: &[u32],
        alone: &mut Vec<u32>,
        out: Option<&mut Classes>,
    ) {
        self.counts.fill(0);
        for record in members {
            if let Some(count) = self.counts.get_mut(codes[*record as usize] as usize) {
                *count += 1;
            }
        }
        let Some(out) = out else {
            let once = |r: &&u32| self.counts.get(codes[**r as usize] as usize) == Some(&1);
            alone.extend(members.iter().filter(once));
            return;
        };
        // From here on a counter is the place of the value's next record, or `ALONE`.
        let mut place = out.members.len() as u32;
        for count in &mut self.counts {
            let size = *count;
            *count = if size == 1 { ALONE } else { place };
            if size > 1 {
                place += size;
                out.ends.push(place);
            }
        }
        out.members.resize(place as usize, 0);
        for record in members {
            match self.counts.get_mut(codes[*record as usize] as usize) {
                None => {}
                Some(place) if *place == ALONE => alone.push(*record),
                Some(place) => {
                    out.members[*place as usize] = *record;
                    *place += 1;
                }
            }
        }
    }
}

/// Groups candidates by record and leaves those that hold no other.
fn collect(candidates: &[(u32, u64)], records: usize, columns: usize, max_size: usize) -> Msus {
    let mut starts = vec![0usize; records + 1];
    for (record, _) in candidates {
        starts[*record as usize + 1] += 1;
    }
    for record in 0..records {
        starts[record + 1] += starts[record];
    }
    let mut grouped = vec![0u64; candidates.len()];
    let mut next = starts.clone();
    for (record, set) in candidates {
        grouped[next[*record as usize]] = *set;
        next[*record as usize] += 1;
    }
    let mut kept = 0;
    for record in 0..records {
        let from = starts[record];
        starts[record] = kept;
        let to = next[record];
        grouped[from..to].sort_unstable_by_key(|set| (set.count_ones(), *set));
        for at in from..to {
            let set = grouped[at];
            if grouped[starts[record]..kept].iter().all(|smaller| smaller & !set != 0) {
                grouped[kept] = set;
                kept += 1;
            }
        }
    }
    starts[records] = kept;
    grouped.truncate(kept);
    Msus { columns, max_size: max_size.min(columns), starts, sets: grouped }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each set of columns of each record, compared with all records.
    fn brute_force(columns: &[Vec<u32>], max_size: usize) -> Vec<Vec<u64>> {
        let records = columns[0].len();
        let alike = |a: usize, b: usize, set: u64| {
            (0..columns.len()).filter(|c| set >> c & 1 == 1).all(|c| columns[c][a] == columns[c][b])
        };
        let known = |r: usize, set: u64| {
            (0..columns.len()).filter(|c| set >> c & 1 == 1).all(|c| columns[c][r] != MISSING)
        };
        let unique = |r: usize, set: u64| {
            known(r, set) && set != 0 && (0..records).all(|o| o == r || !alike(r, o, set))
        };
        let of = |r: usize| {
            let mut sets: Vec<u64> = (1u64..1 << columns.len())
                .filter(|set| set.count_ones() as usize <= max_size && unique(r, *set))
                .filter(|set| (1..*set).all(|part| part & !set != 0 || !unique(r, part)))
                .collect();
            sets.sort_unstable_by_key(|set| (set.count_ones(), *set));
            sets
        };
        (0..records).map(of).collect()
    }

    fn cell() -> impl Strategy<Value = u32> {
        prop_oneof![8 => 0u32..3, 2 => 0u32..40, 1 => Just(MISSING)]
    }

    fn table() -> impl Strategy<Value = Vec<Vec<u32>>> {
        (1usize..6, 1usize..40)
            .prop_flat_map(|(m, n)| prop::collection::vec(prop::collection::vec(cell(), n), m))
    }

    proptest! {
        #[test]
        fn as_found_by_looking_at_every_set(columns in table(), max_size in 1usize..6) {
            let slices: Vec<&[u32]> = columns.iter().map(Vec::as_slice).collect();
            let found = minimal_sample_uniques(&slices, max_size).unwrap();
            let expected = brute_force(&columns, max_size);
            for (record, sets) in expected.iter().enumerate() {
                prop_assert_eq!(found.of(record), sets.as_slice());
            }
        }
    }

    #[test]
    fn no_records_and_no_columns_have_no_uniques() {
        assert_eq!(minimal_sample_uniques(&[], 3).unwrap().records(), 0);
        assert_eq!(minimal_sample_uniques(&[&[]], 3).unwrap().records(), 0);
        let column: &[u32] = &[0, 1];
        assert_eq!(minimal_sample_uniques(&vec![column; 65], 3), Err(TooManyColumns(65)));
    }

    #[test]
    fn the_size_of_sets_is_what_can_be_paid_for() {
        assert_eq!(greatest_affordable_size(6, 1000, 1e9), 6);
        // C(50, 1) + C(50, 2) + C(50, 3) = 20 875 sets.
        assert_eq!(greatest_affordable_size(50, 1000, 2.1e7), 3);
        assert_eq!(greatest_affordable_size(50, 1000, 1.0), 1);
    }
}
