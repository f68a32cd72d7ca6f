//! One probe against its own person and every stranger of a gallery.

use super::super::super::score_matrix::{Person, ScoreMatrix};
use rustc_hash::FxHashMap;

/// One probe's own scan against the strangers of the gallery.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    pub(super) person: u32,
    /// Place of the probe in the matrix.
    pub(super) probe: usize,
    /// Whether its own scan could be compared.
    pub(super) enrolled: bool,
    /// Strangers that stand before its own scan.
    pub(super) ahead: u64,
    /// Share of the strangers above its level.
    pub(super) above: f64,
    /// What its own score exceeds the level by; nothing below it, or without a level.
    pub(super) excess: Option<f64>,
}

/// Share of the strangers above a probe's level: of 40 people 6, few enough to be a tail. The test
/// `forty_people_predict_four_hundred` holds what follows from it against larger galleries.
const ABOVE: f64 = 0.15;
/// Fewer strangers than this above the level do not settle it.
const FEWEST_ABOVE: usize = 3;

/// The own best score with its place, and the best score, place and number of every stranger.
pub(super) type OwnAndOthers = (Option<(f64, usize)>, Vec<(f64, usize, u32)>);

/// The best of every person's scans for one probe; `numbers` of people on either side.
pub(super) fn best_of_people(
    scores: &ScoreMatrix,
    probe: usize,
    numbers: &FxHashMap<Person, u32>,
) -> OwnAndOthers {
    let mut best: FxHashMap<u32, (f64, usize)> = FxHashMap::default();
    for (scan, score) in scores.row(probe).iter().enumerate() {
        let score = f64::from(*score);
        if !score.is_nan() {
            let held = best.entry(numbers[&scores.gallery()[scan]]).or_insert((score, scan));
            if score > held.0 {
                *held = (score, scan);
            }
        }
    }
    let own = best.remove(&numbers[&scores.probes()[probe]]);
    let mut others: Vec<(f64, usize, u32)> =
        best.into_iter().map(|(stranger, (score, scan))| (score, scan, stranger)).collect();
    others.sort_by_key(|(_, scan, _)| *scan);
    (own, others)
}

/// The score that 15 % of the strangers exceed and how many do; `None` when they are too few.
pub(super) fn level(others: &[(f64, usize, u32)]) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = others.iter().map(|(score, _, _)| *score).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let above = (ABOVE * sorted.len() as f64).round() as usize;
    let level = *sorted.get(above)?;
    let above = sorted.iter().filter(|score| **score > level).count();
    (above >= FEWEST_ABOVE && level.is_finite()).then_some((level, above as f64))
}

/// Where the own best score stands among those of strangers.
pub(super) fn search(
    person: u32,
    probe: usize,
    own: Option<(f64, usize)>,
    others: &[(f64, usize, u32)],
    level: Option<(f64, f64)>,
) -> Search {
    let none = Search { person, probe, enrolled: false, ahead: 0, above: 0.0, excess: None };
    let Some((score, place)) = own else { return none };
    let before = |(other, scan, _): &&(f64, usize, u32)| {
        *other > score || (*other >= score && *scan < place)
    };
    let ahead = others.iter().filter(before).count() as u64;
    let (level, above) = level.unwrap_or((f64::INFINITY, 0.0));
    let excess = (score > level).then_some(score - level);
    Search { enrolled: true, ahead, above: above / others.len() as f64, excess, ..none }
}
