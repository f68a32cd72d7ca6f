//! The bony face under its soft tissue: brow, cheek bones, maxilla, mandible, chin, neck.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::ellipsoid_yawed;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Middle and lower face without nose, eyes and lips. `p.x` ≥ 0.
pub(super) fn face(p: Point) -> f64 {
    let midface = ellipsoid(p, at(0., 36., -8.), at(56., 50., 62.));
    let cheek_bone = ellipsoid_yawed(p, at(44., 56., -9.), at(20., 16., 13.), (-0.6, 0.8));
    let arch = round_cone(p, at(52.5, 6., -4.), 13.5, at(51., 44., -8.), 13.5);
    let cheek = ellipsoid(p, at(30., 44., -38.), at(29., 34., 36.));
    let maxilla = ellipsoid(p, at(0., 60., -36.), at(30., 36., 34.));
    let mut d = union(midface, cheek_bone, 18.);
    d = union(d, arch, 28.);
    d = union(d, cheek, 22.);
    d = union(d, maxilla, 20.);
    union(d, mandible(p), 28.)
}

fn mandible(p: Point) -> f64 {
    let masseter = ellipsoid(p, at(42.5, 17., -34.), at(18., 32., 38.));
    let body = round_cone(p, at(43., 14., -52.), 12., at(13., 69., -81.), 13.);
    let chin = ellipsoid(p, at(0., 75., -83.), at(18., 17., 15.));
    let floor = ellipsoid(p, at(0., 36., -64.), at(42., 48., 28.));
    let parotid = ellipsoid(p, at(40., -8., -40.), at(18., 26., 40.));
    let d = union(union(masseter, body, 20.), floor, 24.);
    union(union(d, chin, 24.), parotid, 24.)
}

/// Brow ridge and the bridge between (glabella).
pub(super) fn brow(p: Point) -> f64 {
    let ridge = round_cone(p, at(8., 83.5, 30.), 7.5, at(38., 66., 30.), 11.);
    let glabella = ellipsoid(p, at(0., 82., 34.), at(16., 13., 13.));
    union(ridge, glabella, 14.)
}

/// Neck, as far down as any field of view goes.
pub(super) fn neck(p: Point) -> f64 {
    let column = round_cone(p, at(0., -19., -30.), 55., at(0., -34., -190.), 60.);
    let throat = round_cone(p, at(0., 14., -92.), 24., at(0., 2., -190.), 28.);
    union(column, throat, 24.)
}
