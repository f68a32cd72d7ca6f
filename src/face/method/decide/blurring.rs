//! The face is there, softer than the rest of the head or in blocks.

use super::quotients::Quotients;
use super::{Found, confidence, percent};
use crate::face::method::evidence::MethodEvidence;
use crate::face::method::{Config, MethodClass};

/// A face made of blocks is smoothed as by any other mean over a neighbourhood.
pub(super) fn blocks(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    evidence.is_blocky(config).then(|| {
        let (face, rest) = (evidence.face.repeated, evidence.rest.repeated);
        let why = format!(
            "{} of the samples below the face's surface equal the next one, {} of the cranium's: coarse blocks",
            percent(face),
            percent(rest)
        );
        let sure = confidence(face - rest, config.blocky, 2.0 * config.blocky);
        (MethodClass::SurfaceBlurring, sure, why)
    })
}

/// An edge softer than the cranium's; a little suffices where the air before it lost its noise, too.
pub(super) fn blurring(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    let Quotients { edge, air, .. } = Quotients::of(evidence);
    let limit = if air < config.calm_air { config.soft_edge_calm } else { config.soft_edge };
    let enough = evidence.face.points >= config.calm_points;
    (enough && edge >= limit).then(|| {
        let why = format!(
            "the face's edge is {edge:.1} times as wide as the cranium's ({:.1} mm), the noise before it \
             {air:.2} times as high",
            evidence.face.edge_mm
        );
        (MethodClass::SurfaceBlurring, confidence(edge, limit, 2.0 * limit), why)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{class, texture};
    use super::*;
    use crate::face::method::evidence::{Texture, Walls};

    /// Numbers of a face made of blocks of 8 mm, which have air and walls of their own.
    #[test]
    fn coarse_blocks_are_a_blur_and_no_cut() {
        let rest = texture(1.3, 0.015);
        let face = Texture { repeated: 0.8, ..texture(1.0, 0.01) };
        let walls = Walls {
            missing: 0.4,
            behind_fill: 0.3,
            filled: 0.6,
            edge_voxels: 1.0,
            ..Walls::default()
        };
        let blocks = MethodEvidence { face, rest, walls, ..MethodEvidence::default() };
        assert_eq!(class(blocks), MethodClass::SurfaceBlurring);
        // A scan of few grey levels has equal neighbours everywhere.
        let rest = Texture { repeated: 0.6, ..rest };
        assert_eq!(class(MethodEvidence { rest, ..blocks }), MethodClass::TemplateMask);
    }
}
