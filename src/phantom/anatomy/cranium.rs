//! Braincase: forehead, temples, parietal bulges, occiput, mastoids.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::union;

/// Scalp over the braincase. `p.x` ≥ 0: the right half stands for both.
pub(super) fn scalp(p: Point) -> f64 {
    let braincase = ellipsoid(p, at(0., -10., 42.), at(69., 83., 86.5));
    let frontal = ellipsoid(p, at(0., 33., 44.), at(60., 58., 62.));
    let bulge = |side: f64| ellipsoid(p, at(27. * side, -28., 56.), at(47., 52., 54.));
    let parietal = union(bulge(1.), bulge(-1.), 30.);
    let occipital = ellipsoid(p, at(0., -48.5, 23.), at(56., 46.5, 49.));
    let temporal = ellipsoid(p, at(37., 20., 16.), at(28., 46., 36.));
    let mastoid = ellipsoid(p, at(42., -28., -6.), at(23., 34., 34.));
    let mut d = union(braincase, frontal, 30.);
    d = union(d, parietal, 30.);
    d = union(d, occipital, 30.);
    d = union(d, temporal, 36.);
    union(d, mastoid, 30.)
}
