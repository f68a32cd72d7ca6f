//! Random streams that depend on a seed and on what they are for, never on order or threads.

use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// The stream of a seed and a path such as `[subject, purpose, replicate]`.
///
/// Different paths give independent streams; the same path gives the same numbers on every machine.
pub fn stream(seed: u64, path: &[u64]) -> Pcg64 {
    Pcg64::seed_from_u64(path.iter().fold(seed, |state, part| mix(state ^ mix(*part))))
}

/// Finaliser of `SplitMix64` (Steele, Lea & Flood 2014).
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A uniform number in [0, 1).
pub fn uniform(random: &mut Pcg64) -> f64 {
    random.random()
}

/// A uniform number in `[from, to)`.
pub fn uniform_in(random: &mut Pcg64, from: f64, to: f64) -> f64 {
    from + (to - from) * uniform(random)
}

/// A whole number in `0..end`, without the bias of a remainder (Lemire 2019, without rejection:
/// the bias is below end / 2⁶⁴).
pub fn below(random: &mut Pcg64, end: usize) -> usize {
    ((u128::from(random.random::<u64>()) * end as u128) >> 64) as usize
}

/// Two independent standard normal numbers (Box & Muller 1958).
pub fn normal_pair(random: &mut Pcg64) -> [f64; 2] {
    let radius = (-2.0 * (1.0 - uniform(random)).ln()).sqrt();
    let (sin, cos) = (std::f64::consts::TAU * uniform(random)).sin_cos();
    [radius * cos, radius * sin]
}

/// A standard normal number, drawn again while it lies outside `±limit`.
pub fn normal_within(random: &mut Pcg64, limit: f64) -> f64 {
    loop {
        let [value, _] = normal_pair(random);
        if value.abs() <= limit {
            return value;
        }
    }
}

/// `amount` of the numbers `0..end`, drawn without replacement, in random order (Fisher & Yates).
pub fn draw_without_replacement(random: &mut Pcg64, end: usize, amount: usize) -> Vec<u32> {
    let mut all: Vec<u32> = (0..end as u32).collect();
    let amount = amount.min(end);
    for i in 0..amount {
        let j = i + below(random, end - i);
        all.swap(i, j);
    }
    all.truncate(amount);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_and_nothing_else_decides() {
        let draw = |seed, path: &[u64]| uniform(&mut stream(seed, path)).to_bits();
        assert_eq!(draw(1, &[2, 3]), draw(1, &[2, 3]));
        assert_ne!(draw(1, &[2, 3]), draw(1, &[3, 2]));
        assert_ne!(draw(1, &[2, 3]), draw(2, &[2, 3]));
    }

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let mut random = stream(5, &[]);
        let all: Vec<f64> = (0..50_000).flat_map(|_| normal_pair(&mut random)).collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let variance = all.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
        // Four standard errors.
        assert!(mean.abs() < 4.0 / n.sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt(), "{variance}");
    }

    #[test]
    fn a_draw_without_replacement_repeats_nothing() {
        let mut drawn = draw_without_replacement(&mut stream(9, &[1]), 50, 20);
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 20);
        assert!(drawn.iter().all(|v| *v < 50));
    }
}
