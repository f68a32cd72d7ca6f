//! A scan averaged to cells of some millimetres, without what defacing filled.

use crate::base::space::{Affine, VoxelIndex, WorldPoint};
use crate::imaging::volume::{Sample, Volume};
use crate::with_samples;
use nalgebra::Vector3;
use rayon::prelude::*;

/// Wanted size of a cell, mm: brain, bone and air are larger, and folds and noise are averaged away.
const CELL_MM: f64 = 4.0;
/// A voxel equal to both its neighbours in a row was filled; where more than this share of a cell
/// was, it tells nothing. In noise of two grey levels 3 % of the voxels are so by chance.
const FILLED: f32 = 0.3;

/// Means over blocks of voxels.
pub(super) struct Cells {
    affine: Affine,
    /// Voxels per cell along each axis.
    step: [usize; 3],
    shape: [usize; 3],
    /// Stored units, `i` fastest; not a number where the cell was filled.
    means: Vec<f32>,
}

impl Cells {
    /// Averages a volume.
    pub(super) fn of(volume: &Volume) -> Self {
        let size = volume.affine.voxel_sizes();
        let step: [usize; 3] = std::array::from_fn(|a| {
            ((CELL_MM / size[a]).round() as usize).clamp(1, volume.shape[a].max(1))
        });
        let shape: [usize; 3] = std::array::from_fn(|a| volume.shape[a] / step[a]);
        let means =
            with_samples!(&volume.voxels, samples => average(samples, volume.shape, step, shape));
        Self { affine: volume.affine, step, shape, means }
    }

    /// The value at a world place (mm), trilinear; None outside and beside what was filled.
    pub(super) fn at(&self, world: &Vector3<f64>) -> Option<f64> {
        let VoxelIndex(voxel) = self.affine.to_voxel(WorldPoint((*world).into()));
        let (mut low, mut t) = ([0; 3], [0.0; 3]);
        for axis in 0..3 {
            let step = self.step[axis] as f64;
            let cell = (voxel[axis] - (step - 1.0) / 2.0) / step;
            // False for what is not a number, too.
            let inside = cell >= 0.0 && cell < self.shape[axis] as f64 - 1.0;
            if !inside {
                return None;
            }
            low[axis] = cell as usize;
            t[axis] = cell - cell.floor();
        }
        let [ni, nj, _] = self.shape;
        let row = |j: usize, k: usize| {
            let at = ((low[2] + k) * nj + low[1] + j) * ni + low[0];
            f64::from(self.means[at]) * (1.0 - t[0]) + f64::from(self.means[at + 1]) * t[0]
        };
        let layer = |k: usize| row(0, k) * (1.0 - t[1]) + row(1, k) * t[1];
        let value = layer(0) * (1.0 - t[2]) + layer(1) * t[2];
        Some(value).filter(|value| value.is_finite())
    }
}

fn average<T: Sample>(
    samples: &[T],
    voxels: [usize; 3],
    step: [usize; 3],
    shape: [usize; 3],
) -> Vec<f32> {
    let layer = shape[0] * shape[1];
    let mut means = vec![0.0_f32; layer * shape[2]];
    if means.is_empty() {
        return means;
    }
    let count = step.iter().product::<usize>() as f32;
    means.par_chunks_mut(layer).enumerate().for_each(|(k, means)| {
        let mut filled = vec![0.0_f32; layer];
        for (k, j) in
            (0..step[2]).flat_map(|dk| (0..shape[1] * step[1]).map(move |j| (k * step[2] + dk, j)))
        {
            let row = &samples[(k * voxels[1] + j) * voxels[0]..][..voxels[0]];
            let first = j / step[1] * shape[0];
            for i in 0..shape[0] * step[0] {
                let cell = first + i / step[0];
                means[cell] += row[i].to_f32();
                let same =
                    row[i.saturating_sub(1)] == row[i] && row[(i + 1).min(row.len() - 1)] == row[i];
                filled[cell] += f32::from(u8::from(same));
            }
        }
        for (mean, filled) in means.iter_mut().zip(filled) {
            *mean = if filled > FILLED * count { f32::NAN } else { *mean / count };
        }
    });
    means
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::volume::Voxels;

    /// Values that rise along `i`, the last third of them filled with zeros.
    #[test]
    fn cells_hold_the_mean_of_their_voxels_and_nothing_where_they_were_filled() {
        let shape = [36usize, 8, 8];
        let voxels: Vec<i16> =
            (0..36 * 64).map(|n| n % 36).map(|i| if i < 24 { i } else { 0 }).collect();
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let cells = Cells::of(&Volume::new(shape, affine, Voxels::I16(voxels)).unwrap());
        let at = |i: f64| cells.at(&Vector3::new(i, 3.5, 3.5));
        for i in [1.5, 7.0, 19.0] {
            approx::assert_abs_diff_eq!(at(i).unwrap(), i, epsilon = 1e-5);
        }
        assert!(at(28.0).is_none());
        assert!(at(-1.0).is_none() && at(40.0).is_none() && at(f64::NAN).is_none());
    }
}
