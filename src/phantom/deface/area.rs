//! Which parts of the head a defacer takes, on the mean head.

use crate::phantom::anatomy;
use crate::phantom::solid::Point;
use crate::phantom::solid::step;

/// Voxel size of the template a mask is drawn on, mm: masks resampled to a scan keep its steps.
const TEMPLATE_VOXEL: f64 = 2.;
/// Front wall of the mask's part above the cheek bones, and of the part below, mm: behind the
/// maxilla, and before the ramus of the jaw.
const WALLS: [f64; 2] = [48., 20.];
/// Height where the lower part ends, mm: under the temporal poles.
const SHELF: f64 = -16.;
/// Top of the mask at the eyeballs, mm, and how much it rises forwards. The slope is that of
/// pydeface's `facemask.nii.gz` (0.45), which ends 14 mm lower, in the eyes; `mri_deface` reaches
/// the brow, as this one does.
const TOP: [f64; 2] = [19., 0.45];
/// Where [`TOP`] is taken, mm.
const TOP_AT: f64 = 64.;

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

/// Middle of the template's voxel that holds a place.
pub(super) fn template_voxel(p: Point) -> Point {
    p.map(|c| ((c / TEMPLATE_VOXEL).floor() + 0.5) * TEMPLATE_VOXEL)
}

/// Whether a face mask covers a place: over the full width and down to the end of the image, as
/// the masks of pydeface and `mri_deface` do, so that only what lies behind their walls is left.
pub(super) fn is_masked(p: Point) -> bool {
    let top = TOP[0] + TOP[1] * (p.y - TOP_AT);
    let wall = if p.z < SHELF { WALLS[1] } else { WALLS[0] };
    p.y > wall && p.z < top
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
