//! Receive field and Rician noise.

use rayon::prelude::*;

use crate::base::stats::stream::normal_pair;
use crate::phantom::grid::Grid;
use crate::phantom::random::Purpose;
use crate::phantom::random::stream;
use crate::phantom::session::Session;

/// Where the coil stops to see, below the canonical origin, and over which length, mm.
const COIL_END: [f64; 2] = [-128., 11.];
/// Half the length over which the polynomial of the receive field runs from 0 to 1, mm.
const REACH: f64 = 110.;

/// Smooth sensitivity of the receiving coil.
pub(super) struct ReceiveField {
    bias: [f64; 9],
}

impl ReceiveField {
    pub(super) fn new(session: &Session) -> Self {
        Self { bias: session.bias }
    }

    /// Factor at voxel `i` of row `row`.
    pub(super) fn at(&self, grid: &Grid, i: usize, row: usize) -> f32 {
        let q = grid.place([i, row % grid.shape[1], row / grid.shape[1]]);
        let [x, y, z] = [q.x / REACH, q.y / REACH, (q.z - 20.) / REACH];
        let terms = [x, y, z, x * y, x * z, y * z, x * x, y * y, z * z];
        let log: f64 = self.bias.iter().zip(terms).map(|(b, t)| b * t).sum();
        let fall = 1. / (1. + ((COIL_END[0] - q.z) / COIL_END[1]).exp());
        (log.exp() * fall) as f32
    }
}

/// Magnitude of a complex signal with independent noise in both channels, scaled by the gain.
pub(super) fn rician(
    signal: &[f32],
    shape: [usize; 3],
    seed: u64,
    subject: u32,
    session: &Session,
) -> Vec<f32> {
    let slice = shape[0] * shape[1];
    let mut stored = vec![0.; signal.len()];
    stored.par_chunks_mut(slice).zip(signal.par_chunks(slice)).enumerate().for_each(
        |(k, (stored, signal))| {
            let mut random = stream(seed, subject, Purpose::Noise(session.number, k as u32));
            for (stored, &signal) in stored.iter_mut().zip(signal) {
                let [real, imaginary] = normal_pair(&mut random).map(|n| n * session.noise);
                let real = f64::from(signal) + real;
                let magnitude = (real * real + imaginary * imaginary).sqrt();
                *stored = (magnitude * session.gain) as f32;
            }
        },
    );
    stored
}
