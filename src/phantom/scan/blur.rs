//! Gaussian smoothing of volumes.

use rayon::prelude::*;

/// In-place smoothing with a standard deviation of at most about 0.7 voxels along each axis.
///
/// Three taps `[w, 1 − 2w, w]` with `w = σ²/2` have the variance of the Gaussian.
pub(super) fn small(samples: &mut Vec<f32>, shape: [usize; 3], sigma: [f64; 3]) {
    for (axis, sigma) in sigma.into_iter().enumerate() {
        let w = (sigma * sigma / 2.).min(0.25);
        *samples = convolved(samples, shape, axis, &[w as f32, (1. - 2. * w) as f32, w as f32]);
    }
}

/// Smoothing with a standard deviation in voxels along each axis; edges are repeated.
pub fn gaussian(samples: &[f32], shape: [usize; 3], sigma: [f64; 3]) -> Vec<f32> {
    let mut smooth = samples.to_vec();
    for (axis, sigma) in sigma.into_iter().enumerate() {
        let radius = (3. * sigma).ceil() as i32;
        let weight = |n: i32| (-0.5 * (f64::from(n) / sigma).powi(2)).exp();
        let sum: f64 = (-radius..=radius).map(weight).sum();
        let kernel: Vec<f32> = (-radius..=radius).map(|n| (weight(n) / sum) as f32).collect();
        smooth = convolved(&smooth, shape, axis, &kernel);
    }
    smooth
}

fn convolved(samples: &[f32], shape: [usize; 3], axis: usize, kernel: &[f32]) -> Vec<f32> {
    let radius = (kernel.len() / 2) as isize;
    let stride = shape[..axis].iter().product::<usize>();
    let last = shape[axis] as isize - 1;
    let mut out = vec![0.; samples.len()];
    out.par_chunks_mut(shape[0]).enumerate().for_each(|(row, out)| {
        let start = row * shape[0];
        if axis == 0 {
            for (i, out) in out.iter_mut().enumerate() {
                let tap = |n: usize| (i as isize + n as isize - radius).clamp(0, last) as usize;
                *out = kernel.iter().enumerate().map(|(n, w)| w * samples[start + tap(n)]).sum();
            }
            return;
        }
        let at = (if axis == 1 { row % shape[1] } else { row / shape[1] }) as isize;
        for (n, w) in kernel.iter().enumerate() {
            let moved = (at + n as isize - radius).clamp(0, last) - at;
            let from = (start as isize + moved * stride as isize) as usize;
            for (out, sample) in out.iter_mut().zip(&samples[from..]) {
                *out += w * sample;
            }
        }
    });
    out
}
