//! Parts of the face are missing, and something stands in their place that is no skin.

use super::{Found, confidence, percent};
use crate::face::method::evidence::MethodEvidence;
use crate::face::method::{Config, MethodClass};

/// Walls stand where the face was: on a plane beyond which nothing is left, or not.
pub(super) fn removal(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    let walls = &evidence.walls;
    let sure = surely_removed(evidence, config)?;
    let what = in_words(evidence);
    let beyond = walls.beyond_filled.max(walls.beyond_bare);
    if let Some((share, limit)) = on_plane(evidence, config) {
        let edge = walls.normal.iter().any(|c| c.abs() > config.along_axis);
        if edge && walls.planar >= config.planar_edge {
            let why = "a plane along the head's axes: the edge of an earlier field of view";
            return Some((MethodClass::None, sure, format!("{what}; {why}")));
        }
        let why = format!("{} of the walls on one plane, nothing beyond", percent(walls.planar));
        let plane = confidence(share, limit, 1.0);
        let class = if edge { MethodClass::TemplateMask } else { MethodClass::ShearPlane };
        return Some((class, sure.min(plane), format!("{what}; {why}")));
    }
    let left = 1.0 - walls.planar.min(beyond);
    let mask = confidence(left, 1.0 - config.planar, 3.0 * (1.0 - config.planar));
    let why = format!(
        "{} of the walls on one plane, {} beyond it gone",
        percent(walls.planar),
        percent(beyond)
    );
    Some((MethodClass::TemplateMask, sure.min(mask), format!("{what}; {why}")))
}

/// How sure it is that something was removed; nothing where no sign says so.
fn surely_removed(evidence: &MethodEvidence, config: &Config) -> Option<f64> {
    let walls = &evidence.walls;
    let filled = evidence.is_filled(config).then(|| {
        confidence(walls.behind_fill, config.missing_behind_fill, 6.0 * config.missing_behind_fill)
    });
    let cut = evidence.ends_at_cuts(config).then(|| {
        confidence(walls.behind_cut, config.missing_behind_cut, 3.0 * config.missing_behind_cut)
    });
    let nose = evidence.is_nose_filled(config).then(|| {
        confidence(
            evidence.nose_behind_fill,
            config.nose_behind_fill,
            2.0 * config.nose_behind_fill,
        )
    });
    let marked = filled.into_iter().chain(cut).chain(nose).reduce(f64::max);
    let missing = || confidence(walls.missing, config.missing, 3.0 * config.missing);
    marked.or_else(|| evidence.is_cut(config).then(missing))
}

/// The share of the walls on one plane beyond which nothing is left, and its limit; nothing where
/// there is no such plane. What is told by edges alone is less exact, and a wall behind a nose is
/// a plane, too.
fn on_plane(MethodEvidence { walls, .. }: &MethodEvidence, config: &Config) -> Option<(f64, f64)> {
    let by_fill = walls.planar >= config.planar && walls.beyond_filled >= config.beyond;
    let by_edge = walls.planar >= config.planar_cut
        && walls.beyond_bare >= config.beyond_bare
        && walls.missing >= config.plane_missing;
    let limit = if by_fill { config.planar } else { config.planar_cut };
    (by_fill || by_edge).then_some((walls.planar, limit))
}

/// What is missing and how its walls look, in words.
fn in_words(MethodEvidence { walls, rest, nose_behind_fill, .. }: &MethodEvidence) -> String {
    format!(
        "{} of the face missing, {:.0} mm deep; {} of the walls behind one constant value, {} as sharp \
         as a cut, edges {:.1} voxels against {:.1} elsewhere; {} of the nose behind one constant value",
        percent(walls.missing),
        walls.depth_mm,
        percent(walls.filled),
        percent(walls.cut),
        walls.edge_voxels,
        rest.edge_voxels,
        percent(*nose_behind_fill)
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{class, texture};
    use super::*;
    use crate::face::method::evidence::{Texture, Walls};

    /// Numbers as measured on phantoms whose cuts were filled with noise (`--fill noise`).
    #[test]
    fn cuts_filled_with_noise_are_told_by_their_edge() {
        let edge = Walls { edge_voxels: 1.0, cut: 0.8, ..Walls::default() };
        let with = |walls| MethodEvidence {
            face: texture(2.3, 0.015),
            rest: texture(2.3, 0.015),
            walls,
            ..Default::default()
        };
        let plane = Walls {
            missing: 0.9,
            behind_cut: 0.7,
            planar: 0.85,
            beyond_bare: 0.98,
            normal: [0.0, 0.72, -0.69],
            ..edge
        };
        assert_eq!(class(with(plane)), MethodClass::ShearPlane);
        let mask = Walls { planar: 0.36, beyond_bare: 0.7, ..plane };
        assert_eq!(class(with(mask)), MethodClass::TemplateMask);
        // A removed nose leaves one plane, too, beyond which the head has little.
        let nose = Walls { missing: 0.12, behind_cut: 0.1, ..plane };
        assert_eq!(class(with(nose)), MethodClass::TemplateMask);
        let ears = Walls { behind_cut: 0.3, ..edge };
        assert_eq!(class(with(ears)), MethodClass::TemplateMask);
        let rim = Walls { behind_cut: 0.3, cut: 0.1, ..edge };
        assert_eq!(class(with(rim)), MethodClass::None);
    }

    #[test]
    fn in_a_constant_background_only_a_cut_edge_is_a_removal() {
        let rest = Texture { filled: 1.0, ..texture(1.5, 0.015) };
        let walls = Walls {
            missing: 0.3,
            behind_fill: 0.3,
            filled: 1.0,
            edge_voxels: 1.7,
            ..Walls::default()
        };
        let soft = MethodEvidence { face: texture(1.5, 0.015), rest, walls, ..Default::default() };
        assert_eq!(class(soft), MethodClass::None);
        let cut = MethodEvidence { walls: Walls { edge_voxels: 1.0, ..walls }, ..soft };
        assert_eq!(class(cut), MethodClass::TemplateMask);
    }
}
