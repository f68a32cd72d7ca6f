//! From where, how large, and where on the picture.
//!
//! ```text
//!   from above                      the camera looks at the head's origin; yaw turns it around the
//!          front (y)                vertical axis towards the person's right
//!             |   . right30
//!     left    |  .                  frontal: the person's right side is on the picture's left
//!      -------+------- x (right)    profile_right: camera at the person's right, nose to the
//!             |                     picture's right
//! ```

use crate::imaging::surface::Mesh;
use nalgebra::{Isometry3, Point3, Vector3};

/// A direction from which a head is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Part of the file name; sides are the person's own: `right30` shows more of the right side.
    pub name: &'static str,
    /// Turn of the camera from the front towards the person's right, degrees.
    pub yaw_deg: f64,
}

/// The usual views.
pub const VIEWS: [View; 7] = [
    View { name: "frontal", yaw_deg: 0.0 },
    View { name: "right30", yaw_deg: 30.0 },
    View { name: "left30", yaw_deg: -30.0 },
    View { name: "right60", yaw_deg: 60.0 },
    View { name: "left60", yaw_deg: -60.0 },
    View { name: "profile_right", yaw_deg: 90.0 },
    View { name: "profile_left", yaw_deg: -90.0 },
];

/// Which part of the canonical head frame a picture shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Framing {
    /// Width and height, pixels.
    pub size_px: usize,
    /// Pixel size, mm.
    pub mm_per_px: f64,
    /// Height of the picture's middle above the Frankfurt plane, mm.
    pub centre_z_mm: f64,
    /// Distance of the camera plane (depth 0) from the head's origin, mm.
    pub camera_mm: f64,
}

impl Default for Framing {
    /// 512 × 512 at 0.55 mm: z from −131 to +151 mm.
    ///
    /// From the line of the tragi it is 130 ± 6 mm up to the vertex and about 105 mm down to the
    /// chin, in all 232 ± 9 mm (men, ANSUR 1988); hair, caps and posture need the rest.
    fn default() -> Self {
        Self { size_px: 512, mm_per_px: 0.55, centre_z_mm: 10.0, camera_mm: 200.0 }
    }
}

/// Sub-pixel positions per pixel. Vertices snap to them, so that edge functions are exact integers
/// and neighbouring triangles leave no gap; 1/16 pixel is 0.03 mm.
pub(super) const SUBPIXELS: i32 = 16;

/// A vertex as the camera sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Projected {
    /// To the picture's right, sub-pixels.
    pub(super) x: i32,
    /// Downwards, sub-pixels.
    pub(super) y: i32,
    /// From the camera plane, mm.
    pub(super) depth: f32,
}

/// The vertices in the canonical head frame, and in the current view.
pub(super) struct Stage {
    pub(super) framing: Framing,
    /// Canonical x and y, mm.
    plan: Vec<[f32; 2]>,
    /// Canonical unit normals; zero on the caps at the edge of the field of view.
    pub(super) normals: Vec<[f32; 3]>,
    /// Vertices in the current view; `y` is the same in all views.
    pub(super) projected: Vec<Projected>,
    /// Unit vector from the head to the camera, canonical frame.
    pub(super) to_camera: [f32; 3],
    /// Unit vector to the picture's right, canonical frame.
    pub(super) to_right: [f32; 3],
}

impl Stage {
    /// Takes the mesh into the canonical head frame.
    pub(super) fn new(mesh: &Mesh, to_head: &Isometry3<f64>, framing: Framing) -> Self {
        let to_head = to_head.cast::<f32>();
        let turn = to_head.rotation.to_rotation_matrix();
        let per_mm = (f64::from(SUBPIXELS) / framing.mm_per_px) as f32;
        let top = (framing.centre_z_mm + 0.5 * framing.size_px as f64 * framing.mm_per_px) as f32;
        let count = mesh.vertices.len();
        let mut plan = Vec::with_capacity(count);
        let mut projected = Vec::with_capacity(count);
        for &vertex in &mesh.vertices {
            let p = to_head * Point3::from(vertex);
            plan.push([p.x, p.y]);
            projected.push(Projected { y: snap((top - p.z) * per_mm), ..Projected::default() });
        }
        let normals = mesh.normals.iter().zip(&mesh.on_fov_edge).map(|(&normal, &cap)| {
            if cap { [0.0; 3] } else { (turn * Vector3::from(normal)).into() }
        });
        Self {
            framing,
            plan,
            normals: normals.collect(),
            projected,
            to_camera: [0.0, 1.0, 0.0],
            to_right: [-1.0, 0.0, 0.0],
        }
    }

    /// Turns the camera.
    pub(super) fn project(&mut self, view: View) {
        let (sin, cos) = view.yaw_deg.to_radians().sin_cos();
        let (sin, cos) = (sin as f32, cos as f32);
        self.to_camera = [sin, cos, 0.0];
        self.to_right = [-cos, sin, 0.0];
        let per_mm = (f64::from(SUBPIXELS) / self.framing.mm_per_px) as f32;
        let middle = 0.5 * self.framing.size_px as f32 * SUBPIXELS as f32;
        let camera = self.framing.camera_mm as f32;
        for (projected, &[x, y]) in self.projected.iter_mut().zip(&self.plan) {
            projected.x = snap(middle + (sin * y - cos * x) * per_mm);
            projected.depth = camera - (sin * x + cos * y);
        }
    }
}

/// Rounds to an integer; far-off positions stop at ±2²¹, beyond any picture.
fn snap(position: f32) -> i32 {
    // Adding 1.5 × 2²³ leaves the rounded integer in the low bits of the mantissa: branch-free and
    // open to SIMD, which `as i32` with its saturation is not.
    const MAGIC: f32 = 12_582_912.0;
    const LIMIT: f32 = 2_097_152.0;
    let position = if position > -LIMIT { position } else { -LIMIT };
    let position = if position < LIMIT { position } else { LIMIT };
    (position + MAGIC).to_bits().wrapping_sub(MAGIC.to_bits()) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapping_rounds_and_stops() {
        for (position, expected) in
            [(0.4, 0), (-0.6, -1), (8191.7, 8192), (1e30, 1 << 21), (f32::NAN, -(1 << 21))]
        {
            assert_eq!(snap(position), expected, "{position}");
        }
    }
}
