//! A scan as the attack compares it: skin on the patches, and its points sorted by region.

use super::similarity::Coarse;
use super::skin_map::{SkinMap, SkinPoint};
use crate::face::canonical_grid::{Patch, PatchName, Reference};
use crate::face::descriptor::Heights;
use crate::face::named_region::NamedRegion;
use crate::face::recognisability::{Evidence, Model};
use std::sync::OnceLock;

/// The skin of one scan: on every patch, and by region.
#[derive(Clone, Debug)]
pub struct Template {
    maps: [SkinMap; 4],
    /// Points that place each patch, in the order of [`Patch::ALL`].
    placing: [Vec<SkinPoint>; 4],
    /// Points of every region, in the order of [`NamedRegion::all`].
    regions: Vec<Vec<SkinPoint>>,
    coarse: Coarse,
    face_left: f64,
}

impl Template {
    /// From what the scan's result file keeps.
    pub fn of(heights: &Heights) -> Self {
        let maps = Patch::ALL.each_ref().map(|patch| SkinMap::of(heights, patch.name));
        let skin = |cells: &Cells| {
            let points = maps[cells.patch as usize].points();
            cells.numbers.iter().filter_map(|&cell| points[cell as usize]).collect()
        };
        let placing = Cells::placing().each_ref().map(skin);
        let regions =
            (0..NamedRegion::all().len()).map(|bit| skin(Cells::of_region(bit))).collect();
        let face_left = Model::shipped().told(&Evidence::of(heights, &[]));
        Self { placing, regions, coarse: Coarse::of(heights), maps, face_left }
    }

    /// The skin of one patch.
    pub fn map(&self, name: PatchName) -> &SkinMap {
        &self.maps[name as usize]
    }

    /// How much of what a face tells of a person is left, 0–1 (weights of
    /// `data/recognisability.toml`).
    pub fn face_left(&self) -> f64 {
        self.face_left
    }

    /// Heights for a first look.
    pub fn coarse(&self) -> &Coarse {
        &self.coarse
    }

    pub(super) fn placing(&self, name: PatchName) -> &[SkinPoint] {
        &self.placing[name as usize]
    }

    pub(super) fn region(&self, bit: usize) -> &[SkinPoint] {
        &self.regions[bit]
    }
}

/// Cells of a patch.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    pub(super) patch: PatchName,
    pub(super) numbers: Vec<u32>,
}

/// A region is laid by so many of its points at most: more settle six movements no better.
const MOST_OF_REGION: usize = 200;
/// Every so-manieth column and row places a patch: some 1000 points hold a face.
const EVERY: usize = 3;

impl Cells {
    /// The cells of a region (its bit in the order of [`NamedRegion::all`]), thinned.
    pub(super) fn of_region(bit: usize) -> &'static Self {
        static CELLS: OnceLock<Vec<Cells>> = OnceLock::new();
        let all = CELLS.get_or_init(|| {
            let regions = NamedRegion::all().iter().enumerate();
            regions.map(|(bit, region)| Self::holding(region.patch, bit)).collect()
        });
        &all[bit]
    }

    fn holding(patch: PatchName, bit: usize) -> Self {
        let cells = Reference::shipped(patch).cells.iter().enumerate();
        let held = cells.filter(|(_, c)| c.as_ref().is_some_and(|c| c.regions & (1 << bit) != 0));
        let all: Vec<u32> = held.map(|(cell, _)| cell as u32).collect();
        let every = all.len().div_ceil(MOST_OF_REGION).max(1);
        Self { patch, numbers: all.into_iter().step_by(every).collect() }
    }

    /// The cells that place each patch.
    pub(super) fn placing() -> &'static [Self; 4] {
        static CELLS: OnceLock<[Cells; 4]> = OnceLock::new();
        CELLS.get_or_init(|| Patch::ALL.each_ref().map(|patch| Self::thinned(patch, |_| true)))
    }

    /// The cells in every third column and row that have skin on the mean head whose regions (bits)
    /// are wanted.
    pub(super) fn thinned(patch: &Patch, wanted: impl Fn(u32) -> bool) -> Self {
        let kept = |cell: usize| {
            (cell % patch.columns).is_multiple_of(EVERY)
                && (cell / patch.columns).is_multiple_of(EVERY)
        };
        let cells = Reference::shipped(patch.name).cells.iter().enumerate();
        let held =
            cells.filter(|(cell, c)| kept(*cell) && c.as_ref().is_some_and(|c| wanted(c.regions)));
        Self { patch: patch.name, numbers: held.map(|(cell, _)| cell as u32).collect() }
    }
}
