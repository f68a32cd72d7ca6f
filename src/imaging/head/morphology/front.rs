//! Growth within what is allowed, where only the front of the set is looked at.
//!
//! Air that has been reached all around a head stays reached: after a few steps only rows in nooks still
//! grow. A row needs a look only when it or a row beside it has grown since the last step that reached
//! as far as this one.

use super::step::Step;
use crate::imaging::head::bitgrid::BitGrid;

/// Grows the set by the steps, but only into `allowed`.
pub(in crate::imaging::head) fn dilate_within(
    grid: BitGrid,
    steps: &[Step],
    allowed: &BitGrid,
) -> BitGrid {
    let mut front = Front::new(grid, allowed);
    for (number, step) in steps.iter().enumerate() {
        let since = steps[..number].iter().rposition(|earlier| earlier.reaches(step));
        front.grow(*step, since);
    }
    front.grid
}

struct Front<'a> {
    grid: BitGrid,
    allowed: &'a BitGrid,
    /// Rows that grew in each step so far.
    grown: Vec<Vec<u32>>,
    /// The step in which a row was last put on the list of those to look at.
    listed: Vec<u32>,
}

impl<'a> Front<'a> {
    fn new(grid: BitGrid, allowed: &'a BitGrid) -> Self {
        let [_, nj, nk] = grid.shape();
        Self { grid, allowed, grown: Vec::new(), listed: vec![0; nj * nk] }
    }

    /// One step; what grew before the step number `since` has been seen by one that reached as far.
    fn grow(&mut self, step: Step, since: Option<usize>) {
        let rows: Vec<u32> = match since {
            Some(since) => self.beside_grown(since),
            None => (0..self.listed.len() as u32).collect(),
        };
        let per_row = self.grid.words_per_row();
        let mut grown = Vec::new();
        let mut words = Vec::new();
        for row in rows {
            let start = words.len();
            if self.grown_row(row as usize, step, &mut words) {
                grown.push(row);
            } else {
                words.truncate(start);
            }
        }
        // All of a step sees the set before it.
        for (row, new) in grown.iter().zip(words.chunks_exact(per_row.max(1))) {
            self.grid.words_mut()[*row as usize * per_row..][..per_row].copy_from_slice(new);
        }
        self.grown.push(grown);
    }

    /// Rows that grew in the step `since` or later, and the rows beside them.
    fn beside_grown(&mut self, since: usize) -> Vec<u32> {
        let [_, nj, nk] = self.grid.shape();
        let now = self.grown.len() as u32;
        let mut rows = Vec::new();
        for row in self.grown[since..].iter().flatten().map(|row| *row as usize) {
            let (j, k) = (row % nj, row / nj);
            for k in k.saturating_sub(1)..(k + 2).min(nk) {
                for beside in k * nj + j.saturating_sub(1)..k * nj + (j + 2).min(nj) {
                    if std::mem::replace(&mut self.listed[beside], now) != now {
                        rows.push(beside as u32);
                    }
                }
            }
        }
        rows
    }

    /// Appends a row as it is after a step; whether it grew (what is appended counts only then).
    fn grown_row(&self, row: usize, step: Step, words: &mut Vec<u64>) -> bool {
        let (per_row, all) = (self.grid.words_per_row(), self.grid.words());
        let old = &all[row * per_row..][..per_row];
        let allowed = &self.allowed.words()[row * per_row..][..per_row];
        if old.iter().zip(allowed).all(|(old, allowed)| allowed & !old == 0) {
            return false;
        }
        let start = words.len();
        words.extend_from_slice(old);
        let new = &mut words[start..];
        if step.axes[0] && !step.diagonal {
            spread(new);
        }
        self.join_rows_beside(row, step, new);
        if step.axes[0] && step.diagonal {
            spread(new);
        }
        let mut grew = 0;
        for ((new, old), allowed) in new.iter_mut().zip(old).zip(allowed) {
            *new = *new & allowed | old;
            grew |= *new ^ old;
        }
        grew != 0
    }

    fn join_rows_beside(&self, row: usize, step: Step, joined: &mut [u64]) {
        let [_, nj, nk] = self.grid.shape();
        let (per_row, all) = (self.grid.words_per_row(), self.grid.words());
        let (j, k) = (row % nj, row / nj);
        let reach = |moves: bool| if moves { -1..=1 } else { 0..=0 };
        for dk in reach(step.axes[2]) {
            for dj in reach(step.axes[1]) {
                let apart = dj != 0 && dk != 0;
                let (Some(j), Some(k)) = (j.checked_add_signed(dj), k.checked_add_signed(dk))
                else {
                    continue;
                };
                if (dj, dk) == (0, 0) || apart && !step.diagonal || j >= nj || k >= nk {
                    continue;
                }
                let beside = &all[(k * nj + j) * per_row..][..per_row];
                for (word, beside) in joined.iter_mut().zip(beside) {
                    *word |= beside;
                }
            }
        }
    }
}

/// Joins every bit of a row with the bits before and after it.
fn spread(row: &mut [u64]) {
    let mut before = 0;
    for w in 0..row.len() {
        let (word, after) = (row[w], row.get(w + 1).copied().unwrap_or(0));
        row[w] = word | word << 1 | before >> 63 | word >> 1 | after << 63;
        before = word;
    }
}

#[cfg(test)]
mod tests {
    use super::super::step::Pass;
    use super::*;
    use proptest::prelude::*;

    /// The same by whole grids.
    fn by_whole_grids(mut grid: BitGrid, steps: &[Step], allowed: &BitGrid) -> BitGrid {
        let mut other = BitGrid::new(grid.shape());
        for step in steps {
            Pass::new(&grid).apply::<false>(&grid, *step, &mut other);
            other.intersect(allowed);
            grid.unite(&other);
        }
        grid
    }

    proptest! {
        #[test]
        fn the_front_grows_as_the_whole_set_does(
            shape in (1usize..140, 1usize..8, 1usize..8),
            seed in any::<u64>(),
            kinds in prop::collection::vec((any::<[bool; 3]>(), any::<bool>()), 0..9),
        ) {
            let shape = [shape.0, shape.1, shape.2];
            let mut state = seed;
            let mut random = |density: u64| BitGrid::from_fn(shape, |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state >> 54 < density
            });
            let (start, allowed) = (random(20), random(700));
            let steps: Vec<Step> =
                kinds.into_iter().map(|(axes, diagonal)| Step { axes, diagonal }).collect();
            prop_assert_eq!(
                dilate_within(start.clone(), &steps, &allowed),
                by_whole_grids(start, &steps, &allowed)
            );
        }
    }
}
