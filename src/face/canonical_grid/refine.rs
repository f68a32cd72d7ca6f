//! The face brought rigidly onto the mean face: trimmed point-to-plane registration on the grid.
//!
//! Skin and mean face lie on the same rays, so that the partner of a point is read off the grid
//! instead of searched (projective association: Blais & Levine 1995, 10.1109/34.400574; point to
//! plane: Chen & Medioni 1992; trimmed: Chetverikov et al. 2005). Shape takes no part: what a person's
//! face differs by from the mean face is what shall be seen afterwards.

use super::patch::Patch;
use super::reference::Reference;
use nalgebra::{
    Isometry3, Matrix6, Point3, SymmetricEigen, Translation3, UnitQuaternion, Vector3, Vector6,
};
use serde::{Deserialize, Serialize};

/// What the refinement did.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refinement {
    /// Whether it was applied; where not, the cranial pose stands.
    pub outcome: Outcome,
    /// How far the head was turned, degrees.
    pub turn_deg: f64,
    /// How far the middle of the face was moved, mm.
    pub shift_mm: f64,
    /// Skin that took part, cm².
    pub skin_cm2: f64,
    /// Median distance between skin and mean face afterwards, mm; nothing where it was not applied.
    pub residual_mm: Option<f64>,
}

/// Why a refinement was applied or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The face was brought onto the mean face.
    Applied,
    /// Too little skin is left to hold the face in place.
    TooLittleSkin,
    /// The skin that is left slides along itself in some direction.
    Loose,
    /// It ended farther from the cranial pose than any face lies.
    TooFar,
}

impl Refinement {
    fn none(outcome: Outcome, skin_cm2: f64) -> Self {
        Self { outcome, turn_deg: 0.0, shift_mm: 0.0, skin_cm2, residual_mm: None }
    }
}

/// Skin of a face: where, and facing which way (canonical, before the refinement).
pub(super) struct SkinCell {
    pub(super) position: Vector3<f32>,
    pub(super) normal: Vector3<f32>,
}

/// A whole face has 430 cm² of skin on the grid (12 scans of the tuning cohort). Less than a tenth of
/// it is not looked at (project estimate).
const LEAST_CM2: f64 = 40.0;
/// The mean pull against the loosest of the six movements, relative to full hold (1 for movements
/// straight along all normals). A project estimate; on 142 scans of the tuning cohort it turned away
/// 48, all of them with the face removed or masked, and none with a whole, blurred or replaced face.
const LEAST_HOLD: f64 = 0.004;
/// Lever arm that makes turns (rad) comparable to shifts (mm): half the height of a face.
const LEVER_MM: f64 = 80.0;
/// A face sits higher or lower on its skull than the mean face does, by some millimetres; beyond
/// these limits (degrees, mm; project estimate) the registration has gone astray.
const FARTHEST: (f64, f64) = (15.0, 25.0);
const ITERATIONS: usize = 15;

/// Finds the movement that brings skin (one point per `cm2_each`) onto the reference: canonical
/// frame → refined canonical frame.
pub(super) fn refine(
    reference: &Reference,
    skin: &[SkinCell],
    cm2_each: f64,
) -> (Isometry3<f64>, Refinement) {
    let identity = Isometry3::identity();
    let skin_cm2 = skin.len() as f64 * cm2_each;
    if skin_cm2 < LEAST_CM2 {
        return (identity, Refinement::none(Outcome::TooLittleSkin, skin_cm2));
    }
    let mut moved = identity;
    let mut limit_mm = FIRST_LIMIT_MM;
    let mut residual_mm = f64::NAN;
    for _ in 0..ITERATIONS {
        let equations = Equations::gather(reference, skin, &moved, limit_mm);
        if equations.hold() < LEAST_HOLD {
            return (identity, Refinement::none(Outcome::Loose, skin_cm2));
        }
        let Some(step) = equations.step() else { break };
        residual_mm = equations.residual_mm;
        limit_mm = (TRIM * residual_mm).clamp(LEAST_LIMIT_MM, FIRST_LIMIT_MM);
        moved = step * moved;
        if step.rotation.angle() < 1e-4 && step.translation.vector.norm() < 1e-2 {
            break;
        }
    }
    let middle = Point3::from(middle(skin));
    let turn_deg = moved.rotation.angle().to_degrees();
    let shift_mm = (moved * middle - middle).norm();
    if turn_deg > FARTHEST.0 || shift_mm > FARTHEST.1 || !residual_mm.is_finite() {
        return (identity, Refinement::none(Outcome::TooFar, skin_cm2));
    }
    let (outcome, residual_mm) = (Outcome::Applied, Some(residual_mm));
    (moved, Refinement { outcome, turn_deg, shift_mm, skin_cm2, residual_mm })
}

/// Pairs farther apart than this take no part: twice the reach of skin about the fitted head, mm.
const FIRST_LIMIT_MM: f64 = 14.0;
/// Nor, later, those farther than this multiple of the median distance (3.7 normal σ) …
const TRIM: f64 = 5.5;
/// … but never fewer than within this, mm: faces differ by 2 to 3 mm.
const LEAST_LIMIT_MM: f64 = 6.0;

fn middle(skin: &[SkinCell]) -> Vector3<f64> {
    skin.iter().map(|s| s.position.cast::<f64>()).sum::<Vector3<f64>>() / skin.len() as f64
}

/// One Gauss–Newton step, turns about the lever's length and shifts.
struct Equations {
    matrix: Matrix6<f64>,
    right: Vector6<f64>,
    total: f64,
    /// Median distance of all pairs within the limit, mm.
    residual_mm: f64,
}

impl Equations {
    fn gather(
        reference: &Reference,
        skin: &[SkinCell],
        moved: &Isometry3<f64>,
        limit_mm: f64,
    ) -> Self {
        let (mut matrix, mut right, mut total) = (Matrix6::zeros(), Vector6::zeros(), 0.0);
        let moved: Isometry3<f32> = moved.cast();
        let mut distances = Vec::with_capacity(skin.len());
        for point in skin {
            let position = moved * Point3::from(point.position);
            let normal = moved * point.normal;
            let Some((apart, plane)) = distance(reference, &position.coords, &normal) else {
                continue;
            };
            let apart = f64::from(apart);
            if apart.abs() >= limit_mm {
                continue;
            }
            distances.push(apart.abs());
            let weight = (1.0 - (apart / limit_mm).powi(2)).powi(2);
            let (position, plane) = (position.coords.cast::<f64>(), plane.cast::<f64>());
            let turn = position.cross(&plane) / LEVER_MM;
            let row = Vector6::new(turn.x, turn.y, turn.z, plane.x, plane.y, plane.z);
            matrix += row * row.transpose() * weight;
            right -= row * (weight * apart);
            total += weight;
        }
        let half = distances.len() / 2;
        let residual_mm = if distances.is_empty() {
            f64::NAN
        } else {
            *distances.select_nth_unstable_by(half, f64::total_cmp).1
        };
        Self { matrix, right, total, residual_mm }
    }

    /// How firmly the loosest movement is held.
    fn hold(&self) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        SymmetricEigen::new(self.matrix / self.total).eigenvalues.min()
    }

    fn step(&self) -> Option<Isometry3<f64>> {
        let step = self.matrix.cholesky()?.solve(&self.right);
        let turn = Vector3::new(step[0], step[1], step[2]) / LEVER_MM;
        let shift = Vector3::new(step[3], step[4], step[5]);
        Some(Isometry3::from_parts(
            Translation3::from(shift),
            UnitQuaternion::from_scaled_axis(turn),
        ))
    }
}

/// Signed distance of a point above the plane of the mean face on its ray, mm, and the mean of both
/// normals; nothing where the mean face has no skin or faces elsewhere.
fn distance(
    reference: &Reference,
    position: &Vector3<f32>,
    normal: &Vector3<f32>,
) -> Option<(f32, Vector3<f32>)> {
    /// Cosine of the angle up to which normals agree, as in the pose's last rounds.
    const AGREEMENT: f32 = 0.7;
    let patch: &Patch = reference.patch;
    let [u, v, _] = patch.projection.project(position).into();
    let [column, row] = patch.column_row(u, v).map(f32::round);
    let inside =
        column >= 0.0 && row >= 0.0 && column < patch.columns as f32 && row < patch.rows as f32;
    let cell = inside.then(|| row as usize * patch.columns + column as usize)?;
    let met = reference.cells[cell].as_ref()?;
    if met.normal.dot(normal) < AGREEMENT {
        return None;
    }
    let plane = (met.normal + normal).normalize();
    Some((plane.dot(&(position - met.position)), plane))
}

#[cfg(test)]
mod tests {
    use super::super::patch::PatchName;
    use super::*;

    fn mean_face(part: impl Fn(&Vector3<f32>) -> bool) -> Vec<SkinCell> {
        let reference = Reference::shipped(PatchName::Face);
        let cells = reference.cells.iter().flatten().filter(|c| part(&c.position));
        cells.map(|c| SkinCell { position: c.position, normal: c.normal }).collect()
    }

    fn displaced(skin: &[SkinCell], by: &Isometry3<f64>) -> Vec<SkinCell> {
        let by: Isometry3<f32> = by.cast();
        let moved = |s: &SkinCell| SkinCell {
            position: (by * Point3::from(s.position)).coords,
            normal: by * s.normal,
        };
        skin.iter().map(moved).collect()
    }

    fn off_by() -> Isometry3<f64> {
        Isometry3::from_parts(
            Translation3::new(1.0, -2.0, 1.5),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.03, -0.02, 0.02)),
        )
    }

    #[test]
    fn a_displaced_mean_face_comes_back() {
        let reference = Reference::shipped(PatchName::Face);
        let skin = displaced(&mean_face(|_| true), &off_by());
        let (back, report) = refine(reference, &skin, 0.04);
        assert_eq!(report.outcome, Outcome::Applied, "{report:?}");
        let left = back * off_by();
        assert!(left.rotation.angle().to_degrees() < 0.2, "{left:?}");
        assert!(left.translation.vector.norm() < 0.3, "{left:?}");
        assert!(report.residual_mm < Some(0.2) && report.turn_deg > 1.5, "{report:?}");
    }

    #[test]
    fn what_is_left_of_a_face_comes_back_too_and_too_little_does_not_move() {
        let reference = Reference::shipped(PatchName::Face);
        // The nose is gone.
        let noseless = |p: &Vector3<f32>| p.x.abs() > 20.0 || p.z > 20.0 || p.z < -32.0;
        let skin = displaced(&mean_face(noseless), &off_by());
        let left = refine(reference, &skin, 0.04).0 * off_by();
        assert!(left.rotation.angle().to_degrees() < 0.4, "{left:?}");
        let little = displaced(&mean_face(|p| p.z > 85.0), &off_by());
        let (stays, report) = refine(reference, &little, 0.04);
        assert_eq!(stays, Isometry3::identity());
        assert_ne!(report.outcome, Outcome::Applied, "{report:?}");
    }
}
