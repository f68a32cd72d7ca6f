//! Braincase: forehead, temples, parietal bulges, occiput.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::union;

/// Scalp over the braincase. `p.x` ≥ 0: the right half stands for both.
pub(super) fn scalp(p: Point) -> f64 {
    let braincase = ellipsoid(p, at(0., -10., 42.), at(70., 84., 85.));
    let frontal = ellipsoid(p, at(0., 33., 44.), at(60., 58., 62.));
    let parietal = ellipsoid(p, at(27., -28., 56.), at(47., 52., 54.));
    let occipital = ellipsoid(p, at(0., -50., 26.), at(56., 47., 46.));
    let vault = union(union(braincase, frontal, 30.), parietal, 30.);
    union(vault, occipital, 30.)
}
