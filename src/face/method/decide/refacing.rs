//! The face is there and sharp, and not the person's own.

use super::quotients::Quotients;
use super::{Found, confidence, percent};
use crate::face::method::evidence::MethodEvidence;
use crate::face::method::{Config, MethodClass};

/// A sharp face with less noise than the cranium, and than any tissue of that scan can have: it lies
/// above that of the air (Rician: 1.5 times).
pub(super) fn refacing(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    let Quotients { edge, tissue, floor, .. } = Quotients::of(evidence);
    let enough = evidence.face.points >= config.calm_points;
    let calm = (enough && tissue < config.calm && floor < config.noise_floor).then(|| {
        let why = format!(
            "the face has {tissue:.2} times the cranium's noise, {floor:.2} times that of the air, and its \
             edge is as sharp ({edge:.1} times as wide)"
        );
        (MethodClass::Refacing, confidence(-tissue, -config.calm, 0.0), why)
    });
    calm.or_else(|| sharp(evidence, config)).or_else(|| seam(evidence, config))
}

/// A face with a sharper edge than skin's, parts of which are as sharp as cuts.
fn sharp(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    let Quotients { edge, .. } = Quotients::of(evidence);
    let is_sharp = evidence.face.points >= config.calm_points && edge <= config.sharp_face;
    (is_sharp && evidence.walls.made_of_voxels >= config.sharp_share).then(|| {
        let why = format!(
            "the face's edge is {edge:.2} times as wide as the cranium's, {} of it as sharp as a cut: it was \
             put on voxel by voxel",
            percent(evidence.walls.made_of_voxels)
        );
        (MethodClass::Refacing, confidence(-edge, -config.sharp_face, -0.5), why)
    })
}

/// A surface where the face is, as sharp as only cuts are; not where more of the face is missing.
pub(super) fn of_voxels(
    MethodEvidence { walls, .. }: &MethodEvidence,
    config: &Config,
) -> Option<Found> {
    let limit = config.made_of_voxels;
    (walls.made_of_voxels >= limit.max(walls.missing)).then(|| {
        let why = format!(
            "{} of the face's surface is as sharp as a cut: it was put on voxel by voxel",
            percent(walls.made_of_voxels)
        );
        (MethodClass::Refacing, confidence(walls.made_of_voxels, limit, 2.0 * limit), why)
    })
}

/// The skin steps along a line around the face.
fn seam(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    let seam = &evidence.seam;
    let contrast = seam.contrast();
    let is_seam = contrast >= config.seam_contrast
        && seam.step_mm >= config.seam_mm
        && seam.seen >= config.seam_seen;
    is_seam.then(|| {
        let why = format!(
            "the skin steps by {:.1} mm along a line around the face, {contrast:.0} times as much as \
             elsewhere",
            seam.step_mm
        );
        (MethodClass::Refacing, confidence(contrast, config.seam_contrast, 2.0 * config.seam_contrast), why)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{class, texture};
    use super::*;
    use crate::face::method::evidence::Walls;

    #[test]
    fn a_face_as_sharp_as_cuts_was_put_on() {
        let walls = Walls { made_of_voxels: 0.6, ..Walls::default() };
        assert_eq!(class(MethodEvidence { walls, ..Default::default() }), MethodClass::Refacing);
        let [face, rest] = [texture(1.0, 0.02), texture(1.5, 0.02)];
        let some = Walls { made_of_voxels: 0.1, ..Walls::default() };
        let sharp = MethodEvidence { face, rest, walls: some, ..Default::default() };
        assert_eq!(class(sharp), MethodClass::Refacing);
        assert_eq!(class(MethodEvidence { face: rest, ..sharp }), MethodClass::None);
    }
}
