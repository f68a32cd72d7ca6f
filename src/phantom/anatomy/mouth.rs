//! Lips, the line between them, philtrum and the fold to the chin.

use std::sync::LazyLock;

use crate::phantom::solid::Point;
use crate::phantom::solid::Tube;
use crate::phantom::solid::at;
use crate::phantom::solid::bump;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::union;

/// Sphere that holds the lips: centre and radius.
pub(super) const BOUND: (Point, f64) = (at(0., 78., -50.), 40.);

static UPPER: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [0., 92.6, -47.2, 4.6],
        [5., 92.3, -46.6, 4.7],
        [12., 89.6, -47.6, 4.],
        [19., 85., -49.4, 2.8],
        [25., 79.5, -51.4, 1.4],
    ])
});
static LOWER: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [0., 91.2, -56.2, 5.4],
        [7., 90., -56., 5.3],
        [14., 86.6, -54.8, 4.4],
        [20., 83., -53., 2.8],
        [25., 79., -51.4, 1.4],
    ])
});
/// Where the lips meet, seen from the front.
static SEAM: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [0., 0., -51.8, 2.6],
        [5., 0., -51.2, 2.6],
        [12., 0., -51., 2.2],
        [19., 0., -51.3, 1.6],
        [25.5, 0., -52., 0.6],
    ])
});
/// From the wing of the nose past the corner of the mouth, seen from the front.
static FOLD: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [19., 0., -20., 0.2],
        [22., 0., -30., 0.9],
        [29., 0., -45., 0.7],
        [33., 0., -57., 0.1],
    ])
});

/// Lips as they stand out of the face. `p.x` ≥ 0.
pub(super) fn lips(p: Point) -> f64 {
    let muzzle = ellipsoid(p, at(0., 70., -46.), at(28., 24., 22.));
    union(muzzle, union(UPPER.distance(p), LOWER.distance(p), 2.), 6.)
}

/// Depth of the line where the lips meet and of the grooves around them, mm.
pub(super) fn grooves(p: Point) -> f64 {
    if p.y < 55. || p.z > -12. || p.z < -75. || p.x > 45. {
        return 0.;
    }
    let front = at(p.x, 0., p.z);
    let seam = SEAM.nearest(front);
    let fold = FOLD.nearest(front);
    let philtrum = at(p.x / 5., 0., (p.z + 38.) / 9.).norm();
    let sulcus = at(p.x / 18., 0., (p.z + 68.) / 7.).norm();
    0.9 * seam.radius * bump(seam.distance / 2.4)
        + fold.radius * bump(fold.distance / 8.)
        + 1.1 * bump(philtrum)
        + 1.2 * bump(sulcus)
}
