//! Which parts of the face show skin where a face has it?
//!
//! Every point of the fitted mean head looks for measured skin. A part is present when most of its
//! points in the field of view meet some; a removed part leaves a cut well behind the face or
//! nothing at all.

use super::pose::FittedHead;
use super::registration::{Finder, Round};
use crate::base::region::Region;
use nalgebra::Point3;
use serde::{Deserialize, Serialize};

use super::mean_head::MeanHead;

/// A feature of the face, as reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Forehead: left by most defacers, so it alone is no face.
    Forehead,
    /// Right orbit.
    EyeRight,
    /// Left orbit.
    EyeLeft,
    /// Nose with its bridge.
    Nose,
    /// Upper lip and lips.
    Mouth,
    /// Chin.
    Chin,
    /// Right pinna.
    EarRight,
    /// Left pinna.
    EarLeft,
}

impl Feature {
    /// Every feature, in the order of the report.
    pub const ALL: [Self; 8] = [
        Self::Forehead,
        Self::EyeRight,
        Self::EyeLeft,
        Self::Nose,
        Self::Mouth,
        Self::Chin,
        Self::EarRight,
        Self::EarLeft,
    ];

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forehead => "forehead",
            Self::EyeRight => "eye_right",
            Self::EyeLeft => "eye_left",
            Self::Nose => "nose",
            Self::Mouth => "mouth",
            Self::Chin => "chin",
            Self::EarRight => "ear_right",
            Self::EarLeft => "ear_left",
        }
    }

    /// Whether the status of the face rests on it.
    pub fn decides_status(self) -> bool {
        !matches!(self, Self::Forehead | Self::EarRight | Self::EarLeft)
    }

    fn holds(self, region: Region) -> bool {
        match self {
            Self::Forehead => region == Region::Forehead,
            Self::EyeRight => region == Region::EyeRight,
            Self::EyeLeft => region == Region::EyeLeft,
            Self::Nose => matches!(region, Region::Nose | Region::NoseBridge),
            Self::Mouth => matches!(region, Region::Mouth | Region::UpperLip),
            Self::Chin => region == Region::Chin,
            Self::EarRight => region == Region::EarRight,
            Self::EarLeft => region == Region::EarLeft,
        }
    }
}

/// What the scan shows of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Skin where the feature is.
    Present,
    /// In the field of view, and no skin there.
    Absent,
    /// Mostly outside the field of view.
    OutsideFieldOfView,
}

/// One feature and what was seen of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeaturePresence {
    /// The feature.
    pub feature: Feature,
    /// Verdict.
    pub presence: Presence,
    /// Share of its points in the field of view that met skin, 0–1.
    pub skin_share: f64,
    /// Share of its points outside the field of view, 0–1.
    pub outside_share: f64,
}

/// Skin within this distance of the fitted face counts, mm. Wider than what the shape model
/// leaves over of an intact face, narrower than the depth of cuts. Chosen on the tuning cohort; not
/// measured apart.
const LOOK: Round =
    Round { stride: 1, radius_mm: 6.0, agreement: 0.6, iterations: 0, with_shape: false };
/// From this share on, most of a feature is there (or out of view).
const MOST: f64 = 0.5;

/// Looks for every feature.
pub fn look(fitted: &FittedHead, model: &MeanHead) -> Vec<FeaturePresence> {
    Feature::ALL.iter().map(|&feature| look_for(feature, fitted, model)).collect()
}

fn look_for(feature: Feature, fitted: &FittedHead, model: &MeanHead) -> FeaturePresence {
    let (mut all, mut outside, mut skin) = (0usize, 0usize, 0usize);
    let finder = Finder::new(&fitted.index, &fitted.close, &LOOK);
    let holds = |p: &usize| feature.holds(model.points[*p].region);
    for point in (0..model.points.len()).filter(holds) {
        all += 1;
        match look_at(point, fitted, model, &finder) {
            Seen::Skin => skin += 1,
            Seen::Outside => outside += 1,
            Seen::Nothing => {}
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let (skin_share, outside_share) = (share(skin, all - outside), share(outside, all));
    let presence = match () {
        () if outside_share > MOST => Presence::OutsideFieldOfView,
        () if skin_share >= MOST => Presence::Present,
        () => Presence::Absent,
    };
    FeaturePresence { feature, presence, skin_share, outside_share }
}

enum Seen {
    Skin,
    Outside,
    Nothing,
}

fn look_at(point: usize, fitted: &FittedHead, model: &MeanHead, finder: &Finder<'_>) -> Seen {
    let head = fitted.close.shaped(model, point);
    let world = fitted.close.head_to_world * Point3::from(head);
    if !fitted.skin.fov.contains(&world.coords) {
        Seen::Outside
    } else if finder.find(&head, &model.points[point].normal).is_some() {
        Seen::Skin
    } else {
        Seen::Nothing
    }
}
