//! Nose: bridge, tip, alae, columella, nostrils.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::carve;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::ellipsoid_pitched;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Sphere that holds the nose: centre and radius.
pub(super) const BOUND: (Point, f64) = (at(0., 96., -5.), 42.);

/// Everything that stands out of the midface as nose. `p.x` ≥ 0.
pub(super) fn nose(p: Point) -> f64 {
    let bridge = round_cone(p, at(0., 81.5, 20.), 6., at(0., 104., -14.), 6.8);
    let tip = ellipsoid(p, at(0., 106.5, -19.), at(10., 10., 8.6));
    let ala = ellipsoid_pitched(p, at(12., 96., -23.), at(5.6, 9.5, 7.), (-0.25, 0.968));
    let columella = round_cone(p, at(0., 107., -23.5), 3.8, at(0., 95., -28.), 4.);
    let mut d = union(bridge, tip, 12.);
    d = union(d, ala, 7.);
    union(d, columella, 5.)
}

/// The sides of the nose, which run out softly into the cheeks. `p.x` ≥ 0.
pub(super) fn flanks(p: Point) -> f64 {
    round_cone(p, at(2., 77.5, 14.), 8., at(6., 91., -15.), 9.5)
}

/// Carves the nostrils into a face that has its nose.
pub(super) fn open(d: f64, p: Point) -> f64 {
    let nostril = ellipsoid_pitched(p, at(6.9, 100.5, -28.), at(3.1, 6., 4.4), (0.2, 0.98));
    carve(d, nostril, 2.5)
}
