//! Removal: voxels set to zero.

use rayon::prelude::*;

use super::Original;
use crate::phantom::depth;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;

/// Zero where `is_removed` holds for the place on the mean head and the depth under its skin, mm.
pub(super) fn within(original: &Original<'_>, is_removed: fn(Point, f64) -> bool) -> Vec<f32> {
    zeroed(original, |q| {
        let p = original.head.shape.to_mean(q);
        is_removed(p, -depth::coarse(p))
    })
}

/// Zero before the plane that leaves the brain and `GAP` mm before it.
pub(super) fn plane(original: &Original<'_>) -> Vec<f32> {
    /// Normal of the plane: forwards and down, in the canonical frame.
    const NORMAL: Point = at(0., 0.72, -0.694);
    /// Distance kept from the brain, mm.
    const GAP: f64 = 5.;
    let row = original.scan.grid.shape[0];
    let brain = original.scan.brain.par_chunks(row).enumerate();
    let reach = brain.map(|(n, brain)| {
        let along = |i: usize| place(original, n, i).dot(&NORMAL);
        let inside = brain.iter().enumerate().filter(|&(_, &inside)| inside > 0);
        inside.map(|(i, _)| along(i)).fold(f64::NEG_INFINITY, f64::max)
    });
    let reach = reach.reduce(|| f64::NEG_INFINITY, f64::max);
    zeroed(original, |q| q.dot(&NORMAL) > reach + GAP)
}

fn zeroed(original: &Original<'_>, is_removed: impl Fn(Point) -> bool + Sync) -> Vec<f32> {
    let row = original.scan.grid.shape[0];
    let mut samples = original.samples.to_vec();
    samples.par_chunks_mut(row).enumerate().for_each(|(n, samples)| {
        for (i, sample) in samples.iter_mut().enumerate() {
            if is_removed(place(original, n, i)) {
                *sample = 0.;
            }
        }
    });
    samples
}

/// Canonical place of voxel `i` of row `n`.
fn place(original: &Original<'_>, n: usize, i: usize) -> Point {
    let grid = &original.scan.grid;
    grid.place([i, n % grid.shape[1], n / grid.shape[1]])
}
