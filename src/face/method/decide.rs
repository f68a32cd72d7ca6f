//! From evidence to a class.

mod blurring;
mod nothing;
mod quotients;
mod refacing;
mod removal;

use super::evidence::MethodEvidence;
use super::{Config, MethodClass, MethodFinding};

/// The class with the strongest sign; removal first, because what is not there shows nothing else. Only
/// beside a blurred face, walls without fill or the edge of a cut are what the blur smeared, and blocks
/// have walls and fill of their own.
pub(super) fn class_of(evidence: &MethodEvidence, config: &Config) -> MethodFinding {
    let blurred = blurring::blurring(evidence, config);
    let removed = || {
        removal::removal(evidence, config)
            .filter(|_| blurred.is_none() || evidence.walls.are_cuts())
    };
    let found = blurring::blocks(evidence, config)
        .or_else(|| refacing::of_voxels(evidence, config))
        .or_else(removed)
        .or_else(|| blurred.clone())
        .or_else(|| refacing::refacing(evidence, config));
    let (class, confidence, seen_by) = found.unwrap_or_else(|| nothing::nothing(evidence, config));
    MethodFinding { class, confidence, seen_by, evidence: Some(*evidence) }
}

/// Class, confidence, and what it was seen by.
type Found = (MethodClass, f64, String);

/// 0.5 at the limit, 1 where the sign is `clear` or beyond.
fn confidence(value: f64, limit: f64, clear: f64) -> f64 {
    0.5 + 0.5 * ((value - limit) / (clear - limit)).clamp(0.0, 1.0)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

#[cfg(test)]
mod tests {
    use super::super::evidence::{Texture, Walls};
    use super::super::seam::Seam;
    use super::*;
    use crate::base::thresholds::Thresholds;

    pub(super) fn texture(edge: f64, noise: f64) -> Texture {
        Texture {
            points: 1000,
            edge_voxels: edge,
            edge_mm: edge,
            tissue_noise: noise,
            air_noise: noise / 1.6,
            ..Texture::default()
        }
    }

    #[allow(clippy::large_types_passed_by_value, reason = "tests build it where they pass it")]
    pub(super) fn class(evidence: MethodEvidence) -> MethodClass {
        let config = Thresholds::shipped().section("method").unwrap();
        let found = class_of(&evidence, &config);
        assert!((0.5..=1.0).contains(&found.confidence), "{found:?}");
        found.class
    }

    /// Numbers as measured on the tuning cohort (medians).
    #[test]
    fn each_sign_has_its_class() {
        let whole = MethodEvidence {
            face: texture(1.3, 0.015),
            rest: texture(1.3, 0.015),
            ..MethodEvidence::default()
        };
        assert_eq!(class(whole), MethodClass::None);
        let blurred = MethodEvidence { face: texture(6.1, 0.001), ..whole };
        assert_eq!(class(blurred), MethodClass::SurfaceBlurring);
        let calm = MethodEvidence { face: texture(1.5, 0.002), ..whole };
        assert_eq!(class(calm), MethodClass::Refacing);
        let seam = Seam { step_mm: 1.0, usual_mm: 0.1, seen: 0.9 };
        assert_eq!(class(MethodEvidence { seam, ..whole }), MethodClass::Refacing);
        let own = Seam { step_mm: 0.3, ..seam };
        assert_eq!(class(MethodEvidence { seam: own, ..whole }), MethodClass::None);
        let light = MethodEvidence { face: texture(1.9, 0.003), ..whole };
        assert_eq!(class(light), MethodClass::SurfaceBlurring);
        // Voxels of 2.5 mm: the skull counts as noise of the cranium, the air does not.
        let rest = Texture { tissue_noise: 0.22, air_noise: 0.01, ..whole.rest };
        let face = Texture { tissue_noise: 0.04, air_noise: 0.01, ..whole.face };
        assert_eq!(class(MethodEvidence { face, rest, ..whole }), MethodClass::None);
        let softer = Texture { edge_voxels: 1.9, ..face };
        assert_eq!(class(MethodEvidence { face: softer, rest, ..whole }), MethodClass::None);
        let walls = Walls {
            missing: 0.86,
            behind_fill: 0.6,
            depth_mm: 48.0,
            filled: 0.8,
            edge_voxels: 1.02,
            planar: 0.98,
            beyond_filled: 1.0,
            normal: [0.0, 0.72, -0.69],
            ..Walls::default()
        };
        assert_eq!(class(MethodEvidence { walls, ..whole }), MethodClass::ShearPlane);
        let edge_of_view = Walls { normal: [0.05, 0.998, 0.0], ..walls };
        assert_eq!(class(MethodEvidence { walls: edge_of_view, ..whole }), MethodClass::None);
        let mask = Walls { planar: 0.58, beyond_filled: 0.5, ..walls };
        assert_eq!(class(MethodEvidence { walls: mask, ..whole }), MethodClass::TemplateMask);
        let part_of_a_line = Seam { seen: 0.68, ..seam };
        let cropped = MethodEvidence { seam: part_of_a_line, ..whole };
        assert_eq!(class(cropped), MethodClass::None);
    }

    /// Numbers of a nose that the field of view and then a tool had cut, and of a real head (chris).
    #[test]
    fn fill_before_the_nose_is_a_cut_unless_it_stands_before_the_cranium_too() {
        let of = |nose_behind_fill, rest_behind_fill| {
            let [face, rest] = [texture(1.3, 0.015); 2];
            MethodEvidence { face, rest, nose_behind_fill, rest_behind_fill, ..Default::default() }
        };
        assert_eq!(class(of(0.13, 0.0)), MethodClass::TemplateMask);
        assert_eq!(class(of(0.01, 0.006)), MethodClass::None);
        assert_eq!(class(of(0.897, 0.945)), MethodClass::None);
    }

    /// Numbers of three of some 150 blurred faces.
    #[test]
    fn what_a_blur_smeared_is_no_cut() {
        let smeared =
            Walls { missing: 0.39, behind_fill: 0.007, edge_voxels: 1.1, ..Walls::default() };
        let face = Texture { air_noise: 0.003, ..texture(5.8, 0.003) };
        let blurred =
            MethodEvidence { face, rest: texture(1.3, 0.03), walls: smeared, ..Default::default() };
        assert_eq!(class(blurred), MethodClass::SurfaceBlurring);
        let smeared_sharply = Walls { cut: 0.31, behind_cut: 0.052, ..smeared };
        let walls = MethodEvidence { walls: smeared_sharply, ..blurred };
        assert_eq!(class(walls), MethodClass::SurfaceBlurring);
        let cut = Walls { filled: 0.6, ..smeared };
        assert_eq!(class(MethodEvidence { walls: cut, ..blurred }), MethodClass::TemplateMask);
    }
}
