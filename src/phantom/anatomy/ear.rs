//! Outer ear in its own frame: `u` up along the ear, `v` backwards in its plane, `w` out of it.

use std::sync::LazyLock;

use crate::phantom::solid::Point;
use crate::phantom::solid::Tube;
use crate::phantom::solid::at;
use crate::phantom::solid::carve;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::union;

/// Sphere that holds the ear: centre and radius.
pub(super) const BOUND: (Point, f64) = (at(75., -12., 0.), 44.);

static HELIX: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [0., 7., -1., 1.6],
        [6., 2., 0.8, 2.2],
        [15., -1., 1.8, 2.6],
        [24., 2., 2.4, 2.7],
        [30., 9.5, 2.8, 2.8],
        [29.5, 18., 2.8, 2.8],
        [22., 24., 2.6, 2.8],
        [11., 25.5, 2.6, 2.7],
        [-1., 23., 2.2, 2.6],
        [-11., 17.5, 1.2, 2.4],
        [-19., 11.5, 0., 2.2],
    ])
});
static ANTIHELIX: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [22., 9., 0., 1.6],
        [15., 13.5, 1.6, 2.4],
        [6., 17., 2.4, 2.6],
        [-3., 16.5, 2.4, 2.6],
        [-10., 12.5, 1.8, 2.6],
        [-13., 7., 1.2, 2.6],
        [-11., 3., 0.6, 2.2],
    ])
});

/// Right ear, before it is joined to the head. `p.x` ≥ 0.
pub(super) fn ear(p: Point) -> f64 {
    let q = local(p);
    let plate = ellipsoid(q, at(4.5, 11.5, -1.6), at(26.5, 14.5, 3.2));
    let root = ellipsoid(q, at(2., 4., -9.), at(18., 12., 9.));
    let lobe = ellipsoid(q, at(-22.5, 6., -1.4), at(9.5, 7.5, 3.4));
    let mut d = union(plate, root, 8.);
    d = union(d, lobe, 7.);
    d = union(d, HELIX.distance(q), 3.);
    d = union(d, ANTIHELIX.distance(q), 4.);
    d = carve(d, ellipsoid(q, at(-3., 8., 3.), at(9.5, 7., 7.)), 3.);
    let tragus = ellipsoid(q, at(-2., -0.5, 1.), at(5.5, 3., 4.));
    union(d, tragus, 4.)
}

/// Into the ear's frame: leaned back, standing off the head behind.
fn local(p: Point) -> Point {
    // Lean 14° backwards, 27° off the side of the head (Farkas 1994: inclination, protrusion).
    const LEAN: (f64, f64) = (0.242, 0.970);
    const OFF: (f64, f64) = (0.454, 0.891);
    let d = p - at(69.5, -3., 0.);
    let (up, back) = (LEAN.1 * d.z - LEAN.0 * d.y, -LEAN.1 * d.y - LEAN.0 * d.z);
    at(up, OFF.1 * back + OFF.0 * d.x, OFF.1 * d.x - OFF.0 * back)
}
