//! Connected components of a bit grid by runs of set voxels and union-find.
//!
//! Solid shapes have about one run per row, so a head costs 50 000 runs instead of 5 million
//! voxels, and the time is bounded whatever the shape (a flood by sweeps is not: a spiral takes
//! as many sweeps as it has turns).

use super::bitgrid::BitGrid;

/// Set voxels `start..end` of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// All runs of a grid and which component each belongs to (6-connected).
pub(super) struct Components {
    shape: [usize; 3],
    runs: Vec<Run>,
    /// Runs of row `(j, k)` are `row_starts[r]..row_starts[r + 1]`, `r = k · nj + j`.
    row_starts: Vec<u32>,
    /// A run's root is the first run of its component.
    parent: Vec<u32>,
}

impl Components {
    /// Labels a grid.
    pub(super) fn of(grid: &BitGrid) -> Self {
        let (runs, row_starts) = find_runs(grid);
        let parent = (0..runs.len() as u32).collect();
        let mut out = Self { shape: grid.shape(), runs, row_starts, parent };
        let [_, nj, nk] = out.shape;
        for k in 0..nk {
            for j in 0..nj {
                let row = k * nj + j;
                if j > 0 {
                    out.join_rows(row - 1, row);
                }
                if k > 0 {
                    out.join_rows(row - nj, row);
                }
            }
        }
        for n in 0..out.parent.len() {
            // Parents come before their children, so one pass flattens the trees.
            out.parent[n] = out.parent[out.parent[n] as usize];
        }
        out
    }

    fn row(&self, row: usize) -> std::ops::Range<usize> {
        self.row_starts[row] as usize..self.row_starts[row + 1] as usize
    }

    /// Joins runs of two neighbouring rows that overlap along `i`.
    fn join_rows(&mut self, first: usize, second: usize) {
        let (a, b) = (self.row(first), self.row(second));
        let (mut p, mut q) = (a.start, b.start);
        while p < a.end && q < b.end {
            let (run_p, run_q) = (self.runs[p], self.runs[q]);
            // Most rows continue a component they already belong to.
            let overlap = run_p.start < run_q.end && run_q.start < run_p.end;
            if overlap && self.parent[p] != self.parent[q] {
                self.union(p as u32, q as u32);
            }
            // Which run ends first cannot be foretold.
            let ends_first = run_p.end <= run_q.end;
            p += usize::from(ends_first);
            q += usize::from(!ends_first);
        }
    }

    fn find(&mut self, mut n: u32) -> u32 {
        while self.parent[n as usize] != n {
            // Path halving.
            let up = self.parent[self.parent[n as usize] as usize];
            self.parent[n as usize] = up;
            n = up;
        }
        n
    }

    fn union(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if a != b {
            self.parent[a.max(b) as usize] = a.min(b);
        }
    }

    /// Voxels of each component, at the index of its first run; 0 elsewhere.
    pub(super) fn sizes(&self) -> Vec<u64> {
        let mut sizes = vec![0; self.runs.len()];
        for (run, label) in self.runs.iter().zip(&self.parent) {
            sizes[*label as usize] += u64::from(run.end - run.start);
        }
        sizes
    }

    /// Marks the components that touch a set bit of `seeds` (same shape).
    pub(super) fn touched_by(&self, seeds: &BitGrid) -> Vec<bool> {
        let mut touched = vec![false; self.runs.len()];
        let nj = self.shape[1];
        for row in 0..nj * self.shape[2] {
            let words = seeds.row(row % nj, row / nj);
            if words.iter().all(|w| *w == 0) {
                continue;
            }
            for n in self.row(row) {
                let Run { start, end } = self.runs[n];
                if any_bit(words, start as usize, end as usize) {
                    touched[self.parent[n] as usize] = true;
                }
            }
        }
        touched
    }

    /// The voxels of the components for which `keep` (indexed by label) holds.
    pub(super) fn select(&self, keep: impl Fn(usize) -> bool) -> BitGrid {
        let mut grid = BitGrid::new(self.shape);
        let nj = self.shape[1];
        for row in 0..nj * self.shape[2] {
            let words = grid.row_mut(row % nj, row / nj);
            for n in self.row(row) {
                if keep(self.parent[n] as usize) {
                    set_bits(words, self.runs[n].start as usize, self.runs[n].end as usize);
                }
            }
        }
        grid
    }
}

/// The largest component; the first of equals.
pub(super) fn largest(set: &BitGrid) -> BitGrid {
    let parts = Components::of(set);
    let sizes = parts.sizes();
    let best = (0..sizes.len()).rev().max_by_key(|n| sizes[*n]);
    parts.select(|label| Some(label) == best)
}

/// Bits `from..to` of a word, `from < 64`, `to ≤ 64`.
fn bits(from: usize, to: usize) -> u64 {
    (!0u64 >> (64 - (to - from))) << from
}

/// The words that bits `start..end` of a row lie in, each with its part of them.
fn parts(start: usize, end: usize) -> impl Iterator<Item = (usize, u64)> {
    (start / 64..end.div_ceil(64)).map(move |w| {
        let from = start.max(64 * w) - 64 * w;
        let to = end.min(64 * w + 64) - 64 * w;
        (w, bits(from, to))
    })
}

/// Sets bits `start..end` of a row.
pub(super) fn set_bits(words: &mut [u64], start: usize, end: usize) {
    for (w, part) in parts(start, end) {
        words[w] |= part;
    }
}

fn any_bit(words: &[u64], start: usize, end: usize) -> bool {
    parts(start, end).any(|(w, part)| words[w] & part != 0)
}

fn find_runs(grid: &BitGrid) -> (Vec<Run>, Vec<u32>) {
    let [_, nj, nk] = grid.shape();
    let mut runs = Vec::with_capacity(2 * nj * nk);
    let mut row_starts = Vec::with_capacity(nj * nk + 1);
    row_starts.push(0);
    for row in 0..nj * nk {
        push_runs(grid.row(row % nj, row / nj), &mut runs);
        row_starts.push(runs.len() as u32);
    }
    (runs, row_starts)
}

/// Adds the runs of one row: a run starts and ends where a bit differs from the one before it.
pub(super) fn push_runs(words: &[u64], runs: &mut Vec<Run>) {
    let mut carry = 0;
    let mut open = 0;
    for (w, word) in words.iter().enumerate() {
        let mut changes = word ^ (word << 1 | carry);
        let mut inside = carry == 1;
        carry = word >> 63;
        while changes != 0 {
            let at = 64 * w as u32 + changes.trailing_zeros();
            if inside {
                runs.push(Run { start: open, end: at });
            }
            open = at;
            inside = !inside;
            changes &= changes - 1;
        }
    }
    if carry == 1 {
        runs.push(Run { start: open, end: 64 * words.len() as u32 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Labels by breadth-first search, one voxel at a time.
    fn search(grid: &BitGrid) -> Vec<usize> {
        let [ni, nj, nk] = grid.shape();
        let at = |n: usize| [n % ni, n / ni % nj, n / ni / nj];
        let mut label = vec![0; ni * nj * nk];
        let mut next = 0;
        for first in 0..label.len() {
            let [i, j, k] = at(first);
            if label[first] != 0 || !grid.get(i, j, k) {
                continue;
            }
            next += 1;
            let mut queue = vec![first];
            label[first] = next;
            while let Some(n) = queue.pop() {
                let p = at(n);
                let strides = [1, ni, ni * nj];
                for a in 0..3 {
                    for (ok, m) in [
                        (p[a] > 0, n.wrapping_sub(strides[a])),
                        (p[a] + 1 < grid.shape()[a], n + strides[a]),
                    ] {
                        if ok && label[m] == 0 {
                            let [i, j, k] = at(m);
                            if grid.get(i, j, k) {
                                label[m] = next;
                                queue.push(m);
                            }
                        }
                    }
                }
            }
        }
        label
    }

    proptest! {
        #[test]
        fn components_equal_a_breadth_first_search(
            shape in (1usize..140, 1usize..6, 1usize..6),
            seed in any::<u64>(),
            density in 200u64..900,
        ) {
            let shape = [shape.0, shape.1, shape.2];
            let mut state = seed;
            let grid = BitGrid::from_fn(shape, |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state >> 54 < density
            });
            let slow = search(&grid);
            let fast = Components::of(&grid);
            let sizes = fast.sizes();
            let mut seen = 0;
            for (label, size) in sizes.iter().enumerate().filter(|(_, s)| **s > 0) {
                seen += 1;
                let part = fast.select(|l| l == label);
                prop_assert_eq!(part.count() as u64, *size);
                let numbers: Vec<usize> = (0..slow.len())
                    .filter(|n| {
                        part.get(n % shape[0], n / shape[0] % shape[1], n / shape[0] / shape[1])
                    })
                    .map(|n| slow[n])
                    .collect();
                prop_assert!(numbers.iter().all(|n| *n == numbers[0]));
            }
            prop_assert_eq!(seen, slow.iter().max().copied().unwrap_or(0));
        }
    }

    #[test]
    fn seeds_mark_only_the_components_they_touch() {
        let mut grid = BitGrid::new([130, 3, 1]);
        for i in (10..70).chain(90..130) {
            grid.set(i, 1, 0);
        }
        let mut seeds = BitGrid::new([130, 3, 1]);
        seeds.set(100, 1, 0);
        seeds.set(5, 1, 0);
        let parts = Components::of(&grid);
        assert_eq!(parts.sizes().iter().filter(|s| **s > 0).count(), 2);
        let touched = parts.touched_by(&seeds);
        let kept = parts.select(|label| touched[label]);
        assert_eq!(kept.count(), 40);
        assert!(kept.get(129, 1, 0) && !kept.get(69, 1, 0));
    }
}
