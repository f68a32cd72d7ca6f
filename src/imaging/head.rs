//! Where does the head end and the air begin?
//!
//! [`segment`] finds the levels of background and skin on a coarse grid, puts the threshold
//! half-way between them, floods the outer air from the border of the field of view with narrow
//! gaps closed, and takes the largest thing the air does not reach.

mod binarize;
mod bitgrid;
mod cells;
mod coarse;
pub mod config;
mod faces;
mod kind;
mod leak;
mod level;
mod morphology;
mod outside;
mod quantile;
mod rays;
mod runs;
mod segment;
mod smooth;

pub use bitgrid::BitGrid;
pub use config::Config;
pub use kind::{Evidence, HeadKind, NotAHead};

use serde::{Deserialize, Serialize};

use crate::imaging::volume::Volume;
use crate::with_samples;

/// The head as found in a volume.
#[derive(Clone, Debug)]
pub struct Head {
    /// Set = inside the outer surface: tissue and everything it encloses (holes are filled).
    pub mask: BitGrid,
    /// Air/head threshold in stored units (compare with raw samples).
    pub threshold: f32,
    /// The same in units of the image's values.
    pub threshold_value: f64,
    /// σ of the background noise in stored units; None where the background is constant.
    pub noise_sigma: Option<f32>,
    /// σ of the background noise in units of the image's values.
    pub noise_sigma_value: Option<f64>,
    /// Denoised samples (`i` fastest), where raw ones cannot tell head from air: the threshold then
    /// applies to these, not to the volume's own. None for most scans.
    pub smoothed: Option<Vec<f32>>,
    /// Volume of the mask, cm³.
    pub volume_cm3: f64,
    /// How far the surface moves when the threshold moves by 10 % of its height above the
    /// background, mm: median over the surface of the change divided by the gradient.
    pub threshold_shift_mm: Option<f64>,
    /// What the thing in the volume is.
    pub kind: HeadKind,
    /// What the kind rests on.
    pub evidence: Evidence,
    /// The most frequent block of exactly constant voxels below the threshold: removed face,
    /// masked background or padding.
    pub constant_fill: Option<ConstantFill>,
    /// What had to be done differently from most scans.
    pub warnings: Vec<HeadWarning>,
}

/// Exactly constant voxels in long runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConstantFill {
    /// Their value, in units of the image's values.
    pub value: f64,
    /// Their part of the volume.
    pub fraction: f64,
}

/// What had to be done differently from most scans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadWarning {
    /// The background is noise as bright as tissue (MP2RAGE's UNI image): head and air were told
    /// apart by how much neighbours differ, and the threshold is on that scale.
    NoisyBackground,
    /// Noise left no room between air and skin: the scan was denoised first.
    Denoised,
    /// At the half maximum much of the head was lost (thin or dim skin): the threshold is lower.
    ThresholdLowered,
    /// Thin or dim spots of the skin let the air deep into the head: they were closed.
    HolesClosed,
}

impl HeadWarning {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoisyBackground => "noisy-background",
            Self::Denoised => "denoised",
            Self::ThresholdLowered => "threshold-lowered",
            Self::HolesClosed => "holes-closed",
        }
    }
}

impl Head {
    /// A head whose mask and threshold (stored units) are known from elsewhere, for instance from
    /// a phantom; nothing is said about noise, stored units are taken as values, and it is taken for
    /// a head.
    pub fn from_mask(mask: BitGrid, threshold: f32, voxel_mm: [f64; 3]) -> Self {
        let volume_cm3 = mask.count() as f64 * voxel_mm.iter().product::<f64>() / 1000.0;
        Self {
            mask,
            threshold,
            threshold_value: f64::from(threshold),
            noise_sigma: None,
            noise_sigma_value: None,
            smoothed: None,
            volume_cm3,
            threshold_shift_mm: None,
            kind: HeadKind::Head,
            evidence: Evidence { volume_cm3, ..Evidence::default() },
            constant_fill: None,
            warnings: Vec::new(),
        }
    }
}

/// Why a volume cannot be segmented.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HeadError {
    /// An axis has no voxel.
    #[error("shape {shape:?} has an empty axis")]
    Shape {
        /// Voxels along `i`, `j`, `k`.
        shape: [usize; 3],
    },
}

/// Finds the head.
///
/// # Errors
/// [`HeadError`] when an axis is empty. A volume that shows something else than a head, or nothing,
/// is no error: see [`Head::kind`].
pub fn segment(volume: &Volume) -> Result<Head, HeadError> {
    segment_with(volume, &Config::default())
}

/// Finds the head with other settings.
///
/// # Errors
/// As [`segment`].
pub fn segment_with(volume: &Volume, config: &Config) -> Result<Head, HeadError> {
    let shape = volume.shape;
    if shape.contains(&0) {
        return Err(HeadError::Shape { shape });
    }
    let found = with_samples!(&volume.voxels, samples => segment::head_of(volume, samples, config));
    Ok(found.unwrap_or_else(|| Head {
        kind: HeadKind::NotAHead { why: NotAHead::Nothing },
        ..Head::from_mask(BitGrid::new(shape), 0.0, volume.affine.voxel_sizes())
    }))
}
