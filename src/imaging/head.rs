//! Where does the head end and the air begin?
//!
//! [`segment`] finds the levels of background and skin on a coarse grid, puts the threshold
//! half-way between them, floods the outer air from the border of the field of view with narrow
//! gaps closed, and takes the largest thing the air does not reach.

mod binarize;
mod bitgrid;
mod coarse;
pub mod config;
mod level;
mod morphology;
mod outside;
mod runs;

pub use bitgrid::BitGrid;
pub use config::Config;

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
    /// Volume of the mask, cm³.
    pub volume_cm3: f64,
}

impl Head {
    /// A head whose mask and threshold (stored units) are known from elsewhere, for instance from
    /// a phantom; nothing is said about noise, and stored units are taken as values.
    pub fn from_mask(mask: BitGrid, threshold: f32, voxel_mm: [f64; 3]) -> Self {
        let volume_cm3 = mask.count() as f64 * voxel_mm.iter().product::<f64>() / 1000.0;
        Self {
            mask,
            threshold,
            threshold_value: f64::from(threshold),
            noise_sigma: None,
            noise_sigma_value: None,
            volume_cm3,
        }
    }
}

/// Why a volume cannot be segmented.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HeadError {
    /// Shape and number of samples contradict each other, or an axis has no voxel.
    #[error("shape {shape:?} does not fit {samples} samples")]
    Shape {
        /// Voxels along `i`, `j`, `k`.
        shape: [usize; 3],
        /// Number of samples.
        samples: usize,
    },
    /// No two levels to tell apart.
    #[error("no border between air and tissue: the volume is constant or without background")]
    NoContrast,
}

/// Finds the head.
///
/// # Errors
/// [`HeadError`] when there is nothing to segment; a volume that shows something else than a head
/// is no error.
pub fn segment(volume: &Volume) -> Result<Head, HeadError> {
    segment_with(volume, &Config::default())
}

/// Finds the head with other settings.
///
/// # Errors
/// As [`segment`].
pub fn segment_with(volume: &Volume, config: &Config) -> Result<Head, HeadError> {
    let shape = volume.shape;
    let voxel_mm = volume.affine.voxel_sizes();
    let scaling = volume.scaling;
    let zero = (-scaling.intercept / scaling.slope) as f32;
    with_samples!(&volume.voxels, samples => {
        let expected = shape.iter().try_fold(1usize, |n, s| n.checked_mul(*s));
        if expected != Some(samples.len()) || samples.is_empty() {
            return Err(HeadError::Shape { shape, samples: samples.len() });
        }
        let coarse = coarse::Coarse::of(samples, shape, voxel_mm, config);
        let levels = level::levels(&coarse, samples, shape, voxel_mm, zero, config)
            .ok_or(HeadError::NoContrast)?;
        let tissue = binarize::at_or_above(samples, shape, levels.threshold);
        let mask = outside::head_mask(&tissue, voxel_mm, config);
        Ok(Head {
            threshold_value: f64::from(levels.threshold) * scaling.slope + scaling.intercept,
            noise_sigma: levels.noise,
            noise_sigma_value: levels.noise.map(|s| f64::from(s) * scaling.slope),
            ..Head::from_mask(mask, levels.threshold, voxel_mm)
        })
    })
}
