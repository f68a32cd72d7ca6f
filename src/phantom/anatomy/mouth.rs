//! Lips, the line between them, philtrum and the fold to the chin.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::bump;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::polyline;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Lips as they stand out of the face. `p.x` ≥ 0.
pub(super) fn lips(p: Point) -> f64 {
    let muzzle = ellipsoid(p, at(0., 72., -48.), at(28., 24., 22.));
    let upper = union(
        round_cone(p, at(3.5, 94.5, -46.5), 4.2, at(14., 90., -48.), 3.6),
        round_cone(p, at(14., 90., -48.), 3.6, at(23.5, 82.5, -51.), 1.6),
        3.,
    );
    let lower = union(
        round_cone(p, at(0., 93., -56.5), 5., at(11., 89.5, -55.5), 4.6),
        round_cone(p, at(11., 89.5, -55.5), 4.6, at(23., 82., -51.5), 1.8),
        4.,
    );
    union(muzzle, union(upper, lower, 1.5), 5.)
}

/// Depth of the line where the lips meet and of the grooves around them, mm.
pub(super) fn grooves(p: Point) -> f64 {
    let line = [at(0., 97., -51.3), at(8., 95., -51.), at(17., 88., -50.8), at(25.5, 82., -51.8)];
    let (mouth, along) = polyline(p, &line);
    let philtrum = polyline(p, &[at(0., 99., -31.), at(0., 99., -43.)]).0;
    2.4 * bump(mouth / 4.) * (1. - 0.4 * along) + 0.8 * bump(philtrum / 4.5)
}
