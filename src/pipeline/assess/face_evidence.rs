//! What a scan's result means to those who would use it: the chance to be found by its face, with the
//! range that measured errors leave.

use crate::base::program::version_of;
use crate::base::stats::interval::clopper_pearson;
use crate::face::recognisability::GALLERY;
use crate::face::status::Status;
use crate::report::recognisability_error;
use crate::report::scan::ScanReport;
use crate::report::sequence::{self, Share};
use crate::risk::chance::Chance;
use crate::risk::evidence::{Face, ScanEvidence};
use crate::risk::joint::searched::SearchCurve;

/// What a status means for an attacker.
pub(super) fn face_of(status: Status) -> Face {
    match status {
        Status::Intact => Face::Present,
        Status::Partial => Face::Partial,
        Status::Blurred => Face::Blurred,
        Status::Replaced => Face::Replaced,
        Status::Removed | Status::SkullStripped => Face::Absent,
        // A volume that is no head by its surface may still be a scan of one.
        Status::NotAHead | Status::Untested | Status::Failed => Face::Undetermined,
    }
}

/// The evidence of a scan as it is; `skull` is how well skulls and ears were found in this dataset.
pub(super) fn of(report: &ScanReport, skull: Option<&SearchCurve>) -> ScanEvidence {
    let face = face_of(report.status);
    let bare = report.status == Status::SkullStripped;
    ScanEvidence {
        among_scans: if bare { Some(guess()) } else { among_scans(report) },
        among_photographs: if bare { Some(guess()) } else { among_photographs(report, face) },
        skull: skull.filter(|_| !bare && report.descriptor.is_some()).cloned(),
        ..blank(report, face)
    }
}

/// The evidence of a scan once its face is removed: as heads were measured of which tools removed it.
pub(super) fn once_removed(report: &ScanReport) -> ScanEvidence {
    let [low, high] = recognisability_error::once_removed().unwrap_or([0.0, 1.0]);
    let first = Chance { estimate: None, low: low.min(1.0 / GALLERY as f64), high };
    let measured = SearchCurve::Among { people: GALLERY as f64, first };
    ScanEvidence {
        among_scans: Some(measured),
        among_photographs: among_photographs(report, Face::Absent),
        ..blank(report, Face::Absent)
    }
}

fn blank(report: &ScanReport, face: Face) -> ScanEvidence {
    let basis = report.basis.map_or("no basis", |basis| basis.as_str());
    ScanEvidence {
        scan: report.scan.clone(),
        participant: report.participant_id.clone(),
        structural: sequence::is_structural(report.suffix.as_deref(), longest_mm(report)),
        face,
        among_scans: None,
        among_photographs: None,
        skull: None,
        source: format!("countenance {}, {basis}", version_of(&report.provenance.version)),
    }
}

fn longest_mm(report: &ScanReport) -> Option<f64> {
    let volume = report.volume.as_ref()?;
    Some(volume.voxel_mm.into_iter().fold(0.0, f64::max))
}

/// Recognisability with the range of what was observed where as much was predicted.
pub(super) fn recognisability(report: &ScanReport) -> Option<Chance> {
    let predicted = report.recognisability?.clamp(0.0, 1.0);
    let [low, high] = recognisability_error::range(predicted).unwrap_or([0.0, 1.0]);
    Some(Chance { estimate: Some(predicted), low: low.min(predicted), high: high.max(predicted) })
}

fn among_scans(report: &ScanReport) -> Option<SearchCurve> {
    Some(SearchCurve::Among { people: GALLERY as f64, first: recognisability(report)? })
}

/// A brain without skin shows nothing that could be compared with a face.
fn guess() -> SearchCurve {
    let people = GALLERY as f64;
    SearchCurve::Among { people, first: Chance::exactly(1.0 / people) }
}

/// What was published of such images, with the interval of the people it was measured on. Of a part of
/// a face nothing was: it tells at most as much as a whole one.
fn among_photographs(report: &ScanReport, face: Face) -> Option<SearchCurve> {
    let named = sequence::named_of(report.suffix.as_deref(), longest_mm(report))?;
    let up_to_whole = ([0.0, named.whole.0[1]], named.whole.1);
    let share = match face {
        Face::Present => named.whole,
        Face::Replaced => named.replaced.unwrap_or(up_to_whole),
        Face::Absent => named.removed.unwrap_or(up_to_whole),
        Face::Partial | Face::Blurred => up_to_whole,
        Face::Undetermined => return None,
    };
    let first = interval(share)?;
    Some(SearchCurve::Among { people: share.1 as f64, first })
}

fn interval(([least, greatest], of): Share) -> Option<Chance> {
    const LEVEL: f64 = 0.95;
    let ends = |share: f64| clopper_pearson((share * of as f64).round() as u64, of, LEVEL);
    // Where the least is not known, guessing is left.
    let guess = 1.0 / of as f64;
    let low = if least > 0.0 { ends(least)?.low } else { guess };
    Chance::new(None, low, ends(greatest)?.high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_shares_have_the_interval_of_the_people_they_were_measured_on() {
        // 175 and 178 of 182 (scipy.stats.beta): 0.9224 and 0.9940 are the outer ends.
        let whole = interval(([0.96, 0.98], 182)).unwrap();
        assert!((whole.low - 0.9224).abs() < 1e-4 && (whole.high - 0.9940).abs() < 1e-4);
        let replaced = interval(([0.0, 0.08], 182)).unwrap();
        assert_eq!((replaced.estimate, replaced.low), (None, 1.0 / 182.0));
    }

    #[test]
    fn what_was_not_seen_is_not_gone() {
        for status in [Status::Untested, Status::Failed, Status::NotAHead] {
            assert_eq!(face_of(status), Face::Undetermined);
        }
        for status in Status::ALL {
            let gone = matches!(status, Status::Removed | Status::SkullStripped);
            assert_eq!(face_of(status) == Face::Absent, gone, "{status:?}");
        }
    }
}
