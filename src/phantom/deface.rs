//! Simple defacers, one per kind that is met in shared data, and what they did.
//!
//! They work in the known anatomy of the phantom, so each does exactly what its kind is meant to
//! do; none is a re-implementation of a published tool.

mod area;
mod average;
mod blur;
mod cut;

use crate::base::region::Region;
use std::collections::BTreeMap;

use serde::Serialize;

use super::head::Head;
use super::identity::Identity;
use super::scan::Scan;
use super::session::Session;

/// A kind of defacing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Everything before a plane that touches the brain (shear plane).
    Plane,
    /// Everything within a mask from the eyes to the throat, not the sides (template-based masking).
    Mask,
    /// The surface from brow to throat smoothed (surface blurring).
    Blur,
    /// The mean face in the person's pose, smoothly joined (refacing).
    Average,
    /// Only the nose removed: a partial failure.
    Nose,
    /// Only the ears removed.
    Ears,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 6] =
        [Self::Plane, Self::Mask, Self::Blur, Self::Average, Self::Nose, Self::Ears];

    /// Name on the command line and of the derivative's folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plane => "plane",
            Self::Mask => "mask",
            Self::Blur => "blur",
            Self::Average => "average",
            Self::Nose => "nose",
            Self::Ears => "ears",
        }
    }

    /// The method's class in the words of published comparisons.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plane => "shear plane",
            Self::Mask => "template-based masking",
            Self::Blur => "surface blurring",
            Self::Average => "refacing",
            Self::Nose | Self::Ears => "partial removal",
        }
    }
}

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

/// The samples after defacing.
pub fn apply(method: Method, original: &Original<'_>) -> Vec<f32> {
    match method {
        Method::Plane => cut::plane(original),
        Method::Mask => cut::mask(original),
        Method::Nose => cut::within(original, area::into_nose),
        Method::Ears => cut::within(original, area::into_ear),
        Method::Blur => blur::smoothed(original),
        Method::Average => average::refaced(original),
    }
}

/// What a defacer changed.
#[derive(Clone, Debug, Serialize)]
pub struct Effect {
    /// Method class, e.g. `template-based masking`.
    pub class: &'static str,
    /// Voxels whose stored value differs.
    pub changed_voxels: usize,
    /// Those of them that lie in the brain.
    pub changed_brain_voxels: usize,
    /// Region → share of its skin voxels that differ, for regions in the field of view.
    pub changed_regions: BTreeMap<&'static str, f64>,
}

impl Effect {
    /// Compares stored samples before and after; `regions` as of [`Scan::regions`].
    pub fn of(method: Method, scan: &Scan, regions: &[u8], before: &[i16], after: &[i16]) -> Self {
        let (mut changed_voxels, mut changed_brain_voxels) = (0, 0);
        let mut counts = [[0usize; 2]; Region::ALL.len() + 1];
        for (n, (a, b)) in before.iter().zip(after).enumerate() {
            let changed = usize::from(a != b);
            changed_voxels += changed;
            changed_brain_voxels += changed * usize::from(scan.brain[n]);
            counts[usize::from(regions[n])][0] += 1;
            counts[usize::from(regions[n])][1] += changed;
        }
        let share = |region: &Region| {
            let [all, changed] = counts[*region as usize + 1];
            (all > 0).then(|| (region.name(), (1e4 * changed as f64 / all as f64).round() / 1e4))
        };
        let changed_regions = Region::ALL.iter().filter_map(share).collect();
        Self { class: method.class(), changed_voxels, changed_brain_voxels, changed_regions }
    }
}
