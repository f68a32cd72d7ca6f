//! A tube of changing thickness along a smooth curve.

use super::Point;

/// Pieces a span between two control points is cut into.
const PIECES: usize = 5;

/// A tube along a Catmull–Rom curve; its radius changes along the way.
#[derive(Clone, Debug)]
pub struct Tube {
    /// Curve points and radii, mm.
    points: Vec<(Point, f64)>,
}

/// The nearest place on a tube's curve.
#[derive(Clone, Copy, Debug)]
pub struct Nearest {
    /// Distance to the curve, mm.
    pub distance: f64,
    /// Radius there, mm.
    pub radius: f64,
    /// Position along the curve in `[0, 1]`.
    pub along: f64,
}

impl Tube {
    /// Through control points `[x, y, z, radius]`, mm; at least two.
    pub fn new(controls: &[[f64; 4]]) -> Self {
        let last = controls.len().saturating_sub(1);
        let mut points = Vec::with_capacity(last * PIECES + 1);
        for span in 0..last {
            let c =
                [span.saturating_sub(1), span, span + 1, (span + 2).min(last)].map(|n| controls[n]);
            for piece in 0..PIECES {
                points.push(catmull_rom(c, piece as f64 / PIECES as f64));
            }
        }
        points.extend(controls.last().map(|c| (Point::new(c[0], c[1], c[2]), c[3])));
        Self { points }
    }

    /// The nearest place on the curve.
    pub fn nearest(&self, p: Point) -> Nearest {
        let mut best = (f64::INFINITY, 0., 0.);
        let spans = self.points.len().saturating_sub(1).max(1) as f64;
        for (n, pair) in self.points.windows(2).enumerate() {
            let ((a, ra), (b, rb)) = (pair[0], pair[1]);
            let axis = b - a;
            let t = ((p - a).dot(&axis) / axis.norm_squared()).clamp(0., 1.);
            let square = (p - a - axis * t).norm_squared();
            if square < best.0 {
                best = (square, ra + t * (rb - ra), (n as f64 + t) / spans);
            }
        }
        Nearest { distance: best.0.sqrt(), radius: best.1, along: best.2 }
    }

    /// Distance to the tube's wall, mm.
    pub fn distance(&self, p: Point) -> f64 {
        let nearest = self.nearest(p);
        nearest.distance - nearest.radius
    }
}

fn catmull_rom(c: [[f64; 4]; 4], t: f64) -> (Point, f64) {
    let value = |n: usize| {
        let [a, b, d, e] = c.map(|control| control[n]);
        b + 0.5 * t * (d - a + t * (2. * a - 5. * b + 4. * d - e + t * (3. * (b - d) + e - a)))
    };
    (Point::new(value(0), value(1), value(2)), value(3))
}
