//! Blurring: the shell around the face's surface smoothed.

use rayon::prelude::*;

use super::ALTERED;
use super::Defaced;
use super::Original;
use super::area;
use crate::phantom::depth;
use crate::phantom::scan;
use crate::phantom::solid::step;

/// The shell reaches this far outside, mm; inside it ends before the brain ([`area::shell`]).
const OUTSIDE: f64 = 22.;

/// The scan with its face smoothed by a Gaussian with standard deviation `sigma`, mm.
pub(super) fn smoothed(original: &Original<'_>, sigma: f64) -> Defaced {
    let grid = &original.scan.grid;
    let voxels = grid.steps().map(|step| sigma / step.norm());
    let blurred = scan::gaussian(original.samples, grid.shape, voxels);
    let row = grid.shape[0];
    let mut samples = original.samples.to_vec();
    let mut altered = vec![false; samples.len()];
    let rows = samples.par_chunks_mut(row).zip(altered.par_chunks_mut(row));
    rows.zip(blurred.par_chunks(row)).enumerate().for_each(|(n, ((samples, altered), blurred))| {
        for (i, (sample, blurred)) in samples.iter_mut().zip(blurred).enumerate() {
            let q = grid.place([i, n % grid.shape[1], n / grid.shape[1]]);
            let p = original.head.shape.to_mean(q);
            let face = area::face_weight(p);
            if face > 0. {
                let depth = -depth::coarse(p);
                let shell = area::shell(depth) * step(depth, -OUTSIDE - 4., -OUTSIDE);
                *sample += (blurred - *sample) * (face * shell) as f32;
                altered[i] = face * shell > ALTERED;
            }
        }
    });
    Defaced { samples, altered }
}
