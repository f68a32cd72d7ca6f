//! Cavities: nose, sinuses, mouth, throat, ear canal.

use super::Place;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::round_cone;

/// Walls keep this much tissue before the skin except where a cavity opens, mm.
const WALL: f64 = 4.;

/// Whether a place lies in a cavity.
pub(super) fn is_air(&Place { q, depth, .. }: &Place) -> bool {
    if q.z > 48. || q.z < -175. {
        return false;
    }
    open(q) || (depth > WALL && closed(q))
}

/// Cavities that reach the skin: nostril, ear canal.
fn open(q: Point) -> bool {
    let nostril = round_cone(q, at(6.9, 101., -26.), 3.2, at(5., 82., -14.), 2.6);
    let canal = round_cone(q, at(66., -7., -2.), 3., at(40., 0., 3.), 2.4);
    nostril < 0. || canal < 0.
}

fn closed(q: Point) -> bool {
    let nasal = ellipsoid(q, at(5.5, 58., -4.), at(3.6, 32., 20.)) < 0. && turbinate(q);
    let maxillary = ellipsoid(q, at(30., 56., -13.), at(12., 15., 15.)) < 0.;
    let frontal = ellipsoid(q, at(9., 82.5, 36.), at(10., 4., 9.)) < 0.;
    let sphenoid = ellipsoid(q, at(7., 20., 8.), at(7., 11., 9.)) < 0.;
    let ethmoid = ellipsoid(q, at(6.5, 54., 16.), at(5., 20., 7.)) < 0.;
    let throat = round_cone(q, at(0., 14., -12.), 8., at(0., 0., -100.), 7.) < 0.;
    let windpipe = round_cone(q, at(0., 6., -100.), 8., at(0., -4., -200.), 9.) < 0.;
    let mouth = ellipsoid(q, at(0., 66., -46.), at(20., 20., 2.)) < 0.;
    nasal || maxillary || frontal || sphenoid || ethmoid || throat || windpipe || mouth
}

/// Shelves in the nasal cavity leave air between them.
fn turbinate(q: Point) -> bool {
    ellipsoid(q, at(7., 56., -12.), at(2.4, 24., 4.)) > 0.
        && ellipsoid(q, at(7., 52., 2.), at(2.2, 20., 4.)) > 0.
}
