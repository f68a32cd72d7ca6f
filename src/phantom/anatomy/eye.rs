//! Orbit, eyeball under closed lids, lid crease.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::bump;
use crate::phantom::solid::carve;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::polyline;
use crate::phantom::solid::sphere;
use crate::phantom::solid::union;

/// Centre of the right eyeball.
pub(super) const BALL: Point = at(31.5, 73.5, 13.);

/// Sinks the orbit into the face and puts the lids in. `p.x` ≥ 0.
pub(super) fn orbit(d: f64, p: Point) -> f64 {
    let socket = ellipsoid(p, at(32., 90., 13.), at(19., 14., 12.));
    let d = carve(d, socket, 12.);
    let lids = ellipsoid(p, BALL, at(15.5, 13.2, 13.));
    let d = union(d, lids, 6.);
    d + creases(p)
}

/// Depth of the lid seam and of the fold above it, mm.
fn creases(p: Point) -> f64 {
    if sphere(p, BALL, 30.) > 0. {
        return 0.;
    }
    let seam = [
        at(16.5, 80., 11.5),
        at(22., 83.5, 9.8),
        at(31.5, 86.5, 8.4),
        at(40., 82.5, 9.8),
        at(46., 74., 12.5),
    ];
    let fold = [
        at(17.5, 81., 15.),
        at(24., 84.5, 19.),
        at(32., 85., 20.5),
        at(40., 81., 19.),
        at(46.5, 74., 15.),
    ];
    1.3 * bump(polyline(p, &seam).0 / 2.2) + 1.2 * bump(polyline(p, &fold).0 / 2.6)
}
