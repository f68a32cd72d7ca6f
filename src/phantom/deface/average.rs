//! Refacing: the mean face in the person's own pose.

use rayon::prelude::*;

use super::ALTERED;
use super::Defaced;
use super::Original;
use super::area;
use crate::phantom::head::Head;
use crate::phantom::scan;
use crate::phantom::scan::Scan;
use crate::phantom::solid::step;

/// Standard deviation with which the brain is smoothed to see how near it is, mm.
const NEAR: f64 = 3.;
/// Smoothed brain from which on the new face begins to fade, and where it has faded: about 8 and
/// 5 mm from the brain, whose own edge is at 0.5.
const FADE: [f64; 2] = [1e-4, 0.05];

/// The scan of the head whose face runs over into the mean face, with the same noise; outside the
/// face and near the brain nothing changes.
///
/// How deep the new face reaches depends on the brain alone: a bound by depth under the person's
/// skin left pieces of a nose or chin that stands out from the mean face.
pub(super) fn refaced(original: &Original<'_>) -> Defaced {
    let Original { identity, session, scan, .. } = original;
    let head = with_mean_face(original);
    let grid = &scan.grid;
    let other =
        Scan::on(grid.clone(), &head, session).noisy(original.seed, identity.subject, session);
    let near = near_brain(scan);
    let row = grid.shape[0];
    let mut samples = original.samples.to_vec();
    let mut altered = vec![false; samples.len()];
    let rows = samples.par_chunks_mut(row).zip(altered.par_chunks_mut(row));
    let rows = rows.zip(other.par_chunks(row)).zip(near.par_chunks(row));
    rows.enumerate().for_each(|(n, (((samples, altered), other), near))| {
        for (i, (sample, other)) in samples.iter_mut().zip(other).enumerate() {
            if sample.to_bits() != other.to_bits() {
                let far = 1. - step(f64::from(near[i]), FADE[0], FADE[1]);
                *sample += (other - *sample) * far as f32;
                let q = grid.place([i, n % grid.shape[1], n / grid.shape[1]]);
                let face = area::face_weight(original.head.shape.to_mean(q));
                altered[i] = far * face > ALTERED;
            }
        }
    });
    Defaced { samples, altered }
}

/// The head whose face runs over into the mean face.
pub(super) fn with_mean_face(original: &Original<'_>) -> Head {
    let Original { identity, session, .. } = original;
    original.head.reshaped(|p| {
        (identity.displacement(p) + session.displacement(p)) * (1. - area::face_weight(p))
    })
}

/// The smoothed brain: 0 far from it, 1 deep in it.
fn near_brain(scan: &Scan) -> Vec<f32> {
    let brain: Vec<f32> = scan.brain.iter().map(|&inside| f32::from(inside)).collect();
    let sigma = scan.grid.steps().map(|step| NEAR / step.norm());
    scan::gaussian(&brain, scan.grid.shape, sigma)
}
