//! Orbit, eyeball under closed lids, lid crease.

use std::sync::LazyLock;

use crate::phantom::solid::Point;
use crate::phantom::solid::Tube;
use crate::phantom::solid::at;
use crate::phantom::solid::bump;
use crate::phantom::solid::carve;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::union;

/// Centre of the right eye's lids, canonical mm.
pub const BALL: Point = at(31.5, 71., 13.);

/// Where the lids meet, and the fold of the upper lid, seen from the front; the radius is the depth.
static SEAM: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [16., 0., 11.2, 0.5],
        [19., 0., 10.6, 1.1],
        [25., 0., 8.6, 1.3],
        [32., 0., 7.8, 1.3],
        [39., 0., 8.8, 1.3],
        [44., 0., 10.8, 1.0],
        [48., 0., 12.4, 0.1],
    ])
});
static FOLD: LazyLock<Tube> = LazyLock::new(|| {
    Tube::new(&[
        [17., 0., 14.5, 0.1],
        [20.5, 0., 17.6, 0.9],
        [26., 0., 19.8, 1.4],
        [33., 0., 20.4, 1.4],
        [40., 0., 18.8, 1.3],
        [46., 0., 15.6, 0.8],
        [50., 0., 12.6, 0.1],
    ])
});

/// Sinks the orbit into the face and puts the lids in. `p.x` ≥ 0.
pub(super) fn orbit(d: f64, p: Point) -> f64 {
    if (p - BALL).norm() > 48. {
        return d;
    }
    let socket = ellipsoid(p, at(31., 88., 14.), at(20., 15., 11.5));
    let d = carve(d, socket, 14.);
    let lids = ellipsoid(p, BALL, at(17., 13.2, 12.6));
    union(d, lids, 8.) + creases(p)
}

/// Depth of the lid seam and of the fold above it, mm.
fn creases(p: Point) -> f64 {
    if p.y < 55. {
        return 0.;
    }
    let front = at(p.x, 0., p.z);
    let (seam, fold) = (SEAM.nearest(front), FOLD.nearest(front));
    let corner = at((p.x - 16.) / 3.5, 0., (p.z - 11.2) / 3.).norm();
    seam.radius * bump(seam.distance / 1.9) + fold.radius * bump(fold.distance / 3.4) + bump(corner)
}
