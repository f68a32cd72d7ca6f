//! What an attack within one dataset found, by rank.

use super::Linked;
use super::evaluation::of_kind;
use crate::linkage::evaluation::enrolment;
use crate::linkage::evaluation::identification::{self, RankRate};
use crate::linkage::leakage::Leakage;
use crate::linkage::part::Part;
use crate::report::assessment::linkage_part::{CmcPoint, LinkagePart, LinkedPart};
use std::collections::HashSet;

/// The result by part and kind of independence; nothing where nobody has two scans that are no copies
/// of each other.
pub(in crate::pipeline) fn told(linked: &Linked) -> Option<LinkagePart> {
    let independent = Leakage::ALL.into_iter().filter(|kind| *kind != Leakage::SameScan);
    let parts: Vec<LinkedPart> = independent
        .flat_map(|kind| Part::ALL.map(|part| of(linked, part, kind)))
        .flatten()
        .collect();
    let face = &linked.attack.face;
    let people = face.gallery().iter().collect::<HashSet<_>>().len();
    (!parts.is_empty()).then(|| LinkagePart { scans: face.probes().len(), people, parts })
}

fn of(linked: &Linked, part: Part, kind: Leakage) -> Option<LinkedPart> {
    let scores = of_kind(linked, part, kind)?;
    let ranks = identification::ranks(&scores);
    let last = ranks.of_probe.iter().flatten().flatten().max().copied().unwrap_or(1);
    let first = ranks.rate(1)?;
    Some(LinkedPart {
        part: part.as_str(),
        independence: kind.as_str(),
        probes: first.probes as usize,
        not_enrolled: enrolment::failures(&scores),
        found: first.hits as usize,
        cmc: (1..=last).filter_map(|rank| ranks.rate(rank)).map(point).collect(),
    })
}

fn point(at: RankRate) -> CmcPoint {
    let interval = [at.wilson.low, at.wilson.high];
    CmcPoint { rank: at.rank as usize, share: at.rate, interval }
}
