//! A scan as the attack compares it: skin on the patches, and its points sorted by region.

use super::rule::LinkageRule;
use super::skin::Skin;
use super::skin_map::SkinMap;
use crate::face::canonical_grid::{Patch, PatchName, Reference};
use crate::face::descriptor::Heights;
use crate::face::named_region::NamedRegion;
use std::sync::OnceLock;

/// The skin of one scan: on every patch, and by region.
#[derive(Clone, Debug)]
pub struct Template {
    maps: [SkinMap; 4],
    /// Points that place each patch, in the order of [`Patch::ALL`].
    placing: [Skin; 4],
    /// Fewer points for a first look, likewise.
    looked_at: [Skin; 4],
    /// Points of every region, in the order of [`NamedRegion::all`].
    regions: Vec<Skin>,
}

impl Template {
    /// From what the scan's result file keeps.
    pub fn of(heights: &Heights) -> Self {
        let maps = Patch::ALL.each_ref().map(|patch| SkinMap::of(heights, patch.name));
        let skin = |cells: &Cells| {
            let map = &maps[cells.patch as usize];
            let points = cells.numbers.iter().filter_map(|&cell| map.point(cell as usize));
            Skin::of(&points.collect::<Vec<_>>())
        };
        let placing = Cells::placing().each_ref().map(skin);
        let regions =
            (0..NamedRegion::all().len()).map(|bit| skin(Cells::of_region(bit))).collect();
        let looked_at = Cells::looked_at().each_ref().map(skin);
        Self { maps, placing, looked_at, regions }
    }

    /// The skin of one patch.
    pub fn map(&self, name: PatchName) -> &SkinMap {
        &self.maps[name as usize]
    }

    pub(super) fn placing(&self, name: PatchName) -> &Skin {
        &self.placing[name as usize]
    }

    pub(super) fn looked_at(&self, name: PatchName) -> &Skin {
        &self.looked_at[name as usize]
    }

    pub(super) fn region(&self, bit: usize) -> &Skin {
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
/// A first look is at so many points of a patch at most, in as many columns and rows.
const MOST_LOOKED_AT: usize = 200;

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
        CELLS.get_or_init(|| {
            Patch::ALL.each_ref().map(|patch| Self::thinned(patch, EVERY, |_| true))
        })
    }

    /// The cells of each patch that are looked at first, of its regions alone.
    fn looked_at() -> &'static [Self; 4] {
        static CELLS: OnceLock<[Cells; 4]> = OnceLock::new();
        let wanted: u32 = LinkageRule::shipped().regions.iter().map(|r| 1 << r.bit).sum();
        let few = |patch: &Patch| {
            let thinned = |every| Self::thinned(patch, every, |regions| regions & wanted != 0);
            let fits = |cells: &Self| cells.numbers.len() <= MOST_LOOKED_AT;
            (1..patch.columns).map(thinned).find(fits).unwrap_or_else(|| thinned(patch.columns))
        };
        CELLS.get_or_init(|| Patch::ALL.each_ref().map(few))
    }

    /// The cells in every so-manieth column and row that have skin on the mean head whose regions
    /// (bits) are wanted.
    fn thinned(patch: &Patch, every: usize, wanted: impl Fn(u32) -> bool) -> Self {
        let kept = |cell: usize| {
            (cell % patch.columns).is_multiple_of(every)
                && (cell / patch.columns).is_multiple_of(every)
        };
        let cells = Reference::shipped(patch.name).cells.iter().enumerate();
        let held =
            cells.filter(|(cell, c)| kept(*cell) && c.as_ref().is_some_and(|c| wanted(c.regions)));
        Self { patch: patch.name, numbers: held.map(|(cell, _)| cell as u32).collect() }
    }
}
