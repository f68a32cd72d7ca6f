//! The four patches: how a point of the canonical frame becomes a place on a patch and a depth.
//!
//! Every patch is a bundle of rays that leave an axis, a plane or a point; `u` and `v` (mm) say
//! which ray, the depth (mm) how far along it. Seen from outside the head, `u` grows to the right
//! and `v` upwards, so that a patch printed row by row looks as the head does.
//!
//! ```text
//!   face: from a vertical axis      ears: from the mid-sagittal     vault: from a point
//!          \  |  /                        plane  | ──▸                    \ | /
//!           \ | /                                | ──▸                  ── · ──
//!            axis                                | ──▸
//! ```

#![allow(clippy::inline_always, reason = "done to eight points at a time, in loops over lanes")]

use crate::base::lanes::{LANES, Triple, lanes};
use nalgebra::Vector3;
use serde::{Deserialize, Serialize};

/// Name of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatchName {
    /// From hairline to chin, from ear to ear.
    Face,
    /// Right pinna and what surrounds it.
    EarRight,
    /// Left pinna and what surrounds it.
    EarLeft,
    /// The skull above face and ears.
    Vault,
}

impl PatchName {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Face => "face",
            Self::EarRight => "ear_right",
            Self::EarLeft => "ear_left",
            Self::Vault => "vault",
        }
    }
}

/// A bundle of rays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Projection {
    /// Rays leave the vertical axis `x = 0, y = axis_y` level. `v = z`; with φ the angle from the
    /// front, `u = 2 R tan(φ/2)`: as good as the arc near the front, and without a trigonometric
    /// function.
    Cylinder {
        /// Where the axis stands, canonical mm.
        axis_y: f32,
        /// R: radius at which `u` is true to scale, mm.
        radius: f32,
    },
    /// Parallel rays that leave the mid-sagittal plane sideways; `v = z`.
    Sideways {
        /// +1 for the right, −1 for the left.
        side: f32,
    },
    /// Rays leave a point; Lambert's azimuthal equal-area map of their directions, top in the
    /// middle, front above (Snyder 1987, "Map Projections", USGS 1395, p. 185).
    Sphere {
        /// The point, canonical mm.
        centre: [f32; 3],
        /// Radius at which areas are true to scale, mm.
        radius: f32,
    },
}

impl Projection {
    /// `[u, v, depth]` of a canonical point, mm.
    #[inline(always)]
    pub fn project(&self, p: &Vector3<f32>) -> Vector3<f32> {
        match *self {
            Self::Cylinder { axis_y, radius } => {
                let y = p.y - axis_y;
                let depth = (p.x * p.x + y * y).sqrt();
                Vector3::new(-2.0 * radius * p.x / (depth + y).max(f32::EPSILON), p.z, depth)
            }
            Self::Sideways { side } => Vector3::new(side * p.y, p.z, side * p.x),
            Self::Sphere { centre, radius } => {
                let from = p - Vector3::from(centre);
                let depth = from.norm();
                let scale = radius * (2.0 / (depth * (depth + from.z)).max(f32::EPSILON)).sqrt();
                Vector3::new(scale * from.x, scale * from.y, depth)
            }
        }
    }

    /// Origin and unit direction (canonical) of the ray at `[u, v]`.
    pub fn ray(&self, [u, v]: [f32; 2]) -> (Vector3<f32>, Vector3<f32>) {
        match *self {
            Self::Cylinder { axis_y, radius } => {
                let (sin, cos) = (2.0 * (u / (2.0 * radius)).atan()).sin_cos();
                (Vector3::new(0.0, axis_y, v), Vector3::new(-sin, cos, 0.0))
            }
            Self::Sideways { side } => {
                (Vector3::new(0.0, side * u, v), Vector3::new(side, 0.0, 0.0))
            }
            Self::Sphere { centre, radius } => {
                let (x, y) = (u / radius, v / radius);
                let square = x * x + y * y;
                let flat = (1.0 - 0.25 * square).max(0.0).sqrt();
                (centre.into(), Vector3::new(x * flat, y * flat, 1.0 - 0.5 * square))
            }
        }
    }
}

/// A fixed grid of rays. Cell `(column, row)` is number `row × columns + column`; row 0 is the top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patch {
    /// Which one.
    pub name: PatchName,
    /// Its rays.
    pub projection: Projection,
    /// Distance of neighbouring cells in `u` and `v`, mm.
    pub step_mm: f32,
    /// `[u, v]` of cell `(0, 0)`, mm.
    pub first: [f32; 2],
    /// Number of columns.
    pub columns: usize,
    /// Number of rows.
    pub rows: usize,
    /// Canonical box that holds all skin of interest, mm: `[lowest, highest]`.
    pub bounds: [[f32; 3]; 2],
    /// A surface farther than this from the fitted mean head (along its normal) is another one, mm.
    pub reach_mm: f32,
    /// Least cosine between the normals of skin and fitted mean head.
    pub agreement: f32,
}

impl Patch {
    /// All patches, in the order of every result.
    ///
    /// Steps: the skin of a scan has a vertex per voxel (0.8–1.2 mm); shapes by which people differ
    /// are wider than 5 mm on the face and finer on the pinna. The reach is that of the presence
    /// test for the face; pinnae stand out 15–25 mm (Farkas 1994), at whatever angle.
    pub const ALL: [Self; 4] = [
        Self {
            name: PatchName::Face,
            projection: Projection::Cylinder { axis_y: 10.0, radius: 85.0 },
            step_mm: 2.0,
            first: [-118.0, 96.0],
            columns: 119,
            rows: 101,
            bounds: [[-100.0, 5.0, -115.0], [100.0, 150.0, 105.0]],
            reach_mm: 7.0,
            agreement: 0.5,
        },
        Self::ear(PatchName::EarRight),
        Self::ear(PatchName::EarLeft),
        Self {
            name: PatchName::Vault,
            projection: Projection::Sphere { centre: [0.0, 0.0, 25.0], radius: 95.0 },
            step_mm: 4.0,
            first: [-124.0, 124.0],
            columns: 63,
            rows: 63,
            bounds: [[-110.0, -130.0, 0.0], [110.0, 120.0, 170.0]],
            reach_mm: 10.0,
            agreement: 0.7,
        },
    ];

    const fn ear(name: PatchName) -> Self {
        let right = matches!(name, PatchName::EarRight);
        let side = if right { 1.0 } else { -1.0 };
        let (low, high) = if right { (50.0, 125.0) } else { (-125.0, -50.0) };
        Self {
            name,
            projection: Projection::Sideways { side },
            step_mm: 1.5,
            first: [if right { -42.0 } else { -15.0 }, 43.5],
            columns: 39,
            rows: 57,
            bounds: [[low, -50.0, -48.0], [high, 25.0, 52.0]],
            reach_mm: 15.0,
            agreement: -1.0,
        }
    }

    /// The patch of a name.
    pub fn of(name: PatchName) -> &'static Self {
        &Self::ALL[name as usize]
    }

    /// Number of cells.
    pub const fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Whether there is no cell.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// `[u, v]` of a cell, mm.
    pub fn place(&self, cell: usize) -> [f32; 2] {
        let (column, row) = ((cell % self.columns) as f32, (cell / self.columns) as f32);
        [self.first[0] + column * self.step_mm, self.first[1] - row * self.step_mm]
    }

    /// Continuous `[column, row]` of a place `[u, v]`, mm.
    #[inline(always)]
    pub fn column_row(&self, u: f32, v: f32) -> [f32; 2] {
        [(u - self.first[0]) / self.step_mm, (self.first[1] - v) / self.step_mm]
    }

    /// Whether a canonical point lies in the patch's box.
    pub fn holds(&self, p: &Vector3<f32>) -> bool {
        let [low, high] = &self.bounds;
        // All compared: which limit a vertex of a mesh misses cannot be foretold.
        let within = |a: usize| u8::from(p[a] >= low[a]) & u8::from(p[a] <= high[a]);
        within(0) & within(1) & within(2) == 1
    }

    /// As [`Self::holds`] for eight points: 1 for each that lies in the box.
    #[inline(always)]
    pub(crate) fn hold(&self, at: &Triple) -> [u8; LANES] {
        let [low, high] = &self.bounds;
        let within =
            |n: usize, a: usize| u8::from(at[a][n] >= low[a]) & u8::from(at[a][n] <= high[a]);
        lanes(|n| within(n, 0) & within(n, 1) & within(n, 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patches_are_found_by_their_names() {
        for patch in Patch::ALL {
            assert_eq!(Patch::of(patch.name), &patch);
        }
    }

    proptest! {
        #[test]
        fn a_point_on_a_ray_is_projected_onto_that_ray(
            number in 0usize..4, column in 0f32..1.0, row in 0f32..1.0, depth in 40f32..120.0,
        ) {
            let patch = &Patch::ALL[number];
            let [u, v] = [
                patch.first[0] + column * (patch.columns - 1) as f32 * patch.step_mm,
                patch.first[1] - row * (patch.rows - 1) as f32 * patch.step_mm,
            ];
            // Lambert's map of the whole sphere is a disc of radius 2 R.
            prop_assume!(patch.name != PatchName::Vault || (u * u + v * v).sqrt() < 1.6 * 95.0);
            let (origin, out) = patch.projection.ray([u, v]);
            prop_assert!((out.norm() - 1.0).abs() < 1e-5);
            let found = patch.projection.project(&(origin + out * depth));
            prop_assert!((found - Vector3::new(u, v, depth)).norm() < 0.01, "{found} {u} {v} {depth}");
        }
    }
}
