//! Which parts of the face does a scan still show?
//!
//! Every point of the fitted mean head was looked at (`super::sites`). A part is there when most of
//! its points in the field of view met surface, and natural when that surface's edge is as sharp as
//! the cranium's; a removed part leaves a wall well behind the face or nothing at all.

use super::mean_head::{MeanHead, ModelPoint};
use super::method::evidence::{MethodEvidence, Texture};
use super::named_region::NamedRegion;
use super::sites::Site;
use serde::{Deserialize, Serialize};

/// A feature of the face, as reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Forehead: left by most defacers, so it alone is no face.
    Forehead,
    /// Right lids and orbit, without the brow.
    EyeRight,
    /// Left lids and orbit, without the brow.
    EyeLeft,
    /// Tip, wings and base of the nose.
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

    /// The regions of `data/regions.toml` that it is made of. An eye is what lies between its lids
    /// and its brow: masks that take the eyes leave brows. The bridge, which many noses' removals
    /// spare, is no nose.
    fn regions(self) -> &'static [&'static str] {
        match self {
            Self::Forehead => &["forehead"],
            Self::EyeRight => &["lids_right"],
            Self::EyeLeft => &["lids_left"],
            Self::Nose => &["nose_tip", "ala_right", "ala_left"],
            Self::Mouth => &["upper_lip", "mouth"],
            Self::Chin => &["chin"],
            Self::EarRight => &["ear_right"],
            Self::EarLeft => &["ear_left"],
        }
    }

    /// Whether a point of the mean head belongs to it.
    fn holds(self, point: &ModelPoint) -> bool {
        let mut named = NamedRegion::all().iter().filter(|r| self.regions().contains(&&*r.name));
        named.any(|region| region.holds(point.region, &point.position))
    }
}

/// What the scan shows of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Skin where the part is.
    Present,
    /// A surface where the part is, much softer than the rest of the head's.
    Blurred,
    /// In the field of view, and no skin there.
    Absent,
    /// Mostly outside the field of view.
    OutsideFieldOfView,
}

/// What was seen of one part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// Verdict.
    pub presence: Presence,
    /// Share of its points in the field of view that met surface, 0–1.
    pub skin_share: f64,
    /// Share of its points outside the field of view, 0–1.
    pub outside_share: f64,
    /// Width of its edge over that of the cranium; nothing without surface.
    pub edge_ratio: Option<f64>,
    /// How much of it is left as it was scanned: surface times naturalness, 0–1; nothing outside
    /// the field of view.
    pub score: Option<f64>,
}

/// One feature and what was seen of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeaturePresence {
    /// The feature.
    pub feature: Feature,
    /// What was seen of it.
    #[serde(flatten)]
    pub shown: Shown,
}

/// One region and what was seen of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegionPresence {
    /// Its name, as in `data/regions.toml`.
    pub region: String,
    /// What was seen of it.
    #[serde(flatten)]
    pub shown: Shown,
}

/// When a part counts as there: the section `presence` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// From this score on a part is present, and from this share of surface on there.
    pub present: f64,
    /// From this share of points outside the field of view on it is outside.
    pub outside: f64,
    /// Up to this share of points outside the field of view a part is seen as a whole.
    pub complete: f64,
    /// Edge ratio up to which a surface is natural.
    pub natural_edge: f64,
    /// Edge ratio from which nothing natural is left of it.
    pub soft_edge: f64,
}

/// Looks for every feature.
pub(crate) fn features(
    sites: &[Site],
    model: &MeanHead,
    evidence: &MethodEvidence,
    config: &Config,
) -> Vec<FeaturePresence> {
    let shown = |feature: Feature| shown(sites, model, evidence, config, |p| feature.holds(p));
    let all = Feature::ALL.into_iter();
    all.map(|feature| FeaturePresence { feature, shown: shown(feature) }).collect()
}

/// Looks at every region of `data/regions.toml`.
pub(crate) fn regions(
    sites: &[Site],
    model: &MeanHead,
    evidence: &MethodEvidence,
    config: &Config,
) -> Vec<RegionPresence> {
    let shown = |region: &NamedRegion| {
        shown(sites, model, evidence, config, |p| region.holds(p.region, &p.position))
    };
    let named =
        |region: &NamedRegion| RegionPresence { region: region.name.clone(), shown: shown(region) };
    NamedRegion::all().iter().map(named).collect()
}

fn shown(
    sites: &[Site],
    model: &MeanHead,
    evidence: &MethodEvidence,
    config: &Config,
    holds: impl Fn(&ModelPoint) -> bool,
) -> Shown {
    let of: Vec<&Site> = sites.iter().filter(|s| holds(&model.points[s.point])).collect();
    let in_view = of.iter().filter(|s| s.in_view()).count();
    let met = of.iter().filter(|s| s.in_view() && s.missing().is_none()).count();
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    let (skin_share, outside_share) = (share(met, in_view), share(of.len() - in_view, of.len()));
    let edge = Texture::of(&of.iter().filter_map(|s| s.profile()).collect::<Vec<_>>()).edge_voxels;
    let usable = edge > 0.0 && evidence.rest.edge_voxels > 0.0;
    let edge_ratio = usable.then(|| edge / evidence.rest.edge_voxels);
    let soft = edge_ratio.unwrap_or(1.0);
    let natural = (config.soft_edge - soft) / (config.soft_edge - config.natural_edge);
    let score = skin_share * natural.clamp(0.0, 1.0);
    let presence = match () {
        () if outside_share > config.outside => Presence::OutsideFieldOfView,
        () if score >= config.present => Presence::Present,
        () if skin_share >= config.present => Presence::Blurred,
        () => Presence::Absent,
    };
    let score = (presence != Presence::OutsideFieldOfView).then_some(score);
    Shown { presence, skin_share, outside_share, edge_ratio, score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_made_of_regions_that_exist_and_share_no_point() {
        for feature in Feature::ALL {
            for name in feature.regions() {
                assert!(NamedRegion::all().iter().any(|r| r.name == *name), "{name}");
            }
        }
        for point in &MeanHead::shipped().points {
            assert!(Feature::ALL.iter().filter(|f| f.holds(point)).count() <= 1, "{point:?}");
        }
    }
}
