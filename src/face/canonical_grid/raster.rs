//! The measured surface on the cells of a patch: every triangle is drawn onto the grid, the
//! outermost surface on a ray counts.
//!
//! Most triangles lie between the rays of a patch (1 mm of mesh, 1.5 to 4 mm of grid). Each vertex
//! knows the first column and row behind it, so that a pair of such triangles costs four loads;
//! normals are made once for what is left on a cell in the end. Vertices are placed eight at a time.
#![allow(
    clippy::needless_range_loop,
    clippy::inline_always,
    reason = "eight numbers at a time, in loops over lanes"
)]

use super::patch::{Patch, Projection};
use crate::base::lanes::{LANES, Lanes, Placement, Triple, eight_of, lanes, triple};
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

/// Draws a mesh onto the cells in every `every`-th column and row of several patches (eight at
/// most); the other cells stay empty.
pub(super) fn draw(
    mesh: &Mesh,
    to_head: &Isometry3<f64>,
    patches: &[&Patch],
    every: usize,
) -> Vec<Vec<Drawn>> {
    let placement = Placement::of(to_head);
    let mut canvases: Vec<Canvas<'_>> = patches.iter().map(|p| Canvas::new(p, every)).collect();
    let mut held: Vec<[u8; LANES]> = Vec::new();
    for part in mesh.parts() {
        let first = part.vertices.start;
        let vertices = &mesh.vertices[part.vertices];
        let eights = vertices.len().div_ceil(LANES);
        held.clear();
        held.resize(eights, [0; LANES]);
        for canvas in &mut canvases {
            canvas.places.resize(eights * LANES, [0.0; 3]);
            canvas.firsts.resize(eights * LANES, [0; 2]);
        }
        for (eight, (held, vertices)) in held.iter_mut().zip(vertices.chunks(LANES)).enumerate() {
            let at = placement.places(&eight_of(vertices));
            for (n, canvas) in canvases.iter_mut().enumerate() {
                let inside = canvas.patch.hold(&at);
                for lane in 0..LANES {
                    held[lane] |= inside[lane] << n;
                }
                if inside.contains(&1) {
                    canvas.place(&at, eight * LANES);
                }
            }
        }
        let held = held.as_flattened();
        for (number, pair) in part.triangles.chunks(2).enumerate() {
            let corners = |t: [u32; 3]| t.map(|v| v as usize - first);
            let one = corners(pair[0]);
            let other = pair.get(1).map_or(one, |&t| corners(t));
            let held = |[a, b, c]: [usize; 3]| held[a] & held[b] & held[c];
            let held = [held(one), held(other)];
            let mut bits = held[0] | held[1];
            while bits != 0 {
                let n = bits.trailing_zeros();
                bits &= bits - 1;
                let canvas = &mut canvases[n as usize];
                if canvas.is_between_rays(one, other) {
                    continue;
                }
                for (t, corners) in [one, other].into_iter().enumerate().take(pair.len()) {
                    if held[t] >> n & 1 == 1 {
                        canvas.triangle((part.first + 2 * number + t) as u32, corners);
                    }
                }
            }
        }
    }
    let turn: Matrix3<f32> = to_head.rotation.to_rotation_matrix().into_inner().cast();
    canvases.iter().map(|canvas| canvas.cells(mesh, &turn)).collect()
}

/// A patch that is drawn onto.
struct Canvas<'a> {
    patch: &'a Patch,
    every: usize,
    /// Columns and rows that are drawn onto.
    count: [usize; 2],
    /// Where the vertices of the part in work lie, column, row (cells) and depth (mm), if the patch's
    /// box holds them.
    places: Vec<[f32; 3]>,
    /// The first column and row not before each of them; stop at 0 and at the patch's end.
    firsts: Vec<[i16; 2]>,
    hits: Vec<Option<Hit>>,
}

/// What is outermost at a cell: a triangle, and the shares of its second and third corner.
#[derive(Clone, Copy, Debug)]
struct Hit {
    depth_mm: f32,
    triangle: u32,
    shares: [f32; 2],
}

impl<'a> Canvas<'a> {
    fn new(patch: &'a Patch, every: usize) -> Self {
        let count = [patch.columns.div_ceil(every), patch.rows.div_ceil(every)];
        let (places, firsts) = (Vec::new(), Vec::new());
        Self { patch, every, count, places, firsts, hits: vec![None; count[0] * count[1]] }
    }

    /// Notes where eight vertices lie, the first of which has this number.
    fn place(&mut self, at: &Triple, first: usize) {
        let scale = 1.0 / self.every as f32;
        let [u, v, depth] = project(self.patch.projection, at);
        let cells = lanes(|n| self.patch.column_row(u[n], v[n]).map(|cells| cells * scale));
        let [column, row] = [0, 1].map(|axis| lanes(|n| cells[n][axis]));
        let (columns, rows) =
            (first_cells(&column, self.count[0]), first_cells(&row, self.count[1]));
        let places = &mut self.places[first..][..LANES];
        let firsts = &mut self.firsts[first..][..LANES];
        for n in 0..LANES {
            places[n] = [column[n], row[n], depth[n]];
            firsts[n] = [columns[n], rows[n]];
        }
    }

    /// Whether no ray meets either of two triangles that share an edge, as most do: all of their
    /// corners lie before the same column, or before the same row.
    fn is_between_rays(&self, one: [usize; 3], other: [usize; 3]) -> bool {
        let [a, b, c] = one.map(|v| self.firsts[v]);
        let differs = |axis: usize| {
            let others = other.map(|v| self.firsts[v][axis] ^ a[axis]);
            (b[axis] ^ a[axis]) | (c[axis] ^ a[axis]) | others[0] | others[1] | others[2]
        };
        (differs(0) == 0) | (differs(1) == 0)
    }

    /// What was drawn at every cell of the patch.
    fn cells(&self, mesh: &Mesh, turn: &Matrix3<f32>) -> Vec<Drawn> {
        let mut cells = vec![NOTHING; self.patch.len()];
        for (n, hit) in self.hits.iter().enumerate() {
            if let Some(hit) = hit {
                let (column, row) = (n % self.count[0], n / self.count[0]);
                let cell = (row * self.patch.columns + column) * self.every;
                cells[cell] = hit.drawn(mesh, turn);
            }
        }
        cells
    }

    /// Draws a triangle; `corners` are numbers of the part in work.
    fn triangle(&mut self, triangle: u32, corners: [usize; 3]) {
        let firsts = corners.map(|v| self.firsts[v]);
        let range = |axis: usize| {
            let [x, y, z] = firsts.map(|first| first[axis]);
            x.min(y).min(z) as usize..x.max(y).max(z) as usize
        };
        let (across, down) = (range(0), range(1));
        if across.is_empty() || down.is_empty() {
            return;
        }
        let [a, b, c] = corners.map(|v| self.places[v]);
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
                let cell = &mut self.hits[row * self.count[0] + column];
                if cell.is_none_or(|hit| depth_mm > hit.depth_mm) {
                    *cell = Some(Hit { depth_mm, triangle, shares: [beta, gamma] });
                }
            }
        }
    }
}

impl Hit {
    fn drawn(&self, mesh: &Mesh, turn: &Matrix3<f32>) -> Drawn {
        let corners = mesh.triangles[self.triangle as usize].map(|v| v as usize);
        let [beta, gamma] = self.shares;
        let part = |n: usize, share: f32| Vector3::from(mesh.normals[corners[n]]) * share;
        let sum = part(0, 1.0 - beta - gamma) + part(1, beta) + part(2, gamma);
        let normal = turn * sum.try_normalize(0.0).unwrap_or_default();
        let on_fov_edge = corners.iter().any(|&v| mesh.on_fov_edge[v]);
        Drawn { depth_mm: self.depth_mm, normal, on_fov_edge }
    }
}

/// `[u, v, depth]` of eight points; each arm has one projection, so that there is no case in a loop.
#[inline(always)]
fn project(projection: Projection, at: &Triple) -> Triple {
    let each = |one: Projection| {
        let [x, y, z] = at;
        let places = lanes(|n| one.project(&Vector3::new(x[n], y[n], z[n])));
        triple(|axis| lanes(|n| places[n][axis]))
    };
    match projection {
        Projection::Cylinder { axis_y, radius } => each(Projection::Cylinder { axis_y, radius }),
        Projection::Sideways { side } => each(Projection::Sideways { side }),
        Projection::Sphere { centre, radius } => each(Projection::Sphere { centre, radius }),
    }
}

/// The first of `count` cells that is not before each place; `count` behind the last, 0 for NaN.
#[inline(always)]
fn first_cells(at: &Lanes, count: usize) -> [i16; LANES] {
    // Adding 1.5 × 2²³ leaves the nearest integer in the low bits of the mantissa: unlike `as i32`
    // with its saturation, the compiler turns that into SIMD.
    const MAGIC: f32 = 12_582_912.0;
    let most = count as f32;
    lanes(|n| {
        let at = if at[n] > 0.0 { at[n] } else { 0.0 };
        let at = if at < most { at } else { most };
        let nearest = at + MAGIC;
        let up = i16::from(at > nearest - MAGIC);
        nearest.to_bits().wrapping_sub(MAGIC.to_bits()) as i16 + up
    })
}

#[cfg(test)]
mod tests {
    use super::super::patch::PatchName;
    use super::*;
    use proptest::prelude::*;

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
        let drawn = draw(&ellipsoid(), &Isometry3::identity(), &[patch], 1);
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
        let expected = draw(&ellipsoid(), &Isometry3::identity(), &[patch], 1);
        let found = draw(&moved, &turn, &[patch], 1);
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
                raw.iter().map(|[x, y, z]| [85.0 + x, y - 12.0, *z]).collect();
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
