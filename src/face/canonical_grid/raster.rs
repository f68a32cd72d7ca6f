//! The measured surface on the cells of a patch: every triangle is drawn onto the grid, the
//! outermost surface on a ray counts.
//!
//! Most triangles lie between the rays of a patch (1 mm of mesh, 1.5 to 4 mm of grid). Each vertex
//! knows the first column and row behind it, so that such a triangle costs six loads; normals are
//! made once for what is left on a cell in the end.

use super::patch::Patch;
use crate::imaging::surface::Mesh;
use nalgebra::{Isometry3, Matrix3, Vector3};

/// What was drawn at a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drawn {
    /// Depth along the ray, mm; NaN where there is no surface.
    pub(super) depth_mm: f32,
    /// Outward unit normal, canonical.
    pub(super) normal: Vector3<f32>,
    /// Whether it is the edge of the field of view.
    pub(super) on_fov_edge: bool,
}

const NOTHING: Drawn =
    Drawn { depth_mm: f32::NAN, normal: Vector3::new(0.0, 0.0, 0.0), on_fov_edge: false };

/// Draws a mesh onto the cells in every `every`-th column and row of several patches; the other
/// cells stay empty.
pub(super) fn draw(
    mesh: &Mesh,
    to_head: &Isometry3<f64>,
    patches: &[&Patch],
    every: usize,
) -> Vec<Vec<Drawn>> {
    let mut canvas = Canvas::new(mesh, to_head, patches);
    patches.iter().enumerate().map(|(n, patch)| canvas.draw_onto(n, patch, every)).collect()
}

/// A mesh in the canonical frame.
struct Canvas<'a> {
    mesh: &'a Mesh,
    turn: Matrix3<f32>,
    head: Vec<Vector3<f32>>,
    /// Which patches' boxes hold a vertex: bit n is the n-th patch.
    held: Vec<u8>,
    /// For each patch, the triangles of which it holds all corners.
    triangles: Vec<Vec<u32>>,
    /// Where the vertices held by the patch in work lie on it.
    places: Vec<Place>,
}

/// Where a vertex lies on a patch.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    /// Column, row (cells) and depth (mm).
    at: [f32; 3],
    /// The first column and row not before it; stop at 0 and at the patch's end.
    first: [i16; 2],
}

/// What is outermost at a cell: a triangle, and the shares of its second and third corner.
#[derive(Clone, Copy, Debug)]
struct Hit {
    depth_mm: f32,
    triangle: u32,
    shares: [f32; 2],
}

impl<'a> Canvas<'a> {
    fn new(mesh: &'a Mesh, to_head: &Isometry3<f64>, patches: &[&Patch]) -> Self {
        let turn: Matrix3<f32> = to_head.rotation.to_rotation_matrix().into_inner().cast();
        let shift: Vector3<f32> = to_head.translation.vector.cast();
        let head: Vec<Vector3<f32>> =
            mesh.vertices.iter().map(|v| turn * Vector3::from(*v) + shift).collect();
        let held = |p: &Vector3<f32>| {
            let bits = patches.iter().enumerate().map(|(n, patch)| u8::from(patch.holds(p)) << n);
            bits.fold(0, |all, bit| all | bit)
        };
        let held: Vec<u8> = head.iter().map(held).collect();
        let mut triangles = vec![Vec::new(); patches.len()];
        for (number, corners) in mesh.triangles.iter().enumerate() {
            let all = corners.iter().fold(!0, |all, &v| all & held[v as usize]);
            if all != 0 {
                for (n, list) in triangles.iter_mut().enumerate() {
                    if all >> n & 1 == 1 {
                        list.push(number as u32);
                    }
                }
            }
        }
        let places = vec![Place::default(); head.len()];
        Self { mesh, turn, head, held, triangles, places }
    }

    fn draw_onto(&mut self, number: usize, patch: &Patch, every: usize) -> Vec<Drawn> {
        let count = [patch.columns.div_ceil(every), patch.rows.div_ceil(every)];
        let scale = 1.0 / every as f32;
        for ((place, p), held) in self.places.iter_mut().zip(&self.head).zip(&self.held) {
            if held >> number & 1 == 1 {
                let [u, v, depth] = patch.projection.project(p).into();
                let [column, row] = patch.column_row(u, v).map(|cells| cells * scale);
                let first = [first_cell(column, count[0]), first_cell(row, count[1])];
                *place = Place { at: [column, row, depth], first };
            }
        }
        let mut hits: Vec<Option<Hit>> = vec![None; count[0] * count[1]];
        for &triangle in &self.triangles[number] {
            self.triangle(triangle, count[0], &mut hits);
        }
        let mut cells = vec![NOTHING; patch.len()];
        for (n, hit) in hits.iter().enumerate() {
            if let Some(hit) = hit {
                let (column, row) = (n % count[0] * every, n / count[0] * every);
                cells[row * patch.columns + column] = self.drawn(hit);
            }
        }
        cells
    }

    /// Draws a triangle onto a grid of so many columns.
    fn triangle(&self, triangle: u32, columns: usize, hits: &mut [Option<Hit>]) {
        let corners = self.mesh.triangles[triangle as usize];
        let [a, b, c] = corners.map(|v| &self.places[v as usize]);
        let range = |axis: usize| {
            let [x, y, z] = [a.first[axis], b.first[axis], c.first[axis]];
            x.min(y).min(z) as usize..x.max(y).max(z) as usize
        };
        let (across, down) = (range(0), range(1));
        if across.is_empty() || down.is_empty() {
            return;
        }
        let [a, b, c] = [a.at, b.at, c.at];
        let [ab, ac] = [b, c].map(|p| [p[0] - a[0], p[1] - a[1]]);
        let area = ab[0] * ac[1] - ab[1] * ac[0];
        if area == 0.0 {
            return;
        }
        for row in down {
            for column in across.clone() {
                let (x, y) = (column as f32 - a[0], row as f32 - a[1]);
                let beta = (x * ac[1] - y * ac[0]) / area;
                let gamma = (ab[0] * y - ab[1] * x) / area;
                let alpha = 1.0 - beta - gamma;
                // A hair wide, so that no ray slips between two triangles.
                if alpha.min(beta).min(gamma) < -1e-4 {
                    continue;
                }
                let depth_mm = alpha * a[2] + beta * b[2] + gamma * c[2];
                let cell = &mut hits[row * columns + column];
                if cell.is_none_or(|hit| depth_mm > hit.depth_mm) {
                    *cell = Some(Hit { depth_mm, triangle, shares: [beta, gamma] });
                }
            }
        }
    }

    fn drawn(&self, hit: &Hit) -> Drawn {
        let corners = self.mesh.triangles[hit.triangle as usize].map(|v| v as usize);
        let [beta, gamma] = hit.shares;
        let part = |n: usize, share: f32| Vector3::from(self.mesh.normals[corners[n]]) * share;
        let sum = part(0, 1.0 - beta - gamma) + part(1, beta) + part(2, gamma);
        let normal = self.turn * sum.try_normalize(0.0).unwrap_or_default();
        let on_fov_edge = corners.iter().any(|&v| self.mesh.on_fov_edge[v]);
        Drawn { depth_mm: hit.depth_mm, normal, on_fov_edge }
    }
}

/// The first of `count` cells that is not before a place; `count` behind the last.
fn first_cell(at: f32, count: usize) -> i16 {
    // The cast saturates and NaN gives 0.
    let whole = at as i32;
    (whole + i32::from(at > whole as f32)).clamp(0, count as i32) as i16
}

#[cfg(test)]
mod tests {
    use super::super::patch::PatchName;
    use super::*;
    use proptest::prelude::*;

    /// The outermost triangle at every cell, looked for cell by cell.
    fn cell_by_cell(mesh: &Mesh, patch: &Patch) -> Vec<f32> {
        let place = |v: u32| {
            let p = Vector3::from(mesh.vertices[v as usize]);
            let [u, v, depth] = patch.projection.project(&p).into();
            let [column, row] = patch.column_row(u, v);
            [column, row, depth].map(f64::from)
        };
        let depth = |cell: usize| {
            let (x, y) = ((cell % patch.columns) as f64, (cell / patch.columns) as f64);
            let met = mesh.triangles.iter().filter_map(|t| {
                let [a, b, c] = t.map(place);
                let side = |p: [f64; 3], q: [f64; 3]| {
                    (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0])
                };
                let [alpha, beta, gamma] = [side(b, c), side(c, a), side(a, b)];
                let area = alpha + beta + gamma;
                let inside = [alpha, beta, gamma].iter().all(|part| part / area >= 0.0);
                inside.then(|| ((alpha * a[2] + beta * b[2] + gamma * c[2]) / area) as f32)
            });
            met.fold(f32::NAN, f32::max)
        };
        (0..patch.len()).map(depth).collect()
    }

    proptest! {
        #[test]
        fn every_cell_shows_what_looking_at_all_triangles_shows(
            raw in prop::collection::vec(prop::array::uniform3(-28f32..28.0), 3..9),
            every in 1usize..4,
        ) {
            let patch = Patch::of(PatchName::EarRight);
            let vertices: Vec<[f32; 3]> =
                raw.iter().map(|[x, y, z]| [85.0 + x, y - 12.0, z]).collect();
            let count = vertices.len() as u32;
            let mesh = Mesh {
                normals: vec![[1.0, 0.0, 0.0]; vertices.len()],
                on_fov_edge: vec![false; vertices.len()],
                triangles: (0..count - 2).map(|n| [n, n + 1, n + 2]).collect(),
                vertices,
            };
            let drawn = draw(&mesh, &Isometry3::identity(), &[patch], every);
            let slow = cell_by_cell(&mesh, patch);
            // A ray that grazes an edge may be on either side of it.
            let mut apart = 0;
            for (cell, (drawn, slow)) in drawn[0].iter().zip(&slow).enumerate() {
                let thinned_out = !(cell % patch.columns).is_multiple_of(every)
                    || !(cell / patch.columns).is_multiple_of(every);
                let same = (drawn.depth_mm - slow).abs() < 0.01
                    || drawn.depth_mm.is_nan() && (thinned_out || slow.is_nan());
                apart += usize::from(!same);
            }
            prop_assert!(apart < 5, "{apart}");
        }
    }
}
