//! Outer ear in its own frame: `u` up along the ear, `v` backwards in its plane, `w` out of it.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::carve;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::polyline;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Right ear, before it is joined to the head. `p.x` ≥ 0.
pub(super) fn ear(p: Point) -> f64 {
    let q = local(p);
    let plate = ellipsoid(q, at(4., 11., -1.5), at(26., 15., 3.2));
    let root = ellipsoid(q, at(2., 2., -8.), at(17., 9., 9.));
    let mut d = union(plate, root, 6.);
    d = carve(d, ellipsoid(q, at(-3., 8.5, 2.5), at(10.5, 7.5, 7.)), 3.);
    d = carve(d, ellipsoid(q, at(16., 9., 2.5), at(9., 5.5, 3.4)), 3.);
    d = union(d, rim(q), 3.);
    let tragus = ellipsoid(q, at(-2., 0.5, 1.5), at(5.5, 3., 4.));
    d = union(d, tragus, 3.);
    let lobe = ellipsoid(q, at(-22., 7., -1.), at(9.5, 8., 3.2));
    union(d, lobe, 5.)
}

/// Into the ear's frame: leaned back, standing off the head behind.
fn local(p: Point) -> Point {
    // Lean 12° backwards, 28° off the side of the head (Farkas 1994: inclination, protrusion).
    const LEAN: (f64, f64) = (0.208, 0.978);
    const OFF: (f64, f64) = (0.469, 0.883);
    let d = p - at(69., -4., 0.);
    let (up, back) = (LEAN.1 * d.z - LEAN.0 * d.y, -LEAN.1 * d.y - LEAN.0 * d.z);
    at(up, OFF.1 * back + OFF.0 * d.x, OFF.1 * d.x - OFF.0 * back)
}

/// Helix and antihelix.
fn rim(q: Point) -> f64 {
    let helix = [
        at(2., 5., 0.5),
        at(10., -1., 2.),
        at(20., 0., 2.6),
        at(28., 6., 2.6),
        at(31., 13., 2.6),
        at(27., 21., 2.6),
        at(17., 25.5, 2.6),
        at(5., 25., 2.4),
        at(-7., 20., 1.6),
        at(-17., 13.5, 0.5),
    ];
    let (distance, along) = polyline(q, &helix);
    let outer = distance - 2.9 + 0.5 * along;
    let antihelix = [
        at(20., 9., 0.5),
        at(12., 16., 2.),
        at(2., 18.5, 2.5),
        at(-9., 14., 2.),
        at(-13., 7., 1.5),
    ];
    let inner = polyline(q, &antihelix).0 - 2.6;
    let antitragus = round_cone(q, at(-12., 8., 0.5), 3., at(-10., 3., 0.), 2.4);
    union(union(outer, inner, 2.5), antitragus, 2.5)
}
