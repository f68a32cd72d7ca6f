//! Blurring: the shell around the face's surface smoothed.

use rayon::prelude::*;

use super::Original;
use super::area;
use crate::phantom::depth;
use crate::phantom::scan;
use crate::phantom::solid::step;

/// Standard deviation of the smoothing, mm.
const SIGMA: f64 = 6.;
/// The shell reaches this far outside, mm; inside it ends before the brain ([`area::shell`]).
const OUTSIDE: f64 = 22.;

/// The scan with its face smoothed.
pub(super) fn smoothed(original: &Original<'_>) -> Vec<f32> {
    let grid = &original.scan.grid;
    let sigma = grid.steps().map(|step| SIGMA / step.norm());
    let blurred = scan::gaussian(original.samples, grid.shape, sigma);
    let row = grid.shape[0];
    let mut samples = original.samples.to_vec();
    samples.par_chunks_mut(row).zip(blurred.par_chunks(row)).enumerate().for_each(
        |(n, (samples, blurred))| {
            for (i, (sample, blurred)) in samples.iter_mut().zip(blurred).enumerate() {
                let q = grid.place([i, n % grid.shape[1], n / grid.shape[1]]);
                let p = original.head.shape.to_mean(q);
                let face = area::face_weight(p);
                if face > 0. {
                    let depth = -depth::coarse(p);
                    let shell = area::shell(depth) * step(depth, -OUTSIDE - 4., -OUTSIDE);
                    *sample += (blurred - *sample) * (face * shell) as f32;
                }
            }
        },
    );
    samples
}
