//! From samples to a head, step by step.

use super::binarize::{self, Threshold};
use super::bitgrid::BitGrid;
use super::coarse::Coarse;
use super::config::Config;
use super::kind::{Evidence, HeadKind};
use super::level::{FirstLook, Levels, levels};
use super::rays::Rays;
use super::{ConstantFill, Head, HeadWarning, leak, outside, smooth};
use crate::imaging::volume::{Scaling, Volume};

/// The head; None where nothing stands out from the border of the field of view.
pub(super) fn head_of<T: Threshold>(
    volume: &Volume,
    samples: &[T],
    config: &Config,
) -> Option<Head> {
    let (shape, scaling) = (volume.shape, volume.scaling);
    let coarse = Coarse::of(samples, shape, volume.affine.voxel_sizes(), config);
    let first = FirstLook::of(&coarse, config)?;
    if first.border_spread > config.salt_and_pepper {
        let calm = smooth::calmness(samples, shape);
        // How calm a voxel is has its own scale.
        let unscaled = Scaling { slope: 1.0, intercept: 0.0 };
        let mut head = of_smoothed(volume, calm, None, unscaled, config)?;
        head.warnings.push(HeadWarning::NoisyBackground);
        return Some(head);
    }
    let levels = levels(&coarse, &first, scaling, false, config)?;
    let denoised = |noise| {
        let mut head =
            of_smoothed(volume, smooth::binomial(samples, shape), noise, scaling, config)?;
        head.warnings.push(HeadWarning::Denoised);
        Some(head)
    };
    if levels.noise_limited {
        return denoised(levels.noise);
    }
    let (mut head, collapsed) = finish(volume, samples, scaling, levels, config);
    if collapsed && levels.noise.is_some() && levels.least > 0.8 * levels.threshold {
        // Not even the lowest threshold that noise allows keeps the head together.
        return denoised(levels.noise);
    }
    head.constant_fill = coarse
        .fill(head.threshold)
        .map(|(fill, fraction)| ConstantFill { value: value_of(fill, scaling), fraction });
    Some(head)
}

/// Segments denoised samples instead of the volume's own.
fn of_smoothed(
    volume: &Volume,
    smoothed: Vec<f32>,
    noise: Option<f32>,
    scaling: Scaling,
    config: &Config,
) -> Option<Head> {
    let coarse = Coarse::of(&smoothed, volume.shape, volume.affine.voxel_sizes(), config);
    let first = FirstLook::of(&coarse, config)?;
    let found = levels(&coarse, &first, scaling, true, config)?;
    let (mut head, _) = finish(volume, &smoothed, scaling, Levels { noise, ..found }, config);
    head.smoothed = Some(smoothed);
    Some(head)
}

fn value_of(stored: f32, scaling: Scaling) -> f64 {
    f64::from(stored) * scaling.slope + scaling.intercept
}

/// A mask and what it was made from.
struct Cut {
    threshold: f32,
    tissue: BitGrid,
    mask: BitGrid,
}

impl Cut {
    fn at<T: Threshold>(volume: &Volume, samples: &[T], threshold: f32, config: &Config) -> Self {
        let tissue = binarize::at_or_above(samples, volume.shape, threshold);
        let mask = outside::head_mask(&tissue, volume.affine.voxel_sizes(), config);
        Self { threshold, tissue, mask }
    }

    /// The head with some more tissue.
    fn with(mut self, more: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> Self {
        self.tissue.unite(more);
        self.mask = outside::head_mask(&self.tissue, voxel_mm, config);
        self
    }
}

/// The head at the levels' threshold; where that one loses much of the head, at the lowest they
/// allow, and where it only leaks through holes in the skin, with the holes closed: a lower threshold
/// moves the whole surface, away from that of the same person's other scan. And whether much is lost
/// all the same.
fn finish<T: Threshold>(
    volume: &Volume,
    samples: &[T],
    scaling: Scaling,
    levels: Levels,
    config: &Config,
) -> (Head, bool) {
    let voxel_mm = volume.affine.voxel_sizes();
    let least = config.collapsed * levels.inside * samples.len() as f64;
    let mut cut = Cut::at(volume, samples, levels.threshold, config);
    let mut collapsed = (cut.mask.count() as f64) < least && !levels.hounsfield;
    let mut warnings = Vec::new();
    if collapsed && levels.least < levels.threshold {
        let more = Cut::at(volume, samples, levels.least, config);
        let gain = more.mask.count() as f64 / cut.mask.count().max(1) as f64;
        collapsed = (more.mask.count() as f64) < least && gain > 1.0;
        let lost = leak::through_holes(&cut.mask, &more.mask, voxel_mm, config);
        let coarse = voxel_mm.iter().any(|&mm| mm > config.hole_voxel_mm);
        if gain * config.collapsed > 1.0 || (coarse && lost.is_some()) {
            cut = more;
            warnings.push(HeadWarning::ThresholdLowered);
        } else if let Some(lost) = lost {
            cut = cut.with(&lost, voxel_mm, config);
            warnings.push(HeadWarning::HolesClosed);
        }
    }
    let rays = Rays::cast(samples, &cut.mask, voxel_mm, config);
    let mut evidence = Evidence::of(&cut.mask, &cut.tissue, voxel_mm);
    evidence.read_rays(&rays, cut.threshold, levels.background, config);
    let head = Head {
        threshold_value: value_of(cut.threshold, scaling),
        noise_sigma: levels.noise,
        noise_sigma_value: levels.noise.map(|s| f64::from(s) * scaling.slope),
        threshold_shift_mm: rays.shift_mm(0.1 * (cut.threshold - levels.background)),
        kind: HeadKind::decide(&evidence, config),
        evidence,
        warnings,
        ..Head::from_mask(cut.mask, cut.threshold, voxel_mm)
    };
    (head, collapsed)
}
