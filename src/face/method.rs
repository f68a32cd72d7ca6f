//! Which kind of defacing does a scan show? Read from voxels, never from what a file says of itself.
//!
//! Six signs, each against the rest of the same head, so that scanner, contrast and resolution
//! drop out: parts of the face are missing and constant fill or a wall with the edge of a cut stands in
//! their place; that wall is one plane beyond which nothing is left; the edge of the face is softer than that of
//! the cranium (a little suffices where the air before it has lost its noise, too); the face has less
//! noise than the cranium and the air although its edge is as sharp; its samples are exactly alike in
//! blocks; the skin steps along a line around the face.

mod beyond;
mod decide;
pub mod evidence;
mod plane;
pub mod seam;

pub use evidence::MethodEvidence;

use crate::imaging::head::HeadKind;
use serde::{Deserialize, Serialize};

/// A kind of defacing, in the words of published comparisons (`LinkML`, BIDS).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodClass {
    /// No sign of any.
    None,
    /// All but the brain removed.
    SkullStripping,
    /// A part removed whose border is no single plane.
    TemplateMask,
    /// All before one plane removed.
    ShearPlane,
    /// The face's surface smoothed.
    SurfaceBlurring,
    /// The face replaced by another.
    Refacing,
}

impl MethodClass {
    /// Every class.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::SkullStripping,
        Self::TemplateMask,
        Self::ShearPlane,
        Self::SurfaceBlurring,
        Self::Refacing,
    ];

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SkullStripping => "skull-stripping",
            Self::TemplateMask => "template-mask",
            Self::ShearPlane => "shear-plane",
            Self::SurfaceBlurring => "surface-blurring",
            Self::Refacing => "refacing",
        }
    }

    /// Whether it takes parts of the head away and leaves skin elsewhere.
    pub fn is_removal(self) -> bool {
        matches!(self, Self::TemplateMask | Self::ShearPlane)
    }

    /// Whether the face stays, smoothed.
    pub fn is_blurring(self) -> bool {
        self == Self::SurfaceBlurring
    }
}

/// The kind of defacing that a scan shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodFinding {
    /// Its class.
    pub class: MethodClass,
    /// 0.5 (at the limit between two classes) to 1.
    pub confidence: f64,
    /// What it was seen by, in words.
    pub seen_by: String,
    /// What it was read from; nothing where there is no skin to read.
    pub evidence: Option<MethodEvidence>,
}

/// When a sign counts: the section `method` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Share of the cranium's surface before which samples are all the same, from which the
    /// background counts as constant.
    pub constant_background: f64,
    /// Share of face and ears that is missing behind constant fill, from which something was
    /// removed.
    pub missing_behind_fill: f64,
    /// Share of the nose's points in whose place, or right before which, there is constant fill, from which
    /// it was cut.
    pub nose_behind_fill: f64,
    /// Share of face and ears that is missing behind walls with the edge of a cut, whatever stands before them.
    pub missing_behind_cut: f64,
    /// Share of the face that is missing, from which something was removed where fill says nothing.
    pub missing: f64,
    /// Edge of the walls over that of the cranium, up to which they are cuts.
    pub cut_edge: f64,
    /// Share of the walls on one plane from which it is one.
    pub planar: f64,
    /// Share of fill beyond the plane from which nothing is left there.
    pub beyond: f64,
    /// The same three for walls told by their edge: share on the plane, share of the head's points
    /// beyond it that are missing, share of the face that is.
    pub planar_cut: f64,
    /// See [`Config::planar_cut`].
    pub beyond_bare: f64,
    /// See [`Config::planar_cut`].
    pub plane_missing: f64,
    /// Cosine of the angle between the plane and an axis of the head from which it is the edge of a
    /// field of view.
    pub along_axis: f64,
    /// Share of the walls that then lie on it: where fewer do, a mask adds to the edge.
    pub planar_edge: f64,
    /// Edge of the face over that of the cranium from which it is blurred.
    pub soft_edge: f64,
    /// The same where the air before the face has lost its noise, too.
    pub soft_edge_calm: f64,
    /// Noise of the air before the face over that before the cranium below which it was smoothed.
    pub calm_air: f64,
    /// Noise of the face over that of the cranium below which it is not the same scan's.
    pub calm: f64,
    /// Noise of the face over that of the air before the cranium below which no scan's can be.
    pub noise_floor: f64,
    /// Points of the face from which noise is compared.
    pub calm_points: usize,
    /// By how much more of the face's neighbouring samples than of the cranium's are exactly equal, from
    /// which the face was made of coarse blocks.
    pub blocky: f64,
    /// Edge of the face over that of the cranium up to which a face was put on voxel by voxel, and share
    /// of its points that must have the edge of a cut for that.
    pub sharp_face: f64,
    /// See [`Config::sharp_face`].
    pub sharp_share: f64,
    /// Share of the face's points whose surface has the edge of a cut, from which a face was put on voxel
    /// by voxel.
    pub made_of_voxels: f64,
    /// How much more the skin must step along a line around the face than elsewhere, to be a seam.
    pub seam_contrast: f64,
    /// Step along the line from which on it can be one, mm.
    pub seam_mm: f64,
    /// Share of the line's directions that must be seen.
    pub seam_seen: f64,
    /// Edge of the cranium, mm and voxels, from which the whole head is smoother than one person's.
    pub smooth_mm: f64,
    /// The same, voxels.
    pub smooth_voxels: f64,
}

impl MethodFinding {
    /// The finding for a head, from its evidence.
    pub fn of_head(evidence: &MethodEvidence, config: &Config) -> Self {
        decide::class_of(evidence, config)
    }

    /// The finding for what has no skin; nothing where there is nothing to say.
    pub fn of_kind(kind: HeadKind, cut_out: f64) -> Option<Self> {
        (kind == HeadKind::Brain).then(|| Self {
            class: MethodClass::SkullStripping,
            confidence: f64::midpoint(1.0, cut_out.clamp(0.0, 1.0)),
            seen_by: HeadKind::Brain.in_words().to_owned(),
            evidence: None,
        })
    }

    /// The finding for a face that `others` participants have as well, of which `least` are enough;
    /// keeps the evidence of what the scan showed alone.
    pub fn of_group(others: usize, least: usize, alone: Option<Self>) -> Self {
        let beyond = others.saturating_sub(least) as f64 / (2 * least).max(1) as f64;
        Self {
            class: MethodClass::Refacing,
            confidence: 0.5 + 0.5 * beyond.min(1.0),
            seen_by: format!("the same face as {others} other participants of the run"),
            evidence: alone.and_then(|finding| finding.evidence),
        }
    }
}
