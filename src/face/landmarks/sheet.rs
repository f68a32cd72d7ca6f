//! A piece of skin as a height over a plane: its height, slope and bend.
//!
//! Everything is seen along a direction: `y` looks out of the face (or at an angle to that), `x` and
//! `z` lie across it.

use nalgebra::{SMatrix, SVector, UnitQuaternion, Vector3};

/// Skin with its outward normal, canonical frame, mm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) position: Vector3<f64>,
    pub(super) normal: Vector3<f64>,
}

/// The paraboloid `height + slope·(x, z) + bend_x x² + bend_z z²`, mm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet {
    pub(super) height: f64,
    pub(super) slope_x: f64,
    pub(super) slope_z: f64,
    pub(super) bend_x: f64,
    pub(super) bend_z: f64,
}

/// How much deep points count.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fit {
    /// As much as all others.
    All,
    /// The less the deeper below the sheet: gaps between the lids and folds are no skin to stand on.
    Outermost,
}

/// Depth below a sheet at which a point counts half, mm: well above the noise of a surface placed
/// to a fraction of a voxel.
const DEEP_MM: f64 = 0.7;

impl Sheet {
    /// The sheet through points about the origin; none through fewer than [`FEWEST`].
    pub(super) fn through(points: &[Vector3<f64>], fit: Fit) -> Option<Self> {
        let mut sheet = Self::weighted(points, |_| 1.0)?;
        if fit == Fit::Outermost {
            for _ in 0..2 {
                let last = sheet;
                let below = |p: &Vector3<f64>| (last.at(p.x, p.z) - p.y).max(0.0) / DEEP_MM;
                sheet = Self::weighted(points, |p| 1.0 / (1.0 + below(p).powi(2)).powi(2))?;
            }
        }
        Some(sheet)
    }

    fn weighted(points: &[Vector3<f64>], weight: impl Fn(&Vector3<f64>) -> f64) -> Option<Self> {
        if points.len() < FEWEST {
            return None;
        }
        let (mut matrix, mut right) = (SMatrix::<f64, 5, 5>::zeros(), SVector::<f64, 5>::zeros());
        for p in points {
            let row = SVector::<f64, 5>::new(1.0, p.x, p.z, p.x * p.x, p.z * p.z);
            let weighted = row * weight(p);
            matrix += weighted * row.transpose();
            right += weighted * p.y;
        }
        let [height, slope_x, slope_z, bend_x, bend_z] = matrix.cholesky()?.solve(&right).into();
        Some(Self { height, slope_x, slope_z, bend_x, bend_z })
    }

    /// Height at a place, mm.
    pub(super) fn at(&self, x: f64, z: f64) -> f64 {
        let (along_x, along_z) = (self.slope_x + self.bend_x * x, self.slope_z + self.bend_z * z);
        self.height + along_x * x + along_z * z
    }

    /// Where the sheet is highest along z, held to `reach` mm; the origin where it is not a bulge.
    pub(super) fn summit_z(&self, reach: f64) -> f64 {
        summit(self.slope_z, self.bend_z, reach)
    }

    /// The same along x.
    pub(super) fn summit_x(&self, reach: f64) -> f64 {
        summit(self.slope_x, self.bend_x, reach)
    }
}

/// Points below which a sheet of five unknowns says nothing.
const FEWEST: usize = 9;

fn summit(slope: f64, bend: f64, reach: f64) -> f64 {
    if bend < 0.0 { (-slope / (2.0 * bend)).clamp(-reach, reach) } else { 0.0 }
}

/// A view of skin from a place along a direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// The place, canonical mm.
    pub(super) from: Vector3<f64>,
    turn: UnitQuaternion<f64>,
}

/// Skin turned away from the view by more than this cosine is behind an edge.
const FACING: f64 = 0.2;

impl View {
    /// Seen from the front, or from `tilt_deg` above it.
    pub(super) fn new(from: Vector3<f64>, tilt_deg: f64) -> Self {
        let turn = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), -tilt_deg.to_radians());
        Self { from, turn }
    }

    /// The skin that faces the viewer, in the view's own axes.
    pub(super) fn of(&self, skin: &[Spot]) -> Vec<Vector3<f64>> {
        let turn = self.turn.to_rotation_matrix();
        let facing = skin.iter().filter(|s| (turn * s.normal).y > FACING);
        facing.map(|s| turn * (s.position - self.from)).collect()
    }

    /// A place in the view's axes, canonical mm.
    pub(super) fn place(&self, x: f64, y: f64, z: f64) -> Vector3<f64> {
        self.from + self.turn.inverse() * Vector3::new(x, y, z)
    }
}

/// Half the size of a window, across and up, mm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window(pub(super) f64, pub(super) f64);

impl Window {
    /// The sheet through what lies in the window about `(x, z)`; its origin is there.
    pub(super) fn sheet(
        self,
        seen: &[Vector3<f64>],
        (x, z): (f64, f64),
        fit: Fit,
    ) -> Option<Sheet> {
        let here = seen.iter().map(|p| Vector3::new(p.x - x, p.y, p.z - z));
        let inside: Vec<_> = here.filter(|p| p.x.abs() < self.0 && p.z.abs() < self.1).collect();
        Sheet::through(&inside, fit)
    }
}

/// The offset with the largest value, between the steps by a parabola; `values` may have gaps.
/// None where the values still grow at either end.
pub(super) fn largest(steps: &[f64], values: &[Option<f64>]) -> Option<f64> {
    let known = (0..steps.len()).filter_map(|n| values[n].map(|v| (n, v)));
    let (best, high) = known.max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (before, after) = (values.get(best.checked_sub(1)?)?, values.get(best + 1)?);
    let Some((before, after)) = before.zip(*after) else { return Some(steps[best]) };
    let curve = before - 2.0 * high + after;
    let step = steps[best + 1] - steps[best];
    Some(if curve < 0.0 {
        steps[best] + 0.5 * step * (before - after) / curve
    } else {
        steps[best]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bowl(sign: f64) -> Vec<Vector3<f64>> {
        let grid = (-6..=6).flat_map(|x| (-6..=6).map(move |z| (f64::from(x), f64::from(z))));
        grid.map(|(x, z)| Vector3::new(x, sign * (0.02 * x * x + 0.01 * (z - 2.0).powi(2)), z))
            .collect()
    }

    #[test]
    fn a_paraboloid_is_found_again() {
        let sheet = Sheet::through(&bowl(-1.0), Fit::All).unwrap();
        approx::assert_abs_diff_eq!(sheet.bend_x, -0.02, epsilon = 1e-9);
        approx::assert_abs_diff_eq!(sheet.summit_z(8.0), 2.0, epsilon = 1e-9);
        approx::assert_abs_diff_eq!(sheet.at(3.0, 2.0), -0.18, epsilon = 1e-9);
        let hollow = Sheet::through(&bowl(1.0), Fit::All).unwrap();
        assert!(hollow.summit_z(8.0) == 0.0 && hollow.bend_z > 0.0);
        assert!(Sheet::through(&bowl(1.0)[..8], Fit::All).is_none());
    }

    #[test]
    fn pits_do_not_pull_the_outermost_sheet_down() {
        let mut points = bowl(-1.0);
        points.extend(bowl(-1.0).iter().step_by(9).map(|p| p - Vector3::new(0.0, 6.0, 0.0)));
        let [all, outermost] = [Fit::All, Fit::Outermost]
            .map(|fit| Sheet::through(&points, fit).unwrap().at(0.0, 2.0));
        assert!(all < -0.4, "{all}");
        assert!(outermost.abs() < 0.1, "{outermost}");
    }

    #[test]
    fn the_largest_value_may_lie_between_steps_and_beside_gaps() {
        let steps = [-2.0, 0.0, 2.0, 4.0];
        let parabola = |x: f64| Some(1.0 - (x - 0.5).powi(2));
        let values = steps.map(parabola);
        approx::assert_abs_diff_eq!(largest(&steps, &values).unwrap(), 0.5, epsilon = 1e-9);
        let gap = [None, Some(1.0), None, Some(0.5)];
        assert_eq!(largest(&steps, &gap), Some(0.0));
        assert_eq!(largest(&steps, &[None; 4]), None);
        assert_eq!(largest(&steps, &steps.map(Some)), None);
    }

    #[test]
    fn a_view_from_above_looks_down() {
        let view = View::new(Vector3::new(0.0, 100.0, 0.0), 10.0);
        // A step outwards along a view from above leads forwards and up.
        let step = view.place(0.0, 1.0, 0.0) - view.from;
        assert!(step.y > 0.9 && (step.z - 10_f64.to_radians().sin()).abs() < 1e-9, "{step}");
    }
}
