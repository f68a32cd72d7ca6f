//! One scan, from file to result.

use crate::dataset::scan::ScanInput;
use crate::face::canonical_grid;
use crate::face::canonical_grid::PatchName;
use crate::face::descriptor::Descriptor;
use crate::face::landmarks;
use crate::face::mean_head::MeanHead;
use crate::face::method::MethodFinding;
use crate::face::pose;
use crate::face::recognisability::{self, Basis, Evidence, Model};
use crate::face::same_scan::Fingerprint;
use crate::face::sharing::SharingRule;
use crate::face::status;
use crate::face::status::Status;
use crate::face::still;
use crate::imaging::head;
use crate::imaging::surface;
use crate::imaging::surface::Mesh;
use crate::imaging::volume::ReadOptions;
use crate::imaging::volume::Volume;
use crate::imaging::volume::VolumeError;
use crate::report::scan::Provenance;
use crate::report::scan::ScanReport;

use super::config::{Decisions, ScanSettings};
use super::{facts, restart};
use nalgebra::{Isometry3, Translation3, UnitQuaternion};
use std::collections::BTreeMap;

/// A result together with what its pictures need.
#[derive(Debug)]
pub struct Analysis {
    /// What was found.
    pub report: ScanReport,
    /// The skin, when something was segmented.
    pub surface: Option<PlacedSurface>,
}

/// A surface and the frame from which it is pictured.
#[derive(Debug)]
pub struct PlacedSurface {
    /// World mm (RAS+).
    pub mesh: Mesh,
    /// World → canonical head frame: the pose, or upright about the surface's middle without one.
    pub to_head: Isometry3<f64>,
}

/// Analyses one scan: volume → head → surface → pose → landmarks and features → status.
///
/// A scan that cannot be read is a result too: `failed`, with the reason. Where the `provenance` is
/// not known yet, it is taken on the way.
pub fn analyse(
    scan: &ScanInput,
    settings: &ScanSettings,
    provenance: Option<Provenance>,
) -> Analysis {
    let read =
        Volume::read(&scan.path, &ReadOptions { frame: settings.frame, standard_order: true });
    let provenance = provenance.unwrap_or_else(|| {
        let sum = read.as_ref().ok().and_then(|volume| volume.file);
        restart::provenance_knowing(scan, sum)
    });
    let mut report = blank(scan, settings, provenance);
    let surface = match read {
        Ok(volume) => look(&volume, &settings.thresholds, &mut report),
        Err(error) => {
            report.status = Status::Failed;
            report.error = Some(without_folders(error, scan));
            None
        }
    };
    Analysis { report, surface }
}

/// Looks at a volume that could be read and fills in the report.
fn look(volume: &Volume, thresholds: &Decisions, report: &mut ScanReport) -> Option<PlacedSurface> {
    report.volume = Some(facts::of_volume(volume));
    report.sequence = Some(facts::of_sequence(volume, report.suffix.as_deref()));
    report.checks.clone_from(&volume.checks);
    report.fingerprint = Fingerprint::of(volume);
    let head = match head::segment_with(volume, &thresholds.head) {
        Ok(head) => head,
        Err(error) => {
            report.status = Status::NotAHead;
            report.reason = error.to_string();
            return None;
        }
    };
    let mesh = surface::outer_surface(volume, &head);
    report.head = Some(facts::of_head(&head, &mesh));
    if let Some(status) = status::of_kind(head.kind) {
        report.status = status;
        report.method = MethodFinding::of_kind(head.kind, head.evidence.cut_out);
        report.reason.push_str(head.kind.in_words());
        return Some(upright(mesh));
    }
    let model = MeanHead::shipped();
    let Some(fitted) = pose::fit(&mesh, volume, model, &thresholds.skin, &thresholds.pose) else {
        report.status = Status::NotAHead;
        report.reason.push_str("too little surface");
        return Some(upright(mesh));
    };
    report.pose_quality = Some(facts::of_pose(&fitted.pose));
    if fitted.pose.confidence < thresholds.pose.untested_below {
        report.reason = format!("pose uncertain: confidence {:.2}", fitted.pose.confidence);
        return Some(upright(mesh));
    }
    report.pose = Some(facts::rows(&fitted.pose.matrix()));
    report.landmarks = landmarks::locate(&mesh, &fitted, model);
    let grid = canonical_grid::sample(&mesh, volume, &fitted, head.noise_sigma_value.is_some());
    let face = grid.patch(PatchName::Face);
    let landmarks = &report.landmarks;
    let shown = still::look(&fitted, volume, &head, model, face, landmarks, &thresholds.still);
    (report.status, report.reason) = (shown.status, shown.reason);
    (report.features, report.regions) = (shown.features, shown.regions);
    (report.method, report.too_smooth) = (Some(shown.method), shown.too_smooth);
    report.refinement = Some(grid.refinement);
    report.descriptor = Some(Descriptor::of(&grid));
    recognise(report);
    Some(PlacedSurface { mesh, to_head: fitted.pose.world_to_head })
}

/// How recognisable the face is; a head smoother than a scan of one person is nobody's face, and
/// only what is left around a face put on is the person's own.
fn recognise(report: &mut ScanReport) {
    let heights = report.descriptor.as_ref().filter(|_| !report.too_smooth);
    let Some(heights) = heights.and_then(|descriptor| descriptor.heights().ok()) else { return };
    let evidence = Evidence::of(&heights, &report.regions);
    let evidence = match report.status {
        Status::Replaced => evidence.without(|bit| SharingRule::shipped().compares(bit)),
        _ => evidence,
    };
    report.recognisability = Some(Model::shipped().first_of(recognisability::GALLERY, &evidence));
    report.basis = Some(Basis::SingleScan);
}

/// A report that says nothing yet: `untested`.
pub(super) fn blank(
    scan: &ScanInput,
    settings: &ScanSettings,
    provenance: Provenance,
) -> ScanReport {
    ScanReport {
        scan: scan.scan.clone(),
        participant_id: scan.participant_id.clone(),
        session_id: scan.session_id.clone(),
        suffix: scan.suffix.clone(),
        status: Status::Untested,
        error: None,
        reason: String::new(),
        volume: None,
        sequence: None,
        checks: Vec::new(),
        head: None,
        pose: None,
        pose_quality: None,
        landmarks: BTreeMap::new(),
        features: Vec::new(),
        regions: Vec::new(),
        method: None,
        too_smooth: false,
        recognisability: None,
        refinement: None,
        descriptor: None,
        basis: None,
        fingerprint: None,
        files: Vec::new(),
        provenance,
        settings: settings.as_json(),
    }
}

/// The error with the scan's own name: results must not depend on where the input folder lies.
pub(super) fn without_folders(error: VolumeError, scan: &ScanInput) -> String {
    let folder = scan.path.to_string_lossy();
    let folder = folder.strip_suffix(&scan.scan).unwrap_or_default();
    VolumeError { path: error.path.strip_prefix(folder).unwrap_or(&error.path).to_owned(), ..error }
        .to_string()
}

/// World axes about the middle of the surface, for pictures of what has no pose.
fn upright(mesh: Mesh) -> PlacedSurface {
    let [low, high] = mesh.bounds().unwrap_or_default();
    let middle = |a: usize| -f64::from(low[a].midpoint(high[a]));
    let shift = Translation3::new(middle(0), middle(1), middle(2));
    PlacedSurface { mesh, to_head: Isometry3::from_parts(shift, UnitQuaternion::identity()) }
}
