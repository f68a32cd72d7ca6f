//! What an attack within one dataset found, by rank.

use super::Linked;
use super::summary::mated;
use crate::base::stats::interval::wilson;
use crate::linkage::leakage::Leakage;
use crate::linkage::part::Part;
use crate::report::assessment::linkage_part::{CmcPoint, LinkagePart, LinkedPart};
use std::collections::HashSet;

/// Confidence level of all intervals.
const LEVEL: f64 = 0.95;

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
    let mut best: Vec<Option<usize>> = Vec::new();
    let mut not_enrolled = 0;
    for (probe, leakage) in linked.leakage.iter().enumerate() {
        let own = mated(linked, part, probe);
        let mut ranks = own.iter().filter(|(n, _)| leakage[*n] == Some(kind)).peekable();
        if ranks.peek().is_none() {
            continue;
        }
        best.push(ranks.filter_map(|(_, rank)| *rank).min());
        let nothing = linked.attack.part(part).row(probe).iter().all(|score| score.is_nan());
        not_enrolled += usize::from(nothing);
    }
    let probes = best.len();
    let worst = best.iter().flatten().max().copied().unwrap_or(1);
    let point = |rank: usize| {
        let found = best.iter().flatten().filter(|own| **own <= rank).count();
        let interval = wilson(found as u64, probes as u64, LEVEL)?;
        let share = found as f64 / probes as f64;
        Some(CmcPoint { rank, share, interval: [interval.low, interval.high] })
    };
    (probes > 0).then(|| LinkedPart {
        part: part.as_str(),
        independence: kind.as_str(),
        probes,
        not_enrolled,
        found: best.iter().flatten().filter(|rank| **rank == 1).count(),
        cmc: (1..=worst).filter_map(point).collect(),
    })
}
