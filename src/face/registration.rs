//! Robust point-to-plane registration of the mean head, pose and shape together.
//!
//! Each model point looks for the nearest measured skin with an agreeing normal (Chen & Medioni
//! 1991; weights after Tukey, as in trimmed ICP, Chetverikov 2005). The shape modes of the mean
//! head are solved jointly with a unit-variance prior, so that a long or wide skull does not turn
//! into a tilt.

use super::field_of_view::FieldOfView;
use super::mean_head::MeanHead;
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

impl Placement {
    /// The mean head itself, without shape.
    pub(crate) fn unshaped(model: &MeanHead, head_to_world: Isometry3<f64>) -> Self {
        Self { head_to_world, shape: DVector::zeros(model.mode_count()) }
    }

    /// A model point under the shape coefficients, canonical mm.
    pub(crate) fn shaped(&self, model: &MeanHead, point: usize) -> Vector3<f64> {
        let modes = model.modes_of(point);
        let along: f64 = modes.iter().zip(self.shape.iter()).map(|(d, c)| f64::from(*d) * c).sum();
        let point = &model.points[point];
        point.position + point.normal * along
    }
}

/// How one round of registration looks for skin and what it may change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    /// Use every n-th chosen model point.
    pub(crate) stride: usize,
    /// Skin farther than this is not matched, mm.
    pub(crate) radius_mm: f64,
    /// Cosine of the angle up to which normals agree.
    pub(crate) agreement: f64,
    /// Iterations at most.
    pub(crate) iterations: usize,
    /// Whether the shape modes are solved as well.
    pub(crate) with_shape: bool,
}

/// Standard deviation of what the shape modes cannot explain, mm, and the number of independent
/// patches such residuals form on a head (they are smooth over some 3 cm). Together they weigh the
/// measured surface against the prior on the modes.
const UNEXPLAINED_MM: f64 = 2.0;
const INDEPENDENT_PATCHES: f64 = 80.0;

/// The model points a registration may use, by number, with a weight each.
pub(crate) type Chosen = [(usize, f64)];

/// Runs one round and returns the improved placement.
pub(crate) fn register(
    index: &SurfaceIndex,
    model: &MeanHead,
    chosen: &Chosen,
    start: &Placement,
    round: &Round,
) -> Placement {
    let mut placement = start.clone();
    for _ in 0..round.iterations {
        let Some(step) = solve(index, model, chosen, &placement, round) else { break };
        let turn = Vector3::new(step[0], step[1], step[2]);
        let shift = Vector3::new(step[3], step[4], step[5]);
        placement.head_to_world *= Isometry3::from_parts(
            Translation3::from(shift),
            UnitQuaternion::from_scaled_axis(turn),
        );
        if round.with_shape {
            placement.shape += step.rows(6, placement.shape.len());
        }
        if turn.norm() < 0.02_f64.to_radians() && shift.norm() < 0.02 {
            break;
        }
    }
    placement
}

/// One Gauss–Newton step: (turn, shift, shape change), or nothing when too little skin is matched.
fn solve(
    index: &SurfaceIndex,
    model: &MeanHead,
    chosen: &Chosen,
    placement: &Placement,
    round: &Round,
) -> Option<DVector<f64>> {
    let modes = if round.with_shape { placement.shape.len() } else { 0 };
    let unknowns = 6 + modes;
    // The matrix only steers the step, the right side says where it ends: single precision is
    // enough for the former, and twice as many of its numbers fit a vector register.
    let mut sums = vec![0.0_f32; unknowns * unknowns];
    let mut right = DVector::<f64>::zeros(unknowns);
    let mut row = vec![0.0_f32; unknowns];
    let mut total = 0.0;
    let finder = Finder::new(index, placement, round);
    for &(point, weight) in chosen.iter().step_by(round.stride) {
        let head = placement.shaped(model, point);
        let Some(found) = finder.find(&head, &model.points[point].normal) else { continue };
        let square = (found.distance_mm / round.radius_mm).powi(2);
        let weight = weight * (1.0 - square).max(0.0).powi(2);
        row[..3].copy_from_slice(head.cross(&found.normal).cast().as_slice());
        row[3..6].copy_from_slice(found.normal.cast().as_slice());
        let lean = found.normal.dot(&model.points[point].normal) as f32;
        for (slot, d) in row[6..].iter_mut().zip(model.modes_of(point)) {
            *slot = lean * d;
        }
        for (c, column) in sums.chunks_exact_mut(unknowns).enumerate() {
            right[c] -= weight * f64::from(row[c]) * found.residual_mm;
            let scaled = weight as f32 * row[c];
            for (slot, r) in column[c..].iter_mut().zip(&row[c..]) {
                *slot += scaled * r;
            }
        }
        total += weight;
    }
    if total < 6.0 {
        return None;
    }
    let mut normal_matrix = DMatrix::from_column_slice(unknowns, unknowns, &sums).cast::<f64>();
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

/// Finds the skin that model points meet under one placement.
pub(crate) struct Finder<'a> {
    index: &'a SurfaceIndex,
    to_world: Isometry3<f64>,
    to_head: Isometry3<f64>,
    radius_mm: f32,
    agreement: f32,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(index: &'a SurfaceIndex, placement: &Placement, round: &Round) -> Self {
        Self {
            index,
            to_world: placement.head_to_world,
            to_head: placement.head_to_world.inverse(),
            radius_mm: round.radius_mm as f32,
            agreement: round.agreement as f32,
        }
    }

    /// The nearest skin to a point at `head` (canonical mm) with this outward normal.
    pub(crate) fn find(&self, head: &Vector3<f64>, normal: &Vector3<f64>) -> Option<Match> {
        let world = (self.to_world * Point3::from(*head)).coords.cast();
        let outward = (self.to_world * normal).cast();
        let found = self.index.nearest(&world, &outward, self.radius_mm, self.agreement)?;
        let skin = (self.to_head * Point3::from(found.position.cast::<f64>())).coords;
        let mean = (self.to_head * found.normal.cast::<f64>() + normal).normalize();
        let apart = head - skin;
        Some(Match { residual_mm: mean.dot(&apart), distance_mm: apart.norm(), normal: mean })
    }
}

/// How badly a placement explains the scan: mean squared distance with misses at the full radius,
/// mm². Points outside the field of view count half a miss, so that fleeing from it does not pay.
pub(crate) fn misfit(
    index: &SurfaceIndex,
    fov: &FieldOfView,
    model: &MeanHead,
    chosen: &Chosen,
    placement: &Placement,
    round: &Round,
) -> f64 {
    let miss = round.radius_mm.powi(2);
    let (mut sum, mut total) = (0.0, 0.0);
    let finder = Finder::new(index, placement, round);
    for &(point, weight) in chosen.iter().step_by(round.stride) {
        let head = placement.shaped(model, point);
        let cost = if let Some(found) = finder.find(&head, &model.points[point].normal) {
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
