//! Landmarks on the skin, world mm.
//!
//! The fitted mean head says where a landmark should be; the patch of skin around it says where it
//! is; the nose tip is then the foremost skin near by.

use super::mean_head::{MeanHead, ModelLandmark, ModelPoint};
use super::pose::FittedHead;
use super::registration::{self, Round, register};
use nalgebra::{Point3, Vector3};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A landmark and how sure it is.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Landmark {
    /// Position, world mm (RAS+).
    pub world_mm: [f64; 3],
    /// 0 (the surface does not have it; the position is the fitted mean head's) to 1.
    pub confidence: f64,
}

/// Locates every landmark of the mean head.
pub fn locate(fitted: &FittedHead, model: &MeanHead) -> BTreeMap<String, Landmark> {
    model.landmarks.iter().map(|l| (l.name.clone(), locate_one(l, fitted, model))).collect()
}

/// Skin farther than this from a landmark says nothing about it, mm.
const PATCH_MM: f64 = 22.0;

fn locate_one(landmark: &ModelLandmark, fitted: &FittedHead, model: &MeanHead) -> Landmark {
    const ROUND: Round = Round { stride: 1, radius_mm: 6.0, iterations: 6, with_shape: false };
    let patch: Vec<(&ModelPoint, f64)> = model
        .points
        .iter()
        .filter(|p| (p.position - landmark.position).norm() < PATCH_MM)
        .map(|p| (p, 1.0))
        .collect();
    let local = register(&fitted.index, &patch, &fitted.face, &ROUND);
    let moved: Vector3<f64> =
        landmark.modes.iter().zip(local.shape.iter()).map(|(d, c)| d * *c).sum();
    let world = local.head_to_world * Point3::from(landmark.position + moved);
    let world_mm = [world.x, world.y, world.z];
    let met = patch
        .iter()
        .filter(|(p, _)| {
            let head = registration::shaped(p, &local.shape);
            registration::matched(&fitted.index, &local, p, &head, ROUND.radius_mm).is_some()
        })
        .count();
    let confidence = met as f64 / patch.len().max(1) as f64;
    let in_view = fitted.fov.contains(&world.coords);
    Landmark { world_mm, confidence: if in_view && confidence > 0.5 { confidence } else { 0.0 } }
}
