//! A head, a brain, a skull, or something else?

use serde::{Deserialize, Serialize};

use super::bitgrid::BitGrid;
use super::config::Config;
use super::quantile::quantile;
use super::rays::{Ray, Rays};

/// What the thing in the volume is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeadKind {
    /// A head with skin: intact, cropped or defaced.
    Head,
    /// A brain without scalp and skull (skull-stripped).
    Brain,
    /// A skull without skin (CT, bone window).
    Skull,
    /// Something else.
    NotAHead {
        /// What speaks against a head.
        why: NotAHead,
    },
    /// The evidence contradicts itself.
    Uncertain,
}

impl HeadKind {
    /// What it is, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Head => "a head",
            Self::Brain => "a brain without scalp and skull",
            Self::Skull => "a skull without skin",
            Self::NotAHead { why: NotAHead::Nothing } => {
                "nothing that stands out from the background"
            }
            Self::NotAHead { why: NotAHead::TooSmall } => "smaller than a newborn's head",
            Self::NotAHead { why: NotAHead::TooLarge } => {
                "larger than a head with neck and shoulders"
            }
            Self::NotAHead { why: NotAHead::Uniform } => {
                "the same everywhere inside, like a bottle"
            }
            Self::Uncertain => "perhaps a head: the evidence contradicts itself",
        }
    }
}

/// What speaks against a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotAHead {
    /// Nothing stands out from the border of the field of view.
    Nothing,
    /// Smaller than a newborn's head.
    TooSmall,
    /// Larger than a head with neck and shoulders.
    TooLarge,
    /// The same everywhere inside: a bottle or a sphere filled with fluid.
    Uniform,
}

/// What the decision rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Extents of the mask's box along `i`, `j`, `k`, mm.
    pub extent_mm: [f64; 3],
    /// Volume of the mask, cm³.
    pub volume_cm3: f64,
    /// Area of the mask on the first and last face of the field of view along `i`, `j`, `k`, cm².
    pub touches_cm2: [[f64; 2]; 3],
    /// Part of the mask that is darker than the threshold: bone, fluid, air, or an empty inside.
    pub hollow: f64,
    /// Part of the samples deeper than 12 mm that are as dark as the background.
    pub empty: f64,
    /// Part of the rays along which a darker or, in CT, brighter layer parts the surface from what
    /// lies below: the skull under the scalp.
    pub layered: f64,
    /// Median change of intensity over 4 mm below the surface, as a part of the median intensity.
    pub variation: f64,
    /// Part of the rays outside of which the background is exactly constant.
    pub cut_out: f64,
    /// How often a ray's layer lies as deep as those of the rays beside it: a skull does, the furrows
    /// of a brain do not. 0 without layers.
    pub coherent: f64,
    /// Median distance of the surface from the mean of its neighbours along other rays, mm.
    pub roughness_mm: f64,
    /// Part of the rays that reach the surface within the field of view.
    pub seen: f64,
}

impl Evidence {
    /// What the mask alone says; `tissue` = voxels at or above the threshold.
    pub(super) fn of(mask: &BitGrid, tissue: &BitGrid, voxel_mm: [f64; 3]) -> Self {
        let shape = mask.shape();
        let count = mask.count();
        let ranges = mask.bounds();
        let extent_mm = std::array::from_fn(|a| {
            ranges.map_or(0.0, |(low, high)| (high[a] + 1 - low[a]) as f64 * voxel_mm[a])
        });
        let area = |axis: usize, at: usize| {
            let cm2 = voxel_mm.iter().product::<f64>() / voxel_mm[axis] / 100.0;
            mask.count_on_face(axis, at) as f64 * cm2
        };
        Self {
            extent_mm,
            volume_cm3: count as f64 * voxel_mm.iter().product::<f64>() / 1000.0,
            touches_cm2: std::array::from_fn(|a| [area(a, 0), area(a, shape[a] - 1)]),
            hollow: mask.count_without(tissue) as f64 / count.max(1) as f64,
            ..Self::default()
        }
    }

    /// Adds what the rays say.
    pub(super) fn read_rays(
        &mut self,
        rays: &Rays,
        threshold: f32,
        background: f32,
        config: &Config,
    ) {
        let hits = &rays.hits;
        let count = hits.len().max(1) as f64;
        let part =
            |holds: &dyn Fn(&Ray) -> bool| hits.iter().filter(|r| holds(r)).count() as f64 / count;
        self.seen = hits.len() as f64 / config.rays.max(1) as f64;
        let layers: Vec<Option<usize>> =
            hits.iter().map(|ray| layer_depth(&ray.inwards, background, config)).collect();
        let beside = beside(hits);
        self.layered = layers.iter().flatten().count() as f64 / count;
        self.coherent = coherence(&layers, &beside);
        self.cut_out =
            part(&|r| r.outwards.len() > 1 && r.outwards.iter().all(|v| is(*v, r.outwards[0])));
        let dark = background + 0.25 * (threshold - background);
        let deep = || hits.iter().flat_map(|r| r.inwards.iter().skip(12));
        self.empty = deep().filter(|v| **v < dark).count() as f64 / deep().count().max(1) as f64;
        let mut changes = Vec::new();
        let mut levels = Vec::new();
        for ray in hits {
            for pair in ray.inwards.windows(5).skip(4) {
                changes.push((pair[4] - pair[0]).abs());
                levels.push(pair[0] - background);
            }
        }
        let level = quantile(&mut levels, 0.5).unwrap_or(0.0).max(threshold - background);
        self.variation = f64::from(quantile(&mut changes, 0.5).unwrap_or(0.0) / level);
        self.roughness_mm = roughness(hits, &beside);
    }
}

fn is(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits()
}

/// How deep the skull begins, mm, where scalp, skull and brain follow each other.
///
/// Either a dark layer (MRI, skull) below half of what lies above and below it, or a bright one
/// (CT) above 1.3 times both; levels count from the background.
fn layer_depth(inwards: &[f32], background: f32, config: &Config) -> Option<usize> {
    let depth = |mm: f64| (mm as usize).min(inwards.len());
    let value = |d: usize| inwards[d] - background;
    let scalp = 1..depth(config.scalp_mm[1]);
    let brightest = |range: std::ops::Range<usize>| range.map(value).fold(f32::MIN, f32::max);
    let is_layer = |d: &usize| {
        let beyond = depth(*d as f64 + config.skull_mm + 4.0);
        let above = brightest(scalp.start..(*d).min(scalp.end));
        let below = brightest(d + 1..beyond);
        let dark = value(*d) < config.skull_dark * above.min(below);
        let (above, below) = (value(scalp.start + 1), value(beyond - 1));
        let bright = value(*d) > config.skull_bright * above.max(below) && above.min(below) > 0.0;
        dark || bright
    };
    let within = depth(config.scalp_mm[0])..depth(config.scalp_mm[1] + config.skull_mm);
    within.filter(|d| *d + 2 < inwards.len()).find(is_layer)
}

/// The numbers of the rays nearest to each ray.
fn beside(hits: &[Ray]) -> Vec<Vec<usize>> {
    /// About a ray on a sphere there are six others.
    const NEAREST: usize = 6;
    let cosine = |a: &Ray, b: &Ray| (0..3).map(|n| a.direction[n] * b.direction[n]).sum::<f64>();
    let of = |(n, ray): (usize, &Ray)| {
        let others = (0..hits.len()).filter(|other| *other != n);
        let mut near: Vec<(f64, usize)> = others.map(|o| (-cosine(ray, &hits[o]), o)).collect();
        let count = near.len().min(NEAREST);
        if count > 0 {
            near.select_nth_unstable_by(count - 1, |a, b| a.0.total_cmp(&b.0));
        }
        near[..count].iter().map(|(_, other)| *other).collect()
    };
    hits.iter().enumerate().map(of).collect()
}

/// Mean over the rays with a layer of the part of the rays beside them whose layer is as deep.
fn coherence(layers: &[Option<usize>], beside: &[Vec<usize>]) -> f64 {
    /// Skulls thicken and scalps thin by less over the 2 cm between rays.
    const AS_DEEP_MM: usize = 3;
    let share = |(layer, beside): (&Option<usize>, &Vec<usize>)| {
        let depth = (*layer)?;
        let same =
            |other: &&usize| layers[**other].is_some_and(|d| d.abs_diff(depth) <= AS_DEEP_MM);
        Some(beside.iter().filter(same).count() as f64 / beside.len().max(1) as f64)
    };
    let shares: Vec<f64> = layers.iter().zip(beside).filter_map(share).collect();
    shares.iter().sum::<f64>() / shares.len().max(1) as f64
}

/// Median over the rays of |radius − mean radius of the six nearest rays|, mm.
fn roughness(hits: &[Ray], beside: &[Vec<usize>]) -> f64 {
    let off = |(ray, beside): (&Ray, &Vec<usize>)| {
        let others: f64 = beside.iter().map(|other| hits[*other].radius).sum();
        (others / beside.len().max(1) as f64 - ray.radius).abs() as f32
    };
    let mut out: Vec<f32> = hits.iter().zip(beside).map(off).collect();
    f64::from(quantile(&mut out, 0.5).unwrap_or(0.0))
}

impl HeadKind {
    /// Size first, then what lies inside, then the layers.
    pub(super) fn decide(evidence: &Evidence, config: &Config) -> Self {
        let largest = evidence.extent_mm.into_iter().fold(0.0, f64::max);
        let smallest = evidence.extent_mm.into_iter().fold(f64::INFINITY, f64::min);
        if evidence.volume_cm3 < config.least_cm3 || smallest < config.least_mm {
            return Self::NotAHead { why: NotAHead::TooSmall };
        }
        if evidence.volume_cm3 > config.most_cm3 || largest > config.most_mm {
            return Self::NotAHead { why: NotAHead::TooLarge };
        }
        if evidence.seen < config.least_seen {
            return Self::NotAHead { why: NotAHead::Nothing };
        }
        if evidence.hollow > config.hollow && evidence.empty > config.empty {
            return Self::Skull;
        }
        let layered = evidence.layered > config.layered;
        let brain_like = evidence.cut_out > config.cut_out
            && evidence.volume_cm3 < config.most_brain_cm3
            && (!layered
                || evidence.coherent < config.skull_coherent
                || evidence.roughness_mm > config.gyri_mm);
        if brain_like {
            Self::Brain
        } else if layered {
            Self::Head
        } else if evidence.variation < config.uniform {
            Self::NotAHead { why: NotAHead::Uniform }
        } else {
            Self::Uncertain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skull_lies_as_deep_everywhere_and_furrows_do_not() {
        // A ring of rays, each beside the two before and the two after it.
        let rays = 60;
        let beside: Vec<Vec<usize>> = (0..rays)
            .map(|n| [1, 2, rays - 1, rays - 2].map(|d| (n + d) % rays).to_vec())
            .collect();
        let skull: Vec<Option<usize>> =
            (0..rays).map(|n| (n % 10 > 0).then_some(6 + n / 20)).collect();
        assert!(coherence(&skull, &beside) > 0.8);
        let furrows: Vec<Option<usize>> =
            (0..rays).map(|n| (n % 3 > 0).then_some(n * 7 % 23)).collect();
        assert!(coherence(&furrows, &beside) < 0.4, "{}", coherence(&furrows, &beside));
        approx::assert_abs_diff_eq!(coherence(&vec![None; rays], &beside), 0.0);
    }
}
