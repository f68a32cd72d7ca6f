//! No sign of defacing, and how near the nearest is.

use super::quotients::Quotients;
use super::{Found, confidence};
use crate::face::method::evidence::MethodEvidence;
use crate::face::method::{Config, MethodClass};

/// No class, as sure as the signs are far from their limits.
pub(super) fn nothing(evidence: &MethodEvidence, config: &Config) -> Found {
    let Quotients { edge, tissue, air, floor } = Quotients::of(evidence);
    if evidence.too_smooth(config) {
        let why = format!(
            "edges {:.0} mm wide everywhere: a mean of many heads, or smoothed as a whole",
            evidence.rest.edge_mm
        );
        return (MethodClass::None, 0.5, why);
    }
    let why =
        format!("no walls; the face's edge {edge:.1}, its noise {tissue:.1} times the cranium's");
    let nearest = [
        confidence(-evidence.walls.behind_fill, -config.missing_behind_fill, 0.0),
        confidence(-edge, -config.soft_edge, -1.0),
        confidence(-edge, -config.soft_edge_calm, -1.0).max(confidence(air, config.calm_air, 1.0)),
        confidence(tissue, config.calm, 1.0).max(confidence(floor, config.noise_floor, 1.0)),
        confidence(-evidence.seam.contrast(), -config.seam_contrast, 0.0),
    ];
    (MethodClass::None, nearest.into_iter().fold(1.0, f64::min), why)
}
