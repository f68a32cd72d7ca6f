//! Small rigid motions between two skins: the normal equations of point-to-plane registration.
//!
//! Chen & Medioni 1991; a motion is three turns and three shifts about the middle of what is moved.
#![allow(
    clippy::needless_range_loop,
    clippy::inline_always,
    reason = "eight numbers at a time, in loops over numbers that stay in place"
)]

use crate::base::lanes::{LANES, Lanes, Triple, cross, lanes, triple};
use nalgebra::{Isometry3, Matrix6, Translation3, UnitQuaternion, Vector3, Vector6};

/// Lever arm that makes turns (rad) comparable to shifts (mm): half the height of a face.
const LEVER_MM: f64 = 80.0;

/// Turn × [`LEVER_MM`] and shift, mm.
pub(super) type Motion = Vector6<f64>;

/// By how much each of the six movements changes the distance of a point from a plane, mm per mm:
/// point by point, the tests' oracle of [`rows`].
#[cfg(test)]
pub(super) fn row(place: &Vector3<f64>, normal: &Vector3<f64>, middle: &Vector3<f64>) -> Motion {
    let turn = (place - middle).cross(normal) / LEVER_MM;
    Motion::new(turn.x, turn.y, turn.z, normal.x, normal.y, normal.z)
}

/// By how much each of the six movements changes the distances of eight points from their planes, mm
/// per mm; `arm` leads from the middle to the point, mm.
#[inline]
pub(super) fn rows(arm: &Triple, normal: &Triple) -> [Lanes; 6] {
    const LEVER: f32 = LEVER_MM as f32;
    let turn = cross(arm, normal);
    let [x, y, z] = triple(|axis| lanes(|n| turn[axis][n] / LEVER));
    [x, y, z, normal[0], normal[1], normal[2]]
}

/// The motion as an isometry about `middle`.
pub(super) fn isometry(motion: &Motion, middle: &Vector3<f64>) -> Isometry3<f64> {
    let turn = UnitQuaternion::from_scaled_axis(motion.fixed_rows::<3>(0) / LEVER_MM);
    let shift: Vector3<f64> = motion.fixed_rows::<3>(3).into();
    let back = Translation3::from(middle + shift);
    back * turn * Translation3::from(-middle)
}

/// Weighted least squares for one motion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Equations {
    matrix: Matrix6<f64>,
    right: Motion,
    weight: f64,
}

impl Equations {
    pub(super) fn new() -> Self {
        Self { matrix: Matrix6::zeros(), right: Motion::zeros(), weight: 0.0 }
    }

    /// Adds a point by itself, the tests' oracle of [`EquationLanes`]: it lies `apart` (mm) above the plane it belongs to.
    #[cfg(test)]
    pub(super) fn add(&mut self, row: &Motion, apart: f64, weight: f64) {
        self.matrix.ger(weight, row, row, 1.0);
        self.right.axpy(-weight * apart, row, 1.0);
        self.weight += weight;
    }

    /// The motion that brings the points onto their planes; `stiffness` pulls it, together with
    /// what was `moved` before, towards none (1 = as firmly as planes that all face one way hold).
    pub(super) fn solve(mut self, stiffness: f64, moved: &Motion) -> Option<Motion> {
        let pull = stiffness * self.weight;
        for n in 0..6 {
            self.matrix[(n, n)] += pull;
        }
        self.right.axpy(-pull, moved, 1.0);
        Some(self.matrix.cholesky()?.solve(&self.right))
    }
}

/// The sums of [`Equations`], lane by lane.
#[derive(Clone, Copy, Debug)]
pub(super) struct EquationLanes {
    /// Products of two movements, the first not after the second.
    products: [Lanes; 21],
    right: [Lanes; 6],
    weight: Lanes,
}

impl EquationLanes {
    pub(super) fn new() -> Self {
        let none = [0.0; LANES];
        Self { products: [none; 21], right: [none; 6], weight: none }
    }

    /// Adds eight points that lie `apart` (mm) above their planes.
    #[inline]
    pub(super) fn add(&mut self, rows: &[Lanes; 6], apart: &Lanes, weight: &Lanes) {
        let mut product = 0;
        for i in 0..6 {
            let weighted = lanes(|n| weight[n] * rows[i][n]);
            for row in &rows[i..] {
                let sum = &mut self.products[product];
                *sum = lanes(|n| sum[n] + weighted[n] * row[n]);
                product += 1;
            }
            let right = &mut self.right[i];
            *right = lanes(|n| right[n] - weighted[n] * apart[n]);
        }
        self.weight = lanes(|n| self.weight[n] + weight[n]);
    }

    /// All lanes together.
    pub(super) fn total(&self) -> Equations {
        let sum = |of: &Lanes| of.iter().map(|x| f64::from(*x)).sum::<f64>();
        let mut equations = Equations::new();
        let mut products = self.products.iter();
        for i in 0..6 {
            for j in i..6 {
                let product = products.next().map_or(0.0, sum);
                equations.matrix[(i, j)] = product;
                equations.matrix[(j, i)] = product;
            }
            equations.right[i] = sum(&self.right[i]);
        }
        equations.weight = sum(&self.weight);
        equations
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Point3;

    #[test]
    fn a_small_motion_is_undone() {
        let middle = Vector3::new(3.0, 90.0, -4.0);
        let motion = Motion::new(0.4, -0.3, 0.5, 0.2, 0.1, -0.4);
        let moved = isometry(&motion, &middle);
        let mut equations = Equations::new();
        for n in 0..60 {
            let angle = f64::from(n) * 0.7;
            let normal = Vector3::new(angle.sin(), 0.6, (2.0 * angle).cos()).normalize();
            // Not around a ball: its turns would be held by nothing.
            let place =
                middle + 45.0 * Vector3::new((1.9 * angle).cos(), (1.3 * angle).sin(), angle.cos());
            let now = (moved * Point3::from(place)).coords;
            equations.add(&row(&now, &normal, &middle), normal.dot(&(now - place)), 1.0);
        }
        let back = equations.solve(0.0, &Motion::zeros()).unwrap();
        assert!((back + motion).norm() < 0.02, "{back}");
    }

    #[test]
    fn stiffness_holds_what_nothing_else_holds() {
        let mut equations = Equations::new();
        let up = Vector3::new(0.0, 0.0, 1.0);
        equations.add(&row(&Vector3::zeros(), &up, &Vector3::zeros()), 1.0, 1.0);
        assert!(equations.solve(0.0, &Motion::zeros()).is_none());
        let step = equations.solve(0.01, &Motion::zeros()).unwrap();
        approx::assert_abs_diff_eq!(step[5], -1.0 / 1.01, epsilon = 1e-9);
        approx::assert_abs_diff_eq!(step[0], 0.0, epsilon = 1e-9);
    }

    #[test]
    fn eight_at_a_time_as_one_by_one() {
        let middle = Vector3::new(3.0, 90.0, -4.0);
        let place = |n: usize| {
            let n = n as f64;
            middle + Vector3::new(30.0 * n.sin(), 9.0 * (0.3 * n).cos(), 40.0 * (1.7 * n).sin())
        };
        let normal = |n: usize| Vector3::new((n as f64).cos(), 1.0, 0.2 * n as f64).normalize();
        let (mut slow, mut fast) = (Equations::new(), EquationLanes::new());
        for block in 0..5 {
            let of = |at: &dyn Fn(usize) -> Vector3<f64>| -> Triple {
                [0, 1, 2].map(|axis| lanes(|n| at(8 * block + n)[axis] as f32))
            };
            let (apart, weight) = (lanes(|n| 0.3 * n as f32 - 1.0), lanes(|n| 0.1 * n as f32));
            fast.add(&rows(&of(&|n| place(n) - middle), &of(&normal)), &apart, &weight);
            for lane in 0..LANES {
                let row = row(&place(8 * block + lane), &normal(8 * block + lane), &middle);
                slow.add(&row, f64::from(apart[lane]), f64::from(weight[lane]));
            }
        }
        let fast = fast.total();
        assert!((fast.matrix - slow.matrix).norm() < 1e-4 * slow.matrix.norm());
        assert!((fast.right - slow.right).norm() < 1e-4 * slow.right.norm());
        approx::assert_abs_diff_eq!(fast.weight, slow.weight, epsilon = 1e-4);
    }
}
