//! Eight numbers at a time, so that what is done to one point of a skin is done to eight at once.
//!
//! Plain arrays: the compiler makes wide instructions of them, and without fused ones the bits are
//! the same on every machine.
#![allow(
    clippy::needless_range_loop,
    clippy::inline_always,
    reason = "eight numbers at a time, in loops over numbers that stay in place"
)]

use nalgebra::{Isometry3, Vector3};

/// Numbers side by side: two registers of the oldest 64-bit processors, one of today's.
pub(crate) const LANES: usize = 8;
/// One number of each of eight points.
pub(crate) type Lanes = [f32; LANES];
/// x, y and z of eight points.
pub(crate) type Triple = [Lanes; 3];

/// A number for every lane.
#[inline(always)]
pub(crate) fn lanes<T: Copy + Default>(of: impl Fn(usize) -> T) -> [T; LANES] {
    fill(of)
}

/// Eight numbers for every axis.
#[inline(always)]
pub(crate) fn triple(of: impl Fn(usize) -> Lanes) -> Triple {
    fill(of)
}

/// A loop over numbers, which stays in its place wherever the compiler splits the crate.
#[inline(always)]
fn fill<T: Copy + Default, const N: usize>(of: impl Fn(usize) -> T) -> [T; N] {
    let mut all = [T::default(); N];
    for n in 0..N {
        all[n] = of(n);
    }
    all
}

/// Up to eight points, axis by axis; zeros where there are fewer.
#[inline(always)]
pub(crate) fn eight_of(points: &[[f32; 3]]) -> Triple {
    match points.first_chunk::<LANES>() {
        Some(eight) => triple(|axis| lanes(|n| eight[n][axis])),
        None => triple(|axis| lanes(|n| points.get(n).map_or(0.0, |point| point[axis]))),
    }
}

/// Inner products.
#[inline(always)]
pub(crate) fn dot(a: &Triple, b: &Triple) -> Lanes {
    lanes(|n| a[0][n] * b[0][n] + a[1][n] * b[1][n] + a[2][n] * b[2][n])
}

/// Cross products.
#[inline(always)]
pub(crate) fn cross(a: &Triple, b: &Triple) -> Triple {
    let part = |i: usize, j: usize| lanes(|n| a[i][n] * b[j][n] - a[j][n] * b[i][n]);
    [part(1, 2), part(2, 0), part(0, 1)]
}

/// A rigid motion, ready for many points.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placement {
    turn: [[f32; 3]; 3],
    shift: [f32; 3],
}

impl Placement {
    /// Of an isometry, mm.
    pub(crate) fn of(motion: &Isometry3<f64>) -> Self {
        let turn = motion.rotation.to_rotation_matrix();
        let shift: Vector3<f32> = motion.translation.vector.cast();
        let row = |axis: usize| [0, 1, 2].map(|other| turn[(axis, other)] as f32);
        Self { turn: [0, 1, 2].map(row), shift: shift.into() }
    }

    /// Where points lie after the motion.
    #[inline(always)]
    pub(crate) fn places(&self, points: &Triple) -> Triple {
        let turned = self.directions(points);
        triple(|axis| lanes(|n| turned[axis][n] + self.shift[axis]))
    }

    /// Where directions point after the motion.
    #[inline(always)]
    pub(crate) fn directions(&self, [x, y, z]: &Triple) -> Triple {
        triple(|axis| {
            let [a, b, c] = self.turn[axis];
            lanes(|n| a * x[n] + b * y[n] + c * z[n])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Point3, Translation3, UnitQuaternion};

    #[test]
    fn as_one_point_after_the_other() {
        let point = |n: usize| {
            let n = n as f32;
            Vector3::new((1.3 * n).sin(), 40.0 + n, -0.7 * n)
        };
        let many: Triple = [0, 1, 2].map(|axis| lanes(|n| point(n)[axis]));
        let motion = Isometry3::from_parts(
            Translation3::new(1.5, -2.0, 4.0),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.4, -0.3, 0.2)),
        );
        let placement = Placement::of(&motion);
        let (places, directions) = (placement.places(&many), placement.directions(&many));
        let (crossed, dots) = (cross(&many, &places), dot(&many, &places));
        for n in 0..LANES {
            let of = |triple: &Triple| Vector3::from(triple.map(|axis| axis[n]));
            let slow = (motion.cast::<f32>() * Point3::from(point(n))).coords;
            assert!((of(&places) - slow).norm() < 1e-4);
            assert!((of(&directions) - motion.cast::<f32>() * point(n)).norm() < 1e-4);
            assert!((of(&crossed) - point(n).cross(&slow)).norm() < 2e-3);
            assert!((dots[n] - point(n).dot(&slow)).abs() < 2e-3);
        }
    }
}
