//! What to threshold where raw samples do not tell head from air.

use crate::imaging::volume::Sample;

/// Samples averaged with weights ¼ ½ ¼ along every axis: noise falls to 0.23 σ, an edge moves by
/// less than 0.1 voxel unless it is bent more tightly than the kernel.
pub(super) fn binomial<T: Sample>(samples: &[T], shape: [usize; 3]) -> Vec<f32> {
    let mut out: Vec<f32> = samples.iter().map(|s| s.to_f32()).collect();
    for axis in 0..3 {
        along(&mut out, shape, axis, |before, here, after| 0.25 * (before + after) + 0.5 * here);
    }
    out
}

/// How little the samples vary from voxel to voxel: `range − mean |difference|`, never negative.
///
/// In MP2RAGE's UNI image air is noise as bright as tissue. Its neighbours differ by a third of
/// the range on average, those of tissue by a few per cent even across a tissue border, because
/// the differences are averaged over three axes and 27 voxels, of which a border crosses few.
pub(super) fn calmness<T: Sample>(samples: &[T], shape: [usize; 3]) -> Vec<f32> {
    let mut sum = vec![0.0f32; samples.len()];
    for axis in 0..3 {
        let stride = [1, shape[0], shape[0] * shape[1]][axis];
        let block = stride * shape[axis];
        for (from, to) in samples.chunks_exact(block).zip(sum.chunks_exact_mut(block)) {
            // The last voxel of a line takes its neighbour's difference, none if it is alone.
            let pairs = block - stride;
            for n in 0..pairs {
                let difference = (from[n + stride].to_f32() - from[n].to_f32()).abs();
                to[n] += difference;
                if n + stride >= pairs {
                    to[n + stride] += difference;
                }
            }
        }
    }
    // Constant blocks (padding) are no tissue: they get the noise's own variation.
    let mean = mean_above(&sum, 0.0);
    let noise = mean_above(&sum, mean);
    for value in sum.iter_mut().filter(|v| **v == 0.0) {
        *value = noise;
    }
    for axis in 0..3 {
        along(&mut sum, shape, axis, |before, here, after| (before + here + after) / 3.0);
    }
    let range = sum.iter().copied().fold(0.0, f32::max);
    for value in &mut sum {
        *value = range - *value;
    }
    sum
}

/// Mean of the values above `least`; 0 if there are none.
fn mean_above(values: &[f32], least: f32) -> f32 {
    let (sum, count) = values
        .iter()
        .filter(|v| **v > least)
        .fold((0.0, 0usize), |(sum, count), v| (sum + f64::from(*v), count + 1));
    (sum / count.max(1) as f64) as f32
}

/// Replaces every sample by a function of it and its neighbours along an axis; at the ends the
/// sample itself stands for the missing neighbour.
fn along(samples: &mut [f32], shape: [usize; 3], axis: usize, f: impl Fn(f32, f32, f32) -> f32) {
    let stride = [1, shape[0], shape[0] * shape[1]][axis];
    let mut before = vec![0.0; stride];
    for block in samples.chunks_exact_mut((stride * shape[axis]).max(1)) {
        before.copy_from_slice(&block[..stride]);
        for start in (0..block.len()).step_by(stride) {
            let (line, rest) = block[start..].split_at_mut(stride);
            for n in 0..stride {
                let here = line[n];
                let after = rest.get(n).copied().unwrap_or(here);
                line[n] = f(before[n], here, after);
                before[n] = here;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_spike_is_spread_over_its_neighbours() {
        let mut samples = vec![0i16; 125];
        samples[62] = 64;
        let smooth = binomial(&samples, [5, 5, 5]);
        let spread = [smooth[62], smooth[61], smooth[57], smooth[37], smooth[62 + 1 + 5 + 25]];
        assert_eq!(spread.map(|v| v as i32), [8, 4, 4, 4, 1]);
        assert_eq!(smooth.iter().map(|v| *v as i32).sum::<i32>(), 64);
    }

    #[test]
    fn a_constant_stays_what_it_is_also_at_the_ends() {
        assert_eq!(binomial(&[7u8; 24], [2, 3, 4]), vec![7.0; 24]);
    }

    #[test]
    fn noise_is_less_calm_than_an_edge() {
        let mut state = 1u64;
        let shape = [32, 8, 8];
        let samples: Vec<i16> = (0..2048)
            .map(|n| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                match n % 32 {
                    0..8 => 100 + (state >> 60) as i16,
                    8..16 => 4000 + (state >> 60) as i16,
                    _ => (state >> 52) as i16,
                }
            })
            .collect();
        let calm = calmness(&samples, shape);
        let at = |i: usize| calm[i + 32 * (4 + 8 * 4)];
        assert!(at(8).min(at(7)) > 2.0 * at(24), "{} {} {}", at(7), at(8), at(24));
    }
}
