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
        self.layered = part(&|r| is_layered(&r.inwards, background, config));
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
        self.roughness_mm = roughness(hits);
    }
}

fn is(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits()
}

/// Whether scalp, skull and brain follow each other.
///
/// Either a dark layer (MRI, skull) below half of what lies above and below it, or a bright one
/// (CT) above 1.3 times both; levels count from the background.
fn is_layered(inwards: &[f32], background: f32, config: &Config) -> bool {
    let depth = |mm: f64| (mm as usize).min(inwards.len());
    let value = |d: usize| inwards[d] - background;
    let scalp = 1..depth(config.scalp_mm[1]);
    let brightest = |range: std::ops::Range<usize>| range.map(value).fold(f32::MIN, f32::max);
    let within = depth(config.scalp_mm[0])..depth(config.scalp_mm[1] + config.skull_mm);
    let dark = within.clone().filter(|d| *d + 2 < inwards.len()).any(|d| {
        let above = brightest(scalp.start..d.min(scalp.end));
        let below = brightest(d + 1..depth(d as f64 + config.skull_mm + 4.0));
        value(d) < config.skull_dark * above.min(below)
    });
    let bright = within.filter(|d| *d + 2 < inwards.len()).any(|d| {
        let above = value(scalp.start + 1);
        let below = value(depth(d as f64 + config.skull_mm + 4.0) - 1);
        value(d) > config.skull_bright * above.max(below) && above.min(below) > 0.0
    });
    dark || bright
}

/// Median over the rays of |radius − mean radius of the six nearest rays|, mm.
fn roughness(hits: &[Ray]) -> f64 {
    let mut out: Vec<f32> = hits
        .iter()
        .map(|ray| {
            let cosine = |other: &Ray| -> f64 {
                (0..3).map(|a| ray.direction[a] * other.direction[a]).sum()
            };
            let mut near: Vec<(f64, f64)> =
                hits.iter().map(|other| (-cosine(other), other.radius)).collect();
            let count = near.len().min(7);
            near.select_nth_unstable_by(count - 1, |a, b| a.0.total_cmp(&b.0));
            let others = near[..count].iter().map(|n| n.1).sum::<f64>() - ray.radius;
            (others / (count - 1).max(1) as f64 - ray.radius).abs() as f32
        })
        .collect();
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
            && (!layered || evidence.roughness_mm > config.gyri_mm);
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
