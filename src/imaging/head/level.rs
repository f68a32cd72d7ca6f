//! The levels of background, noise and skin, and the threshold between air and head.

use super::bitgrid::BitGrid;
use super::coarse::Coarse;
use super::config::Config;
use super::quantile::{quantile, quantile_of_rounded};
use crate::imaging::volume::{Sample, Scaling};

/// Levels in stored units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Levels {
    /// Median of the background.
    pub(super) background: f32,
    /// Spread of the background: Rician σ where the background is noise around zero, else the
    /// standard deviation; None where the background is constant.
    pub(super) noise: Option<f32>,
    /// Air/head threshold.
    pub(super) threshold: f32,
    /// The lowest threshold that may be tried where this one loses much of the head.
    pub(super) least: f32,
    /// Part of the volume that a low threshold encloses, without what is thin (tables, pads).
    pub(super) inside: f64,
    /// Whether noise, not the half maximum, set the threshold.
    pub(super) noise_limited: bool,
    /// Whether the values are Hounsfield units.
    pub(super) hounsfield: bool,
}

/// What can be said before anything is segmented.
pub(super) struct FirstLook {
    border: BitGrid,
    /// Between the dark part of the border and the bright part of the volume.
    rough: f32,
    /// Spread of the border's varied cells as a part of the volume's range.
    pub(super) border_spread: f32,
}

impl FirstLook {
    /// None if nothing is brighter than the border.
    pub(super) fn of<T: Sample>(coarse: &Coarse<'_, T>, config: &Config) -> Option<Self> {
        let bright = bright(coarse)?;
        let border = coarse.border();
        let means = |cells: &[[usize; 3]]| cells.iter().map(|c| coarse.mean_of(*c)).collect();
        let all: Vec<[usize; 3]> = border.set_voxels().collect();
        let mut all_means: Vec<f32> = means(&all);
        let darkest = quantile(&mut all_means, 0.0)?;
        let varied: Vec<[usize; 3]> =
            all.iter().copied().filter(|[i, j, k]| !coarse.constant.get(*i, *j, *k)).collect();
        let spread_of = |cells: &[[usize; 3]]| {
            let mut spreads: Vec<f32> = cells.iter().map(|c| coarse.spread_of(*c)).collect();
            quantile(&mut spreads, 0.5)
        };
        let enough = |cells: &[[usize; 3]]| cells.len() * 20 > all.len();
        let border_spread = match spread_of(&varied) {
            Some(spread) if enough(&varied) => spread / (bright - darkest),
            _ => 0.0,
        };
        let dark = |c: &[usize; 3]| coarse.mean_of(*c) < 0.5 * (darkest + bright);
        let noisy: Vec<[usize; 3]> = varied.into_iter().filter(dark).collect();
        let (level, margin) = if enough(&noisy) {
            let sigma = spread_of(&noisy)? / RAYLEIGH_SPREAD;
            (quantile(&mut means(&noisy), 0.5)?, config.noise_margin as f32 * sigma)
        } else {
            (quantile(&mut all_means, 0.25)?, 0.0)
        };
        let rough = level + margin.max(config.rough as f32 * (bright - level));
        let rough = rough.min(0.5 * (level + bright));
        (bright > level).then_some(Self { border, rough, border_spread })
    }
}

/// Standard deviation of a Rayleigh distribution with σ = 1.
const RAYLEIGH_SPREAD: f32 = 0.655;
/// Median of a Rayleigh distribution with σ = 1.
const RAYLEIGH_MEDIAN: f32 = 1.1774;
/// Median distance of two samples of a normal distribution with σ = 1: 0.6745 √2.
const NORMAL_PAIRS: f32 = 0.954;
/// Distance of the quartiles of a normal distribution with σ = 1.
const NORMAL_QUARTILES: f32 = 1.349;
/// At most so many values enter a quantile: its error is then about 1 % of the spread.
const ENOUGH: usize = 4000;

/// A step through the set cells of a grid that keeps about [`ENOUGH`] of them.
///
/// It has no divisor in common with the rows and slices of the grid: a step that falls in with them
/// looks at a few columns only, which may be nothing but air.
fn stride(cells: usize, shape: [usize; 3]) -> usize {
    let slice = shape[0] * shape[1];
    let divisor = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let first = cells / ENOUGH + 1;
    (first..=first + slice).find(|&step| divisor(step, slice) <= 1).unwrap_or(1)
}

/// The bright part of the volume: constant cells, which may be most of it, do not count.
fn bright<T: Sample>(coarse: &Coarse<'_, T>) -> Option<f32> {
    let varied = coarse.constant.complement();
    let stride = stride(varied.count(), varied.shape());
    let mut means: Vec<f32> = varied.every(stride).into_iter().map(|c| coarse.mean_of(c)).collect();
    quantile(&mut means, 0.95)
}

/// Background level and spread from outside cells that touch no inside cell.
fn background<T: Sample>(
    coarse: &Coarse<'_, T>,
    outside: &BitGrid,
    zero: f32,
    smoothed: bool,
    config: &Config,
) -> Option<(f32, Option<f32>)> {
    let far = coarse.far_inside(outside);
    let is_constant = |[i, j, k]: [usize; 3]| coarse.constant.get(i, j, k);
    let stride = stride(far.count(), far.shape());
    let (fill, noise): (Vec<_>, Vec<_>) =
        far.every(stride).into_iter().partition(|c| is_constant(*c));
    if (noise.len() as f64) < config.least_noise * (noise.len() + fill.len()) as f64 {
        let mut fill: Vec<f32> = fill.into_iter().map(|c| coarse.mean_of(c)).collect();
        return quantile(&mut fill, 0.5).map(|level| (level, None));
    }
    // From sample to sample: a background that only varies slowly is no noise.
    let mut differences: Vec<f32> = noise
        .iter()
        .flat_map(|c| coarse.cell_samples(*c).windows(2))
        .map(|pair| (pair[1].to_f32() - pair[0].to_f32()).abs())
        .collect();
    let difference = quantile_of_rounded(&mut differences, 0.5).map(|d| d.max(0.0) / NORMAL_PAIRS);
    let mut noise: Vec<f32> =
        noise.into_iter().flat_map(|c| coarse.cell_samples(c)).map(|s| s.to_f32()).collect();
    let [low, median, high] = [0.25, 0.5, 0.75].map(|q| quantile_of_rounded(&mut noise, q));
    let (low, median, high) = (low?, median?, high?);
    // Quartiles of a Rayleigh distribution: 0.7585, 1.1774, 1.6651 σ, so their distance is 0.77 of
    // the median; anything else is not noise around zero.
    let rayleigh = (0.5..1.1).contains(&((high - low) / (median - zero)));
    let sigma = match (rayleigh, smoothed) {
        (true, false) => (median - zero) / RAYLEIGH_MEDIAN,
        (false, false) => difference?,
        // Neighbours are alike after smoothing, so their difference says nothing.
        (_, true) => (high - low) / NORMAL_QUARTILES,
    };
    Some((median, (sigma > 0.0).then_some(sigma)))
}

/// Intensities at the steepest step of profiles from the outside into the head, one a profile.
///
/// A blurred border between two levels is steepest at their mean, however wide the blur; sampled
/// coarsely, the mean of the two samples at the step lies evenly between ¼ and ¾ of the way, so
/// that the median over many profiles is the half maximum. The first step that is about as steep
/// as the next one counts, if it is not much less steep than any: below the skin there may be fat,
/// twice as bright.
fn edges<T: Sample>(
    coarse: &Coarse<'_, T>,
    outside: &BitGrid,
    noise: f32,
    config: &Config,
) -> Vec<f32> {
    let mut out = Vec::new();
    let mut profile: Vec<f32> = Vec::new();
    // Where the background is noise, steps from fill (padding, removed faces) are none of the skin.
    let mut from = outside.clone();
    if noise > 0.0 {
        from.intersect(&coarse.constant.complement());
    }
    for c in coarse.crossings(&from, outside, config.profiles) {
        let mm = coarse.voxel_mm[c.axis];
        // Slices as thick as the scalp show fat instead.
        if mm > config.profile_voxel_mm {
            continue;
        }
        let length = 2 * coarse.step[c.axis] + (config.profile_mm / mm) as usize;
        profile.clear();
        profile.extend(coarse.profile(c).take(length));
        let step = |n: usize| profile[n + 1] - profile[n];
        let count = profile.len().saturating_sub(1);
        let steepest = (0..count).map(step).fold(0.0, f32::max);
        let first = (0..count).find(|n| {
            let peak = n + 1 == count || step(*n) >= config.nearly_peak * step(n + 1);
            peak && step(*n) >= config.first_step * steepest
        });
        if let (Some(at), true) = (first, steepest > config.edge_margin as f32 * noise) {
            out.push(0.5 * (profile[at] + profile[at + 1]));
        }
    }
    out
}

fn within([low, high]: [f64; 2], value: f64) -> bool {
    (low..=high).contains(&value)
}

/// Finds the levels; None if the volume has no dark border.
pub(super) fn levels<T: Sample>(
    coarse: &Coarse<'_, T>,
    first: &FirstLook,
    scaling: Scaling,
    smoothed: bool,
    config: &Config,
) -> Option<Levels> {
    let zero = (-scaling.intercept / scaling.slope) as f32;
    let margin = config.noise_margin as f32;
    let outside = coarse.outside(first.rough, &first.border);
    let (level, noise) = background(coarse, &outside, zero, smoothed, config)?;
    let bright = quantile(&mut edges(coarse, &outside, noise.unwrap_or(0.0), config), 0.5);
    let bright = bright.unwrap_or(first.rough).max(first.rough);
    // Once more from just above the noise, to see the dim parts of the skin, too.
    let floor = level + margin * noise.unwrap_or(0.0);
    let low = floor.max(level + config.rough_of_edge * (bright - level)).min(first.rough);
    let outside = coarse.outside(low, &first.border);
    let (background, noise) = background(coarse, &outside, zero, smoothed, config)?;
    let mut edges = edges(coarse, &outside, noise.unwrap_or(0.0), config);
    let dim = quantile(&mut edges, 0.1).unwrap_or(bright);
    let edge = quantile(&mut edges, 0.5).unwrap_or(bright);
    let value = |stored: f32| f64::from(stored) * scaling.slope + scaling.intercept;
    let hounsfield = within(config.air_hounsfield, value(background))
        && within(config.edge_hounsfield, value(edge));
    let part = |part: f64, of: f32| background + part as f32 * (of - background);
    let floor = background + margin * noise.unwrap_or(0.0);
    let threshold = if hounsfield {
        ((config.threshold_hounsfield - scaling.intercept) / scaling.slope) as f32
    } else {
        edge.min(part(config.dim_edge, dim)).max(part(config.least_of_edge, edge))
    };
    Some(Levels {
        background,
        noise,
        threshold: threshold.max(floor),
        least: part(config.least_after_collapse, edge).max(floor).min(threshold),
        noise_limited: floor > part(config.noise_limit, edge) && !hounsfield,
        hounsfield,
        inside: coarse.body(low, &first.border, config) as f64 / coarse.mean.len() as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stride_visits_every_column_and_every_row() {
        for shape in [[48, 57, 63], [60, 73, 85], [64, 64, 44], [47, 57, 63], [1, 9, 9]] {
            let [width, height, depth] = shape;
            let step = stride(width * height * depth, shape);
            let visited = |of: usize, part: usize| {
                let cells = (0..width * height * depth).step_by(step);
                let seen: std::collections::BTreeSet<usize> =
                    cells.map(|cell| cell / part % of).collect();
                seen.len()
            };
            assert_eq!(visited(width, 1), width, "{shape:?}");
            assert_eq!(visited(height, width), height, "{shape:?}");
        }
    }
}
