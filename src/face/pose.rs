//! Pose: from world space into the canonical head frame.
//!
//! The mean head is registered onto the measured skin from a fan of starts, coarse to fine. Only
//! skin that defacing leaves alone is used (vault, occiput, forehead, temples, ears; see
//! [`Region::pose_weight`]), so the pose of a scan is the same before and after its face is removed.
//! Left and right come from the affine and from nothing else.

use crate::imaging::surface::Mesh;
use crate::imaging::volume::Volume;

use super::mean_head::{MeanHead, ModelPoint};
use super::region::Region;
use super::registration::{self, FieldOfView, Placement, Round, misfit, register, unshaped};
use super::surface_index::SurfaceIndex;
use nalgebra::{Isometry3, Matrix4, Translation3, UnitQuaternion, Vector3};

/// The pose of a head and how well it is known.
#[derive(Clone, Debug)]
pub struct Pose {
    /// World mm (RAS+) → canonical head frame, mm.
    pub world_to_head: Isometry3<f64>,
    /// Nose-up rotation of the head about its left–right axis, degrees.
    pub pitch_deg: f64,
    /// Rotation of the head about its vertical axis, degrees; positive turns the face to its left.
    pub yaw_deg: f64,
    /// Rotation about the front–back axis, degrees; positive leans the head to its right.
    pub roll_deg: f64,
    /// 0 (no idea) to 1; below [`UNTESTED_BELOW`] nothing that rests on the pose is reported.
    pub confidence: f64,
    /// Median distance between the fitted mean head and the skin, mm.
    pub residual_mm: f64,
    /// Share of the cranial model points inside the field of view that met skin, 0–1.
    pub matched: f64,
}

/// Below this confidence a pose is not relied on and the scan is `untested`.
pub const UNTESTED_BELOW: f64 = 0.5;

/// The mean head placed and shaped onto one scan.
#[derive(Debug)]
pub struct FittedHead {
    /// Pose and its quality.
    pub pose: Pose,
    /// Fitted to the face as well.
    pub(crate) face: Placement,
    pub(crate) index: SurfaceIndex,
    pub(crate) fov: FieldOfView,
}

/// Search from one start: few points, far reach, no shape.
const COARSE: Round = Round { stride: 8, radius_mm: 35.0, iterations: 8, with_shape: false };
/// From the best starts: all within reach of one thumb, then of a few voxels.
const FINE: [Round; 3] = [
    Round { stride: 4, radius_mm: 20.0, iterations: 10, with_shape: true },
    Round { stride: 2, radius_mm: 12.0, iterations: 10, with_shape: true },
    Round { stride: 1, radius_mm: 8.0, iterations: 12, with_shape: true },
];

/// Skin vertices kept for the search from afar and for the fine fit, with their grid cells in mm.
const COARSE_POINTS: (usize, f32) = (3_000, 18.0);
const FINE_POINTS: (usize, f32) = (30_000, 6.0);

/// Brings the mean head onto the skin of a scan.
///
/// Returns nothing when the surface has too little skin to register.
pub fn fit(mesh: &Mesh, volume: &Volume, model: &MeanHead) -> Option<FittedHead> {
    let fov = FieldOfView::new(volume.affine, volume.shape);
    let cranial = model.weighted(Region::pose_weight);
    let coarse = SurfaceIndex::new(mesh, COARSE_POINTS.0, COARSE_POINTS.1);
    if coarse.points().len() < 100 {
        return None;
    }
    let index = SurfaceIndex::new(mesh, FINE_POINTS.0, FINE_POINTS.1);
    let mut placement = best_start(&coarse, &index, &fov, model, &cranial);
    for round in &FINE {
        placement = register(&index, &cranial, &placement, round);
    }
    let pose = describe(&index, &fov, &cranial, &placement);
    let face = fit_face(&index, &placement, model);
    Some(FittedHead { pose, face, index, fov })
}

/// The mean head brought onto the face too, not only onto the cranium.
///
/// Its pose may differ from the head's by the few tenths of a degree that a face is off its skull.
fn fit_face(index: &SurfaceIndex, cranium: &Placement, model: &MeanHead) -> Placement {
    const ROUNDS: [Round; 2] = [
        Round { stride: 2, radius_mm: 12.0, iterations: 8, with_shape: true },
        Round { stride: 1, radius_mm: 7.0, iterations: 10, with_shape: true },
    ];
    let all = model.weighted(|region| f64::from(u8::from(region != Region::Neck)));
    ROUNDS.iter().fold(cranium.clone(), |placement, round| register(index, &all, &placement, round))
}

/// The best of a fan of starts: heads lie within ±30° of the scanner's axes.
///
/// A fit from afar cannot tell a good place from one that is a few millimetres better by turning
/// the face away, so the best few are fitted more closely before one is chosen.
fn best_start(
    coarse: &SurfaceIndex,
    index: &SurfaceIndex,
    fov: &FieldOfView,
    model: &MeanHead,
    cranial: &[(&ModelPoint, f64)],
) -> Placement {
    let cost = |index: &SurfaceIndex, placement: &Placement, round: &Round| {
        let turned = placement.head_to_world.rotation.angle().to_degrees();
        let usual = 20.0;
        misfit(index, fov, cranial, placement, round) + 2.0 * (turned / usual).powi(2)
    };
    let mut fitted: Vec<(f64, Placement)> = starts(coarse, model)
        .into_iter()
        .map(|start| {
            let placement = register(coarse, cranial, &unshaped(model, start), &COARSE);
            (cost(coarse, &placement, &COARSE), placement)
        })
        .collect();
    fitted.sort_by(|a, b| a.0.total_cmp(&b.0));
    fitted.truncate(4);
    fitted
        .into_iter()
        .map(|(_, placement)| {
            let closer = FINE[..2].iter().fold(placement, |p, r| register(index, cranial, &p, r));
            (cost(index, &closer, &FINE[1]), closer)
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(|| unshaped(model, Isometry3::identity()), |(_, placement)| placement)
}

/// Starts: upright first, then turned by 25° about each axis.
fn starts(index: &SurfaceIndex, model: &MeanHead) -> Vec<Isometry3<f64>> {
    const TURN: f64 = 25.0;
    let mut turns = vec![[0.0; 3]];
    for pitch in [-TURN, 0.0, TURN] {
        for (roll, yaw) in [(0.0, -TURN), (0.0, TURN), (-TURN, 0.0), (TURN, 0.0), (0.0, 0.0)] {
            turns.push([pitch, roll, yaw]);
        }
    }
    turns.iter().map(|turn| start_at(index, model, *turn)).collect()
}

/// Places the mean head, turned by degrees about x, y and z, so that the tops of both heads meet.
fn start_at(index: &SurfaceIndex, model: &MeanHead, turn: [f64; 3]) -> Isometry3<f64> {
    let [pitch, roll, yaw] = turn.map(f64::to_radians);
    let rotation = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), yaw)
        * UnitQuaternion::from_axis_angle(&Vector3::x_axis(), pitch)
        * UnitQuaternion::from_axis_angle(&Vector3::y_axis(), roll);
    let measured = top(index.points().iter().map(|p| p.position.cast::<f64>()));
    let modelled = top(model.points.iter().map(|p| rotation * p.position));
    Isometry3::from_parts(Translation3::from(measured - modelled), rotation)
}

/// Centroid of the uppermost 90 mm of a cloud: the calvaria, whatever neck and shoulders follow.
fn top(cloud: impl Iterator<Item = Vector3<f64>> + Clone) -> Vector3<f64> {
    const CALVARIA_MM: f64 = 90.0;
    let height = cloud.clone().map(|p| p.z).fold(f64::NEG_INFINITY, f64::max);
    let (sum, count) = cloud
        .filter(|p| p.z > height - CALVARIA_MM)
        .fold((Vector3::zeros(), 0.0), |(sum, count), p| (sum + p, count + 1.0));
    let mut centre = sum / f64::max(count, 1.0);
    centre.z = height - CALVARIA_MM / 2.0;
    centre
}

fn describe(
    index: &SurfaceIndex,
    fov: &FieldOfView,
    cranial: &[(&ModelPoint, f64)],
    placement: &Placement,
) -> Pose {
    let radius = FINE[FINE.len() - 1].radius_mm;
    let (mut distances, mut looked) = (Vec::new(), 0usize);
    for (point, _) in cranial {
        let head = registration::shaped(point, &placement.shape);
        let found = registration::matched(index, placement, point, &head, radius);
        let world = placement.head_to_world * nalgebra::Point3::from(head);
        looked += usize::from(found.is_some() || fov.contains(&world.coords));
        distances.extend(found.map(|m| m.residual_mm.abs()));
    }
    distances.sort_by(f64::total_cmp);
    let matched = distances.len() as f64 / looked.max(1) as f64;
    let covered = distances.len() as f64 / cranial.len().max(1) as f64;
    let residual_mm = distances.get(distances.len() / 2).copied().unwrap_or(f64::INFINITY);
    let [pitch_deg, yaw_deg, roll_deg] = angles(&placement.head_to_world);
    Pose {
        world_to_head: placement.head_to_world.inverse(),
        pitch_deg,
        yaw_deg,
        roll_deg,
        confidence: confidence(matched, covered, residual_mm),
        residual_mm,
        matched,
    }
}

/// Pitch (nose up), yaw (face to its left) and roll (lean to the right) in degrees:
/// `R(head → world) = Rz(yaw) · Rx(pitch) · Ry(roll)`.
fn angles(head_to_world: &Isometry3<f64>) -> [f64; 3] {
    let r = head_to_world.rotation.to_rotation_matrix();
    let pitch = r[(2, 1)].clamp(-1.0, 1.0).asin();
    let yaw = (-r[(0, 1)]).atan2(r[(1, 1)]);
    let roll = (-r[(2, 0)]).atan2(r[(2, 2)]);
    [pitch, yaw, roll].map(f64::to_degrees)
}

/// A head explains its surroundings: most cranial points met skin, near, and enough were in view.
fn confidence(matched: f64, covered: f64, residual_mm: f64) -> f64 {
    let ramp = |value: f64, none: f64, full: f64| ((value - none) / (full - none)).clamp(0.0, 1.0);
    ramp(matched, 0.4, 0.8) * ramp(covered, 0.15, 0.5) * ramp(residual_mm, 5.0, 2.0)
}

impl Pose {
    /// The 4×4 matrix world → canonical, mm.
    pub fn matrix(&self) -> Matrix4<f64> {
        self.world_to_head.to_homogeneous()
    }
}
