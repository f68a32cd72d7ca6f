//! Is anything left beyond a plane?

use super::plane::Plane;
use crate::base::space::{VoxelIndex, WorldPoint};
use crate::face::mean_head::MeanHead;
use crate::face::pose::FittedHead;
use crate::face::sites::{Shown, Site};
use crate::imaging::volume::{Sample, Volume};
use crate::with_samples;
use nalgebra::Point3;

/// Share of the samples more than `gap` mm beyond a plane that have the fill's value.
pub(super) fn filled(plane: &Plane, volume: &Volume, fill: f32, gap: f64) -> f64 {
    /// Looked at along each axis: 14 000 samples, so that a hundredth of them is well known.
    const PER_AXIS: usize = 24;
    let at = |axis: usize, n: usize| (2 * n + 1) * volume.shape[axis] / (2 * PER_AXIS);
    let voxels = (0..PER_AXIS.pow(3))
        .map(|n| [at(0, n % PER_AXIS), at(1, n / PER_AXIS % PER_AXIS), at(2, n / PER_AXIS.pow(2))]);
    let is_beyond = |voxel: &[usize; 3]| {
        let WorldPoint(world) = volume.affine.to_world(VoxelIndex(voxel.map(|v| v as f64)));
        plane.above(&world.into()) > gap
    };
    let (mut all, mut same) = (0usize, 0usize);
    with_samples!(&volume.voxels, samples => {
        for [i, j, k] in voxels.filter(is_beyond) {
            let value = samples.get((k * volume.shape[1] + j) * volume.shape[0] + i);
            all += 1;
            same += usize::from(value.is_some_and(|v| v.to_f32().to_bits() == fill.to_bits()));
        }
    });
    same as f64 / all.max(1) as f64
}

/// Share of the head's points more than `gap` mm beyond a plane that are missing; 0 where the head has
/// none there.
pub(super) fn bare(
    plane: &Plane,
    sites: &[Site],
    fitted: &FittedHead,
    model: &MeanHead,
    gap: f64,
) -> f64 {
    let is_beyond = |site: &&Site| {
        let here = Point3::from(fitted.close.shaped(model, site.point));
        plane.above(&(fitted.close.head_to_world * here).coords) > gap
    };
    let seen = sites.iter().filter(|s| s.in_view()).filter(is_beyond);
    let (all, bare) = seen.fold((0usize, 0usize), |(all, bare), site| {
        (all + 1, bare + usize::from(matches!(site.shown, Shown::Missing(_))))
    });
    bare as f64 / all.max(1) as f64
}
