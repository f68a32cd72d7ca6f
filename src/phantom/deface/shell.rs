//! A face put on as a shell of noise, as `mideface` does (FreeSurfer 7, `mideface.cpp`): around the
//! mean face's surface, noise as bright as tissue inside it and as dark as air outside.

use rayon::prelude::*;

use super::Defaced;
use super::Fill;
use super::Original;
use super::area;
use super::average;
use super::fill::Levels;
use crate::phantom::depth;
use crate::phantom::random::Purpose;
use crate::phantom::random::stream;

/// The shell reaches this far inside and outside of the mean face, mm: `mideface` takes what covers
/// nine tenths, and all, of the person's own face, at most 20.
const REACH: [f64; 2] = [6., 16.];
/// From this weight of the face on ([`area::face_weight`]).
const FACE: f64 = 0.5;

/// The scan with the mean face's shell on it; the brain is left as it is.
pub(super) fn noise_face(original: &Original<'_>) -> Defaced {
    let Original { seed, identity, session, scan, .. } = *original;
    let mean_face = average::with_mean_face(original);
    let (grid, levels) = (&scan.grid, Levels::of(original));
    let row = grid.shape[0];
    let mut samples = original.samples.to_vec();
    let mut altered = vec![false; samples.len()];
    let rows = samples.par_chunks_mut(row).zip(altered.par_chunks_mut(row));
    rows.enumerate().for_each(|(n, (samples, altered))| {
        let random = &mut stream(seed, identity.subject, Purpose::Fill(session.number, n as u32));
        for (i, (sample, altered)) in samples.iter_mut().zip(altered).enumerate() {
            let q = grid.place([i, n % grid.shape[1], n / grid.shape[1]]);
            let is_face = area::face_weight(original.head.shape.to_mean(q)) > FACE;
            if !is_face || scan.brain[n * row + i] > 0 {
                continue;
            }
            let above = depth::coarse(mean_face.shape.to_mean(q));
            *altered = -REACH[0] < above && above < REACH[1];
            if *altered {
                let fill = if above < 0. { Fill::TissueNoise } else { Fill::Noise };
                *sample = levels.draw(fill, random) as f32;
            }
        }
    });
    Defaced { samples, altered }
}
