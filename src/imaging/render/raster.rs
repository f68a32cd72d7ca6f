//! Z-buffer rasteriser for meshes whose triangles are about a pixel large.

use super::camera::{Projected, SUBPIXELS, Stage};
use crate::imaging::surface::Mesh;

/// What each pixel shows, `[row, col]`: depth (mm, infinite = nothing) and the normal, interpolated
/// and not brought to length 1; shorter than [`CAP_BELOW`] on caps at the edge of the field of view.
pub(super) struct Surfels {
    pub(super) size: usize,
    pub(super) pixels: Vec<[f32; 4]>,
}

/// Cap vertices have no normal; a pixel nearer to them than to skin shows a cap.
pub(super) const CAP_BELOW: f32 = 0.5;

/// Nothing there.
const EMPTY: [f32; 4] = [f32::INFINITY, 0.0, 0.0, 0.0];

/// Triangles wider or higher than this (1024 pixels) are left out; edge functions would overflow.
const MAX_EXTENT: i32 = 1024 * SUBPIXELS;

impl Surfels {
    pub(super) fn new(size: usize) -> Self {
        Self { size, pixels: vec![EMPTY; size * size] }
    }
}

/// Draws all triangles that face the camera.
pub(super) fn rasterise(mesh: &Mesh, stage: &Stage, surfels: &mut Surfels) {
    surfels.pixels.fill(EMPTY);
    for &triangle in &mesh.triangles {
        let corners = triangle.map(|v| stage.projected[v as usize]);
        if let Some(setup) = Setup::new(&corners, surfels.size as i32) {
            let normals = triangle.map(|v| stage.normals[v as usize]);
            setup.draw(&corners, &normals, surfels);
        }
    }
}

/// A triangle that faces the camera and may cover a pixel centre.
struct Setup {
    /// Twice the area, sub-pixels².
    area: i32,
    /// First and last column, first and last row whose pixel centres lie in the bounding box.
    columns: [i32; 2],
    rows: [i32; 2],
}

impl Setup {
    fn new([a, b, c]: &[Projected; 3], size: i32) -> Option<Self> {
        let [left, right] = [a.x.min(b.x).min(c.x), a.x.max(b.x).max(c.x)];
        let [top, bottom] = [a.y.min(b.y).min(c.y), a.y.max(b.y).max(c.y)];
        let columns = [first_centre(left).max(0), last_centre(right).min(size - 1)];
        let rows = [first_centre(top).max(0), last_centre(bottom).min(size - 1)];
        if columns[0] > columns[1]
            || rows[0] > rows[1]
            || right - left > MAX_EXTENT
            || bottom - top > MAX_EXTENT
        {
            return None;
        }
        // Counter-clockwise as seen, with y downwards.
        let area = (b.y - a.y) * (c.x - a.x) - (b.x - a.x) * (c.y - a.y);
        (area > 0).then_some(Self { area, columns, rows })
    }

    fn draw(&self, [a, b, c]: &[Projected; 3], normals: &[[f32; 3]; 3], surfels: &mut Surfels) {
        let inverse = 1.0 / self.area as f32;
        let x = self.columns[0] * SUBPIXELS + SUBPIXELS / 2;
        let y = self.rows[0] * SUBPIXELS + SUBPIXELS / 2;
        // Twice the areas opposite b and c, at the first pixel centre; ≥ 0 inside. Edges count as
        // inside for both triangles: the z-buffer does not mind drawing a pixel twice.
        let mut of_b = (y - a.y) * (c.x - a.x) - (x - a.x) * (c.y - a.y);
        let mut of_c = (b.y - a.y) * (x - a.x) - (b.x - a.x) * (y - a.y);
        for row in self.rows[0]..=self.rows[1] {
            let start = row as usize * surfels.size;
            let pixels = &mut surfels.pixels[start..start + surfels.size];
            let (mut wb, mut wc) = (of_b, of_c);
            for column in self.columns[0]..=self.columns[1] {
                if wb >= 0 && wc >= 0 && wb + wc <= self.area {
                    let (b_part, c_part) = (wb as f32 * inverse, wc as f32 * inverse);
                    let a_part = 1.0 - b_part - c_part;
                    let mix = |a: f32, b: f32, c: f32| a_part * a + b_part * b + c_part * c;
                    let depth = mix(a.depth, b.depth, c.depth);
                    let pixel = &mut pixels[column as usize];
                    if depth < pixel[0] {
                        let [p, q, r] = normals;
                        *pixel = [
                            depth,
                            mix(p[0], q[0], r[0]),
                            mix(p[1], q[1], r[1]),
                            mix(p[2], q[2], r[2]),
                        ];
                    }
                }
                wb -= (c.y - a.y) * SUBPIXELS;
                wc += (b.y - a.y) * SUBPIXELS;
            }
            of_b += (c.x - a.x) * SUBPIXELS;
            of_c -= (b.x - a.x) * SUBPIXELS;
        }
    }
}

/// The first pixel whose centre lies at or after a position.
fn first_centre(position: i32) -> i32 {
    (position + SUBPIXELS / 2 - 1).div_euclid(SUBPIXELS)
}

/// The last pixel whose centre lies at or before a position.
fn last_centre(position: i32) -> i32 {
    (position - SUBPIXELS / 2).div_euclid(SUBPIXELS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixel_centres_are_found() {
        let half = SUBPIXELS / 2;
        for (position, first, last) in
            [(half, 0, 0), (half + 1, 1, 0), (half - 1, 0, -1), (-half, -1, -1), (3 * half, 1, 1)]
        {
            assert_eq!((first_centre(position), last_centre(position)), (first, last));
        }
    }
}
