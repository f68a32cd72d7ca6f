//! Light: a soft key from above, a fill from the camera, hollows darker than their surroundings.
//!
//! Set so that the picture of a bare head reads like a photograph of a face, for people and for the
//! detectors made for photographs.

use super::camera::View;
use super::cavity::Cavity;
use super::surfel::{CAP_BELOW, Surfels};

/// Grey of the empty background.
pub(super) const BACKGROUND: u8 = 52;

/// Grey of a cut by the edge of the field of view: flat and darker than any lit skin.
pub(super) const CAP: u8 = 84;

/// Key light in the camera's terms: right, up, towards the camera (unit length).
const KEY: [f32; 3] = [-0.30, 0.62, 0.725];

/// Parts of the light, and how far beyond the terminator the key still reaches (1 = all around).
const AMBIENT: f32 = 0.10;
const FILL: f32 = 0.28;
const KEY_STRENGTH: f32 = 0.56;
const WRAP: f32 = 0.25;

/// A pixel this far (mm) below its surroundings gets [`LEAST_LIGHT`].
const DARK_AT_MM: f32 = 9.0;
/// Light left in the deepest hollow, and on the highest ridge.
const LEAST_LIGHT: f32 = 0.25;
const MOST_LIGHT: f32 = 1.08;

/// Rows over which the neck fades into the background at the picture's lower edge.
const FADE_ROWS: usize = 28;

/// Turns heights and normals into grey values.
pub(super) fn shade(surfels: &Surfels, cavity: &Cavity, view: View) -> Vec<u8> {
    let size = surfels.size;
    let light = Light::new(view);
    let mut grey = vec![BACKGROUND; size * size];
    let mut around = Vec::new();
    for (row, heights, normals) in surfels.shown() {
        cavity.row(row, &mut around);
        let around = &around[Cavity::FIRST + surfels.columns.start..];
        let fade = ((size - row) as f32 / FADE_ROWS as f32).min(1.0);
        let grey = &mut grey[row * size + surfels.columns.start..];
        let pixels = heights.iter().zip(normals).zip(around);
        for (grey, ((&height, normal), around)) in grey.iter_mut().zip(pixels) {
            let background = f32::from(BACKGROUND);
            let tone = background + fade * (light.tone(normal.get(), around - height) - background);
            // Adding 2²³ leaves the integer in the low bits, which SIMD can do and `as u8` cannot.
            let tone = (tone + 8_388_608.0).to_bits() as u8;
            *grey = if height > 0.0 { tone } else { BACKGROUND };
        }
    }
    grey
}

/// The lamps of a view, in the canonical head frame.
struct Light {
    key: [f32; 3],
    camera: [f32; 2],
}

impl Light {
    fn new(view: View) -> Self {
        let (camera, right) = (view.toward(), view.right());
        let key = [
            KEY[0] * right[0] + KEY[2] * camera[0],
            KEY[0] * right[1] + KEY[2] * camera[1],
            KEY[1],
        ];
        Self { key, camera }
    }

    /// Grey value, 0–255, of a pixel that lies `hollow` mm below its surroundings.
    fn tone(&self, [x, y, z]: [f32; 3], hollow: f32) -> f32 {
        let square = x * x + y * y + z * z;
        let inverse = 1.0 / square.sqrt();
        let to_key = (x * self.key[0] + y * self.key[1] + z * self.key[2]) * inverse;
        let to_camera = (x * self.camera[0] + y * self.camera[1]) * inverse;
        let light = AMBIENT
            + FILL * at_least(to_camera, 0.0)
            + KEY_STRENGTH / (1.0 + WRAP) * at_least(to_key + WRAP, 0.0);
        // Where the surface turns away there is less of it on one side: no hollow.
        let hollow = hollow * at_least(to_camera, 0.0);
        let open = 1.0 - hollow * ((1.0 - LEAST_LIGHT) / DARK_AT_MM);
        let open = at_least(at_most(open, MOST_LIGHT), LEAST_LIGHT);
        let lit = at_most(255.0 * light * open, 255.0);
        if square < CAP_BELOW * CAP_BELOW { f32::from(CAP) } else { lit }
    }
}

/// `f32::max` without its care for NaN, which would cost as much as the rest.
fn at_least(x: f32, low: f32) -> f32 {
    if x > low { x } else { low }
}

fn at_most(x: f32, high: f32) -> f32 {
    if x < high { x } else { high }
}
