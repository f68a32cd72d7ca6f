//! How alike two heads are at first look: a few points of one laid onto the skin of the other.
//!
//! Cheap enough for every pair; it only chooses whom the regions are compared with. Heights compared
//! cell by cell, with the motion that explains most of their difference taken off, cost as much and
//! put a mate at rank 8 of 20 at worst and 17 of 20 where a mask had slipped; a pose that is off by
//! some degrees is no small motion. Laid onto each other it was rank 1 for all of the same scans.

use super::part::Part;
use super::region_match::WHOLE;
use super::registration::{self, Search};
use super::template::Template;
use crate::face::canonical_grid::PatchName;
use nalgebra::Isometry3;

/// More steps moved no mate to another rank.
const LOOK: Search = Search { iterations: 5, ..WHOLE };

/// How alike one part of two heads is: minus the logarithm of their distance in mm, averaged over
/// the patches on which both show enough skin; nothing when there is none.
pub fn first_look(probe: &Template, gallery: &Template, part: Part) -> Option<f64> {
    let told = patches(part).iter().filter_map(|&patch| distance(probe, gallery, patch));
    let (sum, count) = told.fold((0.0, 0.0), |(sum, n), mm| (sum - mm.max(1e-3).ln(), n + 1.0));
    (count > 0.0).then(|| sum / count)
}

fn distance(probe: &Template, gallery: &Template, patch: PatchName) -> Option<f64> {
    let (skin, target) = (probe.looked_at(patch), gallery.map(patch));
    let placed = registration::register(skin, target, &Isometry3::identity(), &LOOK)?;
    let apart = registration::apart(skin, target, &placed);
    (apart.points >= registration::FEWEST).then_some(apart.rms_mm)
}

/// The patches a part lies on.
fn patches(part: Part) -> &'static [PatchName] {
    match part {
        Part::Face => &[PatchName::Face],
        Part::Ears => &[PatchName::EarRight, PatchName::EarLeft],
        Part::Vault => &[PatchName::Vault],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::canonical_grid::{Patch, Reference};
    use crate::face::descriptor::Heights;

    fn template(of: impl Fn(&Patch, usize) -> f32) -> Template {
        let of_patch = |patch: &Patch| (0..patch.len()).map(|cell| of(patch, cell)).collect();
        Template::of(&Heights::from_patches(Patch::ALL.each_ref().map(of_patch)))
    }

    fn waves(a: f32, b: f32) -> Template {
        template(|patch, cell| {
            let [u, v] = patch.place(cell);
            2.0 * (u / 9.0 + a).sin() * (v / 7.0 + b).cos()
        })
    }

    #[test]
    fn a_motion_is_no_difference_and_shape_is() {
        let still = template(|_, _| 0.0);
        // Every point of the mean head as far along its normal as 2 mm forward and 1.5 mm up take it;
        // a pinna's edges are no surface that a motion moves along its normals.
        let moved = template(|patch, cell| {
            let mean = Reference::shipped(patch.name).cells[cell].as_ref();
            mean.map_or(f32::NAN, |c| (2.0 * c.normal.y + 1.5 * c.normal.z) / c.lean)
        });
        for part in [Part::Face, Part::Vault] {
            let to = |other: &Template| first_look(&still, other, part).unwrap();
            assert!(to(&still) > to(&moved), "{part:?}");
            assert!(to(&moved) > to(&waves(1.0, 2.0)) + 0.5, "{part:?}");
        }
        let to = |other: &Template| first_look(&still, other, Part::Ears).unwrap();
        assert!(to(&still) > to(&waves(1.0, 2.0)) + 0.5);
    }

    #[test]
    fn too_little_in_common_is_no_similarity() {
        let half = |upper: bool| {
            template(move |p, cell| if (p.place(cell)[1] > 0.0) == upper { 1.0 } else { f32::NAN })
        };
        assert_eq!(first_look(&half(true), &half(false), Part::Face), None);
        assert!(first_look(&half(true), &half(true), Part::Face).is_some());
    }
}
