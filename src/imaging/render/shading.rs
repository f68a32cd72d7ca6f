//! Light: a soft key from above, a fill from the camera, hollows darker than their surroundings.
//!
//! Set so that the picture of a bare head reads like a photograph of a face, for people and for the
//! detectors made for photographs.

use super::camera::Stage;
use super::cavity::Cavity;
use super::raster::{CAP_BELOW, Surfels};

/// Grey of the empty background.
pub(super) const BACKGROUND: u8 = 52;

/// Grey of a cut by the edge of the field of view: flat and darker than any lit skin.
pub(super) const CAP: u8 = 84;

/// Key light in the camera's terms: right, up, towards the camera (unit length).
const KEY: [f32; 3] = [-0.30, 0.62, 0.725];

/// Parts of the light, and how far beyond the terminator the key still reaches (1 = all around).
const AMBIENT: f32 = 0.10;
const FILL: f32 = 0.28;
const KEY_STRENGTH: f32 = 0.62;
const WRAP: f32 = 0.25;

/// A pixel this far (mm) below its surroundings gets [`LEAST_LIGHT`].
const DARK_AT_MM: f32 = 9.0;
/// Light left in the deepest hollow, and on the highest ridge.
const LEAST_LIGHT: f32 = 0.25;
const MOST_LIGHT: f32 = 1.12;

/// Rows over which the neck fades into the background at the picture's lower edge.
const FADE_ROWS: usize = 28;

/// Turns depth and normals into grey values.
pub(super) fn shade(surfels: &Surfels, cavity: &Cavity, stage: &Stage, out: &mut [u8]) {
    let size = surfels.size;
    let (camera, right) = (stage.to_camera, stage.to_right);
    let key: [f32; 3] =
        [KEY[0] * right[0] + KEY[2] * camera[0], KEY[0] * right[1] + KEY[2] * camera[1], KEY[1]];
    let (mut between, mut around) = (Vec::new(), vec![0.0; size]);
    for (row, (pixels, out)) in
        surfels.pixels.chunks_exact(size).zip(out.chunks_exact_mut(size)).enumerate()
    {
        cavity.row(row, &mut between, &mut around);
        let fade = ((size - row) as f32 / FADE_ROWS as f32).min(1.0);
        for ((&[depth, x, y, z], &around), out) in pixels.iter().zip(&around).zip(out) {
            let square = x * x + y * y + z * z;
            let inverse = 1.0 / square.sqrt();
            let to_key = (x * key[0] + y * key[1] + z * key[2]) * inverse;
            let to_camera = (x * camera[0] + y * camera[1]) * inverse;
            let key_light = ((to_key + WRAP) / (1.0 + WRAP)).max(0.0);
            let light = AMBIENT + FILL * to_camera.max(0.0) + KEY_STRENGTH * key_light;
            let hollow = 1.0 - (depth - around) * ((1.0 - LEAST_LIGHT) / DARK_AT_MM);
            let lit = (255.0 * light * hollow.clamp(LEAST_LIGHT, MOST_LIGHT)).min(255.0);
            let tone = if square < CAP_BELOW * CAP_BELOW { f32::from(CAP) } else { lit };
            let background = f32::from(BACKGROUND);
            let grey = background + fade * (tone - background);
            *out = if depth < f32::INFINITY { grey as u8 } else { BACKGROUND };
        }
    }
}
