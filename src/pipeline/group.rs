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
use crate::face::sharing::{Member, Sharing, SharingRule};
use crate::face::status::Status;
use crate::report::group::{DerivativeFinding, GroupFinding, GroupReport};
use crate::report::scan::ScanReport;
use std::collections::{BTreeMap, BTreeSet};

/// A scan that takes part, and its descriptor's heights.
type Face<'a> = (&'a mut ScanReport, Heights);

/// Marks faces that several participants share as `replaced`, and says of every face compared that
/// the group was looked at; what was found of each.
///
/// Every derivative is looked at by itself, since one tool made it. A face that most of its people
/// have is nobody's. One that a few have is so only among faces with a seam, and in either case only
/// if it is as near to the others as they are to each other: somebody who happens to look like the
/// average must not be taken for it.
pub(super) fn look<'a>(reports: impl Iterator<Item = &'a mut ScanReport>) -> GroupReport {
    let mut derivatives: BTreeMap<String, (usize, Vec<Face<'_>>)> = BTreeMap::new();
    for report in reports {
        let participant = report.participant_id.as_deref().unwrap_or_default();
        let derivative = folders_above(&report.scan, participant).to_owned();
        let (scans, faces) = derivatives.entry(derivative).or_default();
        *scans += 1;
        faces.extend(with_face(report));
    }
    let everybody = derivatives.values().flat_map(|(_, faces)| faces.iter());
    let participants =
        everybody.filter_map(|(report, _)| report.participant_id.clone()).collect::<BTreeSet<_>>();
    let mut group = GroupReport {
        participants: participants.len(),
        assessed: false,
        derivatives: Vec::new(),
        scans: Vec::new(),
    };
    for (derivative, (scans, faces)) in derivatives {
        let participants = sharing::people(&members(&faces));
        let found = compare(faces);
        let assessed = found.is_some();
        let found = found.unwrap_or_default();
        let replaced = found.iter().filter(|f| f.status == Status::Replaced).count();
        group.assessed |= assessed;
        group.derivatives.push(DerivativeFinding {
            derivative,
            scans,
            participants,
            assessed,
            replaced,
        });
        group.scans.extend(found);
    }
    group.scans.sort_by(|a, b| a.scan.cmp(&b.scan));
    group
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
        voxel_mm: report.volume.as_ref().map_or(0.0, |v| v.voxel_mm.iter().product::<f64>().cbrt()),
    };
    faces.iter().map(member).collect()
}

/// What each face of a derivative shares with the others; nothing where they are too few.
fn compare(mut faces: Vec<Face<'_>>) -> Option<Vec<GroupFinding>> {
    let rule = SharingRule::shipped();
    let members = members(&faces);
    let with_all = sharing::shared_with(&members, rule)?;
    let put_on: Vec<bool> = faces.iter().map(|(report, _)| may_be_put_on(report, rule)).collect();
    let with_seamed = among_seamed(&members, &put_on, rule);
    let look = |(n, (report, heights)): (usize, &mut Face<'_>)| {
        let alone = (report.status, report.recognisability);
        report.basis = Some(Basis::Group);
        let shared = with_all[n];
        if shared.by_most(rule) || with_seamed[n].is_some_and(|seamed| seamed.by_enough(rule)) {
            replace(report, heights, shared.others, rule);
        }
        finding(report, shared, alone)
    };
    Some(faces.iter_mut().enumerate().map(look).collect())
}

/// For each face with a seam around it: how many others with one have the same face; nothing where
/// those are too few, and for faces without.
fn among_seamed(
    members: &[Member<'_>],
    put_on: &[bool],
    rule: &SharingRule,
) -> Vec<Option<Sharing>> {
    let mut sharing = vec![None; members.len()];
    let pool: Vec<usize> = (0..members.len()).filter(|&n| put_on[n]).collect();
    let of_pool: Vec<Member<'_>> = pool.iter().map(|&n| members[n]).collect();
    for (&n, shared) in pool.iter().zip(sharing::shared_with(&of_pool, rule).unwrap_or_default()) {
        sharing[n] = Some(shared);
    }
    sharing
}

fn finding(report: &ScanReport, shared: Sharing, alone: (Status, Option<f64>)) -> GroupFinding {
    GroupFinding {
        scan: report.scan.clone(),
        same_face_as_others: shared.others,
        compared_with_others: shared.compared,
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
