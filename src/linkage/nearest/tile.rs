//! A tile of scores: a few gallery vectors against a panel of probes, all sums in registers.
//!
//! ```text
//!   panel, packed        16 probes ->
//!      value 0      [ p0 p1 ... p15 ]      x 6 gallery vectors, as they lie
//!      value 1      [ p0 p1 ... p15 ]      = 6 x 16 sums: 12 registers of 8, beside 2 for
//!       ...                                  the panel and 1 for a value of the gallery
//! ```
#![expect(unsafe_code, reason = "a function compiled for processors with AVX2 and FMA is called")]

/// Probes of a panel.
pub(super) const PROBES: usize = 16;
/// Gallery vectors of a tile.
pub(super) const GALLERY: usize = 6;

/// One value of each probe of a panel.
pub(super) type Column = [f32; PROBES];

/// Up to 16 probes of one length, value by value; zeros where there is no probe.
pub(super) fn pack(probes: &[&[f32]], length: usize) -> Vec<Column> {
    let mut panel = vec![[0.0; PROBES]; length];
    for (n, probe) in probes.iter().enumerate() {
        for (column, value) in panel.iter_mut().zip(*probe) {
            column[n] = *value;
        }
    }
    panel
}

/// Dot products of every gallery vector with every probe of a panel.
pub(super) fn scores(panel: &[Column], gallery: [&[f32]; GALLERY]) -> [Column; GALLERY] {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
        // SAFETY: the processor has both, as the line above asked it.
        return unsafe { fused(panel, gallery) };
    }
    product(panel, gallery, |a, b, sum| a * b + sum)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn fused(panel: &[Column], gallery: [&[f32]; GALLERY]) -> [Column; GALLERY] {
    product(panel, gallery, |a, b, sum| a.mul_add(b, sum))
}

/// Loops over numbers: iterators through both arrays at once were no wide instructions where the
/// compiler splits the crate (30 times slower).
#[expect(clippy::needless_range_loop, reason = "see above")]
#[inline(always)]
fn product(
    panel: &[Column],
    gallery: [&[f32]; GALLERY],
    multiply_add: impl Fn(f32, f32, f32) -> f32,
) -> [Column; GALLERY] {
    // Cut to one length, so that no value is checked for being inside.
    let gallery = gallery.map(|vector| &vector[..panel.len()]);
    let mut sums = [[0.0; PROBES]; GALLERY];
    for (k, column) in panel.iter().enumerate() {
        for g in 0..GALLERY {
            let value = gallery[g][k];
            for p in 0..PROBES {
                sums[g][p] = multiply_add(value, column[p], sums[g][p]);
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::stream::{normal_pair, stream};

    #[test]
    fn with_and_without_fused_instructions_as_multiplying_one_by_one() {
        let mut random = stream(5, &[]);
        let mut vector = || (0..77).map(|_| normal_pair(&mut random)[0] as f32).collect::<Vec<_>>();
        let (probes, gallery) = ([0; 11].map(|_| vector()), [0; GALLERY].map(|_| vector()));
        let panel = pack(&probes.each_ref().map(|p| &p[..]), 77);
        let others = gallery.each_ref().map(|g| &g[..]);
        let plain = product(&panel, others, |a, b, sum| a * b + sum);
        for found in [scores(&panel, others), plain] {
            for (g, row) in gallery.iter().zip(found) {
                for (p, score) in probes.iter().zip(row) {
                    let slow: f64 =
                        g.iter().zip(p).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                    assert!((f64::from(score) - slow).abs() < 1e-4, "{score} {slow}");
                }
                assert!(row[probes.len()..].iter().all(|score| *score == 0.0));
            }
        }
    }
}
