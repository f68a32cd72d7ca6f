//! The mean head as one implicit surface in the canonical frame.
//!
//! Symmetric: the right half (`x` ≥ 0) stands for both.

mod cranium;
mod ear;
mod eye;
mod facial;
mod mouth;
mod nose;

use crate::phantom::solid::Point;
use crate::phantom::solid::union;

/// Distance to the skin of the mean head, mm, negative inside; of first order near the surface.
pub fn skin(p: Point) -> f64 {
    let q = Point::new(p.x.abs(), p.y, p.z);
    // Smooth across the midline for parts that stand off it.
    let mut d = union(cranium::scalp(q), facial::face(q), 24.);
    d = union(d, facial::brow(q), 14.);
    d = eye::orbit(d, q);
    d = union(d, nose::nose(q), 7.);
    d = union(d, mouth::lips(q), 10.);
    d += mouth::grooves(q);
    d = nose::open(d, q);
    d = union(d, facial::neck(q), 26.);
    union(d, ear::ear(q), 4.)
}

/// Gradient of [`skin`] by central differences.
pub fn gradient(p: Point) -> Point {
    const H: f64 = 0.05;
    let along = |e: Point| (skin(p + e * H) - skin(p - e * H)) / (2. * H);
    Point::new(along(Point::x()), along(Point::y()), along(Point::z()))
}

/// Whether a point on the skin belongs to an ear.
pub fn is_ear(p: Point) -> bool {
    ear::ear(Point::new(p.x.abs(), p.y, p.z)) < 1.
}
