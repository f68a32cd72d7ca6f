//! The levels of background, noise and skin, and the threshold between air and head.

use super::coarse::Coarse;
use super::config::Config;
use crate::imaging::volume::Sample;

/// Levels in stored units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Levels {
    /// Median of the background (of the constant fill where nothing else lies outside).
    pub(super) background: f32,
    /// Spread of the background: Rician σ where the background is noise around zero, else the
    /// standard deviation; None where the background is constant.
    pub(super) noise: Option<f32>,
    /// Median skin.
    pub(super) skin: f32,
    /// Air/head threshold.
    pub(super) threshold: f32,
}

/// Quantile by selection; reorders `values`. None if there are none.
pub(super) fn quantile(values: &mut [f32], q: f64) -> Option<f32> {
    let last = values.len().checked_sub(1)?;
    let (_, value, _) =
        values.select_nth_unstable_by((q * last as f64).round() as usize, f32::total_cmp);
    Some(*value)
}

/// A first threshold between the dark part of the border and the bright part of the volume.
///
/// Not Otsu's: in a volume with masked background that would part white matter from grey.
fn rough(coarse: &Coarse, config: &Config) -> Option<f32> {
    let varied = |n: &usize| !coarse.constant[*n];
    let mut bright: Vec<f32> =
        (0..coarse.mean.len()).filter(varied).map(|n| coarse.mean[n]).collect();
    let bright = quantile(&mut bright, 0.95)?;
    let border: Vec<usize> = (0..coarse.mean.len()).filter(|n| coarse.on_border(*n)).collect();
    let mut all: Vec<f32> = border.iter().map(|n| coarse.mean[*n]).collect();
    let darkest = quantile(&mut all, 0.0)?;
    let dark = |n: &usize| coarse.mean[*n] < 0.5 * (darkest + bright);
    let noisy: Vec<usize> = border.iter().copied().filter(varied).filter(dark).collect();
    let (level, margin) = if noisy.len() * 20 > border.len() {
        let mut level: Vec<f32> = noisy.iter().map(|n| coarse.mean[*n]).collect();
        let mut spread: Vec<f32> = noisy.iter().map(|n| coarse.spread[*n]).collect();
        // The standard deviation of a Rayleigh distribution is 0.655 σ.
        let sigma = quantile(&mut spread, 0.5)? / 0.655;
        (quantile(&mut level, 0.5)?, config.noise_margin as f32 * sigma)
    } else {
        let mut fill: Vec<f32> = border.iter().map(|n| coarse.mean[*n]).collect();
        (quantile(&mut fill, 0.25)?, 0.0)
    };
    let rough = level + margin.max(config.rough as f32 * (bright - level));
    (bright > level && rough < bright).then_some(rough)
}

/// Background level and spread from the samples of outside cells that touch no inside cell.
fn background<T: Sample>(
    coarse: &Coarse,
    outside: &[bool],
    samples: &[T],
    shape: [usize; 3],
    zero: f32,
) -> Option<(f32, Option<f32>)> {
    let far = |n: usize| outside[n] && coarse.neighbours(n).all(|(_, _, m)| outside[m]);
    let mut noise = Vec::new();
    let mut fill = Vec::new();
    for index in (0..outside.len()).filter(|n| far(*n)) {
        if coarse.constant[index] {
            fill.push(coarse.mean[index]);
        } else {
            let [i, j, k] = coarse.cell(index);
            let row = coarse.row(samples, shape, j, k);
            noise.extend(row[i * coarse.step[0]..][..coarse.step[0]].iter().map(|s| s.to_f32()));
        }
    }
    let noisy_cells = noise.len() / coarse.step[0];
    if noisy_cells * 30 < noisy_cells + fill.len() {
        return quantile(&mut fill, 0.5).map(|level| (level, None));
    }
    let median = quantile(&mut noise, 0.5)?;
    let (low, high) = (quantile(&mut noise, 0.25)?, quantile(&mut noise, 0.75)?);
    // Quartiles of a Rayleigh distribution: 0.7585, 1.1774, 1.6651 σ; of a normal one ±0.6745 σ.
    let ratio = (high - low) / (median - zero);
    let sigma =
        if (0.5..1.1).contains(&ratio) { (median - zero) / 1.1774 } else { (high - low) / 1.349 };
    Some((median, (sigma > 0.0).then_some(sigma)))
}

/// Skin intensities: the mean of a short profile into the head at every border between cells.
fn skin<T: Sample>(
    coarse: &Coarse,
    outside: &[bool],
    samples: &[T],
    shape: [usize; 3],
    voxel_mm: [f64; 3],
    crossing: f32,
    config: &Config,
) -> Vec<f32> {
    let mut out = Vec::new();
    for index in (0..outside.len()).filter(|n| outside[*n]) {
        for (axis, direction, next) in coarse.neighbours(index) {
            // Slices as thick as the scalp cannot show it.
            if !outside[next] && voxel_mm[axis] <= config.profile_voxel_mm {
                let from = coarse.voxel(coarse.cell(index), shape);
                let profile = Profile { samples, shape, from, axis, direction };
                let reach = 3 * coarse.step[axis];
                out.extend(profile.plateau(reach, voxel_mm[axis], crossing, config));
            }
        }
    }
    out
}

/// Samples along an axis from a voxel.
struct Profile<'s, T> {
    samples: &'s [T],
    shape: [usize; 3],
    from: [usize; 3],
    axis: usize,
    direction: isize,
}

impl<T: Sample> Profile<'_, T> {
    fn at(&self, steps: usize) -> Option<f32> {
        let mut p = self.from;
        p[self.axis] = p[self.axis].checked_add_signed(self.direction * steps as isize)?;
        (p[self.axis] < self.shape[self.axis])
            .then(|| self.samples[(p[2] * self.shape[1] + p[1]) * self.shape[0] + p[0]].to_f32())
    }

    /// Mean between the skin depths below the first crossing within `reach` steps.
    fn plateau(&self, reach: usize, mm: f64, crossing: f32, config: &Config) -> Option<f32> {
        let first = (0..reach).find(|s| self.at(*s).is_some_and(|v| v >= crossing))?;
        let [near, far] = config.skin_depth_mm;
        let near = ((near / mm).round() as usize).max(1);
        let depths = first + near..=first + near.max((far / mm) as usize);
        let n = depths.clone().count() as f32;
        depths.map(|s| self.at(s)).sum::<Option<f32>>().map(|sum| sum / n)
    }
}

/// Finds the levels; None if the volume is constant or has no dark border.
pub(super) fn levels<T: Sample>(
    coarse: &Coarse,
    samples: &[T],
    shape: [usize; 3],
    voxel_mm: [f64; 3],
    zero: f32,
    config: &Config,
) -> Option<Levels> {
    let rough = rough(coarse, config)?;
    let outside = coarse.outside(rough);
    let (level, noise) = background(coarse, &outside, samples, shape, zero)?;
    let mut bright = skin(coarse, &outside, samples, shape, voxel_mm, rough, config);
    let bright = quantile(&mut bright, 0.5).unwrap_or(rough).max(rough);
    // Once more from just above the noise, to see the dim parts of the skin, too.
    let floor = level + config.noise_margin as f32 * noise.unwrap_or(0.0);
    let low = floor.max(level + 0.1 * (bright - level)).min(rough);
    let outside = coarse.outside(low);
    let (background, noise) = background(coarse, &outside, samples, shape, zero)?;
    let mut skin = skin(coarse, &outside, samples, shape, voxel_mm, low, config);
    let dim = quantile(&mut skin, 0.1).unwrap_or(bright);
    let middle = quantile(&mut skin, 0.5).unwrap_or(bright);
    let part = |part: f64, of: f32| background + part as f32 * (of - background);
    let floor = background + config.noise_margin as f32 * noise.unwrap_or(0.0);
    let threshold = part(config.half, middle)
        .min(part(config.dim_skin, dim))
        .max(part(config.least_of_skin, middle))
        .max(floor);
    Some(Levels { background, noise, skin: middle, threshold })
}
