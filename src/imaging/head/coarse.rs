//! A coarse look at the volume: every few rows, averaged along `i`, to find levels cheaply.

use super::binarize::at_or_above;
use super::bitgrid::BitGrid;
use super::config::Config;
use super::morphology::{ball, close, dilate, erode, having_neighbour};
use super::runs::{Components, largest, set_bits};
use crate::imaging::volume::Sample;

/// Cells of about [`Config::coarse_mm`]: one row in every cell, averaged along `i`.
pub(super) struct Coarse<'s, T> {
    samples: &'s [T],
    /// Voxels along `i`, `j`, `k`.
    pub(super) voxels: [usize; 3],
    /// Size of a voxel, mm.
    pub(super) voxel_mm: [f64; 3],
    /// Cells along `i`, `j`, `k`.
    pub(super) shape: [usize; 3],
    /// Voxels per cell along each axis.
    pub(super) step: [usize; 3],
    /// Mean of the cell's samples, stored units, `i` fastest.
    pub(super) mean: Vec<f32>,
    /// Cells that lie in a run of equal samples: filled, padded or masked.
    pub(super) constant: BitGrid,
}

/// Voxels per cell along an axis: the wanted size, but 16 to 96 cells where the axis has them.
fn step(voxels: usize, voxel_mm: f64, config: &Config) -> usize {
    let wanted = (config.coarse_mm / voxel_mm).round() as usize;
    wanted.min(voxels / 16).max(voxels.div_ceil(96)).max(1)
}

impl<'s, T: Sample> Coarse<'s, T> {
    /// Reads one row per cell.
    pub(super) fn of(
        samples: &'s [T],
        voxels: [usize; 3],
        voxel_mm: [f64; 3],
        config: &Config,
    ) -> Self {
        let step: [usize; 3] = std::array::from_fn(|a| step(voxels[a], voxel_mm[a], config));
        let shape: [usize; 3] = std::array::from_fn(|a| (voxels[a] / step[a]).max(1));
        let mean = Vec::with_capacity(shape.iter().product());
        let constant = BitGrid::new(shape);
        let mut out = Self { samples, voxels, voxel_mm, shape, step, mean, constant };
        for k in 0..shape[2] {
            for j in 0..shape[1] {
                out.read_row(j, k, config.constant_run);
            }
        }
        out
    }

    fn read_row(&mut self, j: usize, k: usize, least: usize) {
        let row = self.row(j, k);
        let step = self.step[0];
        // The usual step at 1 mm: with the length known the compiler unrolls the sums.
        if step == 4 {
            for (i, cell) in row.as_chunks::<4>().0.iter().take(self.shape[0]).enumerate() {
                self.read_cell(cell, row, [i, j, k], least);
            }
        } else {
            for (i, cell) in row.chunks(step).take(self.shape[0]).enumerate() {
                self.read_cell(cell, row, [i, j, k], least);
            }
        }
    }

    #[inline]
    fn read_cell(&mut self, cell: &[T], row: &[T], [i, j, k]: [usize; 3], least: usize) {
        let sum: f32 = cell.iter().map(|s| s.to_f32()).sum();
        self.mean.push(sum / cell.len() as f32);
        // All compared: in noise, whether the first two differ cannot be foretold.
        let constant = cell.iter().filter(|s| **s != cell[0]).count() == 0;
        if constant && in_run(row, i * self.step[0], self.step[0], least) {
            self.constant.set(i, j, k);
        }
    }

    /// The samples of the row that stands for cells `(·, j, k)`: the middle one.
    fn row(&self, j: usize, k: usize) -> &'s [T] {
        let [_, j, k] = self.centre([0, j, k]);
        &self.samples[(k * self.voxels[1] + j) * self.voxels[0]..][..self.voxels[0]]
    }

    /// The voxel in the middle of a cell.
    fn centre(&self, cell: [usize; 3]) -> [usize; 3] {
        std::array::from_fn(|a| (cell[a] * self.step[a] + self.step[a] / 2).min(self.voxels[a] - 1))
    }

    /// The samples that a cell's mean is made of; where those are too few to differ, also the ones
    /// beside them.
    pub(super) fn cell_samples(&self, [i, j, k]: [usize; 3]) -> &'s [T] {
        /// Along thick slices a cell is one sample, which has no spread.
        const LEAST: usize = 4;
        let row = self.row(j, k);
        let count = self.step[0].max(LEAST).min(row.len());
        &row[(i * self.step[0]).min(row.len() - count)..][..count]
    }

    /// Mean of a cell.
    pub(super) fn mean_of(&self, [i, j, k]: [usize; 3]) -> f32 {
        self.mean[(k * self.shape[1] + j) * self.shape[0] + i]
    }

    /// Standard deviation of a cell's samples, stored units.
    pub(super) fn spread_of(&self, cell: [usize; 3]) -> f32 {
        let samples = self.cell_samples(cell);
        let n = samples.len() as f32;
        let mean = samples.iter().map(|s| s.to_f32()).sum::<f32>() / n;
        let square = samples.iter().map(|s| (s.to_f32() - mean).powi(2)).sum::<f32>();
        // One sample fewer: the mean is estimated, too.
        (square / (n - 1.0).max(1.0)).sqrt()
    }

    /// Cells at the edge of the field of view.
    pub(super) fn border(&self) -> BitGrid {
        let [ni, nj, nk] = self.shape;
        let mut out = BitGrid::new(self.shape);
        for k in 0..nk {
            for j in 0..nj {
                let row = out.row_mut(j, k);
                if j == 0 || k == 0 || j + 1 == nj || k + 1 == nk {
                    set_bits(row, 0, ni);
                } else {
                    set_bits(row, 0, 1);
                    set_bits(row, ni - 1, ni);
                }
            }
        }
        out
    }

    /// Cells below `threshold`.
    fn below(&self, threshold: f32) -> BitGrid {
        at_or_above(&self.mean, self.shape, threshold).into_complement()
    }

    /// Cells below `threshold` that are connected with the edge through such cells.
    pub(super) fn outside(&self, threshold: f32, border: &BitGrid) -> BitGrid {
        let parts = Components::of(&self.below(threshold));
        let reached = parts.touched_by(border);
        parts.select(|label| reached[label])
    }

    /// Cells of a set that have none of its cells missing among their six neighbours; the set
    /// itself where it is too thin for that.
    pub(super) fn far_inside(&self, set: &BitGrid) -> BitGrid {
        let inner = erode(set, &ball(1.0, [1.0; 3], self.shape)[..1]);
        if inner.is_empty() { set.clone() } else { inner }
    }

    /// The most frequent value of the constant cells below `threshold`, stored units, and its part
    /// of all cells.
    pub(super) fn fill(&self, threshold: f32) -> Option<(f32, f64)> {
        let cells = self.constant.set_voxels().map(|c| self.mean_of(c));
        let mut values: Vec<f32> = cells.filter(|m| *m < threshold).collect();
        values.sort_unstable_by(f32::total_cmp);
        let blocks = values.chunk_by(|a, b| a.to_bits() == b.to_bits());
        let most = blocks.max_by_key(|b| b.len())?;
        Some((most[0], most.len() as f64 / self.mean.len() as f64))
    }

    /// Number of cells that a threshold encloses when wide gaps are closed, without thin things.
    pub(super) fn body(&self, threshold: f32, border: &BitGrid, config: &Config) -> usize {
        let cell_mm = std::array::from_fn(|a| self.step[a] as f64 * self.voxel_mm[a]);
        let tissue = self.below(threshold).into_complement();
        let air = close(&tissue, &ball(config.open_air_mm, cell_mm, self.shape)).into_complement();
        let parts = Components::of(&air);
        let reached = parts.touched_by(border);
        let inside = parts.select(|label| reached[label]).into_complement();
        let shrink = ball(config.body_mm, cell_mm, self.shape);
        let mut body = dilate(&largest(&erode(&inside, &shrink)), &shrink);
        body.intersect(&inside);
        body.count()
    }

    /// From cells of `from` to neighbours that are not in `outside`: at most about `limit`, evenly
    /// chosen.
    pub(super) fn crossings(
        &self,
        from: &BitGrid,
        outside: &BitGrid,
        limit: usize,
    ) -> Vec<Crossing> {
        let mut out = Vec::new();
        let inside = outside.complement();
        for cell in having_neighbour(from, &inside).set_voxels() {
            for axis in 0..3 {
                for forward in [false, true] {
                    let mut next = cell;
                    let there = if forward {
                        next[axis] += 1;
                        next[axis] < self.shape[axis]
                    } else {
                        next[axis] = next[axis].wrapping_sub(1);
                        cell[axis] > 0
                    };
                    if there && inside.get(next[0], next[1], next[2]) {
                        out.push(Crossing { cell, axis, forward });
                    }
                }
            }
        }
        let stride = out.len() / limit + 1;
        out.into_iter().step_by(stride).collect()
    }

    /// Samples along a crossing, from the middle of the outside cell inwards.
    pub(super) fn profile(&self, crossing: Crossing) -> impl Iterator<Item = f32> + use<'s, T> {
        let [i, j, k] = self.centre(crossing.cell);
        let [ni, nj, _] = self.voxels;
        let start = (k * nj + j) * ni + i;
        let stride = [1, ni, ni * nj][crossing.axis];
        let at = [i, j, k][crossing.axis];
        let count = if crossing.forward { self.voxels[crossing.axis] - at } else { at + 1 };
        let samples = self.samples;
        (0..count).map(move |n| {
            let n = n * stride;
            samples[if crossing.forward { start + n } else { start - n }].to_f32()
        })
    }
}

/// A step from an outside cell to a neighbour that is not outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Crossing {
    cell: [usize; 3],
    /// 0, 1, 2 = along `i`, `j`, `k`.
    pub(super) axis: usize,
    forward: bool,
}

/// Whether the equal samples `at..at + step` are part of at least `least` equal ones, as far as
/// can be told from those right after or right before.
fn in_run<T: PartialEq>(row: &[T], at: usize, step: usize, least: usize) -> bool {
    let least = least.max(step).min(row.len());
    let equal = |from: usize| row[from..from + least].iter().all(|s| *s == row[at]);
    let end = (at + step).min(row.len());
    (at + least <= row.len() && equal(at)) || (end >= least && equal(end - least))
}
