//! Removal: whole voxels replaced by a fill, as masks and planes do; what lay behind the cut is
//! left as it was, sinuses and jaws open.

use rayon::prelude::*;

use super::Defaced;
use super::Fill;
use super::Original;
use super::area;
use super::fill::Levels;
use crate::phantom::random::Purpose;
use crate::phantom::random::stream;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;

/// Normal of the plane between face and brain: forwards and down, in the canonical frame.
const NORMAL: Point = at(0., 0.72, -0.694);
/// Distance kept from the brain, mm.
const GAP: f64 = 4.;

/// Removed where `is_inside` an area of the mean head.
pub(super) fn within(
    original: &Original<'_>,
    fill: Fill,
    is_inside: impl Fn(Point) -> bool + Sync,
) -> Defaced {
    cut(original, fill, |q, _| is_inside(original.head.shape.to_mean(q)))
}

/// Removed before the plane that leaves the brain and [`GAP`] mm before it.
pub(super) fn plane(original: &Original<'_>, fill: Fill) -> Defaced {
    let reach = brain_reach(original) + GAP;
    cut(original, fill, |q, _| q.dot(&NORMAL) > reach)
}

/// Removed where a mask of template voxels, `down` mm too low, covers the face.
pub(super) fn mask(original: &Original<'_>, fill: Fill, down: f64, with_ears: bool) -> Defaced {
    within(original, fill, |p| {
        let is_ear = with_ears && area::into_ear(p) > 0.;
        is_ear || area::is_masked(area::template_voxel(p + at(0., 0., down)))
    })
}

/// Removed outside the brain.
pub(super) fn skull_strip(original: &Original<'_>, fill: Fill) -> Defaced {
    cut(original, fill, |_, index| original.scan.brain[index] == 0)
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

/// Fills the voxels whose canonical place and index are `is_inside`.
fn cut(
    original: &Original<'_>,
    fill: Fill,
    is_inside: impl Fn(Point, usize) -> bool + Sync,
) -> Defaced {
    let Original { seed, identity, session, scan, .. } = *original;
    let row = scan.grid.shape[0];
    let mut samples = original.samples.to_vec();
    let mut altered = vec![false; samples.len()];
    let levels = Levels::of(original);
    let rows = samples.par_chunks_mut(row).zip(altered.par_chunks_mut(row));
    rows.enumerate().for_each(|(n, (samples, altered))| {
        let purpose = Purpose::Fill(session.number, n as u32);
        let random = &mut stream(seed, identity.subject, purpose);
        for (i, (sample, altered)) in samples.iter_mut().zip(altered).enumerate() {
            *altered = is_inside(place(original, n, i), n * row + i);
            if *altered {
                *sample = levels.draw(fill, random) as f32;
            }
        }
    });
    Defaced { samples, altered }
}

/// Canonical place of voxel `i` of row `n`.
fn place(original: &Original<'_>, n: usize, i: usize) -> Point {
    let grid = &original.scan.grid;
    grid.place([i, n % grid.shape[1], n / grid.shape[1]])
}
