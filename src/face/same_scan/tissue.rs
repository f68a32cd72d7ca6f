//! Points of a volume at which there is tissue.

use crate::base::space::{Affine, VoxelIndex};
use crate::imaging::volume::Volume;

/// Points spread over the tissue of a volume, with their values.
#[derive(Clone, Debug)]
pub struct Tissue {
    /// Voxel index → world mm (RAS+).
    pub(super) affine: Affine,
    /// Number of voxels along `i`, `j`, `k`.
    pub(super) shape: [usize; 3],
    /// Voxel index and scaled value of each.
    pub(super) points: Vec<(VoxelIndex, f64)>,
    /// Values above this are tissue.
    pub(super) level: f64,
    /// Smallest difference that the file can store.
    pub(super) quantum: f64,
}

/// Voxels looked at: enough that a share is good to 1 %.
const LOOKED_AT: usize = 60_000;
/// Every so many points serve for a first ranking of places.
const THINNED: usize = 8;
/// Values beyond these quantiles say nothing about the level: spikes, padding.
const QUANTILES: (f64, f64) = (0.005, 0.995);

impl Tissue {
    /// Every n-th voxel above the level that divides dark from bright best (Otsu 1979).
    pub fn of(volume: &Volume) -> Self {
        let step = (volume.voxels.len() as f64 / LOOKED_AT as f64).cbrt().ceil().max(1.0) as usize;
        let [ni, nj, nk] = volume.shape;
        let mut all = Vec::with_capacity(2 * LOOKED_AT);
        for k in (step / 2..nk).step_by(step) {
            for j in (step / 2..nj).step_by(step) {
                for i in (step / 2..ni).step_by(step) {
                    let value = volume.sample_at([i, j, k]).and_then(|at| volume.value(at));
                    let place = VoxelIndex([i, j, k].map(|c| c as f64));
                    all.extend(value.map(|value| (place, value)));
                }
            }
        }
        let level = otsu(all.iter().map(|(_, value)| *value).collect());
        let points = all.into_iter().filter(|(_, value)| *value > level).collect();
        let (affine, shape, quantum) = (volume.affine, volume.shape, volume.quantum());
        Self { affine, shape, points, level, quantum }
    }

    /// Fewer of the same points.
    pub(super) fn thinned(&self) -> Self {
        let points = self.points.iter().step_by(THINNED).copied().collect();
        Self { points, ..*self }
    }
}

/// The level with the largest variance between the two classes it makes.
fn otsu(mut values: Vec<f64>) -> f64 {
    const BINS: usize = 256;
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * values.len() as f64) as usize).copied();
    let (Some(low), Some(high)) = (at(QUANTILES.0), at(QUANTILES.1)) else { return 0.0 };
    let width = (high - low) / BINS as f64;
    if width <= 0.0 {
        return low;
    }
    let mut counts = [0.0; BINS];
    for value in &values {
        counts[(((value - low) / width).max(0.0) as usize).min(BINS - 1)] += 1.0;
    }
    let total: f64 = counts.iter().sum();
    let sum: f64 = counts.iter().enumerate().map(|(n, c)| n as f64 * c).sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 0));
    for (n, count) in counts.iter().enumerate() {
        below += count;
        sum_below += n as f64 * count;
        let above = total - below;
        if below > 0.0 && above > 0.0 {
            let apart = sum_below / below - (sum - sum_below) / above;
            let between = below * above * apart * apart;
            if between > best.0 {
                best = (between, n);
            }
        }
    }
    low + (best.1 + 1) as f64 * width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_lies_between_air_and_tissue() {
        let values = (0..1000).map(|n| if n % 3 == 0 { 100.0 } else { 4.0 } + f64::from(n % 7));
        let level = otsu(values.collect());
        assert!((10.0..100.0).contains(&level), "{level}");
        assert!(otsu(vec![3.0; 10]) >= 3.0);
    }
}
