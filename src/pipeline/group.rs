//! What only all scans of a run together show: faces that belong to nobody.
//!
//! Reads the results of the scans and no image. The result file of a scan keeps what it shows alone,
//! so that it stays the same whatever is analysed beside it; `group.json` and the table tell what the
//! group adds.

use crate::dataset::scan::folders_above;
use crate::face::descriptor::Heights;
use crate::face::method::MethodFinding;
use crate::face::recognisability::{self, Basis, Evidence, Model};
use crate::face::sharing;
use crate::face::sharing::{Member, SharingRule};
use crate::face::status::Status;
use crate::report::group::{GroupFinding, GroupReport};
use crate::report::scan::ScanReport;
use std::collections::BTreeMap;

/// A scan that takes part, and its descriptor's heights.
type Face<'a> = (&'a mut ScanReport, Heights);

/// Marks faces that several participants share as `replaced`, and says of every face compared that
/// the group was looked at; what was found of each.
///
/// Every derivative is looked at by itself, since one tool made it, and within it faces with
/// something of a seam apart from those with none: what one tool put on shows alike, and somebody
/// who happens to look like the average must not be taken for it.
pub(super) fn look<'a>(reports: impl Iterator<Item = &'a mut ScanReport>) -> GroupReport {
    let faces: Vec<Face<'_>> = reports.filter_map(with_face).collect();
    let participants = sharing::people(&members(&faces));
    let mut pools: BTreeMap<(String, bool), Vec<Face<'_>>> = BTreeMap::new();
    for face in faces {
        let participant = face.0.participant_id.as_deref().unwrap_or_default();
        let derivative = folders_above(&face.0.scan, participant).to_owned();
        let put_on = may_be_put_on(face.0, SharingRule::shipped());
        pools.entry((derivative, put_on)).or_default().push(face);
    }
    let found: Vec<Vec<GroupFinding>> = pools.into_values().filter_map(compare).collect();
    let assessed = !found.is_empty();
    let mut scans = found.concat();
    scans.sort_by(|a, b| a.scan.cmp(&b.scan));
    GroupReport { participants, assessed, scans }
}

fn may_be_put_on(report: &ScanReport, rule: &SharingRule) -> bool {
    let evidence = report.method.as_ref().and_then(|method| method.evidence.as_ref());
    report.status == Status::Replaced
        || evidence.is_some_and(|evidence| evidence.seam.contrast() >= rule.seam_contrast)
}

fn members<'a>(faces: &'a [Face<'_>]) -> Vec<Member<'a>> {
    let member = |(report, heights): &'a Face<'_>| Member {
        participant: report.participant_id.as_deref().unwrap_or_default(),
        heights,
    };
    faces.iter().map(member).collect()
}

/// What each of these faces shares with the others; nothing where they are too few.
fn compare(mut faces: Vec<Face<'_>>) -> Option<Vec<GroupFinding>> {
    let rule = SharingRule::shipped();
    let shared = sharing::shared_with(&members(&faces), rule)?;
    let look = |((report, heights), others): (&mut Face<'_>, usize)| {
        let alone = (report.status, report.recognisability);
        report.basis = Some(Basis::Group);
        if others >= rule.sharing_others {
            replace(report, heights, others, rule);
        }
        finding(report, others, alone)
    };
    Some(faces.iter_mut().zip(shared).map(look).collect())
}

fn finding(report: &ScanReport, others: usize, alone: (Status, Option<f64>)) -> GroupFinding {
    GroupFinding {
        scan: report.scan.clone(),
        same_face_as_others: others,
        status_alone: alone.0,
        status: report.status,
        recognisability_alone: alone.1,
        recognisability: report.recognisability,
    }
}

/// A scan that shows a whole face, the person's own or put on, or what the field of view leaves of
/// one, and whose participant is known: blurred faces are alike for another reason, and the few
/// regions left of a removed one too.
fn with_face(report: &mut ScanReport) -> Option<Face<'_>> {
    let removed = report.method.as_ref().is_some_and(|method| method.class.is_removal());
    let cropped = report.status == Status::Partial && !removed;
    let whole = cropped || matches!(report.status, Status::Intact | Status::Replaced);
    let shows = whole && !report.too_smooth;
    let heights = report.descriptor.as_ref().filter(|_| shows)?.heights().ok()?;
    report.participant_id.is_some().then_some((report, heights))
}

fn replace(report: &mut ScanReport, heights: &Heights, others: usize, rule: &SharingRule) {
    let evidence = Evidence::of(heights, &report.regions).without(|bit| rule.compares(bit));
    let left = Model::shipped().first_of(recognisability::GALLERY, &evidence);
    report.recognisability = Some(left);
    report.status = Status::Replaced;
    report.method =
        Some(MethodFinding::of_group(others, rule.sharing_others, report.method.take()));
    report.reason = format!("the same face as {others} other participants; {}", report.reason);
}
