//! Controls: what an attack finds when there is nothing of the face to be found.

use super::part::Part;
use super::rule::LinkageRule;
use crate::face::canonical_grid::{Patch, PatchName, Reference};
use crate::face::descriptor::Heights;

/// The same scan with the mean face in place of its own, where it shows skin from brow to chin: the
/// null of a perfect replacement.
#[must_use]
pub fn with_mean_face(heights: &Heights) -> Heights {
    let face: u32 = LinkageRule::shipped().regions_of(Part::Face).map(|r| 1 << r.bit).sum();
    let mean = &Reference::shipped(PatchName::Face).cells;
    let replaced = |cell: usize| mean[cell].as_ref().is_some_and(|c| c.regions & face != 0);
    Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
        let mut own = heights.patch(patch.name).to_vec();
        if patch.name == PatchName::Face {
            let there =
                own.iter_mut().enumerate().filter(|(cell, h)| !h.is_nan() && replaced(*cell));
            there.for_each(|(_, height)| *height = 0.0);
        }
        own
    }))
}
