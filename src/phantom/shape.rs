//! The shape of one head: where each of its points lies on the mean head.

use rayon::prelude::*;

use super::depth;
use super::solid::Point;

/// Lower corner of the lattice, canonical mm.
const CORNER: Point = Point::new(-126., -144., -222.);
/// Nodes along x, y, z.
const NODES: [usize; 3] = [43, 50, 66];
/// Distance between nodes, mm: a third of the smallest window of a displacement field.
const STEP: f64 = 6.;
/// Farther than this from the mean head's skin nothing of any head is found, mm.
const REACH: f64 = 36.;
/// Rounds of the fixed-point inversion; the fields' slopes are below 0.3, so 1e-3 mm remain.
const ROUNDS: usize = 6;

/// Map from a head's own surface to the mean head, smooth to the first derivative.
///
/// The displacement is kept on a lattice and read by a quadratic B-spline: 27 products instead of
/// the sum over all fields and waves.
#[derive(Clone, Debug)]
pub struct Shape {
    nodes: Vec<[f32; 3]>,
}

impl Shape {
    /// From the displacement of the mean head's points.
    pub fn new(forward: impl Fn(Point) -> Point + Sync) -> Self {
        let forward =
            Self::tabulated(|p| if depth::coarse(p) > REACH { Point::zeros() } else { forward(p) });
        // One evaluation of the fields a node; the inversion reads the table.
        Self::tabulated(|q| (0..ROUNDS).fold(q, |p, _| q - forward.displacement(p)) - q)
    }

    fn tabulated(field: impl Fn(Point) -> Point + Sync) -> Self {
        let node = |n: usize| {
            let index = [n % NODES[0], n / NODES[0] % NODES[1], n / NODES[0] / NODES[1]];
            field(CORNER + Point::from(index.map(|i| i as f64)) * STEP).map(|v| v as f32).into()
        };
        Self { nodes: (0..NODES.iter().product()).into_par_iter().map(node).collect() }
    }

    /// The place on the mean head of a place on this head, canonical mm.
    pub fn to_mean(&self, q: Point) -> Point {
        q + self.displacement(q)
    }

    fn displacement(&self, q: Point) -> Point {
        let at = (q - CORNER) / STEP;
        let (mut first, mut weights) = ([0; 3], [[0.; 3]; 3]);
        for axis in 0..3 {
            let inside = at[axis].clamp(1., NODES[axis] as f64 - 2.001);
            let nearest = inside.round();
            let t = inside - nearest;
            first[axis] = nearest as usize - 1;
            weights[axis] = [0.5 * (0.5 - t).powi(2), 0.75 - t * t, 0.5 * (0.5 + t).powi(2)];
        }
        let mut sum = Point::zeros();
        for (k, wk) in weights[2].iter().enumerate() {
            for (j, wj) in weights[1].iter().enumerate() {
                let row = ((first[2] + k) * NODES[1] + first[1] + j) * NODES[0] + first[0];
                let w = wk * wj;
                for (node, wi) in self.nodes[row..row + 3].iter().zip(&weights[0]) {
                    sum += Point::from(node.map(f64::from)) * (w * wi);
                }
            }
        }
        sum
    }

    /// The place on this head of a place on the mean head, canonical mm.
    pub fn from_mean(&self, p: Point) -> Point {
        (0..4 * ROUNDS).fold(p, |q, _| q + p - self.to_mean(q))
    }
}
