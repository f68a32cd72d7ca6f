//! The bony face under its soft tissue: brow, cheek bones, maxilla, mandible, chin, neck.

use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::ellipsoid_yawed;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Middle and lower face without nose, eyes and lips. `p.x` ≥ 0.
pub(super) fn face(p: Point) -> f64 {
    let midface = ellipsoid(p, at(0., 36., -8.), at(54., 50., 62.));
    let cheek_bone = ellipsoid_yawed(p, at(46., 56., -8.), at(20., 16., 13.), (-0.6, 0.8));
    let arch = round_cone(p, at(60., 6., 0.), 8., at(54., 48., -6.), 11.);
    let cheek = ellipsoid(p, at(30., 48., -40.), at(27., 30., 32.));
    let maxilla = ellipsoid(p, at(0., 60., -36.), at(30., 36., 34.));
    let mut d = union(midface, cheek_bone, 16.);
    d = union(d, arch, 16.);
    d = union(d, cheek, 22.);
    d = union(d, maxilla, 20.);
    union(d, mandible(p), 20.)
}

fn mandible(p: Point) -> f64 {
    let ramus = round_cone(p, at(54., 4., -8.), 13., at(46., 14., -50.), 12.);
    let body = round_cone(p, at(46., 14., -50.), 12., at(14., 70., -80.), 13.);
    let chin = ellipsoid(p, at(0., 76., -82.), at(20., 16.5, 14.5));
    let floor = ellipsoid(p, at(0., 40., -66.), at(40., 46., 26.));
    let d = union(union(ramus, body, 14.), floor, 20.);
    union(d, chin, 18.)
}

/// Brow ridge and the bridge between (glabella).
pub(super) fn brow(p: Point) -> f64 {
    let ridge = round_cone(p, at(8., 85., 30.), 7., at(42., 70., 33.), 8.);
    let glabella = ellipsoid(p, at(0., 82., 33.), at(14., 12.5, 11.));
    union(ridge, glabella, 12.)
}

/// Neck, as far down as any field of view goes.
pub(super) fn neck(p: Point) -> f64 {
    let column = round_cone(p, at(0., -22., -40.), 50., at(0., -32., -190.), 60.);
    let throat = round_cone(p, at(0., 14., -92.), 24., at(0., 2., -190.), 28.);
    union(column, throat, 24.)
}
