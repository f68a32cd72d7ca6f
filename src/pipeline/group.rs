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
pub(super) fn look<'a>(reports: impl Iterator<Item = &'a mut ScanReport>) {
    let mut faces: Vec<(&mut ScanReport, Heights)> = reports.filter_map(with_face).collect();
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

/// A scan whose face looks intact, and whose participant is known: blurred faces are alike for
/// another reason, and what is left of a removed one shows too little.
fn with_face(report: &mut ScanReport) -> Option<(&mut ScanReport, Heights)> {
    let intact = report.status == Status::Intact;
    let heights = report.descriptor.as_ref().filter(|_| intact)?.heights().ok()?;
    report.participant_id.is_some().then_some((report, heights))
}

fn replace(report: &mut ScanReport, others: usize, rule: &SharingRule) {
    let own = recognisability::told_by(&report.regions);
    let told = |bit| if rule.compares(bit) { 0.0 } else { own(bit) };
    let left = Model::shipped().first_of(recognisability::GALLERY, told);
    report.recognisability = Some(left);
    report.status = Status::Replaced;
    report.method = Some(MethodFinding::of_group(others, rule.sharing_others, report.method.take()));
    report.reason = format!("the same face as {others} other participants; {}", report.reason);
}
