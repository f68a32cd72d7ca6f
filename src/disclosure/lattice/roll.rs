//! Classes of a node from the classes of a finer one, never from the records again.

use super::{Checked, Goal, Lattice};
use rustc_hash::FxHashMap;

/// Classes of a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rolled {
    /// A base class in each class.
    base: Vec<u32>,
    /// Records of each class.
    sizes: Vec<u32>,
}

impl Rolled {
    /// (a base class in it, records), class by class.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.base.iter().copied().zip(self.sizes.iter().copied())
    }

    pub(super) fn size(&self, class: u32) -> u32 {
        self.sizes[class as usize]
    }
}

/// Keys up to this number index a table directly, 4 bytes each.
const MAX_DIRECT: u64 = 1 << 16;

/// Merges classes that agree at a node: the class each becomes part of, and the new classes.
fn roll(lattice: &Lattice<'_>, from: &Rolled, levels: &[usize]) -> (Vec<u32>, Rolled) {
    let mut class_of = vec![0u32; from.base.len()];
    let mut classes = usize::from(!from.base.is_empty());
    let mut column = 0;
    // As many columns as fit 64 bits at once; the classes so far are then one column more.
    while column < levels.len() && classes < from.base.len() || column == 0 {
        let mut keys: Vec<u64> = class_of.iter().map(|class| u64::from(*class)).collect();
        let mut span = classes.max(1) as u64;
        while column < levels.len() {
            let level = &lattice.hierarchies[column].levels()[levels[column]];
            let radix = level.labels.len() as u64 + 1;
            let Some(next) = span.checked_mul(radix) else { break };
            if radix > 2 || !level.is_everything() {
                // MISSING is the largest number: it becomes digit 0.
                let codes = &lattice.codes[column];
                for (key, base) in keys.iter_mut().zip(&from.base) {
                    let code = level.code(codes[*base as usize]);
                    *key = *key * radix + u64::from(code.wrapping_add(1));
                }
                span = next;
            }
            column += 1;
        }
        classes = number(&keys, span, &mut class_of);
        if levels.is_empty() {
            break;
        }
    }
    (class_of.clone(), merge(from, &class_of, classes))
}

/// Numbers equal keys alike, in the order of their first appearance; how many there are.
fn number(keys: &[u64], span: u64, class_of: &mut [u32]) -> usize {
    let mut classes = 0u32;
    let mut next = |known: &mut u32| {
        if *known == u32::MAX {
            *known = classes;
            classes += 1;
        }
        *known
    };
    if span <= MAX_DIRECT {
        let mut known = vec![u32::MAX; span as usize];
        for (class, key) in class_of.iter_mut().zip(keys) {
            *class = next(&mut known[*key as usize]);
        }
    } else {
        let mut known: FxHashMap<u64, u32> = FxHashMap::default();
        for (class, key) in class_of.iter_mut().zip(keys) {
            *class = next(known.entry(*key).or_insert(u32::MAX));
        }
    }
    classes as usize
}

fn merge(from: &Rolled, class_of: &[u32], classes: usize) -> Rolled {
    let mut merged = Rolled { base: Vec::with_capacity(classes), sizes: vec![0; classes] };
    for ((base, size), class) in from.iter().zip(class_of) {
        if *class as usize == merged.base.len() {
            merged.base.push(base);
        }
        merged.sizes[*class as usize] += size;
    }
    merged
}

fn base(lattice: &Lattice<'_>) -> Rolled {
    Rolled { base: (0..lattice.base.count() as u32).collect(), sizes: lattice.base.sizes.clone() }
}

/// Class of each base class at a node, and the classes.
pub(super) fn from_base(lattice: &Lattice<'_>, levels: &[usize]) -> (Vec<u32>, Rolled) {
    roll(lattice, &base(lattice), levels)
}

/// Classes of nodes already seen: a node starts from the fewest classes that are finer.
pub(super) struct Pool<'a> {
    lattice: &'a Lattice<'a>,
    /// (levels, classes); the first is the base and stays.
    seen: Vec<(Vec<usize>, Rolled)>,
    /// Nodes checked.
    pub(super) checked: usize,
    /// Cells (classes times columns) that were looked at.
    pub(super) cells: f64,
}

/// Nodes kept; looking through more costs as much as rolling few classes.
const KEPT: usize = 48;
/// Classes kept in all, 8 bytes each.
const KEPT_CLASSES: usize = 1 << 24;

impl<'a> Pool<'a> {
    pub(super) fn new(lattice: &'a Lattice<'a>) -> Self {
        let bottom = vec![0; lattice.hierarchies.len()];
        Self { lattice, seen: vec![(bottom, base(lattice))], checked: 0, cells: 0.0 }
    }

    /// Suppressed records and loss of a node.
    pub(super) fn check(&mut self, levels: &[usize], goal: Goal) -> Checked {
        let finer = |seen: &&(Vec<usize>, Rolled)| seen.0.iter().zip(levels).all(|(a, b)| a <= b);
        let start = self.seen.iter().filter(finer).min_by_key(|seen| seen.1.base.len());
        let from = start.map_or(&self.seen[0].1, |seen| &seen.1);
        self.checked += 1;
        self.cells += from.base.len() as f64 * levels.len().max(1) as f64;
        let (_, rolled) = roll(self.lattice, from, levels);
        let found = self.lattice.weigh(levels, &rolled, goal);
        self.keep(levels, rolled);
        found
    }

    fn keep(&mut self, levels: &[usize], rolled: Rolled) {
        let total = |seen: &[(Vec<usize>, Rolled)]| -> usize {
            seen.iter().skip(1).map(|s| s.1.base.len()).sum()
        };
        while self.seen.len() > 1
            && (self.seen.len() > KEPT || total(&self.seen) + rolled.base.len() > KEPT_CLASSES)
        {
            self.seen.remove(1);
        }
        if rolled.base.len() <= KEPT_CLASSES {
            self.seen.push((levels.to_vec(), rolled));
        }
    }
}
