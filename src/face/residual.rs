//! What is left of a face, against its original: mm between the surfaces, and how much nearer the
//! residue lies to this person than the average face does.
//!
//! Both surfaces are measured in the world frame of the original. Where the copy has no skin any
//! more, an attacker can do no better than the average face, so there the residue is as far away as
//! that: a removed region leaves nothing, a region that was not touched leaves everything.

mod distance;

use crate::imaging::surface::Mesh;

use super::canonical_grid::PatchName;
use super::field_of_view::FieldOfView;
use super::mean_head::MeanHead;
use super::named_region::NamedRegion;
use super::pose::FittedHead;
use super::registration::{Held, Placement, Round, register};
use super::skin::{Skin, SkinPoint};
use super::surface_index::SurfaceIndex;
use distance::{Surface, quantile};

use nalgebra::Point3;
use serde::{Deserialize, Serialize};

/// What counts as altered and as removed: the section `residual` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// From this distance between the surfaces on a point counts as altered, mm.
    pub altered_mm: f64,
    /// Where the copy has no skin within this distance, skin was removed, mm.
    pub removed_mm: f64,
}

/// One region of one pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegionResidual {
    /// Name of the region (`data/regions.toml`), or `face` for all of the face patch.
    pub region: String,
    /// Points of the original's skin that were measured.
    pub points: usize,
    /// Original → copy: median distance, mm.
    pub forward_median_mm: f64,
    /// Its 95th percentile, mm.
    pub forward_p95_mm: f64,
    /// Copy → original, of the copy's surface nearest to the region: median, mm; nothing when the
    /// copy has no surface there.
    pub back_median_mm: Option<f64>,
    /// Its 95th percentile, mm.
    pub back_p95_mm: Option<f64>,
    /// Share of the points that were altered, removed ones included, 0–1.
    pub altered_share: f64,
    /// Share of the points without skin in the copy, 0–1.
    pub removed_share: f64,
    /// Median distance of the original from the average face, placed as well as a turn and a shift
    /// can: what an attacker has without any scan, mm.
    pub mean_face_mm: f64,
    /// Median distance of the original from the residue, the average face where skin was removed, mm.
    pub residue_mm: f64,
    /// How much nearer the residue lies than the average face, mm: 0 where nothing is left.
    pub identity_left_mm: f64,
    /// Residue over average face: 0 as the original, 1 no nearer than the average face.
    pub ratio: f64,
    /// Part of what tells the original from the average face that the residue still shows, 0–1: one
    /// less the mean distance of the residue over that of the average face, no point counting as
    /// farther off than the average face. Unlike the medians it tells how much of the region is left.
    pub identity_share: f64,
}

/// What was measured at a point of the mean head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PointResidual {
    /// No skin of the original there.
    NotMeasured,
    /// Skin of the original, none of the copy.
    Removed,
    /// Distance between the two, mm.
    Moved(f64),
}

/// Regions and map of one pair.
#[derive(Clone, Debug)]
pub struct Residual {
    /// `face`, then every named region of which skin was measured.
    pub regions: Vec<RegionResidual>,
    /// One per point of the mean head.
    pub map: Vec<PointResidual>,
}

/// A point of the original's skin and what was found of it.
struct Measured {
    /// The nearest point of the mean head.
    model: usize,
    forward_mm: f64,
    mean_face_mm: f64,
    removed: bool,
}

/// Skin points measured per surface.
const POINTS: usize = 60_000;
/// Farther than this no surface is looked for, mm: cuts reach that deep.
const REACH_MM: f32 = 60.0;
/// Skin farther than this from the fitted mean head is no part of its regions, mm.
const LABEL_MM: f32 = 12.0;
/// Normals of one skin agree by this cosine at least, those of a cut's wall do not.
const AGREEMENT: f32 = 0.4;
/// Any normal.
const ANY: f32 = -2.0;
/// Spacing of the mean head's points on the face, mm.
const MODEL_SPACING_MM: f64 = 4.0;
/// Below so many points a region says nothing.
const FEWEST: usize = 12;
/// The average face may turn and shift to the person as an attacker would let it.
const PLACE: Round = Round {
    stride: 1,
    radius_mm: 20.0,
    agreement: 0.6,
    iterations: 12,
    with_shape: false,
    held: Held::Nothing,
};

/// Measures a copy's surface against the original's.
///
/// `copy` and its skin lie in the original's world frame; `view` is the copy's field of view there.
pub fn measure(
    original: &FittedHead,
    copy: &Mesh,
    copy_skin: &Skin,
    view: &FieldOfView,
    spacing_mm: f64,
    config: &Config,
) -> Residual {
    let model = MeanHead::shipped();
    let shaped = placed_model(model, &original.close);
    let labels = Surface::new(&shaped, MODEL_SPACING_MM);
    let average =
        Surface::new(&placed_model(model, &average_face(original, model)), MODEL_SPACING_MM);
    let all: Vec<SkinPoint> = uncut(copy);
    let (surface, skin) =
        (Surface::new(&all, spacing_mm), Surface::new(&copy_skin.points, spacing_mm));
    let seen = |p: &SkinPoint| -> Option<Measured> {
        let number = labels.own_number(p, LABEL_MM, AGREEMENT)?;
        let forward_mm = surface.distance(p, REACH_MM, ANY).unwrap_or(f64::from(REACH_MM));
        let near = skin.distance(p, config.removed_mm as f32, AGREEMENT).is_some();
        let untouched = forward_mm < config.altered_mm && view.contains(&p.position.cast());
        let mean_face_mm = average.distance(p, REACH_MM, AGREEMENT)?;
        Some(Measured { model: number, forward_mm, mean_face_mm, removed: !near && !untouched })
    };
    let step = original.skin.points.len().div_ceil(POINTS).max(1);
    let from: Vec<&SkinPoint> = original.skin.points.iter().step_by(step).collect();
    let measured: Vec<Measured> = from.iter().filter_map(|p| seen(p)).collect();
    let back = back(&original.skin, &all, &labels, spacing_mm);
    Residual { regions: regions(&measured, &back, model, config), map: map(&measured, model) }
}

/// The mean head's points in the world.
fn placed_model(model: &MeanHead, placement: &Placement) -> Vec<SkinPoint> {
    let place = |n: usize| SkinPoint {
        position: (placement.head_to_world * Point3::from(placement.shaped(model, n)))
            .coords
            .cast(),
        normal: (placement.head_to_world * model.points[n].normal).cast(),
    };
    (0..model.points.len()).map(place).collect()
}

/// The mean head without shape, turned and shifted onto the person's face.
fn average_face(original: &FittedHead, model: &MeanHead) -> Placement {
    let start = Placement::unshaped(model, original.close.head_to_world);
    let face = (0..model.points.len()).filter(|&n| is_face(model, n));
    let chosen: Vec<(usize, f64)> = face.map(|n| (n, 1.0)).collect();
    register(&original.index, model, &chosen, &start, &PLACE)
}

/// A mesh's vertices less the cuts by the field of view, thinned.
fn uncut(mesh: &Mesh) -> Vec<SkinPoint> {
    let step = mesh.vertices.len().div_ceil(4 * POINTS).max(1);
    let kept = (0..mesh.vertices.len()).step_by(step).filter(|&v| !mesh.on_fov_edge[v]);
    kept.map(|v| SkinPoint { position: mesh.vertices[v].into(), normal: mesh.normals[v].into() })
        .collect()
}

/// Copy → original: the mean head's point nearest to where each point of the copy comes from, and
/// the distance, mm.
fn back(
    original: &Skin,
    copy: &[SkinPoint],
    labels: &Surface,
    spacing_mm: f64,
) -> Vec<(usize, f64)> {
    let whole = Surface::new(&original.points, spacing_mm);
    let step = copy.len().div_ceil(POINTS).max(1);
    let one = |p: &SkinPoint| {
        let nearest = whole.nearest(p, REACH_MM, ANY)?;
        Some((labels.own_number(nearest, LABEL_MM, AGREEMENT)?, whole.distance(p, REACH_MM, ANY)?))
    };
    copy.iter().step_by(step).filter_map(one).collect()
}

fn regions(
    measured: &[Measured],
    back: &[(usize, f64)],
    model: &MeanHead,
    config: &Config,
) -> Vec<RegionResidual> {
    let holds = |region: &NamedRegion, n: usize| {
        region.holds(model.points[n].region, &model.points[n].position)
    };
    let in_face: Vec<bool> = (0..model.points.len()).map(|n| is_face(model, n)).collect();
    let whole = region("face", |n| in_face[n], measured, back, config);
    let named = NamedRegion::all()
        .iter()
        .filter_map(|r| region(&r.name, |n| holds(r, n), measured, back, config));
    whole.into_iter().chain(named).collect()
}

/// Whether a point of the mean head belongs to a region of the face.
fn is_face(model: &MeanHead, point: usize) -> bool {
    let point = &model.points[point];
    let mut of_face = NamedRegion::all().iter().filter(|r| r.patch == PatchName::Face);
    of_face.any(|r| r.holds(point.region, &point.position))
}

fn region(
    name: &str,
    holds: impl Fn(usize) -> bool,
    measured: &[Measured],
    back: &[(usize, f64)],
    config: &Config,
) -> Option<RegionResidual> {
    let of: Vec<&Measured> = measured.iter().filter(|m| holds(m.model)).collect();
    if of.len() < FEWEST {
        return None;
    }
    let all = |get: &dyn Fn(&Measured) -> f64| of.iter().map(|m| get(m)).collect::<Vec<f64>>();
    let share = |is: &dyn Fn(&Measured) -> bool| {
        of.iter().filter(|m| is(m)).count() as f64 / of.len() as f64
    };
    let forward = all(&|m| m.forward_mm);
    let back: Vec<f64> = back.iter().filter(|(n, _)| holds(*n)).map(|(_, mm)| *mm).collect();
    let mean_face_mm = quantile(&all(&|m| m.mean_face_mm), 0.5)?;
    let residue = all(&|m| if m.removed { m.mean_face_mm } else { m.forward_mm });
    let residue_mm = quantile(&residue, 0.5)?;
    let lost: f64 = of.iter().map(|m| lost_mm(m)).sum();
    let whole: f64 = of.iter().map(|m| m.mean_face_mm).sum();
    Some(RegionResidual {
        region: name.to_owned(),
        points: of.len(),
        forward_median_mm: quantile(&forward, 0.5)?,
        forward_p95_mm: quantile(&forward, 0.95)?,
        back_median_mm: quantile(&back, 0.5),
        back_p95_mm: quantile(&back, 0.95),
        altered_share: share(&|m| m.removed || m.forward_mm >= config.altered_mm),
        removed_share: share(&|m| m.removed),
        mean_face_mm,
        residue_mm,
        identity_left_mm: mean_face_mm - residue_mm,
        ratio: residue_mm / mean_face_mm.max(f64::EPSILON),
        identity_share: 1.0 - lost / whole.max(f64::EPSILON),
    })
}

/// How far the residue lies off at a point, mm; an attacker can always take the average face.
fn lost_mm(m: &Measured) -> f64 {
    if m.removed { m.mean_face_mm } else { m.forward_mm.min(m.mean_face_mm) }
}

/// Points of the mean head this near to a measured one share its value: where the mean head is
/// denser than the voxels, some of its points are no skin point's nearest, mm.
const SHARE_MM: f64 = 6.0;

/// Per point of the mean head, from the skin points nearest to it.
fn map(measured: &[Measured], model: &MeanHead) -> Vec<PointResidual> {
    let mut sums = vec![(0usize, 0usize, 0.0); model.points.len()];
    for m in measured {
        let sum = &mut sums[m.model];
        *sum = (sum.0 + 1, sum.1 + usize::from(m.removed), sum.2 + m.forward_mm);
    }
    let told = |n: usize| match sums[n] {
        (0, ..) => PointResidual::NotMeasured,
        (all, removed, _) if 2 * removed > all => PointResidual::Removed,
        (all, _, sum) => PointResidual::Moved(sum / all as f64),
    };
    let met: Vec<usize> = (0..sums.len()).filter(|&n| sums[n].0 > 0).collect();
    let nearest = |n: usize| {
        let square =
            |&m: &usize| (model.points[m].position - model.points[n].position).norm_squared();
        let near = met.iter().copied().filter(|m| square(m) < SHARE_MM * SHARE_MM);
        near.min_by(|a, b| square(a).total_cmp(&square(b)))
    };
    let one = |n: usize| if sums[n].0 > 0 { told(n) } else { nearest(n).map_or(told(n), told) };
    (0..sums.len()).map(one).collect()
}
