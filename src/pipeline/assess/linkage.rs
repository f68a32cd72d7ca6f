//! The dataset attacked with itself: what would somebody find who holds another scan of a participant,
//! protected as these are?

use crate::linkage::rule::LinkageRule;
use crate::pipeline::link;
use crate::report::assessment::linkage_part::LinkagePart;
use crate::report::scan::ScanReport;
use std::collections::BTreeMap;

/// Up to so many scans are compared: each with each, region by region, as in `data/linkage.toml`.
fn most() -> usize {
    LinkageRule::shipped().preselected
}

/// What the attack found; nothing where nobody has two scans, and why not where there are too many.
///
/// A dataset's own scans take part, not those of the derivatives it carries along: a defaced copy finds
/// its own original whatever was done to the face.
pub(super) fn attack(reports: &[(&ScanReport, &str)]) -> Result<Option<LinkagePart>, String> {
    let own: Vec<&ScanReport> = reports
        .iter()
        .filter(|(report, derivative)| derivative.is_empty() && report.descriptor.is_some())
        .map(|(report, _)| *report)
        .collect();
    if !somebody_has_two(&own) {
        return Ok(None);
    }
    if own.len() > most() {
        return Err(format!(
            "{} scans, up to {} are compared: `countenance link --gallery OUT --probes OUT` does it",
            own.len(),
            most()
        ));
    }
    Ok(link::cmc::told(&link::link(&own, &own, LinkageRule::shipped())))
}

fn somebody_has_two(reports: &[&ScanReport]) -> bool {
    let mut scans: BTreeMap<&str, usize> = BTreeMap::new();
    for id in reports.iter().filter_map(|report| report.participant_id.as_deref()) {
        *scans.entry(id).or_default() += 1;
    }
    scans.values().any(|count| *count > 1)
}
