//! How the face differs from the cranium of the same head.

use crate::face::method::evidence::MethodEvidence;

/// Face over cranium; 1 where the cranium shows nothing to compare with.
pub(super) struct Quotients {
    /// Width of the edge.
    pub(super) edge: f64,
    /// Noise in the tissue. Where voxels are wider than scalp or skull, those count as noise too.
    pub(super) tissue: f64,
    /// Noise of the air before it.
    pub(super) air: f64,
    /// Noise of the face's tissue over that of the air before the cranium.
    pub(super) floor: f64,
}

impl Quotients {
    pub(super) fn of(MethodEvidence { face, rest, .. }: &MethodEvidence) -> Self {
        let over = |a: f64, b: f64| if b > 0.0 { a / b } else { 1.0 };
        Self {
            edge: over(face.edge_voxels, rest.edge_voxels),
            tissue: over(face.tissue_noise, rest.tissue_noise),
            air: over(face.air_noise, rest.air_noise),
            floor: over(face.tissue_noise, rest.air_noise),
        }
    }
}
