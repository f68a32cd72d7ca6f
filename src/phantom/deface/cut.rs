//! Removal: voxels set to zero.

use rayon::prelude::*;

use super::Original;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::tissue::Tissue;

/// How far behind a cut its cavities are closed, mm.
const CLOSED: f64 = 24.;
/// At the cut itself bright tissue is evened out as well, over this depth, mm.
const WALL: f64 = 4.;
/// Normal of the plane between face and brain: forwards and down, in the canonical frame.
const NORMAL: Point = at(0., 0.72, -0.694);
/// Distance kept from the brain, mm.
const GAP: f64 = 4.;

/// Zero where `inside`, the distance into an area of the mean head in mm, is positive.
pub(super) fn within(original: &Original<'_>, inside: fn(Point) -> f64) -> Vec<f32> {
    cut(original, |q| inside(original.head.shape.to_mean(q)))
}

/// Zero before the plane that leaves the brain and `GAP` mm before it.
pub(super) fn plane(original: &Original<'_>) -> Vec<f32> {
    let reach = brain_reach(original) + GAP;
    cut(original, |q| q.dot(&NORMAL) - reach)
}

/// Zero before the same plane, but only between the ears and down to the neck.
pub(super) fn mask(original: &Original<'_>) -> Vec<f32> {
    let reach = brain_reach(original) + GAP;
    cut(original, |q| {
        let p = original.head.shape.to_mean(q);
        (q.dot(&NORMAL) - reach).min(80. - p.x.abs()).min(p.z + 128.)
    })
}

/// How far the brain reaches along [`NORMAL`], mm.
fn brain_reach(original: &Original<'_>) -> f64 {
    let row = original.scan.grid.shape[0];
    let brain = original.scan.brain.par_chunks(row).enumerate();
    let reach = brain.map(|(n, brain)| {
        let along = |i: usize| place(original, n, i).dot(&NORMAL);
        let inside = brain.iter().enumerate().filter(|&(_, &inside)| inside > 0);
        inside.map(|(i, _)| along(i)).fold(f64::NEG_INFINITY, f64::max)
    });
    reach.reduce(|| f64::NEG_INFINITY, f64::max)
}

/// Fades to zero where `inside`, mm, grows from minus to plus half a voxel.
///
/// Just behind the cut, cavities and bone are closed with soft tissue, so that the cut is a wall:
/// open sinuses and jaws look enough like eyes and mouth to set off face detectors.
fn cut(original: &Original<'_>, inside: impl Fn(Point) -> f64 + Sync) -> Vec<f32> {
    let Original { scan, session, .. } = original;
    let row = scan.grid.shape[0];
    let voxel = scan.grid.steps().iter().map(Point::norm).fold(0., f64::max);
    let muscle = session.contrast.signal(Tissue::Muscle) as f32;
    let mut samples = original.samples.to_vec();
    samples.par_chunks_mut(row).enumerate().for_each(|(n, samples)| {
        for (i, sample) in samples.iter_mut().enumerate() {
            let inside = inside(place(original, n, i));
            let index = n * row + i;
            if inside > -CLOSED && scan.coverage[index] > 0.99 && scan.brain[index] == 0 {
                let missing = muscle - scan.signal[index];
                let is_wall = inside > -WALL;
                let closing = if is_wall { missing } else { missing.max(0.) };
                *sample += closing * session.gain as f32;
            }
            *sample *= (0.5 - inside / voxel).clamp(0., 1.) as f32;
        }
    });
    samples
}

/// Canonical place of voxel `i` of row `n`.
fn place(original: &Original<'_>, n: usize, i: usize) -> Point {
    let grid = &original.scan.grid;
    grid.place([i, n % grid.shape[1], n / grid.shape[1]])
}
