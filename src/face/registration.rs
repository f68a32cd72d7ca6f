//! Robust point-to-plane registration of the mean head, pose and shape together.
//!
//! Each model point looks for the nearest measured skin with an agreeing normal (Chen & Medioni
//! 1991; weights after Tukey, as in trimmed ICP, Chetverikov 2005). The shape modes of the mean
//! head are solved jointly with a unit-variance prior, so that a long or wide skull does not turn
//! into a tilt.

use crate::base::space::Affine;
use crate::base::space::WorldPoint;

use super::mean_head::{MeanHead, ModelPoint};
use super::surface_index::SurfaceIndex;
use nalgebra::{DMatrix, DVector, Isometry3, Point3, Translation3, UnitQuaternion, Vector3};

/// A placed and shaped mean head.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    /// Canonical head frame → world, mm.
    pub(crate) head_to_world: Isometry3<f64>,
    /// Shape coefficients in standard deviations, one per mode.
    pub(crate) shape: DVector<f64>,
}

/// Where the measured surface can be at all.
#[derive(Debug)]
pub(crate) struct FieldOfView {
    affine: Affine,
    shape: [usize; 3],
}

impl FieldOfView {
    pub(crate) fn new(affine: Affine, shape: [usize; 3]) -> Self {
        Self { affine, shape }
    }

    /// Whether a world point lies at least one voxel inside the field of view.
    pub(crate) fn contains(&self, world: &Vector3<f64>) -> bool {
        let voxel = self.affine.to_voxel(WorldPoint([world.x, world.y, world.z]));
        voxel.0.iter().zip(self.shape).all(|(&v, n)| v >= 1.0 && v <= n as f64 - 2.0)
    }
}

/// How one round of registration looks for skin and what it may change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// Use every n-th chosen model point.
    pub(crate) stride: usize,
    /// Skin farther than this is not matched, mm.
    pub(crate) radius_mm: f64,
    /// Iterations at most; ends early when the pose moves by less than 0.01 mm and 0.01°.
    pub(crate) iterations: usize,
    /// Whether the shape modes are solved as well.
    pub(crate) with_shape: bool,
}

/// Standard deviation of what the shape modes cannot explain, mm, and the number of independent
/// patches such residuals form on a head (they are smooth over some 3 cm). Together they weigh the
/// measured surface against the prior on the modes.
const UNEXPLAINED_MM: f64 = 2.0;
const INDEPENDENT_PATCHES: f64 = 80.0;

/// Position of a model point under shape coefficients, canonical mm.
pub(crate) fn shaped(point: &ModelPoint, shape: &DVector<f64>) -> Vector3<f64> {
    let along: f64 = point.modes.iter().zip(shape.iter()).map(|(d, c)| d * c).sum();
    point.position + point.normal * along
}

/// The model points a registration may use, with a weight each.
pub(crate) type Chosen<'a> = [(&'a ModelPoint, f64)];

/// Runs one round and returns the improved placement.
pub(crate) fn register(
    index: &SurfaceIndex,
    chosen: &Chosen<'_>,
    start: &Placement,
    round: &Round,
) -> Placement {
    let mut placement = start.clone();
    for _ in 0..round.iterations {
        let Some(step) = solve(index, chosen, &placement, round) else { break };
        let turn = Vector3::new(step[0], step[1], step[2]);
        let shift = Vector3::new(step[3], step[4], step[5]);
        let local = Isometry3::from_parts(
            Translation3::from(shift),
            UnitQuaternion::from_scaled_axis(turn),
        );
        placement.head_to_world *= local;
        if round.with_shape {
            placement.shape += step.rows(6, placement.shape.len());
        }
        if turn.norm() < 0.01_f64.to_radians() && shift.norm() < 0.01 {
            break;
        }
    }
    placement
}

/// One Gauss–Newton step: (turn, shift, shape change), or nothing when too little skin is matched.
fn solve(
    index: &SurfaceIndex,
    chosen: &Chosen<'_>,
    placement: &Placement,
    round: &Round,
) -> Option<DVector<f64>> {
    let modes = if round.with_shape { placement.shape.len() } else { 0 };
    let unknowns = 6 + modes;
    let mut normal_matrix = DMatrix::<f64>::zeros(unknowns, unknowns);
    let mut right = DVector::<f64>::zeros(unknowns);
    let mut row = vec![0.0; unknowns];
    let mut total = 0.0;
    for (point, weight) in chosen.iter().step_by(round.stride) {
        let head = shaped(point, &placement.shape);
        let Some(found) = matched(index, placement, point, &head, round.radius_mm) else {
            continue;
        };
        let square = (found.distance_mm / round.radius_mm).powi(2);
        let weight = weight * (1.0 - square).max(0.0).powi(2);
        row[..3].copy_from_slice(head.cross(&found.normal).as_slice());
        row[3..6].copy_from_slice(found.normal.as_slice());
        let lean = found.normal.dot(&point.normal);
        for (slot, d) in row[6..].iter_mut().zip(&point.modes) {
            *slot = lean * d;
        }
        for r in 0..unknowns {
            let scaled = weight * row[r];
            right[r] -= scaled * found.residual_mm;
            for c in 0..=r {
                normal_matrix[(r, c)] += scaled * row[c];
            }
        }
        total += weight;
    }
    if total < 6.0 {
        return None;
    }
    let prior = total / INDEPENDENT_PATCHES * UNEXPLAINED_MM.powi(2);
    for m in 0..modes {
        normal_matrix[(6 + m, 6 + m)] += prior;
        right[6 + m] -= prior * placement.shape[m];
    }
    // Along a direction that nothing fixes (a sphere's turns) the step is kept at zero.
    for r in 0..6 {
        normal_matrix[(r, r)] += total * 1e-6;
    }
    nalgebra::Cholesky::new(normal_matrix).map(|factor| factor.solve(&right))
}

/// A model point and the skin it met.
pub(crate) struct Match {
    /// Signed distance of the model point above the skin along `normal`, mm.
    pub(crate) residual_mm: f64,
    /// Straight distance to the skin point, mm.
    pub(crate) distance_mm: f64,
    /// Mean of model and skin normal, canonical frame.
    pub(crate) normal: Vector3<f64>,
}

/// The skin that a model point at `head` (canonical mm) meets within `radius_mm`.
pub(crate) fn matched(
    index: &SurfaceIndex,
    placement: &Placement,
    point: &ModelPoint,
    head: &Vector3<f64>,
    radius_mm: f64,
) -> Option<Match> {
    let world = placement.head_to_world * Point3::from(*head);
    let outward = placement.head_to_world * point.normal;
    let found = index.nearest(&world.coords.cast(), &outward.cast(), radius_mm as f32)?;
    let back = placement.head_to_world.inverse();
    let skin = (back * Point3::from(found.position.cast::<f64>())).coords;
    let normal = (back * found.normal.cast::<f64>() + point.normal).normalize();
    let apart = head - skin;
    Some(Match { residual_mm: normal.dot(&apart), distance_mm: apart.norm(), normal })
}

/// How badly a placement explains the scan: mean squared distance with misses at the full radius,
/// mm². Points outside the field of view count half a miss, so that fleeing from it does not pay.
pub(crate) fn misfit(
    index: &SurfaceIndex,
    fov: &FieldOfView,
    chosen: &Chosen<'_>,
    placement: &Placement,
    round: &Round,
) -> f64 {
    let miss = round.radius_mm.powi(2);
    let (mut sum, mut total) = (0.0, 0.0);
    for (point, weight) in chosen.iter().step_by(round.stride) {
        let head = shaped(point, &placement.shape);
        let cost = if let Some(found) = matched(index, placement, point, &head, round.radius_mm) {
            found.distance_mm.powi(2)
        } else {
            let world = placement.head_to_world * Point3::from(head);
            if fov.contains(&world.coords) { miss } else { 0.5 * miss }
        };
        sum += weight * cost;
        total += weight;
    }
    if total > 0.0 { sum / total } else { f64::INFINITY }
}

/// A placement without shape: the mean head itself.
pub(crate) fn unshaped(model: &MeanHead, head_to_world: Isometry3<f64>) -> Placement {
    Placement { head_to_world, shape: DVector::zeros(model.mode_names.len()) }
}
