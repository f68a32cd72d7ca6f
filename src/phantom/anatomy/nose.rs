//! Nose: bridge, tip, alae, columella, nostrils.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::carve;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::ellipsoid_pitched;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Everything that stands out of the midface as nose. `p.x` ≥ 0.
pub(super) fn nose(p: Point) -> f64 {
    let bridge = round_cone(p, at(0., 84., 20.), 6.5, at(0., 103., -13.), 8.);
    let flank = round_cone(p, at(3., 82., 16.), 7., at(7., 92., -16.), 9.5);
    let tip = ellipsoid(p, at(2.5, 108., -19.), at(8.5, 10., 8.5));
    let ala = ellipsoid_pitched(p, at(11.5, 97., -22.5), at(6., 10., 7.2), (-0.25, 0.968));
    let columella = round_cone(p, at(0., 108., -25.), 3.6, at(0., 96., -30.), 3.8);
    let mut d = union(bridge, flank, 8.);
    d = union(d, tip, 10.);
    d = union(d, ala, 5.);
    union(d, columella, 4.)
}

/// The openings, to be carved.
pub(super) fn nostril(p: Point) -> f64 {
    ellipsoid_pitched(p, at(6.8, 101.5, -29.), at(3.2, 6.2, 4.6), (0.2, 0.98))
}

/// Carves the nostrils into a face that has its nose.
pub(super) fn open(d: f64, p: Point) -> f64 {
    carve(d, nostril(p), 2.5)
}
