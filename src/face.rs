//! Whose face is it, and how much of it is left? Pose, landmarks, presence.

pub mod canonical_grid;
pub mod cost;
mod cut_edge;
pub mod descriptor;
#[cfg(feature = "onnx")]
pub mod face_points;
pub mod field_of_view;
pub mod fill;
mod inside;
pub mod landmarks;
pub mod likeness;
pub mod mean_head;
pub mod method;
pub mod named_region;
mod nod;
mod orbit;
mod pitch;
pub mod pose;
pub mod presence;
mod profile;
pub mod recognisability;
mod region;
mod registration;
pub mod residual;
pub mod same_scan;
mod search;
pub mod sharing;
pub(crate) mod sites;
pub mod skin;
mod skin_point;
pub mod status;
pub mod still;
mod surface_index;
mod symmetry;
