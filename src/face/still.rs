//! What does the face of a scan still show, and what was done to it?

use super::canonical_grid::PatchGrid;
use super::landmarks::Landmark;
use super::mean_head::MeanHead;
use super::method::{self, MethodEvidence, MethodFinding};
use super::pose::FittedHead;
use super::presence::{self, Cut, FeaturePresence, RegionPresence, Seen};
use super::sites;
use super::status::{self, Status};
use crate::imaging::head::Head;
use crate::imaging::volume::Volume;
use std::collections::BTreeMap;

/// When something counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// For a part of the face: the section `presence` of `data/thresholds.toml`.
    pub presence: presence::Config,
    /// For a sign of defacing: the section `method`.
    pub method: method::Config,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct StillShown {
    /// One word.
    pub status: Status,
    /// Why that one, in words.
    pub reason: String,
    /// The features, in the order of [`presence::Feature::ALL`].
    pub features: Vec<FeaturePresence>,
    /// Every region of the head.
    pub regions: Vec<RegionPresence>,
    /// Kind of defacing.
    pub method: MethodFinding,
    /// Whether the whole head is smoother than a scan of one person.
    pub too_smooth: bool,
}

/// Looks at every point of the mean head that was fitted to a scan, at the patch of its face and at its
/// landmarks.
pub fn look(
    fitted: &FittedHead,
    volume: &Volume,
    head: &Head,
    model: &MeanHead,
    face: &PatchGrid,
    landmarks: &BTreeMap<String, Landmark>,
    config: &Config,
) -> StillShown {
    let sites = sites::look(fitted, volume, head, model);
    let evidence = MethodEvidence::of(&sites, fitted, volume, model, face);
    let method = MethodFinding::of_head(&evidence, &config.method);
    let cut = match evidence.is_cut(&config.method) {
        false => Cut::Nothing,
        true if evidence.is_marked(&config.method) => Cut::Told,
        true => Cut::Untold,
    };
    let seen = Seen {
        sites: &sites,
        face,
        model,
        evidence: &evidence,
        cut,
        nose_filled: evidence.is_nose_filled(&config.method),
        blocky: evidence.is_blocky(&config.method),
        nose_tip: landmarks.get("nose_tip").map_or(0.0, |tip| tip.confidence),
        config: &config.presence,
    };
    let (features, regions) = (seen.features(), seen.regions());
    let too_smooth = evidence.too_smooth(&config.method);
    let limit = config.presence.complete;
    let (status, seen) = status::of_features(&features, method.class, too_smooth, limit);
    let reason = format!("{seen}; {}", method.seen_by);
    StillShown { status, reason, features, regions, method, too_smooth }
}
