//! A point of the head's surface.

use nalgebra::Vector3;

/// A point of the head's surface.
#[derive(Clone, Copy, Debug)]
pub struct SkinPoint {
    /// World mm (RAS+).
    pub position: Vector3<f32>,
    /// Outward unit normal.
    pub normal: Vector3<f32>,
}
