//! What a pixel shows before it is lit.

/// The surface under every pixel, `[row, col]`.
#[derive(Clone, Debug)]
pub(super) struct Surfels {
    /// Width and height, pixels.
    pub(super) size: usize,
    /// Height above the plane [`Framing::camera_mm`](super::Framing::camera_mm) *behind* the head's
    /// origin, mm; 0 = nothing there, so that fresh zeroed memory is an empty picture.
    pub(super) heights: Vec<f32>,
    /// Normals, interpolated and not brought to length 1; the fourth number means nothing.
    pub(super) normals: Vec<[f32; 4]>,
}

/// Vertices on the caps at the edge of the field of view have no normal; a pixel whose normal is
/// shorter than this lies nearer to a cap than to skin.
pub(super) const CAP_BELOW: f32 = 0.5;

impl Surfels {
    /// Nothing anywhere.
    pub(super) fn new(size: usize) -> Self {
        Self { size, heights: vec![0.0; size * size], normals: vec![[0.0; 4]; size * size] }
    }
}
