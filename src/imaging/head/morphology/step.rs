//! One step of one voxel, for a whole grid.

use crate::imaging::head::bitgrid::BitGrid;

/// One step: which axes move, and whether diagonally too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::imaging::head) struct Step {
    pub(super) axes: [bool; 3],
    pub(super) diagonal: bool,
}

/// `a | b` or `a & b`; voxels outside the grid are 0 in both.
fn join<const ERODE: bool>(a: u64, b: u64) -> u64 {
    if ERODE { a & b } else { a | b }
}

/// Buffers of a step, reused from step to step.
///
/// A slice lies in its buffer with one row of zeros before and after it, so that the neighbours
/// of every row are found in the same way and the loops have no cases.
pub(super) struct Pass {
    per_row: usize,
    /// Per word: 1 where the last bit of the word before is a neighbour.
    from_before: Vec<u64>,
    /// Per word: bit 63 where the first bit of the word after is a neighbour.
    from_after: Vec<u64>,
    /// Per word: bits that are voxels.
    voxels: Vec<u64>,
    padded: Vec<u64>,
    /// The slices `k - 1`, `k` and `k + 1` after their in-plane part, at `k % 3`.
    ring: [Vec<u64>; 3],
}

impl Pass {
    pub(super) fn new(grid: &BitGrid) -> Self {
        let (per_row, per_slice) = (grid.words_per_row(), grid.words_per_slice());
        let last = grid.last_word_mask();
        let of = |f: &dyn Fn(usize) -> u64| (0..per_slice).map(|w| f(w % per_row.max(1))).collect();
        Self {
            per_row,
            from_before: of(&|w| u64::from(w != 0)),
            from_after: of(&|w| u64::from(w + 1 != per_row) << 63),
            voxels: of(&|w| if w + 1 == per_row { last } else { !0 }),
            padded: vec![0; per_slice + 2 * per_row],
            ring: std::array::from_fn(|_| vec![0; per_slice]),
        }
    }

    /// Joins every voxel of `grid` with its neighbours of the step; `out` has the same shape.
    pub(super) fn apply<const ERODE: bool>(
        &mut self,
        grid: &BitGrid,
        step: Step,
        out: &mut BitGrid,
    ) {
        let per_slice = grid.words_per_slice();
        let slices = grid.shape()[2];
        if per_slice == 0 || slices == 0 {
            return;
        }
        let slice = |k: usize| &grid.words()[k * per_slice..][..per_slice];
        let nothing = vec![0; per_slice];
        for k in 0..=slices {
            if k < slices {
                self.in_plane::<ERODE>(slice(k), step, k % 3);
            }
            let Some(k) = k.checked_sub(1) else { continue };
            let target = &mut out.words_mut()[k * per_slice..][..per_slice];
            let centre = &self.ring[k % 3];
            if step.axes[2] {
                // Diagonal steps join neighbours that have already spread in their own plane.
                let beside = |k: usize| if step.diagonal { &self.ring[k % 3] } else { slice(k) };
                let before = if k > 0 { beside(k - 1) } else { &nothing };
                let after = if k + 1 < slices { beside(k + 1) } else { &nothing };
                for (((t, c), b), a) in target.iter_mut().zip(centre).zip(before).zip(after) {
                    *t = join::<ERODE>(join::<ERODE>(*c, *b), *a);
                }
            } else {
                target.copy_from_slice(centre);
            }
        }
    }

    /// The voxels that have at least one of their six neighbours in the set.
    pub(super) fn neighbours(&mut self, grid: &BitGrid, out: &mut BitGrid) {
        let (row, per_slice) = (self.per_row, grid.words_per_slice());
        let slices = grid.shape()[2];
        let nothing = vec![0; per_slice];
        let slice = |k: usize| &grid.words()[k * per_slice..][..per_slice];
        for k in 0..slices {
            let centre = slice(k);
            let before = if k > 0 { slice(k - 1) } else { &nothing };
            let after = if k + 1 < slices { slice(k + 1) } else { &nothing };
            self.padded[row..row + per_slice].copy_from_slice(centre);
            let padded = |from: usize| &self.padded[from..][..per_slice];
            let (above, below) = (padded(0), padded(2 * row));
            let (left, right) = (padded(row - 1), padded(row + 1));
            let target = &mut out.words_mut()[k * per_slice..][..per_slice];
            for w in 0..per_slice {
                let up = centre[w] << 1 | left[w] >> 63 & self.from_before[w];
                let down = centre[w] >> 1 | right[w] << 63 & self.from_after[w];
                let in_plane = up | down | above[w] | below[w];
                target[w] = (in_plane | before[w] | after[w]) & self.voxels[w];
            }
        }
    }

    /// The part of a step within a slice, into `ring[at]`.
    fn in_plane<const ERODE: bool>(&mut self, slice: &[u64], step: Step, at: usize) {
        let n = slice.len();
        let row = self.per_row;
        let out = &mut self.ring[at][..n];
        self.padded[row..row + n].copy_from_slice(slice);
        if step.axes[0] {
            let (centre, before, after) = (
                &self.padded[row..][..n],
                &self.padded[row - 1..][..n],
                &self.padded[row + 1..][..n],
            );
            let (from_before, from_after, voxels) =
                (&self.from_before[..n], &self.from_after[..n], &self.voxels[..n]);
            for w in 0..n {
                let up = centre[w] << 1 | before[w] >> 63 & from_before[w];
                let down = centre[w] >> 1 | after[w] << 63 & from_after[w];
                out[w] = join::<ERODE>(join::<ERODE>(centre[w], up), down) & voxels[w];
            }
            if step.diagonal {
                self.padded[row..row + n].copy_from_slice(out);
            }
        } else {
            out.copy_from_slice(slice);
        }
        if step.axes[1] {
            let (above, below) = (&self.padded[..n], &self.padded[2 * row..][..n]);
            for w in 0..n {
                out[w] = join::<ERODE>(join::<ERODE>(out[w], above[w]), below[w]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offsets(step: Step) -> Vec<[isize; 3]> {
        let mut out = Vec::new();
        for n in 0..27isize {
            let d = [n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1];
            let moved = d.iter().filter(|v| **v != 0).count();
            let allowed = (0..3).all(|a| d[a] == 0 || step.axes[a]);
            if allowed && (step.diagonal || moved <= 1) {
                out.push(d);
            }
        }
        out
    }

    fn voxel_by_voxel(grid: &BitGrid, step: Step, erode: bool) -> BitGrid {
        let shape = grid.shape();
        let inside = |p: [isize; 3]| (0..3).all(|a| p[a] >= 0 && p[a] < shape[a] as isize);
        BitGrid::from_fn(shape, |voxel| {
            let mut at = offsets(step).into_iter().map(|d| {
                let p: [isize; 3] = std::array::from_fn(|a| voxel[a] as isize + d[a]);
                inside(p) && grid.get(p[0] as usize, p[1] as usize, p[2] as usize)
            });
            if erode { at.all(|v| v) } else { at.any(|v| v) }
        })
    }

    fn random_grid(shape: [usize; 3], seed: u64, density: u64) -> BitGrid {
        let mut state = seed;
        BitGrid::from_fn(shape, |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state >> 54 < density
        })
    }

    proptest! {
        #[test]
        fn word_steps_equal_voxel_by_voxel(
            shape in (1usize..140, 1usize..5, 1usize..5),
            seed in any::<u64>(),
            axes in any::<[bool; 3]>(),
            diagonal in any::<bool>(),
        ) {
            let step = Step { axes, diagonal };
            let shape = [shape.0, shape.1, shape.2];
            let mut out = BitGrid::new(shape);
            let thin = random_grid(shape, seed, 40);
            Pass::new(&thin).apply::<false>(&thin, step, &mut out);
            prop_assert_eq!(&out, &voxel_by_voxel(&thin, step, false));
            let lone = BitGrid::from_fn(shape, |[i, j, k]| {
                let mut alone = BitGrid::new(shape);
                alone.set(i, j, k);
                let cross = Step { axes: [true; 3], diagonal: false };
                let mut around = voxel_by_voxel(&alone, cross, false);
                around.intersect(&thin);
                around.count() > usize::from(thin.get(i, j, k))
            });
            Pass::new(&thin).neighbours(&thin, &mut out);
            prop_assert_eq!(&out, &lone);
            let thick = random_grid(shape, seed, 950);
            Pass::new(&thick).apply::<true>(&thick, step, &mut out);
            prop_assert_eq!(&out, &voxel_by_voxel(&thick, step, true));
        }
    }
}
