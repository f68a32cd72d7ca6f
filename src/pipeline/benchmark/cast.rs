//! Who stands where: one un-defaced scan a person in the gallery, one scan a person to be named.

use crate::dataset::pairs::acquisition_of;
use crate::linkage::leakage::Leakage;
use crate::pipeline::link::independence;
use crate::report::scan::ScanReport;
use std::collections::BTreeMap;

/// One participant.
#[derive(Debug)]
pub(super) struct Member<'a> {
    /// Un-defaced scan of the first session.
    pub(super) gallery: &'a ScanReport,
    /// Un-defaced scan of the same kind of the last session, where there is another.
    other: Option<&'a ScanReport>,
}

/// The people of a benchmark, in the order of participants.
#[derive(Debug)]
pub(super) struct Cast<'a> {
    pub(super) members: Vec<Member<'a>>,
    /// Whether the scans to be named are other sessions' or the very scans of the gallery.
    pub(super) leakage: Leakage,
    /// People whose other session holds a copy of the first one's scan.
    pub(super) copied: usize,
}

/// A scan to be named: whose (place among the members) and which.
pub(super) type Probe<'a> = (usize, &'a ScanReport);

impl<'a> Cast<'a> {
    /// From the dataset's own scans. When no participant has a second session, copies of the
    /// gallery's own scans are to be named. `None` without any participant.
    pub(super) fn of(originals: &'a [ScanReport]) -> Option<Self> {
        let mut scans: BTreeMap<&str, Vec<&ScanReport>> = BTreeMap::new();
        for report in originals {
            if let Some(participant) = report.participant_id.as_deref() {
                scans.entry(participant).or_default().push(report);
            }
        }
        let (mut members, mut copied) = (Vec::new(), 0);
        for own in scans.into_values() {
            let gallery = own.iter().copied().min_by_key(|r| (&r.session_id, preference(r)))?;
            let of_kind = own.iter().copied().filter(|r| r.suffix == gallery.suffix);
            let (others, same): (Vec<_>, Vec<_>) = of_kind
                .filter(|r| r.session_id != gallery.session_id)
                .partition(|r| independence(r, gallery) == Some(Leakage::CrossSession));
            copied += usize::from(others.is_empty() && !same.is_empty());
            let last = others.iter().map(|r| &r.session_id).max();
            let of_last = others.iter().copied().filter(|r| Some(&r.session_id) == last);
            members.push(Member { gallery, other: of_last.min_by_key(|r| preference(r)) });
        }
        let repeated = members.iter().any(|member| member.other.is_some());
        let leakage = if repeated { Leakage::CrossSession } else { Leakage::SameScan };
        (!members.is_empty()).then_some(Self { members, leakage, copied })
    }

    pub(super) fn gallery(&self) -> Vec<&'a ScanReport> {
        self.members.iter().map(|member| member.gallery).collect()
    }

    /// The un-defaced scans whose copies are to be named.
    pub(super) fn sources(&self, leakage: Leakage) -> Vec<Probe<'a>> {
        let source = |member: &Member<'a>| match leakage {
            Leakage::SameScan => Some(member.gallery),
            _ => member.other,
        };
        let members = self.members.iter().enumerate();
        members.filter_map(|(person, member)| Some((person, source(member)?))).collect()
    }

    /// Of a method's scans the copy of each person's source, by the acquisition that names tell.
    pub(super) fn copies<'b>(&self, reports: &'b [ScanReport], leakage: Leakage) -> Vec<Probe<'b>> {
        let copy = |(person, source): Probe<'a>| {
            let acquisition = acquisition_of(&source.scan)?;
            let same = |r: &&ScanReport| acquisition_of(&r.scan).as_ref() == Some(&acquisition);
            Some((person, reports.iter().filter(same).min_by_key(|r| &r.scan)?))
        };
        self.sources(leakage).into_iter().filter_map(copy).collect()
    }
}

/// T1w first, then by suffix and name.
fn preference(report: &ScanReport) -> (bool, Option<&str>, &str) {
    let suffix = report.suffix.as_deref();
    (suffix != Some("T1w"), suffix, &report.scan)
}
