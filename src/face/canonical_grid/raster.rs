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

#[cfg(test)]
mod tests {
    use super::super::patch::PatchName;
    use super::*;

    /// Half axes of an ellipsoid about the axis of the face's rays, mm.
    const HALF: [f32; 3] = [70.0, 90.0, 110.0];

    fn axis_y() -> f32 {
        let (origin, _) = Patch::of(PatchName::Face).projection.ray([0.0, 0.0]);
        origin.y
    }

    /// The point of the ellipsoid at a longitude and latitude.
    fn point(turn: f32, lift: f32) -> Vector3<f32> {
        let flat = lift.cos();
        let [a, b, c] = HALF;
        Vector3::new(a * flat * turn.sin(), axis_y() + b * flat * turn.cos(), c * lift.sin())
    }

    fn normal(p: &Vector3<f32>) -> Vector3<f32> {
        let [a, b, c] = HALF.map(|half| half * half);
        Vector3::new(p.x / a, (p.y - axis_y()) / b, p.z / c).normalize()
    }

    /// The ellipsoid as triangles of about 2 mm.
    fn ellipsoid() -> Mesh {
        const TURNS: usize = 320;
        const LIFTS: usize = 160;
        let at = |t: usize, l: usize| {
            let share = |n: usize, all: usize| n as f32 / all as f32;
            let turn = std::f32::consts::TAU * share(t, TURNS);
            point(turn, std::f32::consts::PI * (share(l, LIFTS) - 0.5))
        };
        let points: Vec<Vector3<f32>> =
            (0..=LIFTS).flat_map(|l| (0..TURNS).map(move |t| at(t, l))).collect();
        let number = |t: usize, l: usize| (l * TURNS + t % TURNS) as u32;
        let quads = (0..LIFTS).flat_map(|l| (0..TURNS).map(move |t| (t, l)));
        let triangles = quads.flat_map(|(t, l)| {
            let [a, b, c, d] =
                [number(t, l), number(t + 1, l), number(t + 1, l + 1), number(t, l + 1)];
            [[a, b, c], [a, c, d]]
        });
        Mesh {
            triangles: triangles.collect(),
            normals: points.iter().map(|p| normal(p).into()).collect(),
            on_fov_edge: vec![false; points.len()],
            vertices: points.iter().map(|p| (*p).into()).collect(),
        }
    }

    #[test]
    fn depths_and_normals_of_an_ellipsoid_are_those_of_its_formula() {
        let patch = Patch::of(PatchName::Face);
        let drawn = draw(&ellipsoid(), &Isometry3::identity(), &[patch]);
        let [a, b, c] = HALF.map(|half| half * half);
        let mut looked_at = 0;
        for (cell, drawn) in drawn[0].iter().enumerate() {
            let (origin, out) = patch.projection.ray(patch.place(cell));
            // On the ray: depth² (sin²/a² + cos²/b²) = 1 − v²/c². Near the poles it only grazes.
            let left = 1.0 - origin.z * origin.z / c;
            let depth = (left / (out.x * out.x / a + out.y * out.y / b)).sqrt();
            let there = origin + out * depth;
            if left < 0.2 || !patch.holds(&there) || there.y < patch.bounds[0][1] + 5.0 {
                continue;
            }
            looked_at += 1;
            approx::assert_abs_diff_eq!(drawn.depth_mm, depth, epsilon = 0.05);
            assert!(drawn.normal.dot(&normal(&there)) > 0.9999, "{cell}: {}", drawn.normal);
            assert!(!drawn.on_fov_edge);
        }
        assert!(looked_at > 5000, "{looked_at}");
    }

    #[test]
    fn a_turned_head_is_drawn_where_the_turn_brings_it() {
        let patch = Patch::of(PatchName::Face);
        let turn = Isometry3::new(Vector3::new(4.0, -3.0, 2.0), Vector3::new(0.1, -0.2, 0.15));
        let mut moved = ellipsoid();
        let back = turn.inverse().cast::<f32>();
        for (vertex, normal) in moved.vertices.iter_mut().zip(&mut moved.normals) {
            *vertex = (back * nalgebra::Point3::from(*vertex)).into();
            *normal = (back * Vector3::from(*normal)).into();
        }
        let expected = draw(&ellipsoid(), &Isometry3::identity(), &[patch]);
        let found = draw(&moved, &turn, &[patch]);
        let mut same = 0;
        for (a, b) in expected[0].iter().zip(&found[0]).filter(|(a, _)| !a.depth_mm.is_nan()) {
            // At the rim of the patch's box a rounded vertex can fall out.
            if !b.depth_mm.is_nan() {
                approx::assert_abs_diff_eq!(a.depth_mm, b.depth_mm, epsilon = 0.01);
                same += 1;
            }
        }
        assert!(same > 5000, "{same}");
    }
}
