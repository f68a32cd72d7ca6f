//! One displacement field: where it acts, and what it moves.

use crate::phantom::solid::Point;
use crate::phantom::solid::bump;
use crate::phantom::solid::step;

/// A symmetric displacement field around a place on the mean head.
///
/// At `q = (|x|, y, z)` it moves the head by `window(q) · (push + stretch ∘ (q − centre))`, mirrored
/// for the left half; the window is 1 at the centre and 0 from the ellipsoid `radii` on.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The measurement it changes: a row of `data/anthropometry.csv`.
    pub name: &'static str,
    /// Middle of the window, mm.
    pub centre: Point,
    /// Semi-axes of the window, mm.
    pub radii: Point,
    /// Displacement in the middle, before scaling.
    pub push: Point,
    /// Displacement per mm from the middle, before scaling.
    pub stretch: Point,
    /// Heights between which the field grows smoothly from nothing to all, mm; None = everywhere
    /// all.
    pub ramp: Option<[f64; 2]>,
    /// Where the measurement is taken: its change is `Σ direction · displacement(point)`.
    pub probes: &'static [(Point, Point)],
}

impl Field {
    /// Displacement before scaling, at `p`, mm.
    pub fn raw(&self, p: Point) -> Point {
        let q = Point::new(p.x.abs(), p.y, p.z);
        let offset = q - self.centre;
        let grown = self.ramp.map_or(1., |[none, all]| step(q.z, none, all));
        let window = bump(offset.component_div(&self.radii).norm()) * grown;
        if window == 0. {
            return Point::zeros();
        }
        let mut u = (self.push + self.stretch.component_mul(&offset)) * window;
        u.x *= if p.x < 0. { -1. } else { 1. };
        u
    }

    /// Change of the measurement per unit of the raw field.
    pub fn gain(&self) -> f64 {
        self.probes.iter().map(|(point, direction)| direction.dot(&self.raw(*point))).sum()
    }
}
