//! What defacing cost: brain voxels lost or changed, by lobe-like region.

mod cranium;
mod lobe;

use crate::base::space::VoxelIndex;
use crate::imaging::head::BitGrid;
use crate::imaging::volume::Volume;

use super::pose::FittedHead;
use super::same_scan::{self, Match};
pub use cranium::estimated_brain;
pub use lobe::{Lobe, Lobes};

use serde::{Deserialize, Serialize};

/// Voxels of one part of the brain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// All voxels of the part.
    pub all: usize,
    /// Removed: outside the copy's field of view, or changed to what is no tissue.
    pub lost: usize,
    /// Still tissue, with another value than rescaling and rounding explain.
    pub changed: usize,
}

/// What happened to the brain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrainCost {
    /// The whole brain.
    pub whole: Count,
    /// By lobe-like region, in the order of [`Lobe::ALL`]; empty without a pose.
    pub lobes: Vec<Count>,
    /// Mean absolute change of the voxels that are left, units of the original.
    pub mean_change: f64,
    /// Largest absolute change of the voxels that are left, units of the original.
    pub max_change: f64,
    /// Mean value of the brain before, units of the original.
    pub mean_value: f64,
}

/// In a resampled copy a voxel counts as changed beyond so many spreads of what interpolation does.
const SPREADS: f64 = 6.0;

/// Counts over a brain mask on the original's grid. Values are compared after rescaling is undone;
/// `air` is the level between air and tissue, in units of the original.
pub fn of_brain(
    original: &Volume,
    defaced: &Volume,
    brain: &BitGrid,
    found: &Match,
    air: f64,
    lobes: Option<&Lobes>,
) -> BrainCost {
    let rescaling = found.agreement.rescaling;
    let resampling = if found.on_lattice { 0.0 } else { SPREADS * rescaling.spread };
    let tolerance = (rescaling.rounding + resampling) / rescaling.slope.abs();
    let mut whole = Count::default();
    let mut parts = [Count::default(); Lobe::ALL.len()];
    let (mut sum, mut max, mut values) = (0.0, 0.0_f64, 0.0);
    for voxel in brain.set_voxels() {
        let Some(before) = original.sample_at(voxel).and_then(|at| original.value(at)) else {
            continue;
        };
        let place = VoxelIndex(voxel.map(|c| c as f64));
        let after = defaced.interpolate(same_scan::mapped(&found.to_defaced, place));
        let change = after.map(|after| (rescaling.undo(after) - before, rescaling.undo(after)));
        let (lost, changed) = match change {
            None => (true, false),
            Some((change, _)) if change.abs() <= tolerance => (false, false),
            Some((_, after)) => (after < air, after >= air),
        };
        values += before;
        if let (false, Some((change, _))) = (lost, change) {
            sum += change.abs();
            max = max.max(change.abs());
        }
        let part = lobes.map(|lobes| &mut parts[lobes.of(voxel) as usize]);
        for count in std::iter::once(&mut whole).chain(part) {
            count.all += 1;
            count.lost += usize::from(lost);
            count.changed += usize::from(changed);
        }
    }
    BrainCost {
        whole,
        lobes: lobes.map_or_else(Vec::new, |_| parts.to_vec()),
        mean_change: sum / (whole.all - whole.lost).max(1) as f64,
        max_change: max,
        mean_value: values / whole.all.max(1) as f64,
    }
}

/// A mask file's voxels on the original's grid: set where the nearest voxel of the mask is not 0.
pub fn on_grid_of(original: &Volume, mask: &Volume) -> BitGrid {
    BitGrid::from_fn(original.shape, |voxel| {
        let world = original.affine.to_world(VoxelIndex(voxel.map(|c| c as f64)));
        let nearest = mask.affine.to_voxel(world).0.map(f64::round);
        let inside = nearest.iter().all(|&c| c >= 0.0);
        inside
            && mask
                .sample_at(nearest.map(|c| c as usize))
                .and_then(|at| mask.value(at))
                .is_some_and(|value| value != 0.0)
    })
}

/// Canonical place of a voxel, mm.
fn canonical(original: &Volume, fitted: &FittedHead, voxel: [usize; 3]) -> nalgebra::Vector3<f64> {
    let world = original.affine.to_world(VoxelIndex(voxel.map(|c| c as f64)));
    (fitted.pose.world_to_head * nalgebra::Point3::from(world.0)).coords
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::space::Affine;
    use crate::base::thresholds::Thresholds;
    use crate::imaging::volume::Voxels;

    /// A textured ball; the front of it removed, and a few voxels elsewhere changed.
    #[test]
    fn lost_and_changed_voxels_are_counted_apart() {
        let shape = [40usize; 3];
        let ball = BitGrid::from_fn(shape, |v| {
            v.iter().map(|&c| c.abs_diff(20).pow(2)).sum::<usize>() < 300
        });
        let value = |n: usize| 200 + (n.wrapping_mul(7919) % 97) as i16;
        let samples: Vec<i16> = (0..64_000)
            .map(|n| if ball.get(n % 40, n / 40 % 40, n / 1600) { value(n) } else { 3 })
            .collect();
        let mut after: Vec<i16> = samples.clone();
        let (mut lost, mut changed) = (0, 0);
        for (n, sample) in after.iter_mut().enumerate() {
            let [i, j, k] = [n % 40, n / 40 % 40, n / 1600];
            if ball.get(i, j, k) && j > 30 {
                *sample = 0;
                lost += 1;
            } else if ball.get(i, j, k) && k == 20 && i < 15 {
                *sample += 20;
                changed += 1;
            }
        }
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let volume = |s| Volume::new(shape, affine, Voxels::I16(s)).unwrap();
        let (original, defaced) = (volume(samples), volume(after));
        let config = Thresholds::shipped().section("same_scan").unwrap();
        let found = same_scan::find(&original, &defaced, &config);
        assert_eq!(found.verdict, same_scan::Verdict::SameScan);
        let cost = of_brain(&original, &defaced, &ball, &found, 100.0, None);
        assert_eq!(cost.whole, Count { all: ball.count(), lost, changed });
        approx::assert_abs_diff_eq!(cost.max_change, 20.0, epsilon = 1e-6);
    }
}
