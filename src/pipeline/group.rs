//! What only all scans of a run together show: faces that belong to nobody.
//!
//! Reads the results of the scans and no image. The result file of a scan keeps what it shows alone,
//! so that it stays the same whatever is analysed beside it; `group.json` and the table tell what the
//! group adds.

use crate::face::descriptor::Heights;
use crate::face::recognisability::{self, Basis, Evidence, Model};
use crate::face::sharing;
use crate::face::sharing::{Member, SharingRule};
use crate::face::status::Status;
use crate::report::group::{GroupFinding, GroupReport};
use crate::report::scan::ScanReport;

/// Marks faces that several participants share as `replaced`, and says of every face compared that
/// the group was looked at; what was found of each.
pub(super) fn look<'a>(reports: impl Iterator<Item = &'a mut ScanReport>) -> GroupReport {
    let mut faces: Vec<(&mut ScanReport, Heights)> = reports.filter_map(with_face).collect();
    let rule = SharingRule::shipped();
    let members: Vec<Member<'_>> = faces
        .iter()
        .map(|(report, heights)| Member {
            participant: report.participant_id.as_deref().unwrap_or_default(),
            heights,
        })
        .collect();
    let people = sharing::people(&members);
    let blank = GroupReport { participants: people, assessed: false, scans: Vec::new() };
    let Some(shared) = sharing::shared_with(&members, rule) else { return blank };
    drop(members);
    let mut scans = Vec::new();
    for ((report, heights), others) in faces.iter_mut().zip(shared) {
        let alone = (report.status, report.recognisability);
        report.basis = Some(Basis::Group);
        if others >= rule.sharing_others {
            replace(report, heights, others, rule);
        }
        scans.push(finding(report, others, alone));
    }
    GroupReport { assessed: true, scans, ..blank }
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

/// A scan that shows a face, or what the field of view leaves of one, and whose participant is known:
/// blurred faces are alike for another reason, and what is left of a removed one shows too little.
fn with_face(report: &mut ScanReport) -> Option<(&mut ScanReport, Heights)> {
    let removed = report.method.as_ref().is_some_and(|method| method.class.is_removal());
    let cropped = report.status == Status::Partial && !removed;
    let shows = (report.status == Status::Intact || cropped) && !report.too_smooth;
    let heights = report.descriptor.as_ref().filter(|_| shows)?.heights().ok()?;
    report.participant_id.is_some().then_some((report, heights))
}

fn replace(report: &mut ScanReport, heights: &Heights, others: usize, rule: &SharingRule) {
    let own = Evidence::of(heights, &report.regions).without(|bit| rule.compares(bit));
    let left = Model::shipped().first_of(recognisability::GALLERY, &own);
    report.recognisability = Some(left);
    report.status = Status::Replaced;
    report.reason = format!("the same face as {others} other participants; {}", report.reason);
}
