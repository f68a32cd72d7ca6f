//! What only all scans of a run together show: faces that belong to nobody.
//!
//! Reads the results of the scans and no image. The result files keep what each scan shows alone;
//! the table tells what the group adds.

use crate::face::descriptor::Heights;
use crate::face::method::MethodFinding;
use crate::face::recognisability::{self, Basis, Model};
use crate::face::sharing;
use crate::face::sharing::{Member, SharingRule};
use crate::face::status::Status;
use crate::report::scan::ScanReport;

/// Marks faces that several participants share as `replaced`, and says of every face compared that
/// the group was looked at.
///
/// Faces that show a seam of their own and faces that show none are looked at apart: what one tool
/// put on shows alike, and somebody who happens to look like the average must not be taken for it.
pub(super) fn look<'a>(reports: impl Iterator<Item = &'a mut ScanReport>) {
    let faces: Vec<(&mut ScanReport, Heights)> = reports.filter_map(with_face).collect();
    let (seams, none): (Vec<_>, Vec<_>) =
        faces.into_iter().partition(|(report, _)| report.status == Status::Replaced);
    compare(seams);
    compare(none);
}

fn compare(mut faces: Vec<(&mut ScanReport, Heights)>) {
    let rule = SharingRule::shipped();
    let members: Vec<Member<'_>> = faces
        .iter()
        .map(|(report, heights)| Member {
            participant: report.participant_id.as_deref().unwrap_or_default(),
            heights,
        })
        .collect();
    let Some(shared) = sharing::shared_with(&members, rule) else { return };
    drop(members);
    for ((report, _), others) in faces.iter_mut().zip(shared) {
        report.basis = Some(Basis::Group);
        if others >= rule.sharing_others {
            replace(report, others, rule);
        }
    }
}

/// A scan whose face looks whole, the person's own or put on, and whose participant is known: blurred faces are alike for
/// another reason, and what is left of a removed one shows too little.
fn with_face(report: &mut ScanReport) -> Option<(&mut ScanReport, Heights)> {
    let whole = matches!(report.status, Status::Intact | Status::Replaced);
    let heights = report.descriptor.as_ref().filter(|_| whole)?.heights().ok()?;
    report.participant_id.is_some().then_some((report, heights))
}

fn replace(report: &mut ScanReport, others: usize, rule: &SharingRule) {
    report.recognisability = Some(beside_a_replaced_face(report));
    report.status = Status::Replaced;
    report.method =
        Some(MethodFinding::of_group(others, rule.sharing_others, report.method.take()));
    report.reason = format!("the same face as {others} other participants; {}", report.reason);
}

/// Recognisability by what is left around a face that is not the person's.
pub(super) fn beside_a_replaced_face(report: &ScanReport) -> f64 {
    let rule = SharingRule::shipped();
    let own = recognisability::told_by(&report.regions);
    let told = |bit| if rule.compares(bit) { 0.0 } else { own(bit) };
    Model::shipped().first_of(recognisability::GALLERY, told)
}
