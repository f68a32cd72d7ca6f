//! The dataset attacked with itself: what would somebody find who holds another scan of a participant,
//! protected as these are?

use crate::linkage::part::Part;
use crate::linkage::rule::LinkageRule;
use crate::pipeline::link;
use crate::report::assessment::linkage_part::LinkagePart;
use crate::report::scan::ScanReport;
use crate::risk::chance::Chance;
use crate::risk::joint::searched::SearchCurve;
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

/// How well skull or ears alone, whichever did better, found the other scan of a person.
pub(super) fn beside_the_face(attack: &LinkagePart) -> Option<SearchCurve> {
    let parts = attack.parts.iter().filter(|part| part.part != Part::Face.as_str());
    let at_rank_one = parts.filter_map(|part| part.cmc.first());
    let best = at_rank_one.max_by(|a, b| a.share.total_cmp(&b.share))?;
    // That all were found among few says little about many: the range alone is carried on.
    let estimate = Some(best.share).filter(|share| *share < 1.0);
    let first = Chance::new(estimate, best.interval[0], best.interval[1])?;
    let people = attack.people as f64;
    (people >= 2.0).then_some(SearchCurve::Among { people, first })
}

fn somebody_has_two(reports: &[&ScanReport]) -> bool {
    let mut scans: BTreeMap<&str, usize> = BTreeMap::new();
    for id in reports.iter().filter_map(|report| report.participant_id.as_deref()) {
        *scans.entry(id).or_default() += 1;
    }
    scans.values().any(|count| *count > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::assessment::linkage_part::{CmcPoint, LinkedPart};

    #[test]
    fn the_better_of_skull_and_ears_counts_and_the_face_does_not() {
        let part = |part: Part, share: f64| LinkedPart {
            part: part.as_str(),
            independence: "cross-session",
            probes: 10,
            not_enrolled: 0,
            found: (10.0 * share) as usize,
            cmc: vec![CmcPoint { rank: 1, share, interval: [share - 0.1, share + 0.1] }],
        };
        let parts = vec![part(Part::Face, 0.9), part(Part::Ears, 0.2), part(Part::Vault, 0.5)];
        let attack =
            |people, parts: &[LinkedPart]| LinkagePart { scans: 10, people, parts: parts.to_vec() };
        let Some(SearchCurve::Among { people, first }) = beside_the_face(&attack(5, &parts)) else {
            panic!("a curve");
        };
        assert_eq!((people, first.estimate, first.low), (5.0, Some(0.5), 0.4));
        let all = beside_the_face(&attack(5, &[part(Part::Vault, 1.0)]));
        assert_eq!(all, None, "an interval that is no probability");
        assert_eq!(beside_the_face(&attack(5, &parts[..1])), None);
        assert_eq!(beside_the_face(&attack(1, &parts)), None);
    }
}
