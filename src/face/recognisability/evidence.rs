//! What a scan still shows of a face to somebody who compares it.

use crate::face::canonical_grid::{Patch, PatchName, Reference};
use crate::face::descriptor::Heights;
use crate::face::named_region::NamedRegion;
use crate::face::presence::RegionPresence;
use std::sync::OnceLock;

/// How much of each region is left, how sharp and how noisy.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Part of each region (by its bit) that can be compared, 0–1.
    shares: Vec<f64>,
    /// Median width of the regions' edges over that of the cranium, at least 1.
    pub edge: f64,
    /// Noise on the surface, mm.
    pub noise_mm: f64,
}

impl Evidence {
    /// Of a scan: the cells of its descriptor, and the edges of its regions.
    pub fn of(heights: &Heights, regions: &[RegionPresence]) -> Self {
        let face = heights.patch(PatchName::Face);
        let share = |cells: &Vec<usize>| {
            let skin = cells.iter().filter(|&&cell| !face[cell].is_nan()).count();
            skin as f64 / cells.len().max(1) as f64
        };
        let shares = cells_of_regions().iter().map(share).collect();
        Self { shares, edge: edge(regions), noise_mm: noise(face) }
    }

    /// Sharp, without noise, and of each region the part that `share` gives.
    pub fn from_shares(share: impl Fn(usize) -> f64) -> Self {
        let shares = (0..NamedRegion::all().len()).map(share).collect();
        Self { shares, edge: 1.0, noise_mm: 0.0 }
    }

    /// Part of a region (by its bit) that is left, 0–1.
    pub fn share(&self, bit: usize) -> f64 {
        self.shares.get(bit).copied().unwrap_or(0.0).clamp(0.0, 1.0)
    }

    /// The same without the regions (by their bits) that are not this person's.
    #[must_use]
    pub fn without(mut self, foreign: impl Fn(usize) -> bool) -> Self {
        for (bit, share) in self.shares.iter_mut().enumerate() {
            if foreign(bit) {
                *share = 0.0;
            }
        }
        self
    }
}

/// The cells of the face patch that belong to each region.
fn cells_of_regions() -> &'static [Vec<usize>] {
    static CELLS: OnceLock<Vec<Vec<usize>>> = OnceLock::new();
    CELLS.get_or_init(|| {
        let reference = Reference::shipped(PatchName::Face);
        let of = |bit: usize| {
            let holds = |cell: &usize| {
                reference.cells[*cell].as_ref().is_some_and(|mean| mean.regions & (1 << bit) != 0)
            };
            (0..reference.cells.len()).filter(holds).collect()
        };
        (0..NamedRegion::all().len()).map(of).collect()
    })
}

/// Median of the edges of the face's regions that show one.
fn edge(regions: &[RegionPresence]) -> f64 {
    let of_face = |region: &&RegionPresence| {
        let named = NamedRegion::all().iter().find(|named| named.name == region.region);
        named.is_some_and(|named| named.patch == PatchName::Face)
    };
    let shown = regions.iter().filter(of_face).filter_map(|region| region.shown.edge_ratio);
    median(shown.collect()).unwrap_or(1.0).max(1.0)
}

/// Median distance of a cell from the mean of its four neighbours, mm: faces are smooth over the
/// 2 mm between cells, noise is not.
fn noise(face: &[f32]) -> f64 {
    let patch = Patch::of(PatchName::Face);
    let inner = (1..patch.rows - 1)
        .flat_map(|row| (1..patch.columns - 1).map(move |column| row * patch.columns + column));
    let off = |cell: usize| {
        let beside = face[cell - 1] + face[cell + 1];
        let around = beside + face[cell - patch.columns] + face[cell + patch.columns];
        f64::from((face[cell] - 0.25 * around).abs())
    };
    median(inner.map(off).filter(|mm| !mm.is_nan()).collect()).unwrap_or(0.0)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let half = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(half, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A face that waves by a height given by its place.
    fn face(height: impl Fn(f32, f32) -> f32) -> Heights {
        Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
            let at = |cell: usize| {
                let [u, v] = patch.place(cell);
                height(u, v)
            };
            (0..patch.len()).map(at).collect()
        }))
    }

    #[test]
    fn a_cut_face_has_only_the_regions_that_are_left() {
        let bit = |name: &str| NamedRegion::all().iter().position(|r| r.name == name).unwrap();
        let upper = Evidence::of(&face(|_, v| if v > 0.0 { 0.0 } else { f32::NAN }), &[]);
        assert!(upper.share(bit("brow_left")) > 0.99);
        assert!(upper.share(bit("chin")) < 0.01);
        let without = upper.without(|b| b == bit("brow_left"));
        assert!(without.share(bit("brow_left")) < 1e-9);
        assert!(without.share(bit("brow_right")) > 0.99);
    }

    #[test]
    fn noise_is_measured_and_shape_is_not() {
        let smooth = Evidence::of(&face(|u, v| 5.0 * (u / 20.0).sin() * (v / 20.0).cos()), &[]);
        assert!(smooth.noise_mm < 0.05, "{}", smooth.noise_mm);
        let checked = |u: f32, v: f32| {
            let even = ((u / 2.0).round() + (v / 2.0).round()).rem_euclid(2.0) < 0.5;
            if even { 0.5 } else { -0.5 }
        };
        // Every neighbour lies 1 mm off.
        approx::assert_abs_diff_eq!(
            Evidence::of(&face(checked), &[]).noise_mm,
            1.0,
            epsilon = 0.01
        );
    }
}
