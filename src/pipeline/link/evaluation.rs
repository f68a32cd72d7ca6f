//! How well an attack found people, part by part and kind by kind of independence.

use super::Linked;
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::benchmark::rule::BenchmarkRule;
use crate::linkage::leakage::Leakage;
use crate::linkage::part::Part;
use crate::linkage::score_matrix::ScoreMatrix;
use crate::report::rates_csv::PartRates;

/// Every part and kind that occurs; nothing where no person is on both sides.
pub(super) fn rates(linked: &Linked, seed: u64) -> Vec<PartRates> {
    let of = |leakage: Leakage, part: Part| {
        let scores = of_kind(linked, part, leakage)?;
        let rates = Rates::of(&scores, BenchmarkRule::shipped(), seed)?;
        Some(PartRates { part, leakage, rates })
    };
    let parts = linked.attack.compared;
    let kinds = Leakage::ALL.into_iter();
    kinds.flat_map(|kind| parts.iter().filter_map(move |part| of(kind, *part))).collect()
}

/// The probes with a scan of that kind of their own person in the gallery. Other scans of their person
/// and copies of themselves have no score: they are neither found nor in the way.
pub(super) fn of_kind(linked: &Linked, part: Part, kind: Leakage) -> Option<ScoreMatrix> {
    let all = linked.attack.part(part);
    let is_of_kind = |probe: usize, n: usize| linked.leakage[probe][n] == Some(kind);
    let width = all.gallery().len();
    let has_one = |probe: &usize| (0..width).any(|n| all.mated(*probe, n) && is_of_kind(*probe, n));
    let probes: Vec<usize> = (0..all.probes().len()).filter(has_one).collect();
    let score = |probe: usize, n: usize| {
        let counts = if all.mated(probe, n) {
            is_of_kind(probe, n)
        } else {
            linked.leakage[probe][n].is_none()
        };
        if counts { all.row(probe)[n] } else { f32::NAN }
    };
    let scores = probes.iter().flat_map(|&p| (0..width).map(move |n| (p, n)));
    let scores: Vec<f32> = scores.map(|(p, n)| score(p, n)).collect();
    let people = probes.iter().map(|&probe| all.probes()[probe]).collect();
    // One score for each probe and scan of the gallery.
    ScoreMatrix::new(people, all.gallery().to_vec(), scores).ok().filter(|m| !m.probes().is_empty())
}
