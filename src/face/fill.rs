//! How many equal samples are fill, and how many are chance?
//!
//! Removed parts are filled with one value; a scanner's noise differs from voxel to voxel. But where
//! its σ is less than a step of the stored grey levels, neighbours in the air are often equal too, and
//! a few in a row say nothing. How often is read before the crown, which nobody removes.

use super::skin_point::SkinPoint;
use crate::base::space::WorldPoint;
use crate::imaging::volume::Sample;
use crate::imaging::volume::Volume;
use crate::with_samples;
use serde::Deserialize;

/// Steps outwards at which the voxel values before a surface are compared, in voxels.
const LOOK_AT: [f32; 3] = [1.5, 3.0, 4.5];
/// Skin this far below the top of the head is the crown, which nobody removes, mm.
pub(super) const CROWN_MM: f32 = 60.0;

/// When equal samples are fill: the section `fill` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Share of equal neighbours from which a background is noise of few grey levels, and up to which.
    pub few_levels: [f64; 2],
    /// Chance of a run that is taken for fill there.
    pub chance: f64,
}

/// What counts as fill in one scan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FillRule {
    /// Equal samples in a row that are no chance, where neighbours with the same value are no rarity.
    long_run: Option<usize>,
}

impl FillRule {
    /// Any few equal samples are fill, as in scans of many grey levels.
    pub const MANY_LEVELS: Self = Self { long_run: None };

    /// Looks before the crown of a head, given points of its surface.
    pub fn of(volume: &Volume, points: &[SkinPoint], config: &Config) -> Self {
        let (mut all, mut same) = (0usize, 0usize);
        with_samples!(&volume.voxels, samples => {
            let value = |at: usize| samples.get(at).map(|sample| sample.to_f32().to_bits());
            for point in crown(points).filter_map(|number| points.get(number)) {
                let [_, near, far] = before(volume, point);
                if let (Some(near), Some(far)) = (near.and_then(value), far.and_then(value)) {
                    all += 1;
                    same += usize::from(near == far);
                }
            }
        });
        let share = same as f64 / all.max(1) as f64;
        let [low, high] = config.few_levels;
        let by_chance = || ((config.chance.ln() / share.ln()).ceil() as usize).saturating_add(1);
        Self { long_run: (low..=high).contains(&share).then(by_chance) }
    }

    /// Equal samples in a row that are no chance, where `usually` are enough.
    pub(crate) fn least_run(self, usually: usize) -> usize {
        self.long_run.map_or(usually, |run| usually.max(run))
    }

    /// Whether a sample in a row of equal ones may be fill: among few grey levels, its 26 neighbours
    /// have to be equal, too.
    pub(crate) fn allows<T: Sample>(self, samples: &[T], shape: [usize; 3], at: usize) -> bool {
        if self.long_run.is_none() {
            return true;
        }
        let value = |at: Option<usize>| samples.get(at?).map(|sample| sample.to_f32().to_bits());
        let steps = |n: isize| [n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1];
        let strides = [1, shape[0], shape[0] * shape[1]].map(|s| s as isize);
        (0..27).all(|n| {
            let step: isize =
                steps(n).iter().zip(strides).map(|(step, stride)| step * stride).sum();
            value(at.checked_add_signed(step)) == value(Some(at))
        })
    }
}

/// Numbers of the points within [`CROWN_MM`] of the top.
pub(super) fn crown(points: &[SkinPoint]) -> impl Iterator<Item = usize> + '_ {
    let top = points.iter().map(|p| p.position.z).fold(f32::NEG_INFINITY, f32::max);
    (0..points.len()).filter(move |&n| points[n].position.z > top - CROWN_MM)
}

/// For each point, whether all that lies before it is one and the same value, as no scanner's noise
/// is.
pub fn beside_fill(volume: &Volume, points: &[SkinPoint], rule: FillRule) -> Vec<bool> {
    with_samples!(&volume.voxels, samples => {
        let value = |at: usize| samples.get(at).map(|sample| sample.to_f32().to_bits());
        points.iter().map(|point| {
            let [first, middle, last] = before(volume, point);
            let Some(fill) = first.and_then(value) else { return false };
            // In noise the second differs already, and the third need not come from memory.
            let equal = |at: Option<usize>| at.and_then(value) == Some(fill);
            let is_row = equal(middle) && equal(last);
            is_row && middle.is_some_and(|at| rule.allows(samples, volume.shape, at))
        }).collect()
    })
}

/// Offsets of three voxels in front of a skin point; None where they lie outside the volume.
fn before(volume: &Volume, point: &SkinPoint) -> [Option<usize>; 3] {
    let at = volume.affine.to_voxel(WorldPoint(point.position.cast::<f64>().into())).0;
    let step = volume.affine.steps_of(point.normal.cast::<f64>().into());
    let longest = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
    let [ni, nj, _] = volume.shape;
    LOOK_AT.map(|steps| {
        let reach = f64::from(steps) / longest;
        // From the lower corners of voxels: the whole part is then the nearest voxel. False for NaN.
        let place: [f64; 3] = std::array::from_fn(|a| at[a] + reach * step[a] + 0.5);
        let inside = (0..3).all(|a| place[a] >= 0.0 && place[a] < volume.shape[a] as f64);
        let [i, j, k] = place.map(|v| v as u32 as usize);
        inside.then(|| (k * nj + j) * ni + i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::space::Affine;
    use crate::base::thresholds::Thresholds;
    use crate::imaging::volume::Voxels;
    use nalgebra::Vector3;

    /// Surface points of a slab whose front half looks into noise and whose back half into zeros.
    #[test]
    fn walls_of_a_filled_block_are_told_from_skin_in_noise() {
        let shape = [20usize, 20, 20];
        let noise = |n: usize| (n * 7919 % 251) as u8;
        let voxels = (0..8000).map(|n| if n % 20 < 10 { noise(n) } else { 0 }).collect();
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let volume = Volume::new(shape, affine, Voxels::U8(voxels)).unwrap();
        let up = Vector3::new(0.0, 0.0, 1.0);
        let at = |x: f32| SkinPoint { position: Vector3::new(x, 10.0, 10.0), normal: up };
        let rule = FillRule::MANY_LEVELS;
        assert_eq!(beside_fill(&volume, &[at(4.0), at(15.0)], rule), [false, true]);
        let outside = SkinPoint { position: Vector3::new(15.0, 10.0, 18.0), normal: up };
        assert_eq!(beside_fill(&volume, &[outside], rule), [false]);
    }

    /// A slab below air in which every sample is 0 or 1, its one half filled with 0.
    #[test]
    fn chance_in_noise_of_two_levels_is_no_fill() {
        let shape = [40usize, 40, 20];
        // The finaliser of `SplitMix64`.
        let noise = |n: u64| {
            let mixed = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) & 1) as u8
        };
        let voxels = (0..32_000_u64).map(|n| if n % 40 < 20 { noise(n + 1) } else { 0 }).collect();
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let volume = Volume::new(shape, affine, Voxels::U8(voxels)).unwrap();
        let normal = Vector3::new(0.0, 0.0, 1.0);
        let at = |x: f32, y: f32| SkinPoint { position: Vector3::new(x, y, 10.0), normal };
        let points: Vec<SkinPoint> =
            (0..30).flat_map(|x| (2..38).map(move |y| at(x as f32, y as f32))).collect();
        let config = Thresholds::shipped().section("fill").unwrap();
        let rule = FillRule::of(&volume, &points, &config);
        // From a half (noise) to nine in ten (with the filled half) are equal.
        let run = |share: f64| 1 + (1e-4f64.ln() / share.ln()).ceil() as usize;
        assert!((run(0.5)..run(0.9)).contains(&rule.least_run(4)), "{rule:?}");
        assert!(rule.least_run(4) > 14 && FillRule::MANY_LEVELS.least_run(4) == 4);
        let walls = |rule| {
            let found = beside_fill(&volume, &points, rule);
            let of = |half: &dyn Fn(f32) -> bool| {
                let here = points.iter().zip(&found).filter(|(p, _)| half(p.position.x));
                here.filter(|(_, filled)| **filled).count()
            };
            [of(&|x| x < 18.0), of(&|x| x > 21.0)]
        };
        let by_chance = walls(FillRule::MANY_LEVELS);
        assert!(by_chance[0] > 100, "{by_chance:?}");
        assert_eq!(walls(rule), [0, 8 * 36]);
    }
}
