//! What is known about a phantom scan, as it is written beside it.

use std::collections::BTreeMap;

use nalgebra::Matrix4;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::anthropometry::Measurement;
use super::deface::Effect;
use super::grid::Grid;
use super::head::Head;
use super::identity::Identity;
use super::session::Session;
use super::solid::Point;
use crate::base::space::WorldPoint;

/// Everything known about one scan.
#[derive(Clone, Debug, Serialize)]
pub struct Truth {
    /// Label, e.g. `sub-001`.
    pub participant_id: String,
    /// Label, e.g. `ses-01`.
    pub session_id: String,
    /// 4×4, row by row: world mm → canonical head frame, mm.
    pub pose: [[f64; 4]; 4],
    /// Name → place in world mm, and whether the field of view holds it.
    pub landmarks: Map<String, Value>,
    /// Person, measurements and layers.
    pub person: Value,
    /// Position, voxels, noise, receive field.
    pub session: Value,
    /// Defacer → what it changed.
    pub defaced: BTreeMap<&'static str, Effect>,
}

impl Truth {
    /// Collects what is known before any defacing.
    pub fn new(
        (identity, table): (&Identity, &[Measurement]),
        session: &Session,
        head: &Head,
        grid: &Grid,
    ) -> Self {
        Self {
            participant_id: format!("sub-{:03}", identity.subject),
            session_id: format!("ses-{:02}", session.number),
            pose: pose(session),
            landmarks: landmarks(session, head, grid),
            person: person(identity, table, head),
            session: scanner(session),
            defaced: BTreeMap::new(),
        }
    }
}

/// World → canonical.
fn pose(session: &Session) -> [[f64; 4]; 4] {
    let rotation = session.rotation().transpose();
    let origin = -(rotation * Point::from(session.translation_mm));
    let mut matrix = Matrix4::identity();
    matrix.fixed_view_mut::<3, 3>(0, 0).copy_from(&rotation);
    matrix.fixed_view_mut::<3, 1>(0, 3).copy_from(&origin);
    std::array::from_fn(|r| std::array::from_fn(|c| matrix[(r, c)]))
}

fn landmarks(session: &Session, head: &Head, grid: &Grid) -> Map<String, Value> {
    let entry = |(name, q): (&str, Point)| {
        let world = session.to_world(q);
        let voxel = grid.affine.to_voxel(WorldPoint(world.into())).0;
        let seen = (0..3).all(|a| voxel[a] >= 0. && voxel[a] <= grid.shape[a] as f64 - 1.);
        let mm = world.map(|v| (v * 1e3).round() / 1e3);
        (name.to_owned(), json!({ "world_mm": [mm.x, mm.y, mm.z], "in_field_of_view": seen }))
    };
    head.landmarks().into_iter().map(entry).collect()
}

fn person(identity: &Identity, table: &[Measurement], head: &Head) -> Value {
    let measured = table.iter().zip(&identity.measurements);
    let measurements: Map<String, Value> = measured
        .map(|(row, value)| (row.name.clone(), json!((value * 1e3).round() / 1e3)))
        .collect();
    json!({
        "sex": identity.sex,
        "age": identity.age,
        "measurements_mm": measurements,
        "layers": head.layers.thickness(),
    })
}

fn scanner(session: &Session) -> Value {
    json!({
        "contrast": session.contrast,
        "rotation_deg": session.rotation_deg,
        "translation_mm": session.translation_mm,
        "voxel_mm": session.voxel_mm,
        "orientation": session.orientation,
        "crop": session.crop,
        "noise": session.noise,
        "receive_field": session.bias,
        "gain": session.gain,
        "jaw_mm": session.jaw_mm,
    })
}
