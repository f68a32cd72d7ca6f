//! One visit to the scanner: position, voxels, noise, receive field, soft tissue.

use nalgebra::Matrix3;
use rand_pcg::Pcg64;
use serde::Serialize;

use super::random::Purpose;
use super::random::stream;
use super::solid::Point;
use super::solid::at;
use super::solid::bump;
use super::solid::step;
use super::tissue::Contrast;
use super::waves::Waves;
use crate::base::stats::stream::normal_pair;
use crate::base::stats::stream::uniform_in;

/// What sessions are drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SessionRange {
    /// Largest rotation about each axis, degrees.
    pub rotation_deg: f64,
    /// Largest displacement along each axis, mm.
    pub translation_mm: f64,
    /// Voxel size, mm; None = 0.8 to 1.3 mm, a quarter of the scans with one coarser axis.
    pub voxel_mm: Option<f64>,
    /// Share of scans whose field of view cuts the head.
    pub crop_rate: f64,
    /// Type of image.
    pub contrast: Contrast,
    /// Stored units per unit of signal; None = drawn from 2 to 8.
    pub gain: Option<f64>,
}

impl Default for SessionRange {
    fn default() -> Self {
        Self {
            rotation_deg: 10.,
            translation_mm: 10.,
            voxel_mm: None,
            crop_rate: 0.,
            contrast: Contrast::T1w,
            gain: None,
        }
    }
}

/// Where the field of view ends within the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Crop {
    /// Nowhere above the neck.
    None,
    /// 9 mm behind the nose tip.
    Nose,
    /// At the mouth.
    Mouth,
    /// 6 mm above the foremost point of the chin.
    Chin,
    /// 45 mm below the vertex.
    Top,
}

/// Storage orders found in practice (nibabel's axis codes).
const ORIENTATIONS: [&str; 6] = ["RAS", "LAS", "LPS", "LIA", "ASL", "PSR"];

/// One visit to the scanner.
#[derive(Clone, Debug)]
pub struct Session {
    /// Number, from 1.
    pub number: u32,
    /// Turn about x (chin up), y (head tilted) and z (face to the left), degrees; applied x, y, z.
    pub rotation_deg: [f64; 3],
    /// World position of the canonical origin, mm.
    pub translation_mm: [f64; 3],
    /// Voxel size along world x, y, z, mm.
    pub voxel_mm: [f64; 3],
    /// World axis towards which each stored axis grows.
    pub orientation: &'static str,
    /// Where the field of view ends.
    pub crop: Crop,
    /// Air below the lowest, and around the other edges of the head, mm.
    pub margin_mm: [f64; 2],
    /// Noise of each channel, in units of [`Contrast::signal`].
    pub noise: f64,
    /// Logarithm of the receive field: factors of x, y, z, xy, xz, yz, xx, yy, zz in `[-1, 1]`.
    pub bias: [f64; 9],
    /// Stored units per unit of signal.
    pub gain: f64,
    /// Type of image.
    pub contrast: Contrast,
    /// How far the jaw hangs, mm at the chin.
    pub jaw_mm: f64,
    soft: Waves,
}

impl Session {
    /// Draws session `number` of a person; the same for any order of calls.
    pub fn draw(seed: u64, subject: u32, number: u32, range: &SessionRange) -> Self {
        let random = &mut stream(seed, subject, Purpose::Session(number));
        let within =
            |random: &mut Pcg64, limit: f64| [(); 3].map(|()| uniform_in(random, -limit, limit));
        let mut rotation_deg = within(random, range.rotation_deg);
        // Head holders allow less tilt and turn than nod.
        rotation_deg[1] *= 0.6;
        let translation_mm = within(random, range.translation_mm);
        let voxel_mm = voxels(random, range.voxel_mm);
        let orientation = pick(random, &ORIENTATIONS);
        let is_cropped = uniform_in(random, 0., 1.) < range.crop_rate;
        let crop = pick(random, &[Crop::Nose, Crop::Mouth, Crop::Chin, Crop::Top]);
        Self {
            number,
            rotation_deg,
            translation_mm,
            voxel_mm,
            orientation,
            crop: if is_cropped { crop } else { Crop::None },
            margin_mm: [uniform_in(random, 8., 40.), uniform_in(random, 9., 18.)],
            noise: uniform_in(random, 1.8, 4.5),
            bias: [(); 9].map(|()| 0.13 * normal_pair(random)[0]),
            gain: {
                let drawn = uniform_in(random, 2., 8.);
                range.gain.unwrap_or(drawn)
            },
            contrast: range.contrast,
            jaw_mm: uniform_in(random, 0., 1.5),
            soft: Waves::draw(random, 12, [35., 90.], 0.7 / 3f64.sqrt()),
        }
    }

    /// How far this session's soft tissue moves a point of the mean head, mm.
    ///
    /// Up to the cheeks and the neck; the scalp stays where it is.
    pub fn displacement(&self, p: Point) -> Point {
        let face = step(p.y, 0., 50.) * (1. - step(p.z, 25., 70.));
        let jaw = bump(at(p.x / 110., (p.y - 85.) / 90., (p.z + 95.) / 46.).norm());
        self.soft.at(p) * face + at(0., -0.3, -1.) * (self.jaw_mm * jaw)
    }

    /// Rotation from the canonical frame to world axes.
    pub fn rotation(&self) -> Matrix3<f64> {
        let [[sx, cx], [sy, cy], [sz, cz]] = self.rotation_deg.map(|deg| {
            let (sin, cos) = deg.to_radians().sin_cos();
            [sin, cos]
        });
        let x = Matrix3::new(1., 0., 0., 0., cx, -sx, 0., sx, cx);
        let y = Matrix3::new(cy, 0., sy, 0., 1., 0., -sy, 0., cy);
        let z = Matrix3::new(cz, -sz, 0., sz, cz, 0., 0., 0., 1.);
        z * y * x
    }

    /// World position of a canonical place, mm.
    pub fn to_world(&self, q: Point) -> Point {
        self.rotation() * q + Point::from(self.translation_mm)
    }
}

fn voxels(random: &mut Pcg64, fixed: Option<f64>) -> [f64; 3] {
    // Drawn even when not used, so that the voxel size changes nothing else about a session.
    let usual = if uniform_in(random, 0., 1.) < 0.4 { 1. } else { uniform_in(random, 0.8, 1.3) };
    let coarser = uniform_in(random, 1.15, 1.8);
    let axis = uniform_in(random, 0., 12.) as usize;
    let mut mm = [fixed.unwrap_or(usual); 3];
    if let (None, Some(size)) = (fixed, mm.get_mut(axis)) {
        *size *= coarser;
    }
    // Headers hold a few decimals.
    mm.map(|v| (v * 1e3).round() / 1e3)
}

fn pick<T: Copy>(random: &mut Pcg64, from: &[T]) -> T {
    from[(uniform_in(random, 0., from.len() as f64) as usize).min(from.len() - 1)]
}
