//! Which parts of the head a defacer takes, on the mean head.

use crate::phantom::anatomy;
use crate::phantom::solid::Point;
use crate::phantom::solid::step;

/// From brow to throat, in front of a wall behind the cheek bones; above the orbits only down to
/// the skull.
pub(super) fn is_face(p: Point, depth: f64) -> bool {
    let wall = 42. + 18. * step(p.z, -5., 24.);
    let below_brow = p.z < 22. && p.y > wall;
    let brow = p.z >= 22. && p.z < 44. && p.y > 56. && depth < 9.;
    p.x.abs() < 74. && p.z > -125. && (below_brow || brow)
}

/// Nose from the bridge to the columella, down to the plane of the cheeks.
pub(super) fn is_nose(p: Point, _depth: f64) -> bool {
    let half_width = if p.z > 0. { 12. } else { 23. };
    p.x.abs() < half_width && p.z > -34. && p.z < 12. && p.y > 84.
}

/// Both ears and a thin layer around them.
pub(super) fn is_ear(p: Point, _depth: f64) -> bool {
    p.x.abs() > 60. && anatomy::to_ear(p) < 2.
}

/// 1 on the face, 0 on the rest of the head, smooth between.
pub(super) fn face_weight(p: Point) -> f64 {
    let forward = step(p.y, 30., 62.);
    let below_brow = 1. - step(p.z, 34., 60.);
    let above_throat = step(p.z, -130., -104.);
    forward * below_brow * above_throat
}

/// 1 from the outside down to 7 mm under the skin, 0 from 11 mm on, where the brain may begin.
pub(super) fn shell(depth: f64) -> f64 {
    1. - step(depth, 7., 11.)
}
