//! A tile of scores: six gallery vectors against a panel of probes, all sums in registers.
//!
//! ```text
//!              six gallery vectors        16 probes
//!   value 0    [ g0 g1 ... g5 ]           [ p0 p1 ... p15 ]
//!   value 1    [ g0 g1 ... g5 ]     x     [ p0 p1 ... p15 ]     = 6 x 16 sums: 12 registers of 8,
//!    ...                                                          beside 2 of probes and 1 value
//! ```
#![allow(
    clippy::needless_range_loop,
    clippy::inline_always,
    reason = "eight numbers at a time, in loops over numbers that stay in place"
)]
#![expect(unsafe_code, reason = "a function compiled for processors with AVX2 and FMA is called")]

/// Probes of a panel.
pub(super) const PROBES: usize = 16;
/// Gallery vectors of a tile.
pub(super) const GALLERY: usize = 6;

/// One value of each probe of a panel.
pub(super) type OfProbes = [f32; PROBES];
/// One value of each gallery vector of a tile.
pub(super) type OfGallery = [f32; GALLERY];
/// Scores: of each gallery vector those of every probe.
pub(super) type Tile = [OfProbes; GALLERY];

/// Appends up to N vectors of one length, value by value; zeros where there is no vector.
pub(super) fn pack<const N: usize>(vectors: &[&[f32]], length: usize, packed: &mut Vec<[f32; N]>) {
    // Cut to one length, so that no value is checked for being inside.
    let vectors: Vec<&[f32]> = vectors.iter().map(|vector| &vector[..length]).collect();
    packed.extend((0..length).map(|k| {
        let mut values = [0.0; N];
        for (value, vector) in values.iter_mut().zip(&vectors) {
            *value = vector[k];
        }
        values
    }));
}

/// Adds to the scores what some values, the same of all vectors, give.
pub(super) fn add(scores: &mut Tile, probes: &[OfProbes], gallery: &[OfGallery]) {
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
        // SAFETY: the processor has both, as the line above asked it.
        return unsafe { add_fused(scores, probes, gallery) };
    }
    add_by(scores, probes, gallery, |a, b, sum| a * b + sum);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "only a closure is compiled for these instructions"
)]
fn add_fused(scores: &mut Tile, probes: &[OfProbes], gallery: &[OfGallery]) {
    add_by(scores, probes, gallery, |a, b, sum| a.mul_add(b, sum));
}

/// Loops over numbers: iterators through two arrays at once were no wide instructions where the
/// compiler splits the crate (30 times slower).
#[inline(always)]
fn add_by(
    scores: &mut Tile,
    probes: &[OfProbes],
    gallery: &[OfGallery],
    multiply_add: impl Fn(f32, f32, f32) -> f32,
) {
    // Cut to one length, so that no value is checked for being inside.
    let gallery = &gallery[..probes.len()];
    let mut sums = *scores;
    for k in 0..probes.len() {
        for g in 0..GALLERY {
            for p in 0..PROBES {
                sums[g][p] = multiply_add(gallery[k][g], probes[k][p], sums[g][p]);
            }
        }
    }
    *scores = sums;
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
        let (mut panel, mut rows) = (Vec::new(), Vec::new());
        pack(&probes.each_ref().map(|p| &p[..]), 77, &mut panel);
        pack(&gallery.each_ref().map(|g| &g[..]), 77, &mut rows);
        let (mut plain, mut fused) = (Tile::default(), Tile::default());
        add_by(&mut plain, &panel, &rows, |a, b, sum| a * b + sum);
        for part in [0..40, 40..77] {
            add(&mut fused, &panel[part.clone()], &rows[part]);
        }
        for found in [fused, plain] {
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
