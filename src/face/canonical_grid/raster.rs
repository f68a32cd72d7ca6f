//! The measured surface on the cells of a patch: every triangle is drawn onto the grid, the
//! outermost surface on a ray counts.

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

/// Draws a mesh onto several patches, its vertices being brought to the canonical frame once.
pub(super) fn draw(mesh: &Mesh, to_head: &Isometry3<f64>, patches: &[&Patch]) -> Vec<Vec<Drawn>> {
    let canvas = Canvas::new(mesh, to_head, patches);
    patches.iter().enumerate().map(|(n, patch)| canvas.draw_onto(n, patch)).collect()
}

/// A mesh in the canonical frame.
struct Canvas<'a> {
    mesh: &'a Mesh,
    turn: Matrix3<f32>,
    head: Vec<Vector3<f32>>,
    /// Which patches' boxes hold a vertex: bit n is the n-th patch.
    held: Vec<u8>,
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
        let held = head.iter().map(held).collect();
        Self { mesh, turn, head, held }
    }

    fn draw_onto(&self, number: usize, patch: &Patch) -> Vec<Drawn> {
        let bit = 1 << number;
        let mut places = vec![Vector3::zeros(); self.head.len()];
        for ((place, p), held) in places.iter_mut().zip(&self.head).zip(&self.held) {
            if held & bit != 0 {
                let [u, v, depth] = patch.projection.project(p).into();
                let [column, row] = patch.column_row(u, v);
                *place = Vector3::new(column, row, depth);
            }
        }
        let mut cells = vec![NOTHING; patch.len()];
        for triangle in &self.mesh.triangles {
            let corners = triangle.map(|v| v as usize);
            if corners.iter().all(|&v| self.held[v] & bit != 0) {
                self.triangle(corners, corners.map(|v| &places[v]), patch, &mut cells);
            }
        }
        cells
    }

    fn triangle(
        &self,
        corners: [usize; 3],
        [a, b, c]: [&Vector3<f32>; 3],
        patch: &Patch,
        cells: &mut [Drawn],
    ) {
        let first = |x: f32, y: f32, z: f32| x.min(y).min(z).max(0.0).ceil() as usize;
        // Beyond the last cell the float saturates, below the first the range is empty.
        let last = |x: f32, y: f32, z: f32, count: usize| {
            (x.max(y).max(z).floor() + 1.0).clamp(0.0, count as f32) as usize
        };
        let columns = first(a.x, b.x, c.x)..last(a.x, b.x, c.x, patch.columns);
        let rows = first(a.y, b.y, c.y)..last(a.y, b.y, c.y, patch.rows);
        if columns.is_empty() || rows.is_empty() {
            return;
        }
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if area == 0.0 {
            return;
        }
        for row in rows {
            for column in columns.clone() {
                let (x, y) = (column as f32, row as f32);
                let beta = ((x - a.x) * (c.y - a.y) - (y - a.y) * (c.x - a.x)) / area;
                let gamma = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / area;
                let alpha = 1.0 - beta - gamma;
                // A hair wide, so that no ray slips between two triangles.
                if alpha.min(beta).min(gamma) < -1e-4 {
                    continue;
                }
                let depth_mm = alpha * a.z + beta * b.z + gamma * c.z;
                let cell = &mut cells[row * patch.columns + column];
                if cell.depth_mm.is_nan() || depth_mm > cell.depth_mm {
                    let part =
                        |v: usize, share: f32| Vector3::from(self.mesh.normals[corners[v]]) * share;
                    let sum = part(0, alpha) + part(1, beta) + part(2, gamma);
                    let normal = self.turn * sum.try_normalize(0.0).unwrap_or_default();
                    let on_fov_edge = corners.iter().any(|&v| self.mesh.on_fov_edge[v]);
                    *cell = Drawn { depth_mm, normal, on_fov_edge };
                }
            }
        }
    }
}
