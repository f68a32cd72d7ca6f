//! Solids as distance functions: mm, negative inside, and the smooth joins between them.
//!
//! The functions follow Quilez, "Distance functions" (2008–2023): exact for spheres and round
//! cones, first-order for ellipsoids.

mod tube;

pub use tube::Nearest;
pub use tube::Tube;

use nalgebra::Vector3;

/// A point or direction, mm.
pub type Point = Vector3<f64>;

/// Shorthand for a point.
pub const fn at(x: f64, y: f64, z: f64) -> Point {
    Point::new(x, y, z)
}

/// Union of `a` and `b`, rounded where they differ by less than `k` mm; exactly the smaller beyond.
pub fn union(a: f64, b: f64, k: f64) -> f64 {
    let h = (k - (a - b).abs()).max(0.0) / k;
    a.min(b) - h * h * h * k / 6.0
}

/// `a` with `b` taken away, rounded over `k` mm.
pub fn carve(a: f64, b: f64, k: f64) -> f64 {
    -union(-a, b, k)
}

/// Common part of `a` and `b`, rounded over `k` mm.
pub fn intersection(a: f64, b: f64, k: f64) -> f64 {
    -union(-a, -b, k)
}

/// Sphere.
pub fn sphere(p: Point, centre: Point, radius: f64) -> f64 {
    (p - centre).norm() - radius
}

/// Ellipsoid with semi-axes along x, y, z; the distance is of first order.
pub fn ellipsoid(p: Point, centre: Point, radii: Point) -> f64 {
    let q = (p - centre).component_div(&radii);
    let scaled = q.norm();
    let gradient = q.component_div(&radii).norm();
    if gradient < 1e-9 { -radii.min() } else { scaled * (scaled - 1.0) / gradient }
}

/// Ellipsoid turned about the x axis: its y axis points up by `pitch` (sine, cosine).
pub fn ellipsoid_pitched(p: Point, centre: Point, radii: Point, pitch: (f64, f64)) -> f64 {
    let d = p - centre;
    let (sin, cos) = pitch;
    let turned = at(d.x, cos * d.y + sin * d.z, cos * d.z - sin * d.y);
    ellipsoid(turned, Point::zeros(), radii)
}

/// Ellipsoid turned about the z axis: its x axis points to the front by `yaw` (sine, cosine).
pub fn ellipsoid_yawed(p: Point, centre: Point, radii: Point, yaw: (f64, f64)) -> f64 {
    let d = p - centre;
    let (sin, cos) = yaw;
    let turned = at(cos * d.x + sin * d.y, cos * d.y - sin * d.x, d.z);
    ellipsoid(turned, Point::zeros(), radii)
}

/// Round cone: the hull of two spheres, `(a, ra)` and `(b, rb)`.
pub fn round_cone(p: Point, a: Point, ra: f64, b: Point, rb: f64) -> f64 {
    let (axis, from_a) = (b - a, p - a);
    let length_squared = axis.norm_squared();
    let slope = ra - rb;
    let side_squared = length_squared - slope * slope;
    let along = from_a.dot(&axis);
    let beyond = along - length_squared;
    let off = (from_a * length_squared - axis * along).norm_squared();
    let (along_cubed, beyond_cubed) =
        (along * along * length_squared, beyond * beyond * length_squared);
    let turn = slope.signum() * slope * slope * off;
    if beyond.signum() * side_squared * beyond_cubed > turn {
        (off + beyond_cubed).sqrt() / length_squared - rb
    } else if along.signum() * side_squared * along_cubed < turn {
        (off + along_cubed).sqrt() / length_squared - ra
    } else {
        ((off * side_squared / length_squared).sqrt() + along * slope) / length_squared - ra
    }
}

/// 1 at 0, 0 from 1 on, smooth to the second derivative.
pub fn bump(distance: f64) -> f64 {
    let rest = (1.0 - distance * distance).max(0.0);
    rest * rest * rest
}

/// 0 below `from`, 1 above `to`, smooth to the second derivative.
pub fn step(value: f64, from: f64, to: f64) -> f64 {
    let t = ((value - from) / (to - from)).clamp(0.0, 1.0);
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}
