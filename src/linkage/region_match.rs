//! Two heads region by region: how far apart their skins lie once each region is laid onto the other,
//! and what that says together.

use super::part::Part;
use super::registration::{self, Apart, Search};
use super::rule::{LinkageRule, RegionRule};
use super::template::{Cells, Template};
use crate::face::canonical_grid::PatchName;
use crate::face::named_region::NamedRegion;
use nalgebra::Isometry3;

/// The whole patch first: the poses of one person's two scans differ by some degrees and mm.
pub(super) const WHOLE: Search = Search {
    first_limit_mm: 14.0,
    trim: 5.5,
    least_limit_mm: 2.5,
    iterations: 15,
    stiffness: 1e-4,
};
/// Then every region by itself, held to where the whole patch put it.
const REGION: Search =
    Search { first_limit_mm: 5.0, trim: 4.0, least_limit_mm: 1.0, iterations: 4, stiffness: 0.02 };
/// Part of a region's points that must meet skin, else it abstains.
const LEAST_SHARE: f64 = 0.5;

/// What one region says about a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegionMatch {
    /// The region's bit in the order of [`NamedRegion::all`].
    pub bit: usize,
    /// How much more alike than other people, standard deviations.
    pub score: f64,
    /// How far apart the skins lie, mm.
    pub rms_mm: f64,
    /// Whether it is as alike as hardly any other person's.
    pub matches: bool,
}

/// What every region of a part says about a pair; those without enough common skin abstain.
pub fn explain(
    probe: &Template,
    gallery: &Template,
    part: Part,
    rule: &LinkageRule,
) -> Vec<RegionMatch> {
    let regions: Vec<&RegionRule> = rule.regions_of(part).collect();
    let bits: Vec<usize> = regions.iter().map(|region| region.bit).collect();
    let told = |(rule_of, apart): (&&RegionRule, Option<Apart>)| {
        let rms_mm = apart?.rms_mm;
        let score = rule_of.score(rms_mm);
        let matches = score >= rule.matches_from;
        Some(RegionMatch { bit: rule_of.bit, score, rms_mm, matches })
    };
    regions.iter().zip(distances(probe, gallery, &bits)).filter_map(told).collect()
}

/// How alike one part of two heads is, and by which regions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Mean score of the regions that do not abstain; nothing when all abstain or too little of
    /// either face is left to enrol it.
    pub score: Option<f64>,
    /// The regions that match (bits in the order of [`NamedRegion::all`]), also of a face that is
    /// not enrolled.
    pub matching: u32,
}

/// Compares one part of two heads.
pub fn compare(probe: &Template, gallery: &Template, part: Part, rule: &LinkageRule) -> Comparison {
    let regions = explain(probe, gallery, part, rule);
    let sum: f64 = regions.iter().map(|region| region.score).sum();
    let enrolled = [probe, gallery].iter().all(|scan| is_enrolled(scan, part, rule));
    let score = (enrolled && !regions.is_empty()).then(|| sum / regions.len() as f64);
    let matching =
        regions.iter().filter(|region| region.matches).fold(0, |bits, r| bits | 1 << r.bit);
    Comparison { score, matching }
}

/// Whether enough of the part is there to compare it at all.
pub fn is_enrolled(template: &Template, part: Part, rule: &LinkageRule) -> bool {
    let least = match part {
        Part::Face => rule.least_regions,
        Part::Ears | Part::Vault => 1,
    };
    regions_left(template, part, rule) >= least
}

/// How many regions of the part have enough skin to be compared.
pub fn regions_left(template: &Template, part: Part, rule: &LinkageRule) -> usize {
    let left = |region: &&RegionRule| has_enough(region.bit, template.region(region.bit).len());
    rule.regions_of(part).filter(left).count()
}

/// How far apart the skins of regions (bits) lie; nothing where one abstains.
pub fn distances(probe: &Template, gallery: &Template, bits: &[usize]) -> Vec<Option<Apart>> {
    let mut placed: [Option<Option<Isometry3<f64>>>; 4] = [None; 4];
    let mut of_region = |bit: &usize| {
        let patch = NamedRegion::all()[*bit].patch;
        let whole = placed[patch as usize].get_or_insert_with(|| place(probe, gallery, patch));
        region(probe, gallery, *bit, whole.as_ref()?)
    };
    bits.iter().map(&mut of_region).collect()
}

/// Lays a whole patch onto the other scan's.
fn place(probe: &Template, gallery: &Template, patch: PatchName) -> Option<Isometry3<f64>> {
    let start = Isometry3::identity();
    registration::register(probe.placing(patch), gallery.map(patch), &start, &WHOLE)
}

fn region(
    probe: &Template,
    gallery: &Template,
    bit: usize,
    whole: &Isometry3<f64>,
) -> Option<Apart> {
    let skin = probe.region(bit);
    if !has_enough(bit, skin.len()) {
        return None;
    }
    let target = gallery.map(NamedRegion::all()[bit].patch);
    let placed = registration::register(skin, target, whole, &REGION)?;
    Some(registration::apart(skin, target, &placed)).filter(|a| has_enough(bit, a.points))
}

fn has_enough(bit: usize, points: usize) -> bool {
    points as f64 >= LEAST_SHARE * Cells::of_region(bit).numbers.len() as f64
}
