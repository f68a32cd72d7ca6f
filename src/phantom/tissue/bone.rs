//! Skull, jaws, teeth and spine.

use super::Layers;
use super::Place;
use super::Tissue;
use super::brain;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::step;
use crate::phantom::solid::union;

/// Bone at a place `to_brain` mm from the brain, if any.
pub(super) fn tissue(layers: &Layers, place: &Place, to_brain: f64) -> Option<Tissue> {
    vault(layers, place, to_brain)
        .or_else(|| base(place, to_brain))
        .or_else(|| face(place.q))
        .or_else(|| spine(place.q))
}

/// Outer table, marrow and inner table of the braincase.
fn vault(layers: &Layers, &Place { q, depth, .. }: &Place, to_brain: f64) -> Option<Tissue> {
    let outer = layers.skin + brain::SCALP_FAT * layers.fat + brain::temporalis(q);
    let within = depth - outer;
    // The vault ends at the upper rim of the orbits in front and at the nape behind.
    let lower_edge = -22. + 50. * step(q.y, -20., 62.);
    if within < 0. || q.z < lower_edge {
        return None;
    }
    let brain_is_near = to_brain < layers.skull + 6.;
    if within < layers.skull {
        return Some(shell(within, layers.skull));
    }
    brain_is_near.then_some(Tissue::Csf).filter(|_| q.z > lower_edge + 10.)
}

fn shell(within: f64, thickness: f64) -> Tissue {
    let middle = (within / thickness - 0.5).abs();
    if middle < 0.19 { Tissue::Marrow } else { Tissue::CompactBone }
}

/// Floor of the braincase.
fn base(&Place { q, depth, .. }: &Place, to_brain: f64) -> Option<Tissue> {
    if depth < 12. || q.z < -40. {
        return None;
    }
    match to_brain {
        d if d < 3. => Some(Tissue::Csf),
        d if d < 5.5 => Some(Tissue::CompactBone),
        d if d < 11. && q.y < 30. => Some(Tissue::Marrow),
        _ => None,
    }
}

fn face(q: Point) -> Option<Tissue> {
    if q.z > 30. || q.z < -100. || q.y < -10. {
        return None;
    }
    let ramus = round_cone(q, at(47., 8., -12.), 4.5, at(44., 18., -52.), 5.5);
    let body = round_cone(q, at(44., 18., -52.), 6., at(12., 70., -78.), 7.);
    let chin = ellipsoid(q, at(0., 75., -79.), at(15., 6.5, 10.));
    let mandible = union(union(ramus, body, 4.), chin, 8.);
    let arch = round_cone(q, at(60., 8., -3.), 3., at(44., 56., -9.), 5.5);
    let upper_jaw = (ellipsoid(q, at(0., 60., -34.), at(27., 27., 11.))).max(-ellipsoid(
        q,
        at(0., 50., -43.),
        at(20., 30., 10.),
    ));
    let teeth = ((at(q.x / 25., (q.y - 58.) / 27., 0.).norm() - 1.).abs() - 0.15) * 26.;
    if teeth < 0. && (q.z + 49.).abs() < 10. && q.y > 58. {
        return Some(Tissue::CompactBone);
    }
    match mandible.min(arch).min(upper_jaw) {
        d if d < -2.2 => Some(Tissue::Marrow),
        d if d < 0. => Some(Tissue::CompactBone),
        _ => None,
    }
}

fn spine(q: Point) -> Option<Tissue> {
    if q.z > -28. || q.x > 22. {
        return None;
    }
    let along = (q.z + 28.) / -17.;
    let axis = -16. - 0.08 * (-28. - q.z);
    let body = at(q.x / 11., (q.y - axis + 4.) / 8.5, 0.).norm();
    let arch = at(q.x / 19., (q.y - axis + 22.) / 15., 0.).norm();
    if body < 1. {
        // A disc every 17 mm.
        let disc = (along - along.floor() - 0.5).abs() > 0.38;
        return Some(if disc { Tissue::Cartilage } else { Tissue::Marrow });
    }
    (arch < 1. && along - along.floor() < 0.55).then_some(Tissue::CompactBone)
}
