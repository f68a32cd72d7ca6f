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

use crate::base::space::HeadPoint;

/// A direction from which a head is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Part of the file name; sides are the person's own: `right30` shows more of the right side.
    pub name: &'static str,
    /// Turn of the camera from the front towards the person's right, degrees.
    pub yaw_deg: f64,
}

impl View {
    /// Canonical x and y of the unit vector from the head to the camera.
    pub(super) fn toward(self) -> [f32; 2] {
        let (sin, cos) = self.yaw_deg.to_radians().sin_cos();
        [sin as f32, cos as f32]
    }

    /// Canonical x and y of the unit vector to the picture's right.
    pub(super) fn right(self) -> [f32; 2] {
        let [x, y] = self.toward();
        [-y, x]
    }
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

impl Framing {
    /// The usual part of the world in `size_px` pixels a side: more show it more finely.
    pub fn of_size(size_px: usize) -> Self {
        let usual = Self::default();
        let mm_per_px = usual.mm_per_px * usual.size_px as f64 / size_px as f64;
        Self { size_px, mm_per_px, ..usual }
    }

    /// Where a point appears in a view, `[col, row]`; `[0, 0]` is the middle of the first pixel.
    pub fn place(&self, view: View, HeadPoint([x, y, z]): HeadPoint) -> [f64; 2] {
        let middle = 0.5 * (self.size_px as f64 - 1.0);
        let [right_x, right_y] = view.right().map(f64::from);
        let (right, down) = (right_x * x + right_y * y, self.centre_z_mm - z);
        [right, down].map(|mm| mm / self.mm_per_px + middle)
    }
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
