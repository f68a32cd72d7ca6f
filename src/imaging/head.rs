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
mod level;
mod morphology;
mod outside;
mod quantile;
mod runs;
mod smooth;

pub use bitgrid::BitGrid;
pub use config::Config;

use binarize::Threshold;
use coarse::Coarse;
use level::{FirstLook, Levels, levels};

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
            smoothed: None,
            volume_cm3,
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
    if shape.contains(&0) {
        return Err(HeadError::Shape { shape });
    }
    with_samples!(&volume.voxels, samples => of_samples(volume, samples, config))
}

fn of_samples<T: Threshold>(
    volume: &Volume,
    samples: &[T],
    config: &Config,
) -> Result<Head, HeadError> {
    let (shape, scaling) = (volume.shape, volume.scaling);
    let voxel_mm = volume.affine.voxel_sizes();
    let coarse = Coarse::of(samples, shape, voxel_mm, config);
    let first = FirstLook::of(&coarse, config).ok_or(HeadError::NoContrast)?;
    if first.border_spread > config.salt_and_pepper {
        let calm = smooth::calmness(samples, shape);
        return of_smoothed(volume, calm, None, config);
    }
    let levels = levels(&coarse, &first, scaling, false, config).ok_or(HeadError::NoContrast)?;
    if levels.noise_limited {
        return of_smoothed(volume, smooth::binomial(samples, shape), levels.noise, config);
    }
    let (head, collapsed) = finish(volume, samples, levels, config);
    if collapsed && levels.noise.is_some() {
        // Not even the lowest threshold that noise allows keeps the head together.
        return of_smoothed(volume, smooth::binomial(samples, shape), levels.noise, config);
    }
    Ok(head)
}

/// Segments denoised samples instead of the volume's own.
fn of_smoothed(
    volume: &Volume,
    smoothed: Vec<f32>,
    noise: Option<f32>,
    config: &Config,
) -> Result<Head, HeadError> {
    let coarse = Coarse::of(&smoothed, volume.shape, volume.affine.voxel_sizes(), config);
    let first = FirstLook::of(&coarse, config).ok_or(HeadError::NoContrast)?;
    let found =
        levels(&coarse, &first, volume.scaling, true, config).ok_or(HeadError::NoContrast)?;
    let (mut head, _) = finish(volume, &smoothed, Levels { noise, ..found }, config);
    head.smoothed = Some(smoothed);
    Ok(head)
}

/// The head at the levels' threshold, or at the lowest they allow where that one loses much of the
/// head; and whether much is lost all the same.
fn finish<T: Threshold>(
    volume: &Volume,
    samples: &[T],
    levels: Levels,
    config: &Config,
) -> (Head, bool) {
    let voxel_mm = volume.affine.voxel_sizes();
    let scaling = volume.scaling;
    let mask_at = |threshold| {
        let tissue = binarize::at_or_above(samples, volume.shape, threshold);
        outside::head_mask(&tissue, voxel_mm, config)
    };
    let least = config.collapsed * levels.inside * samples.len() as f64;
    let mut threshold = levels.threshold;
    let mut mask = mask_at(threshold);
    let mut collapsed = (mask.count() as f64) < least && !levels.hounsfield;
    if collapsed && levels.least < threshold {
        let more = mask_at(levels.least);
        let gain = more.count() as f64 / mask.count().max(1) as f64;
        collapsed = (more.count() as f64) < least && gain > 1.0;
        if gain * config.collapsed > 1.0 {
            (mask, threshold) = (more, levels.least);
        }
    }
    let head = Head {
        threshold_value: f64::from(threshold) * scaling.slope + scaling.intercept,
        noise_sigma: levels.noise,
        noise_sigma_value: levels.noise.map(|s| f64::from(s) * scaling.slope),
        ..Head::from_mask(mask, threshold, voxel_mm)
    };
    (head, collapsed)
}
