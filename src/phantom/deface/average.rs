//! Refacing: the mean face in the person's own pose.

use rayon::prelude::*;

use super::Original;
use super::area;
use crate::phantom::depth;
use crate::phantom::scan::Scan;

/// The scan of the head whose face runs over into the mean face, with the same noise: outside the
/// face and below the shell under its skin nothing changes.
pub(super) fn refaced(original: &Original<'_>) -> Vec<f32> {
    let Original { identity, session, scan, .. } = original;
    let head = original.head.reshaped(|p| {
        (identity.displacement(p) + session.displacement(p)) * (1. - area::face_weight(p))
    });
    let grid = &scan.grid;
    let other =
        Scan::on(grid.clone(), &head, session).noisy(original.seed, identity.subject, session);
    let row = grid.shape[0];
    let mut samples = original.samples.to_vec();
    let rows = samples.par_chunks_mut(row).zip(other.par_chunks(row));
    rows.enumerate().for_each(|(n, (samples, other))| {
        for (i, (sample, other)) in samples.iter_mut().zip(other).enumerate() {
            if sample.to_bits() != other.to_bits() {
                let q = grid.place([i, n % grid.shape[1], n / grid.shape[1]]);
                let depth = -depth::coarse(original.head.shape.to_mean(q));
                *sample += (other - *sample) * area::shell(depth) as f32;
            }
        }
    });
    samples
}
