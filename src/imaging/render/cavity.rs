//! How deep a pixel lies below its surroundings: eye sockets, nostrils, the corners of the mouth.
//!
//! Unsharp masking of the depth buffer (Luft, Colditz & Deussen 2006) stands in for the light that
//! hollows do not get, at a hundredth of the cost of ambient occlusion. The surroundings are a mean
//! over about ±[`REACH_MM`], taken at a quarter of the resolution.

use super::camera::Framing;
use super::surfel::Surfels;

/// Pixels per cell side.
const CELL: usize = 4;

/// Reach of the mean, mm; a little more than half an eye socket's width.
const REACH_MM: f64 = 18.0;

/// Mean heights on a grid of cells of 4 × 4 pixels.
pub(super) struct Cavity {
    /// Cells per row; there is a border of empty cells all around.
    width: usize,
    /// Radius of each of the two box means, cells.
    radius: usize,
    /// Sum of heights and number of pixels, blurred alike.
    sums: Vec<[f32; 2]>,
    scratch: Vec<[f32; 2]>,
    /// Mean height, mm; NaN where no surface is in reach.
    means: Vec<f32>,
}

impl Cavity {
    pub(super) fn new(framing: &Framing) -> Self {
        let width = framing.size_px.div_ceil(CELL) + 2;
        let radius = (0.5 * REACH_MM / (CELL as f64 * framing.mm_per_px)).round().max(1.0) as usize;
        let sums = vec![[0.0; 2]; width * width];
        Self { width, radius, scratch: sums.clone(), means: vec![0.0; sums.len()], sums }
    }

    /// Takes the mean height around every cell.
    pub(super) fn measure(&mut self, surfels: &Surfels) {
        self.sums.fill([0.0; 2]);
        // Sums over the rows of a band of cells, pixel by pixel.
        let (mut heights, mut counts) = (vec![0.0; surfels.size], vec![0.0; surfels.size]);
        let bands = surfels.rows.start / CELL..surfels.rows.end.div_ceil(CELL);
        for band in bands {
            heights.fill(0.0);
            counts.fill(0.0);
            let rows = surfels.heights.chunks_exact(surfels.size);
            for row in rows.skip(band * CELL).take(CELL) {
                for ((height, count), &here) in heights.iter_mut().zip(&mut counts).zip(row) {
                    *height += here;
                    *count += if here > 0.0 { 1.0 } else { 0.0 };
                }
            }
            let cells = heights.chunks(CELL).zip(counts.chunks(CELL));
            let sums = &mut self.sums[(band + 1) * self.width + 1..];
            for (sum, (heights, counts)) in sums.iter_mut().zip(cells) {
                *sum = [heights.iter().sum(), counts.iter().sum()];
            }
        }
        for _ in 0..2 {
            box_sum_of_rows(&self.sums, &mut self.scratch, self.width, self.radius);
            transpose(&self.scratch, &mut self.sums, self.width);
            box_sum_of_rows(&self.sums, &mut self.scratch, self.width, self.radius);
            transpose(&self.scratch, &mut self.sums, self.width);
        }
        for (mean, sum) in self.means.iter_mut().zip(&self.sums) {
            *mean = sum[0] / sum[1];
        }
    }

    /// Mean height around the pixels of one row, mm, bilinear between cell centres.
    ///
    /// Defined wherever the pixel itself shows something. `around` gets two pixels too many on both
    /// sides, so that cells are whole.
    pub(super) fn row(&self, row: usize, around: &mut Vec<f32>) {
        // Cell centres lie between pixels: eighths of a cell from the centre of the cell before.
        let eighths = 2 * row + 1 + CELL;
        let (cell, down) = (eighths / (2 * CELL), (eighths % (2 * CELL)) as f32 / 8.0);
        let upper = &self.means[cell * self.width..][..self.width];
        let lower = &self.means[(cell + 1) * self.width..][..self.width];
        around.clear();
        let mut left = f32::NAN;
        for (n, (u, l)) in upper.iter().zip(lower).enumerate() {
            let right = u + down * (l - u);
            if n > 0 {
                let across = right - left;
                around.extend([1.0, 3.0, 5.0, 7.0].map(|e| left + e / 8.0 * across));
            }
            left = right;
        }
    }

    /// Where the first pixel of a row lies in what [`Cavity::row`] gives.
    pub(super) const FIRST: usize = CELL / 2;
}

/// Sum over `radius` cells to both sides along each row.
fn box_sum_of_rows(from: &[[f32; 2]], to: &mut [[f32; 2]], width: usize, radius: usize) {
    for (from, to) in from.chunks_exact(width).zip(to.chunks_exact_mut(width)) {
        let mut sum = [0.0f32; 2];
        for enters in 0..width + radius {
            if let Some(cell) = from.get(enters) {
                sum = [sum[0] + cell[0], sum[1] + cell[1]];
            }
            if let Some(centre) = enters.checked_sub(radius) {
                to[centre] = sum;
                if let Some(leaves) = centre.checked_sub(radius) {
                    sum = [sum[0] - from[leaves][0], sum[1] - from[leaves][1]];
                }
            }
        }
    }
}

fn transpose(from: &[[f32; 2]], to: &mut [[f32; 2]], width: usize) {
    for (row, cells) in from.chunks_exact(width).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            to[column * width + row] = *cell;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Is the mean around a plane the plane itself, and around a pit higher than the pit?
    #[test]
    fn a_plane_has_no_cavities_and_a_pit_is_one() {
        let size = 128;
        let mut surfels = Surfels::new(size);
        surfels.cover([0, size - 1], [0, size]);
        for (n, height) in surfels.heights.iter_mut().enumerate() {
            *height = 100.0 + 0.1 * (n % size) as f32 + 0.2 * (n / size) as f32;
        }
        let mut cavity = Cavity::new(&Framing { size_px: size, ..Framing::default() });
        let mut mean = Vec::new();
        cavity.measure(&surfels);
        for (row, column) in [(64, 64), (65, 67), (50, 70), (71, 57)] {
            cavity.row(row, &mut mean);
            let expected = surfels.heights[row * size + column];
            approx::assert_abs_diff_eq!(mean[column + Cavity::FIRST], expected, epsilon = 0.01);
        }
        for row in 60..70 {
            for column in 60..70 {
                surfels.heights[row * size + column] -= 10.0;
            }
        }
        cavity.measure(&surfels);
        cavity.row(64, &mut mean);
        let pit = surfels.heights[64 * size + 64];
        assert!((pit + 5.0..pit + 10.0).contains(&mean[64 + Cavity::FIRST]));
    }

    #[test]
    fn box_sums_equal_the_plain_sum() {
        let from: Vec<[f32; 2]> = (0..30).map(|n| [(n * n % 17) as f32, n as f32]).collect();
        let mut to = from.clone();
        box_sum_of_rows(&from, &mut to, 10, 3);
        for (n, sum) in to.iter().enumerate() {
            let (row, column) = (n / 10 * 10, n % 10);
            let near = column.saturating_sub(3)..=(column + 3).min(9);
            let plain =
                near.map(|c| from[row + c]).fold([0.0; 2], |s, c| [s[0] + c[0], s[1] + c[1]]);
            assert_eq!(sum.map(f32::to_bits), plain.map(f32::to_bits));
        }
    }
}
