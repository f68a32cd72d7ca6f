//! A coarse look at the volume: every few rows, averaged along `i`, to find levels cheaply.

use super::config::Config;
use crate::imaging::volume::Sample;

/// Cells of about [`Config::coarse_mm`]: one row in every cell, averaged along `i`.
pub(super) struct Coarse {
    /// Cells along `i`, `j`, `k`.
    pub(super) shape: [usize; 3],
    /// Voxels per cell along each axis.
    pub(super) step: [usize; 3],
    /// Mean of the cell's samples, stored units.
    pub(super) mean: Vec<f32>,
    /// Standard deviation of the cell's samples, stored units.
    pub(super) spread: Vec<f32>,
    /// Whether every sample of the cell lies in a run of equal samples.
    pub(super) constant: Vec<bool>,
}

/// Voxels per cell along an axis: the wanted size, but 16 to 96 cells where the axis has them.
fn step(voxels: usize, voxel_mm: f64, config: &Config) -> usize {
    let wanted = (config.coarse_mm / voxel_mm).round() as usize;
    wanted.min(voxels / 16).max(voxels.div_ceil(96)).max(1)
}

impl Coarse {
    /// Reads one row per cell.
    pub(super) fn of<T: Sample>(
        samples: &[T],
        shape: [usize; 3],
        voxel_mm: [f64; 3],
        config: &Config,
    ) -> Self {
        let step: [usize; 3] = std::array::from_fn(|a| step(shape[a], voxel_mm[a], config));
        let cells: [usize; 3] = std::array::from_fn(|a| (shape[a] / step[a]).max(1));
        let count = cells.iter().product();
        let mut out = Self {
            shape: cells,
            step,
            mean: Vec::with_capacity(count),
            spread: Vec::with_capacity(count),
            constant: Vec::with_capacity(count),
        };
        let mut in_run = vec![false; shape[0]];
        for k in 0..cells[2] {
            for j in 0..cells[1] {
                let row = out.row(samples, shape, j, k);
                mark_runs(row, config.constant_run, &mut in_run);
                out.push_row(row, &in_run);
            }
        }
        out
    }

    /// The samples of the row that stands for cells `(·, j, k)`: the middle one.
    pub(super) fn row<'s, T>(
        &self,
        samples: &'s [T],
        shape: [usize; 3],
        j: usize,
        k: usize,
    ) -> &'s [T] {
        let [_, j, k] = self.voxel([0, j, k], shape);
        &samples[(k * shape[1] + j) * shape[0]..][..shape[0]]
    }

    /// The voxel in the middle of a cell.
    pub(super) fn voxel(&self, cell: [usize; 3], shape: [usize; 3]) -> [usize; 3] {
        std::array::from_fn(|a| (cell[a] * self.step[a] + self.step[a] / 2).min(shape[a] - 1))
    }

    fn push_row<T: Sample>(&mut self, row: &[T], in_run: &[bool]) {
        let step = self.step[0];
        for (samples, runs) in row.chunks(step).zip(in_run.chunks(step)).take(self.shape[0]) {
            let n = samples.len() as f32;
            let mean = samples.iter().map(|s| s.to_f32()).sum::<f32>() / n;
            let square = samples.iter().map(|s| (s.to_f32() - mean).powi(2)).sum::<f32>();
            self.mean.push(mean);
            self.spread.push((square / n).sqrt());
            self.constant.push(runs.iter().all(|r| *r));
        }
    }

    /// The cell of an index.
    pub(super) fn cell(&self, index: usize) -> [usize; 3] {
        let [ni, nj, _] = self.shape;
        [index % ni, index / ni % nj, index / ni / nj]
    }

    /// Neighbour cells of an index: axis, direction and index.
    pub(super) fn neighbours(
        &self,
        index: usize,
    ) -> impl Iterator<Item = (usize, isize, usize)> + use<> {
        let (cell, shape) = (self.cell(index), self.shape);
        let strides = [1, shape[0], shape[0] * shape[1]];
        (0..3).flat_map(move |a| {
            let before = (cell[a] > 0).then(|| (a, -1, index - strides[a]));
            let after = (cell[a] + 1 < shape[a]).then(|| (a, 1, index + strides[a]));
            before.into_iter().chain(after)
        })
    }

    /// Whether a cell lies at the edge of the field of view.
    pub(super) fn on_border(&self, index: usize) -> bool {
        let cell = self.cell(index);
        (0..3).any(|a| cell[a] == 0 || cell[a] + 1 == self.shape[a])
    }

    /// Cells below `threshold` that are connected with the border through such cells.
    pub(super) fn outside(&self, threshold: f32) -> Vec<bool> {
        let mut out = vec![false; self.mean.len()];
        let mut queue = Vec::new();
        for (index, reached) in out.iter_mut().enumerate() {
            if self.on_border(index) && self.mean[index] < threshold {
                *reached = true;
                queue.push(index);
            }
        }
        while let Some(index) = queue.pop() {
            for (_, _, next) in self.neighbours(index) {
                if !out[next] && self.mean[next] < threshold {
                    out[next] = true;
                    queue.push(next);
                }
            }
        }
        out
    }
}

/// Marks the samples that lie in a run of at least `least` equal samples.
fn mark_runs<T: PartialEq>(row: &[T], least: usize, in_run: &mut [bool]) {
    let mut start = 0;
    while start < row.len() {
        let len = row[start..].iter().take_while(|s| **s == row[start]).count();
        in_run[start..start + len].fill(len >= least);
        start += len;
    }
}
