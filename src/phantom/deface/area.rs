//! Which parts of the head a defacer takes, on the mean head.

use crate::phantom::anatomy;
use crate::phantom::solid::Point;
use crate::phantom::solid::step;

/// Distance into the nose, from the bridge to the columella and down to the plane of the cheeks,
/// mm; negative outside.
pub(super) fn into_nose(p: Point) -> f64 {
    let half_width = if p.z > 0. { 12. } else { 23. };
    (half_width - p.x.abs()).min(p.z + 34.).min(12. - p.z).min(p.y - 84.)
}

/// Distance into the ears and a thin layer around them, mm; negative outside.
pub(super) fn into_ear(p: Point) -> f64 {
    (p.x.abs() - 60.).min(1. - anatomy::to_ear(p))
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
