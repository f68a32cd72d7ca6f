//! Which parts of the face does a scan still show?
//!
//! Every point of the fitted mean head was looked at (`super::sites`). A part is there when most of
//! its points in the field of view met surface, and natural when that surface's edge is as sharp as
//! the cranium's and its samples are not alike in blocks; a removed part leaves a wall well behind the face or nothing at all.

use super::canonical_grid::{PatchGrid, Validity};
use super::mean_head::{MeanHead, ModelPoint};
use super::method::evidence::{MethodEvidence, Texture};
use super::named_region::NamedRegion;
use super::orbit;
use super::orbit::OrbitLeft;
use super::profile::Profile;
use super::sites::{BEFORE_MM, Site};
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

    /// Whether its edge says as much as the cranium's: noses and ears are thin, so that coarse voxels
    /// make their edges sharp.
    fn is_broad(self) -> bool {
        !matches!(self, Self::Nose | Self::EarRight | Self::EarLeft)
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

    /// Those regions, with their places in [`NamedRegion::all`].
    fn named(self) -> impl Iterator<Item = (usize, &'static NamedRegion)> {
        let all = NamedRegion::all().iter().enumerate();
        all.filter(move |(_, region)| self.regions().contains(&&*region.name))
    }
}

/// The region without which a nose that something was cut from is gone: of a nose cut off, the base and
/// the hind parts of the wings stay. Its tip met 0 to 0.26 of its skin then (152 scans), the whole nose up
/// to 0.53.
const NOSE_TIP: &str = "nose_tip";

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
    /// Share of its points outside the field of view, 0–1; of a nose that of its cells, if larger.
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
    /// Skin up to this far behind the fitted mean head is the person's own shape, mm.
    pub own_shape_mm: f64,
    /// Confidence of the landmark at its tip by which alone a nose is there, where something was cut away.
    pub sure_tip: f64,
    /// Share of a part's walls behind constant fill up to which it is that and not a cut.
    pub own_fill: f64,
    /// Share of a part's points that must have met skin for that, where something was cut away.
    pub own_met: f64,
    /// How much of an orbit shows an eye.
    pub orbit: orbit::Config,
    /// Where something was cut away: edge ratio up to which a surface is the wall of a cut.
    pub cut_edge: f64,
    /// The same: edge ratio from which it may be skin.
    pub skin_edge: f64,
    /// Edge ratio up to which a surface is natural.
    pub natural_edge: f64,
    /// Edge ratio from which nothing natural is left of it.
    pub soft_edge: f64,
}

/// Whether something was cut away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Nothing was.
    Nothing,
    /// Fill or the edges of its walls tell where.
    Told,
    /// Neither fill nor their edges tell its walls from skin.
    Untold,
}

/// Everything that was seen of a head and says what is there.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// What the scan shows at each point of the mean head.
    pub(crate) sites: &'a [Site],
    /// The patch of the face.
    pub(crate) face: &'a PatchGrid,
    /// The mean head.
    pub(crate) model: &'a MeanHead,
    /// How the surface of the face differs from the rest of the head.
    pub(crate) evidence: &'a MethodEvidence,
    /// Whether something was cut away somewhere.
    pub(crate) cut: Cut,
    /// Whether fill shows that something was cut from the nose.
    pub(crate) nose_filled: bool,
    /// Whether the face was made of coarse blocks.
    pub(crate) blocky: bool,
    /// Confidence of the landmark of that name, 0–1.
    pub(crate) nose_tip: f64,
    /// When a part counts as there.
    pub(crate) config: &'a Config,
}

impl Seen<'_> {
    /// Looks for every feature.
    pub(crate) fn features(&self) -> Vec<FeaturePresence> {
        let all = Feature::ALL.into_iter();
        all.map(|feature| FeaturePresence { feature, shown: self.feature(feature) }).collect()
    }

    /// Looks at every region of `data/regions.toml`.
    pub(crate) fn regions(&self) -> Vec<RegionPresence> {
        let shown = |region: &NamedRegion| {
            let of = self.sites_of(|p| region.holds(p.region, &p.position));
            self.judged(&of, Counts::of(&of), false)
        };
        let all = NamedRegion::all().iter();
        all.map(|r| RegionPresence { region: r.name.clone(), shown: shown(r) }).collect()
    }

    fn is_cut(&self) -> bool {
        self.cut != Cut::Nothing
    }

    fn feature(&self, feature: Feature) -> Shown {
        let tip_only = self.is_cut() && feature == Feature::Nose;
        let regions: Vec<_> = feature
            .named()
            .map(|(_, region)| region)
            .filter(|region| !tip_only || region.name == NOSE_TIP)
            .collect();
        let of = self.sites_of(|p| regions.iter().any(|r| r.holds(p.region, &p.position)));
        let counts = Counts::of(&of);
        let counts = Counts { met: counts.met + self.own_shape(&of, feature), ..counts };
        let counts = match feature {
            Feature::EyeRight => self.eye(feature, 0, counts),
            Feature::EyeLeft => self.eye(feature, 1, counts),
            Feature::Nose if tip_only => self.nose(&of, counts),
            _ => counts,
        };
        let shown = self.judged(&of, counts, feature.is_broad());
        match feature {
            Feature::Nose => self.beyond_the_tip(shown),
            _ => shown,
        }
    }

    /// A nose whose tip the field of view cuts, though the mean head's may lie inside: on the patch
    /// the flat end is told from skin.
    fn beyond_the_tip(&self, shown: Shown) -> Shown {
        let counts = Counts::on(self.face, Feature::Nose);
        let outside_share = shown.outside_share.max(share(counts.outside, counts.all));
        Shown { outside_share, ..shown }
    }

    /// An eye, the first or second of a pair, `whole` as every other part is counted. Where something
    /// was cut away, what is left of its orbit tells; the place alone would say what the head's nod
    /// happens to be.
    fn eye(&self, feature: Feature, number: usize, whole: Counts) -> Counts {
        let counts = Counts::on(self.face, feature);
        if !self.is_cut() {
            // The patch also tells what hides before an eye.
            return if counts.is_outside(self.config.outside) { counts } else { whole };
        }
        let Some(sinks) = orbit::sinks(self.face) else { return counts };
        let around = |p: &ModelPoint| orbit::is_around(number, &p.position);
        // Deep skin is not told from walls where neither fill nor their edges tell them.
        let deepest_mm =
            if self.cut == Cut::Untold { f64::NEG_INFINITY } else { self.config.own_shape_mm };
        let left = OrbitLeft::of(sinks[number], &self.sites_of(around), deepest_mm);
        let seen = counts.all - counts.outside;
        let met = left.share(&self.config.orbit) * seen as f64;
        Counts { met: met.round() as usize, ..counts }
    }

    /// A nose where something was cut away. What stands behind fill is what a cut left of it. Its landmark
    /// is looked for at several heights, so that it is found where the head's nod is not known.
    fn nose(&self, of: &[&Site], whole: Counts) -> Counts {
        let counts = if self.nose_filled {
            let met =
                |s: &&&Site| s.in_view() && s.missing().is_none() && !s.behind_fill(BEFORE_MM);
            Counts { met: of.iter().filter(met).count(), ..whole }
        } else {
            whole
        };
        if self.nose_tip < self.config.sure_tip {
            return counts;
        }
        let seen = counts.all - counts.outside;
        let by_tip = (self.nose_tip * seen as f64).round() as usize;
        Counts { met: by_tip.max(counts.met), ..counts }
    }

    fn sites_of(&self, holds: impl Fn(&ModelPoint) -> bool) -> Vec<&Site> {
        self.sites.iter().filter(|s| holds(&self.model.points[s.point])).collect()
    }

    /// Points that met no skin near the mean head's because the person's own lies elsewhere: where
    /// few of the part's walls are cuts. Where something was cut away from the face,
    /// a part of it must also have met some skin: behind a masked face 15 mm were often walls without
    /// fill.
    fn own_shape(&self, of: &[&Site], feature: Feature) -> usize {
        let is_ear = matches!(feature, Feature::EarRight | Feature::EarLeft);
        let walls: Vec<_> = of
            .iter()
            .filter_map(|s| s.missing())
            .filter_map(|m| Some((m.depth_mm?, m.cut_away())))
            .collect();
        let filled = walls.iter().filter(|(_, filled)| *filled).count() as f64;
        let met = of.iter().filter(|s| s.in_view() && s.missing().is_none()).count() as f64;
        let bare = met < self.config.own_met * of.len() as f64;
        if self.is_cut() && !is_ear && bare || filled > self.config.own_fill * walls.len() as f64 {
            return 0;
        }
        walls.iter().filter(|(mm, _)| *mm <= self.config.own_shape_mm).count()
    }

    /// How much a surface counts as skin by the sharpness of its edge, where something was cut away and
    /// nothing tells its walls from skin: they may lie where a part should.
    fn no_cut(&self, edge_ratio: f64) -> f64 {
        let Config { cut_edge, skin_edge, .. } = *self.config;
        let natural = (edge_ratio - cut_edge) / (skin_edge - cut_edge);
        if self.cut == Cut::Untold { natural.clamp(0.0, 1.0) } else { 1.0 }
    }

    fn judged(&self, of: &[&Site], counts: Counts, broad: bool) -> Shown {
        let config = self.config;
        let outside_share = share(counts.outside, counts.all);
        let profiles: Vec<&Profile> = of.iter().filter_map(|s| s.profile()).collect();
        let (here, rest) = (Texture::of(&profiles), self.evidence.rest);
        let usable = here.edge_voxels > 0.0 && rest.edge_voxels > 0.0;
        let edge_ratio = usable.then(|| here.edge_voxels / rest.edge_voxels);
        let soft = edge_ratio.unwrap_or(1.0);
        let skin_share = share(counts.met, counts.all - counts.outside)
            * if broad { self.no_cut(soft) } else { 1.0 };
        let natural = (config.soft_edge - soft) / (config.soft_edge - config.natural_edge);
        let in_blocks = if self.blocky { here.repeated - rest.repeated } else { 0.0 };
        let score = skin_share * natural.clamp(0.0, 1.0) * (1.0 - in_blocks.clamp(0.0, 1.0));
        let presence = match () {
            () if counts.is_outside(config.outside) => Presence::OutsideFieldOfView,
            () if score >= config.present => Presence::Present,
            () if skin_share >= config.present => Presence::Blurred,
            () => Presence::Absent,
        };
        let score = (presence != Presence::OutsideFieldOfView).then_some(score);
        Shown { presence, skin_share, outside_share, edge_ratio, score }
    }
}

/// How many points of a part there are, how many outside the field of view, and with skin.
#[derive(Clone, Copy)]
struct Counts {
    all: usize,
    outside: usize,
    met: usize,
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl Counts {
    /// Whether more than a share of the points lies outside the field of view.
    fn is_outside(&self, limit: f64) -> bool {
        share(self.outside, self.all) > limit
    }

    fn of(sites: &[&Site]) -> Self {
        let outside = sites.iter().filter(|s| !s.in_view()).count();
        let met = sites.iter().filter(|s| s.in_view() && s.missing().is_none()).count();
        Self { all: sites.len(), outside, met }
    }

    /// Counted on the patch of the face, whose cells end at a cut to 2 mm. The points of the mean
    /// head also meet the rim of the skin above a cut, and millimetres decide whether a mask ends
    /// between an eye and its brow or below the eye.
    fn on(face: &PatchGrid, feature: Feature) -> Self {
        let bits = feature.named().fold(0, |bits, (n, _)| bits | 1 << n);
        let cells = face.reference().cells.iter().zip(&face.validity);
        let of = cells.filter(|(cell, _)| cell.as_ref().is_some_and(|c| c.regions & bits != 0));
        let blank = Self { all: 0, outside: 0, met: 0 };
        of.fold(blank, |counts, (_, validity)| Self {
            all: counts.all + 1,
            outside: counts.outside + usize::from(*validity == Validity::OutsideFieldOfView),
            met: counts.met + usize::from(*validity == Validity::Skin),
        })
    }
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
            let holds =
                |f: &&Feature| f.named().any(|(_, r)| r.holds(point.region, &point.position));
            assert!(Feature::ALL.iter().filter(holds).count() <= 1, "{point:?}");
        }
    }
}
