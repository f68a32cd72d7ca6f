//! Which voxels are at or above the threshold? One pass over the volume, 64 voxels a word.

use super::bitgrid::BitGrid;
use crate::imaging::volume::Sample;

/// A sample type that can be compared with a threshold in its own arithmetic.
pub(super) trait Threshold: Sample {
    /// The smallest value that counts as "at or above `threshold`"; None if no value does.
    fn first_at_or_above(threshold: f32) -> Option<Self>;
}

macro_rules! threshold_of_integer {
    ($($type:ty),*) => {$(
        impl Threshold for $type {
            fn first_at_or_above(threshold: f32) -> Option<Self> {
                let first = threshold.ceil();
                // The cast saturates: a threshold below the range gives its smallest value.
                (first <= f32::from(Self::MAX)).then_some(first as Self)
            }
        }
    )*};
}
threshold_of_integer!(u8, i16, u16);

impl Threshold for f32 {
    fn first_at_or_above(threshold: f32) -> Option<Self> {
        (!threshold.is_nan()).then_some(threshold)
    }
}

/// Gathers the lowest bits of eight bytes (each 0 or 1), first byte in bit 0.
///
/// The product moves byte `n`'s bit to bit `56 + n`; no two of the partial products meet, so
/// there is no carry.
fn gather(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The word of up to 64 samples. Comparing into bytes first is what the compiler turns into
/// vector compares on any CPU; a loop that shifts bit by bit is 8 × slower.
fn word<T: Threshold>(samples: &[T], first: T) -> u64 {
    let mut bytes = [0u8; 64];
    for (byte, sample) in bytes.iter_mut().zip(samples) {
        *byte = u8::from(*sample >= first);
    }
    let (groups, _) = bytes.as_chunks::<8>();
    groups.iter().enumerate().fold(0, |word, (n, group)| word | gather(*group) << (8 * n))
}

/// The word of exactly 64 samples (the length known, the loop unrolled).
fn full_word<T: Threshold>(samples: &[T; 64], first: T) -> u64 {
    let bytes: [u8; 64] = std::array::from_fn(|n| u8::from(samples[n] >= first));
    let (groups, _) = bytes.as_chunks::<8>();
    // Open air: nothing to gather in about half of the words. (Comparing the array with zeros would
    // call a function for each word.)
    if groups.iter().fold(0, |any, group| any | u64::from_ne_bytes(*group)) == 0 {
        return 0;
    }
    groups.iter().enumerate().fold(0, |word, (n, group)| word | gather(*group) << (8 * n))
}

/// Set = `sample ≥ threshold`. `samples` has `i` fastest and fits `shape`.
pub(super) fn at_or_above<T: Threshold>(
    samples: &[T],
    shape: [usize; 3],
    threshold: f32,
) -> BitGrid {
    let mut grid = BitGrid::new(shape);
    let Some(first) = T::first_at_or_above(threshold) else { return grid };
    let words_per_row = grid.words_per_row().max(1);
    let rows = samples.chunks_exact(shape[0].max(1));
    for (row, words) in rows.zip(grid.words_mut().chunks_exact_mut(words_per_row)) {
        let (chunks, rest) = row.as_chunks::<64>();
        for (out, chunk) in words.iter_mut().zip(chunks) {
            *out = full_word(chunk, first);
        }
        if let (Some(out), false) = (words.last_mut(), rest.is_empty()) {
            *out = word(rest, first);
        }
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn compare_one_by_one<T: Threshold>(
        samples: &[T],
        shape: [usize; 3],
        threshold: f32,
    ) -> BitGrid {
        let mut samples = samples.iter();
        BitGrid::from_fn(shape, |_| samples.next().is_some_and(|s| s.to_f32() >= threshold))
    }

    proptest! {
        #[test]
        fn the_fast_mask_equals_comparing_one_by_one(
            shape in (1usize..150, 1usize..4, 1usize..4),
            seed in any::<u64>(),
            threshold in -300.0f32..300.0,
        ) {
            let shape = [shape.0, shape.1, shape.2];
            let mut state = seed;
            let numbers: Vec<i16> = (0..shape.iter().product())
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (state >> 55) as i16 - 256
                })
                .collect();
            prop_assert_eq!(
                at_or_above(&numbers, shape, threshold),
                compare_one_by_one(&numbers, shape, threshold)
            );
            let bytes: Vec<u8> = numbers.iter().map(|n| *n as u8).collect();
            prop_assert_eq!(
                at_or_above(&bytes, shape, threshold),
                compare_one_by_one(&bytes, shape, threshold)
            );
            let floats: Vec<f32> = numbers.iter().map(|n| f32::from(*n) / 3.0).collect();
            prop_assert_eq!(
                at_or_above(&floats, shape, threshold),
                compare_one_by_one(&floats, shape, threshold)
            );
        }
    }

    #[test]
    fn thresholds_outside_the_type_select_all_or_nothing() {
        assert_eq!(at_or_above(&[0u8, 255], [2, 1, 1], 255.5).count(), 0);
        assert_eq!(at_or_above(&[0u8, 255], [2, 1, 1], -9.0).count(), 2);
        assert_eq!(at_or_above(&[-32768i16, 0], [2, 1, 1], f32::NEG_INFINITY).count(), 2);
        assert_eq!(at_or_above(&[1.0f32], [1, 1, 1], f32::NAN).count(), 0);
    }
}
