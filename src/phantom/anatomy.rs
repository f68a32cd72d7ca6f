//! The mean head as one implicit surface in the canonical frame.
//!
//! Symmetric: the right half (`x` ≥ 0) stands for both.

mod cranium;
mod ear;
mod eye;
mod facial;
mod mouth;
mod nose;

pub use eye::BALL as EYEBALL;

use crate::phantom::solid::Point;
use crate::phantom::solid::union;

/// Width of the rounding across the midline, mm.
const MIDLINE: f64 = 1.2;

/// Distance to the skin of the mean head, mm, negative inside; of first order near the surface.
pub fn skin(p: Point) -> f64 {
    let q = right_half(p);
    let mut d = union(cranium::scalp(q), facial::face(q), 24.);
    d = union(d, facial::brow(q), 16.);
    d = eye::orbit(d, q);
    d = join(d, q, nose::BOUND, 16., nose::flanks);
    d = join(d, q, nose::BOUND, 9., nose::nose);
    d = join(d, q, mouth::BOUND, 10., mouth::lips);
    d += mouth::grooves(q);
    d = nose::open(d, q);
    d = union(d, facial::neck(q), 26.);
    join(d, q, ear::BOUND, 5., ear::ear)
}

/// The point's place on the right half, rounded so that nothing creases at the midline.
fn right_half(p: Point) -> Point {
    Point::new((p.x * p.x + MIDLINE * MIDLINE).sqrt(), p.y, p.z)
}

/// Union with a part that lies within a sphere; far from it the part is not looked at.
fn join(d: f64, p: Point, (centre, radius): (Point, f64), k: f64, part: fn(Point) -> f64) -> f64 {
    // The part is at least this far: beyond `d + k` the union is `d` exactly.
    let least = (p - centre).norm() - radius;
    if least > d + k { d } else { union(d, part(p), k) }
}

/// Gradient of [`skin`] by central differences.
pub fn gradient(p: Point) -> Point {
    const H: f64 = 0.05;
    let along = |e: Point| (skin(p + e * H) - skin(p - e * H)) / (2. * H);
    Point::new(along(Point::x()), along(Point::y()), along(Point::z()))
}

/// Whether a point on the skin belongs to an ear.
pub fn is_ear(p: Point) -> bool {
    to_ear(p) < 1.
}

/// Distance to the nearer ear, mm, negative inside.
pub fn to_ear(p: Point) -> f64 {
    ear::ear(right_half(p))
}
