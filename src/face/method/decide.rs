//! From evidence to a class.

use super::evidence::MethodEvidence;
use super::{Config, MethodClass, MethodFinding};

/// The class with the strongest sign; removal first, because what is not there shows nothing else. Only
/// beside a blurred face, walls without fill or the edge of a cut are what the blur smeared, and blocks
/// have walls and fill of their own.
pub(super) fn class_of(evidence: MethodEvidence, config: &Config) -> MethodFinding {
    let blurred = blurring(&evidence, config);
    let removed =
        || removal(&evidence, config).filter(|_| blurred.is_none() || evidence.walls.are_marked());
    let found = blocks(&evidence, config)
        .or_else(|| of_voxels(&evidence, config))
        .or_else(removed)
        .or_else(|| blurred.clone())
        .or_else(|| refacing(&evidence, config));
    let (class, confidence, seen_by) = found.unwrap_or_else(|| nothing(&evidence, config));
    MethodFinding { class, confidence, seen_by, evidence: Some(evidence) }
}

type Found = (MethodClass, f64, String);

/// 0.5 at the limit, 1 where the sign is `clear` or beyond.
fn confidence(value: f64, limit: f64, clear: f64) -> f64 {
    0.5 + 0.5 * ((value - limit) / (clear - limit)).clamp(0.0, 1.0)
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
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
    let marked = filled.into_iter().chain(cut).reduce(f64::max);
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

fn removal(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
    let walls = &evidence.walls;
    let sure = surely_removed(evidence, config)?;
    let what = format!(
        "{} of the face missing, {:.0} mm deep; {} of the walls behind one constant value, {} as sharp \
         as a cut, edges {:.1} voxels against {:.1} elsewhere",
        percent(walls.missing),
        walls.depth_mm,
        percent(walls.filled),
        percent(walls.cut),
        walls.edge_voxels,
        evidence.rest.edge_voxels
    );
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

/// Face over cranium; 1 where the cranium shows nothing to compare with.
struct Quotients {
    /// Width of the edge.
    edge: f64,
    /// Noise in the tissue. Where voxels are wider than scalp or skull, those count as noise too.
    tissue: f64,
    /// Noise of the air before it.
    air: f64,
    /// Noise of the face's tissue over that of the air before the cranium.
    floor: f64,
}

impl Quotients {
    fn of(MethodEvidence { face, rest, .. }: &MethodEvidence) -> Self {
        let over = |a: f64, b: f64| if b > 0.0 { a / b } else { 1.0 };
        Self {
            edge: over(face.edge_voxels, rest.edge_voxels),
            tissue: over(face.tissue_noise, rest.tissue_noise),
            air: over(face.air_noise, rest.air_noise),
            floor: over(face.tissue_noise, rest.air_noise),
        }
    }
}

/// A face made of blocks is smoothed as by any other mean over a neighbourhood.
fn blocks(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
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

fn blurring(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
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

/// A sharp face with less noise than the cranium, and than any tissue of that scan can have: it lies
/// above that of the air (Rician: 1.5 times).
fn refacing(evidence: &MethodEvidence, config: &Config) -> Option<Found> {
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
fn of_voxels(MethodEvidence { walls, .. }: &MethodEvidence, config: &Config) -> Option<Found> {
    let limit = config.made_of_voxels;
    (walls.made_of_voxels >= limit.max(walls.missing)).then(|| {
        let why = format!(
            "{} of the face's surface is as sharp as a cut: it was put on voxel by voxel",
            percent(walls.made_of_voxels)
        );
        (MethodClass::Refacing, confidence(walls.made_of_voxels, limit, 2.0 * limit), why)
    })
}

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

fn nothing(evidence: &MethodEvidence, config: &Config) -> Found {
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

#[cfg(test)]
mod tests {
    use super::super::evidence::{Texture, Walls};
    use super::super::seam::Seam;
    use super::*;
    use crate::base::thresholds::Thresholds;

    fn texture(edge: f64, noise: f64) -> Texture {
        Texture {
            points: 1000,
            edge_voxels: edge,
            edge_mm: edge,
            tissue_noise: noise,
            air_noise: noise / 1.6,
            ..Texture::default()
        }
    }

    fn class(evidence: MethodEvidence) -> MethodClass {
        let config = Thresholds::shipped().section("method").unwrap();
        let found = class_of(evidence, &config);
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
    }

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

    /// Numbers of two of 152 blurred faces.
    #[test]
    fn what_a_blur_smeared_is_no_cut() {
        let smeared =
            Walls { missing: 0.39, behind_fill: 0.007, edge_voxels: 1.1, ..Walls::default() };
        let face = Texture { air_noise: 0.003, ..texture(5.8, 0.003) };
        let blurred =
            MethodEvidence { face, rest: texture(1.3, 0.03), walls: smeared, ..Default::default() };
        assert_eq!(class(blurred), MethodClass::SurfaceBlurring);
        let cut = Walls { filled: 0.6, ..smeared };
        assert_eq!(class(MethodEvidence { walls: cut, ..blurred }), MethodClass::TemplateMask);
    }

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
