//! What a pixel shows before it is lit.

use std::ops::Range;

/// The surface under every pixel, `[row, col]`.
#[derive(Clone, Debug)]
pub(super) struct Surfels {
    /// Width and height, pixels.
    pub(super) size: usize,
    /// Height above the plane [`Framing::camera_mm`](super::Framing::camera_mm) *behind* the head's
    /// origin, mm; 0 = nothing there, so that fresh zeroed memory is an empty picture.
    pub(super) heights: Vec<f32>,
    /// Normals, interpolated and not brought to length 1.
    pub(super) normals: Vec<PackedNormal>,
    /// Rows and columns outside of which nothing is shown (start > end: nothing at all).
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

/// Vertices on the caps at the edge of the field of view have no normal; a pixel whose normal is
/// shorter than this lies nearer to a cap than to skin.
pub(super) const CAP_BELOW: f32 = 0.5;

impl Surfels {
    /// Nothing anywhere.
    pub(super) fn new(size: usize) -> Self {
        let nothing = PackedNormal(0);
        Self {
            size,
            heights: vec![0.0; size * size],
            normals: vec![nothing; size * size],
            rows: size..0,
            columns: size..0,
        }
    }

    /// Notes that pixels were drawn from the first to the last of two rows, from the first of two
    /// columns to before the other.
    pub(super) fn cover(&mut self, rows: [usize; 2], columns: [usize; 2]) {
        self.rows = self.rows.start.min(rows[0])..self.rows.end.max(rows[1] + 1);
        self.columns = self.columns.start.min(columns[0])..self.columns.end.max(columns[1]);
    }

    /// The rows that show anything, with the part of each that may: row, heights, normals.
    pub(super) fn shown(&self) -> impl Iterator<Item = (usize, &[f32], &[PackedNormal])> + '_ {
        self.rows.clone().map(|row| {
            let start = row * self.size;
            let part = start + self.columns.start..start + self.columns.end;
            (row, &self.heights[part.clone()], &self.normals[part])
        })
    }
}

/// Three coordinates between −1 and 1 in ten bits each, steps of 1/511 (a tenth of a degree).
///
/// Pictures of a view take 2 MB instead of 5, and drawing is bound by memory more than by anything
/// else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PackedNormal(u32);

/// Steps per unit.
const STEPS: f32 = 511.0;

/// Coordinates are stored counted from −1, in steps.
const OFFSET: f32 = 512.0;

impl PackedNormal {
    /// Packs the first three coordinates, which must lie between −1 and 1.
    pub(super) fn new(normal: &[f32; 4]) -> Self {
        // 2²³ leaves the rounded integer in the low bits; the three sums cannot run into each other.
        const MAGIC: f32 = 8_388_608.0;
        let bits = normal.map(|c| (c * STEPS + (OFFSET + MAGIC)).to_bits());
        let sum = bits[0].wrapping_add(bits[1] << 10).wrapping_add(bits[2] << 20);
        let magic = MAGIC.to_bits();
        Self(sum.wrapping_sub(magic.wrapping_add(magic << 10).wrapping_add(magic << 20)))
    }

    /// The three coordinates.
    pub(super) fn get(self) -> [f32; 3] {
        [0, 10, 20].map(|s| ((self.0 >> s & 1023) as i32 as f32 - OFFSET) * (1.0 / STEPS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn normals_are_packed_to_within_a_step(normal in prop::array::uniform4(-1f32..=1.0)) {
            let back = PackedNormal::new(&normal).get();
            for axis in 0..3 {
                prop_assert!((back[axis] - normal[axis]).abs() < 0.6 / STEPS, "{back:?}");
            }
        }
    }
}
