//! How deep a pixel lies below its surroundings: eye sockets, nostrils, the corners of the mouth.
//!
//! Unsharp masking of the depth buffer (Luft, Colditz & Deussen 2006) stands in for the light that
//! hollows do not get, at a hundredth of the cost of ambient occlusion. The surroundings are a mean
//! over about ±[`REACH_MM`], taken at a quarter of the resolution.

use super::raster::Surfels;

/// Pixels per cell side.
const CELL: usize = 4;

/// Reach of the mean, mm; a little more than half an eye socket's width.
const REACH_MM: f64 = 18.0;

/// Depth sums of cells of 4 × 4 pixels, with a border of empty cells on each side.
pub(super) struct Cavity {
    /// Cells per row, border included.
    width: usize,
    /// Radius of each of the two box means, cells.
    radius: usize,
    /// Sum of depths and number of pixels, blurred alike.
    cells: Vec<[f32; 2]>,
    scratch: Vec<[f32; 2]>,
}

impl Cavity {
    pub(super) fn new(size_px: usize, mm_per_px: f64) -> Self {
        let width = size_px.div_ceil(CELL) + 2;
        let radius = (0.5 * REACH_MM / (CELL as f64 * mm_per_px)).round().max(1.0) as usize;
        let cells = vec![[0.0; 2]; width * width];
        Self { width, radius, scratch: cells.clone(), cells }
    }

    /// Takes the mean depth around every cell.
    pub(super) fn measure(&mut self, surfels: &Surfels) {
        self.cells.fill([0.0; 2]);
        for (row, pixels) in surfels.pixels.chunks_exact(surfels.size).enumerate() {
            let start = (row / CELL + 1) * self.width + 1;
            for (column, &[depth, ..]) in pixels.iter().enumerate() {
                if depth < f32::INFINITY {
                    let cell = &mut self.cells[start + column / CELL];
                    cell[0] += depth;
                    cell[1] += 1.0;
                }
            }
        }
        for _ in 0..2 {
            box_sum_of_rows(&self.cells, &mut self.scratch, self.width, self.radius);
            transpose(&self.scratch, &mut self.cells, self.width);
            box_sum_of_rows(&self.cells, &mut self.scratch, self.width, self.radius);
            transpose(&self.scratch, &mut self.cells, self.width);
        }
    }

    /// Mean depth around the pixels of one row, mm, between cells bilinearly; NaN far from any
    /// surface.
    pub(super) fn row(&self, row: usize, between: &mut Vec<[f32; 2]>, out: &mut [f32]) {
        let (cell, part) = position(row);
        let upper = &self.cells[cell * self.width..][..self.width];
        let lower = &self.cells[(cell + 1) * self.width..][..self.width];
        between.clear();
        between.extend(upper.iter().zip(lower).map(|(u, l)| mixed(*u, *l, part)));
        for (column, out) in out.iter_mut().enumerate() {
            let (cell, part) = position(column);
            let [sum, count] = mixed(between[cell], between[cell + 1], part);
            *out = sum / count;
        }
    }
}

/// The cell whose centre comes before a pixel's (border included), and how far beyond it.
fn position(pixel: usize) -> (usize, f32) {
    let eighths = 2 * pixel + 1 + CELL;
    (eighths / (2 * CELL), (eighths % (2 * CELL)) as f32 / (2 * CELL) as f32)
}

fn mixed(a: [f32; 2], b: [f32; 2], part: f32) -> [f32; 2] {
    [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]
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

    /// Is the mean around a plane the plane itself, and around a pit shallower than the pit?
    #[test]
    fn a_plane_has_no_cavities_and_a_pit_is_one() {
        let size = 128;
        let mut surfels = Surfels::new(size);
        for (n, pixel) in surfels.pixels.iter_mut().enumerate() {
            pixel[0] = 100.0 + 0.1 * (n % size) as f32;
        }
        let mut cavity = Cavity::new(size, 0.55);
        let (mut between, mut mean) = (Vec::new(), vec![0.0; size]);
        cavity.measure(&surfels);
        cavity.row(64, &mut between, &mut mean);
        approx::assert_abs_diff_eq!(mean[64], 106.4, epsilon = 0.05);
        for row in 60..70 {
            for column in 60..70 {
                surfels.pixels[row * size + column][0] += 10.0;
            }
        }
        cavity.measure(&surfels);
        cavity.row(64, &mut between, &mut mean);
        assert!(mean[64] < 110.0 && mean[64] > 106.4, "{}", mean[64]);
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
