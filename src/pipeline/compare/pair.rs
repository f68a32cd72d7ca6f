//! One original and its defaced copy, from files to result.

use crate::base::atomic::Access;
use crate::base::space::VoxelIndex;
use crate::dataset::brain_mask::BrainMasks;
use crate::dataset::pairs::{Members, Pair};
use crate::dataset::scan::ScanInput;
use crate::face::cost::{self, Lobes};
use crate::face::field_of_view::FieldOfView;
use crate::face::mean_head::MeanHead;
use crate::face::named_region::NamedRegion;
use crate::face::pose::{self, FittedHead};
use crate::face::recognisability::{self, Basis, Evidence, Model};
use crate::face::residual::{self, PointResidual, RegionResidual, Residual};
use crate::face::same_scan::{self, Match};
use crate::face::skin::Skin;
use crate::face::status;
use crate::imaging::head::{self, Head};
use crate::imaging::surface;
use crate::imaging::volume::{ReadOptions, Volume};
use crate::report::heat_map;
use crate::report::pair::{BrainFacts, BrainSource, FileCost, PairReport, PairStatus};
use crate::report::scan::Provenance;

use super::{CompareConfig, ComparedPair};
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::pipeline::participant::without_folders;
use crate::pipeline::restart;
use nalgebra::Vector3;
use std::fs::File;
use std::io;

/// What all pairs of a run share.
pub(super) struct Context<'a> {
    pub(super) config: &'a CompareConfig,
    pub(super) masks: &'a BrainMasks,
    /// Where `masks` come from.
    pub(super) source: BrainSource,
    pub(super) out: &'a OutputFolder,
}

/// One pair: its earlier result, a new one with its file written, or a row that says why not.
pub(super) fn compare(pair: &Pair, context: &Context<'_>) -> Result<ComparedPair, OutputError> {
    let Members::Both { original, defaced } = &pair.members else {
        return Ok(ComparedPair { report: unpaired(pair), json: None, belongs_to: None });
    };
    let mask = context.masks.of(original);
    let mut report = blank(pair, Some(original), Some(defaced));
    report.settings = settings(context.config);
    report.original_provenance = Some(restart::provenance(original));
    report.defaced_provenance = Some(restart::provenance(defaced));
    report.mask_provenance = mask.map(restart::provenance);
    let json = format!("pairs/{}.json", report.pair);
    if !context.config.fresh
        && let Some(earlier) = earlier(&report, &json, context.out)
    {
        return Ok(ComparedPair { report: earlier, json: Some(json), belongs_to: None });
    }
    match measure(original, defaced, mask, context, &mut report) {
        Ok(map) => report.files = heat_map(&map, &report.pair, context.out)?,
        Err(error) => {
            report.status = PairStatus::Failed;
            report.error = Some(error);
        }
    }
    let failed =
        |e| OutputError { path: context.out.root().join(&json), error: io::Error::other(e) };
    let text = serde_json::to_vec_pretty(&report).map_err(failed)?;
    context.out.write(&json, Access::Usual, &text)?;
    Ok(ComparedPair { report, json: Some(json), belongs_to: None })
}

/// Writes the heat map, if the surfaces were measured; the files, relative to the output folder.
fn heat_map(
    map: &[PointResidual],
    pair: &str,
    out: &OutputFolder,
) -> Result<Vec<String>, OutputError> {
    if map.is_empty() {
        return Ok(Vec::new());
    }
    let name = format!("heatmaps/{pair}.png");
    let failed = |e| OutputError { path: out.root().join(&name), error: io::Error::other(e) };
    let png = heat_map::encode(map).map_err(failed)?;
    // Of a refaced head the map tells how the person differs from the average: that is a face.
    out.write(&name, Access::OwnerOnly, &png)?;
    Ok(vec![name])
}

fn settings(config: &CompareConfig) -> serde_json::Value {
    let frame = match config.frame {
        crate::imaging::volume::Frame::Mean => "mean".to_owned(),
        crate::imaging::volume::Frame::Index(n) => n.to_string(),
    };
    serde_json::json!({ "frame": frame, "thresholds": config.thresholds })
}

/// The earlier result of a pair, if nothing that it depends on has changed.
fn earlier(now: &PairReport, json: &str, out: &OutputFolder) -> Option<PairReport> {
    let file = File::open(out.root().join(json)).ok()?;
    let report: PairReport = serde_json::from_reader(io::BufReader::new(file)).ok()?;
    let inputs = |r: &PairReport| -> [Option<Provenance>; 3] {
        [r.original_provenance.clone(), r.defaced_provenance.clone(), r.mask_provenance.clone()]
    };
    let holds = inputs(&report) == inputs(now)
        && report.settings == now.settings
        && (&report.original, &report.defaced) == (&now.original, &now.defaced)
        && report.error.is_none()
        && report.files.iter().all(|name| out.root().join(name).is_file());
    holds.then_some(report)
}

fn blank(pair: &Pair, original: Option<&ScanInput>, defaced: Option<&ScanInput>) -> PairReport {
    let either = defaced.or(original);
    let of_either = |get: fn(&ScanInput) -> &Option<String>| either.and_then(|s| get(s).clone());
    PairReport {
        pair: either.map_or_else(String::new, |s| s.stem.clone()),
        method: pair.method.clone(),
        original: original.map(|s| s.scan.clone()),
        defaced: defaced.map(|s| s.scan.clone()),
        participant_id: of_either(|s| &s.participant_id),
        session_id: of_either(|s| &s.session_id),
        suffix: of_either(|s| &s.suffix),
        status: PairStatus::Compared,
        error: None,
        verdict: None,
        frame_change: None,
        agreement: None,
        on_lattice: None,
        file: None,
        brain: None,
        regions: Vec::new(),
        recognisability: None,
        basis: None,
        not_assessed: Vec::new(),
        files: Vec::new(),
        original_provenance: None,
        defaced_provenance: None,
        mask_provenance: None,
        settings: serde_json::Value::Null,
    }
}

/// The row of what could not be compared.
fn unpaired(pair: &Pair) -> PairReport {
    let list = |scans: &[ScanInput]| {
        let names: Vec<&str> = scans.iter().map(|s| s.scan.as_str()).collect();
        names.join(", ")
    };
    let (status, error, mut report) = match &pair.members {
        Members::Ambiguous { originals, defaced } => {
            let told = format!(
                "several scans fit: originals {}; defaced {}",
                list(originals),
                list(defaced)
            );
            (PairStatus::Ambiguous, Some(told), blank(pair, originals.first(), defaced.first()))
        }
        Members::OriginalOnly(scan) => (PairStatus::Unpaired, None, blank(pair, Some(scan), None)),
        Members::DefacedOnly(scan) => (PairStatus::Unpaired, None, blank(pair, None, Some(scan))),
        Members::Both { original, defaced } => {
            (PairStatus::Compared, None, blank(pair, Some(original), Some(defaced)))
        }
    };
    report.status = status;
    report.error = error;
    report
}

/// The original's head and its pose.
pub(super) struct OriginalHead {
    head: Head,
    fitted: Option<FittedHead>,
}

/// Reads both sides and fills in the report: match → file → brain → surface; the map of the
/// surface, empty where it was not measured.
fn measure(
    original: &ScanInput,
    defaced: &ScanInput,
    mask: Option<&ScanInput>,
    context: &Context<'_>,
    report: &mut PairReport,
) -> Result<Vec<PointResidual>, String> {
    let options = ReadOptions { frame: context.config.frame, ..ReadOptions::default() };
    let read = |scan: &ScanInput| {
        Volume::read(&scan.path, &options).map_err(|error| without_folders(error, scan))
    };
    let (before, after) = (read(original)?, read(defaced)?);
    let thresholds = &context.config.thresholds;
    let found = same_scan::find(&before, &after, &thresholds.same_scan);
    report.verdict = Some(found.verdict);
    report.frame_change.clone_from(&found.change);
    report.agreement = Some(found.agreement);
    report.on_lattice = Some(found.on_lattice);
    report.file = Some(file_cost(&before, &after, &found));
    if !shows_same(&found) {
        report.not_assessed.push("brain: the copy does not show this scan".to_owned());
        return Ok(Vec::new());
    }
    let head = original_head(&before, context)?;
    let mask = mask.map(|mask| Ok::<_, String>((mask, read(mask)?))).transpose()?;
    report.brain = brain(&before, &after, &found, &head, mask, context);
    if report.brain.is_none() {
        report.not_assessed.push("brain: no mask, and no head with a certain pose".to_owned());
    }
    let Some(fitted) = &head.fitted else {
        report.not_assessed.push("face: the original shows no head with a certain pose".to_owned());
        return Ok(Vec::new());
    };
    let residual = residual(&before, after, &found, fitted, context)?;
    report.regions = residual.regions;
    if !report.regions.is_empty() {
        let left = Evidence::from_shares(|bit| identity_share(&report.regions, bit));
        let first = Model::shipped().first_of(recognisability::GALLERY, &left);
        (report.recognisability, report.basis) = (Some(first), Some(Basis::Original));
    }
    Ok(residual.map)
}

/// What is left of a region (by its bit); nothing where the original shows no skin.
fn identity_share(regions: &[RegionResidual], bit: usize) -> f64 {
    let named = NamedRegion::all().get(bit).map(|named| named.name.as_str());
    let of = regions.iter().find(|region| Some(region.region.as_str()) == named);
    of.map_or(0.0, |region| region.identity_share)
}

/// The copy's surface, in the frame of the original, against the original's.
fn residual(
    before: &Volume,
    mut after: Volume,
    found: &Match,
    fitted: &FittedHead,
    context: &Context<'_>,
) -> Result<Residual, String> {
    let thresholds = &context.config.thresholds;
    if let Some(affine) = found.common_affine(before.affine) {
        after.affine = affine;
    }
    let head = head::segment_with(&after, &thresholds.head).map_err(|e| e.to_string())?;
    let mesh = surface::outer_surface(&after, &head);
    let skin = Skin::of(&mesh, &after, mesh.vertices.len(), &thresholds.skin);
    let view = FieldOfView::new(after.affine, after.shape);
    let spacing = before.affine.voxel_sizes().into_iter().fold(0.0, f64::max);
    Ok(residual::measure(fitted, &mesh, &skin, &view, spacing, &thresholds.residual))
}

fn shows_same(found: &Match) -> bool {
    use same_scan::Verdict::{FrameChanged, SameScan};
    matches!(found.verdict, SameScan | FrameChanged)
}

fn original_head(before: &Volume, context: &Context<'_>) -> Result<OriginalHead, String> {
    let thresholds = &context.config.thresholds;
    let head = head::segment_with(before, &thresholds.head).map_err(|e| e.to_string())?;
    let mesh = surface::outer_surface(before, &head);
    let fitted = status::of_kind(head.kind)
        .is_none()
        .then(|| {
            let model = MeanHead::shipped();
            pose::fit(&mesh, before, model, &thresholds.skin, &thresholds.pose)
        })
        .flatten()
        .filter(|fitted| fitted.pose.confidence >= thresholds.pose.untested_below);
    Ok(OriginalHead { head, fitted })
}

fn brain(
    before: &Volume,
    after: &Volume,
    found: &Match,
    head: &OriginalHead,
    mask: Option<(&ScanInput, Volume)>,
    context: &Context<'_>,
) -> Option<BrainFacts> {
    const MM3_PER_CM3: f64 = 1000.0;
    let (source, name, voxels) = match (mask, &head.fitted) {
        (Some((scan, mask)), _) => {
            (context.source, Some(scan.scan.clone()), cost::on_grid_of(before, &mask))
        }
        (None, Some(fitted)) => {
            let estimated = cost::estimated_brain(before, fitted, MeanHead::shipped());
            (BrainSource::Estimated, None, estimated)
        }
        (None, None) => return None,
    };
    if voxels.is_empty() {
        return None;
    }
    let lobes = head.fitted.as_ref().map(|fitted| Lobes::new(before, fitted, &voxels));
    let air = head.head.threshold_value;
    let voxel_mm3: f64 = before.affine.voxel_sizes().iter().product();
    Some(BrainFacts {
        source,
        mask: name,
        volume_cm3: voxels.count() as f64 * voxel_mm3 / MM3_PER_CM3,
        cost: cost::of_brain(before, after, &voxels, found, air, lobes.as_ref()),
    })
}

fn file_cost(before: &Volume, after: &Volume, found: &Match) -> FileCost {
    let of = |volume: &Volume| {
        let header = volume.header.as_ref();
        let scaling = header.map_or([1.0, 0.0], |h| [h.scl_slope, h.scl_inter]);
        // A slope of 0 or NaN means none (nifti1.h); all such files are scaled alike.
        let unscaled = !scaling[0].is_finite() || scaling[0] == 0.0;
        let scaling = if unscaled { [1.0, 0.0] } else { scaling };
        (header.map(|h| h.datatype), scaling)
    };
    let ((datatype_before, scaling_before), (datatype_after, scaling_after)) =
        (of(before), of(after));
    let header = match (&before.header, &after.header) {
        (Some(a), Some(b)) => a.changes(b),
        _ => Vec::new(),
    };
    FileCost {
        dim: [before.shape, after.shape],
        orientation: [before.affine.axis_codes(), after.affine.axis_codes()],
        datatype: [datatype_before, datatype_after],
        scaling: [scaling_before, scaling_after],
        affine_shift_mm: affine_shift(before, after),
        outside_share: outside_share(before, after, found),
        header,
    }
}

fn affine_shift(before: &Volume, after: &Volume) -> f64 {
    let difference = after.affine.matrix() - before.affine.matrix();
    let corner = |n: usize| {
        let at =
            Vector3::from_fn(|a, _| if n >> a & 1 == 1 { before.shape[a] as f64 } else { 0.0 });
        (difference * at.push(1.0)).xyz().norm()
    };
    (0..8).map(corner).fold(0.0, f64::max)
}

/// Looked at on every fourth voxel along each axis: a share needs no more.
fn outside_share(before: &Volume, after: &Volume, found: &Match) -> f64 {
    const STEP: usize = 4;
    let (mut all, mut outside) = (0usize, 0usize);
    for k in (0..before.shape[2]).step_by(STEP) {
        for j in (0..before.shape[1]).step_by(STEP) {
            for i in (0..before.shape[0]).step_by(STEP) {
                let place = VoxelIndex([i, j, k].map(|c| c as f64));
                let at = same_scan::mapped(&found.to_defaced, place).0;
                // A voxel reaches half its size beyond its centre.
                let inside = (0..3).all(|a| at[a] > -0.51 && at[a] < after.shape[a] as f64 - 0.49);
                all += 1;
                outside += usize::from(!inside);
            }
        }
    }
    outside as f64 / all.max(1) as f64
}
