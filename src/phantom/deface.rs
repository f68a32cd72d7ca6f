//! Simple defacers, one per kind that is met in shared data, and what they did.
//!
//! They work in the known anatomy of the phantom, so each does exactly what its kind is meant to
//! do; none is a re-implementation of a published tool.

mod area;
mod average;
mod blur;
mod cut;
mod effect;
mod fill;
mod method;
mod shell;

pub use effect::Effect;
pub use fill::Fill;
pub use method::Method;

use super::head::Head;
use super::identity::Identity;
use super::scan::Scan;
use super::session::Session;

/// How far too low the shifted mask lies, mm: its top runs under the eyes and over the nose.
const SHIFT: f64 = 34.;
/// From this share of change on, a voxel counts as altered.
const ALTERED: f64 = 0.1;

/// A scan with everything a defacer may look at.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    /// Seed of the cohort.
    pub seed: u64,
    /// The person.
    pub identity: &'a Identity,
    /// The visit.
    pub session: &'a Session,
    /// The head in that visit.
    pub head: &'a Head,
    /// Noise-free image and masks.
    pub scan: &'a Scan,
    /// Stored samples.
    pub samples: &'a [f32],
}

/// A scan after defacing.
#[derive(Clone, Debug)]
pub struct Defaced {
    /// Stored samples.
    pub samples: Vec<f32>,
    /// Whether each voxel was removed, smoothed or replaced, even where its value is the same.
    pub altered: Vec<bool>,
}

/// Defaces a scan; `fill` is used where a method removes.
pub fn apply(method: Method, fill: Fill, original: &Original<'_>) -> Defaced {
    match method {
        Method::Plane => cut::plane(original, fill),
        Method::Mask => cut::mask(original, fill, 0., false),
        Method::MaskEars => cut::mask(original, fill, 0., true),
        Method::ShiftedMask => cut::mask(original, fill, SHIFT, false),
        Method::SkullStrip => cut::skull_strip(original, fill),
        Method::Nose => cut::within(original, fill, |p| area::into_nose(p) > 0.),
        Method::Ears => cut::within(original, fill, |p| area::into_ear(p) > 0.),
        Method::Average => average::refaced(original),
        Method::NoiseFace => shell::noise_face(original),
        Method::BlurLight | Method::Blur | Method::BlurStrong => {
            blur::smoothed(original, method.blur_sigma().unwrap_or_default())
        }
    }
}
