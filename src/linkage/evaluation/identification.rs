//! Who stands first? Ranks, the cumulative match characteristic, rank-k with its intervals.

use super::super::score_matrix::{Person, ScoreMatrix};
use crate::base::stats::interval::{Interval, clopper_pearson, wilson_of_share};
use serde::Serialize;

/// Confidence level of every interval of a rate.
pub const LEVEL: f64 = 0.95;

/// The rank of each probe's own person among the people of the gallery, 1 for the most alike.
///
/// A person is as alike as his most alike scan; of equal scores the scan that stands first in the
/// gallery goes first. `None` for a probe whose person is not in the gallery, and for one whose own
/// scans could not be compared with it: [`Ranks`] tells the two apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranks {
    /// Per probe: nothing when its person is not in the gallery (an open-set search); else the
    /// rank, or nothing when it has none (a miss at every rank).
    pub of_probe: Vec<Option<Option<u32>>>,
    /// People in the gallery.
    pub gallery: usize,
    /// People whose scans are probes and who are in the gallery.
    pub people: usize,
}

/// Ranks of all probes.
pub fn ranks(scores: &ScoreMatrix) -> Ranks {
    let mut people: Vec<Person> = scores.gallery().to_vec();
    people.sort_unstable();
    people.dedup();
    let is_there = |person: &Person| people.binary_search(person).is_ok();
    let of_probe = (0..scores.probes().len())
        .map(|probe| is_there(&scores.probes()[probe]).then(|| rank(scores, probe)))
        .collect();
    let mut looked_for: Vec<Person> = scores.probes().iter().copied().filter(is_there).collect();
    looked_for.sort_unstable();
    looked_for.dedup();
    Ranks { of_probe, gallery: people.len(), people: looked_for.len() }
}

fn rank(scores: &ScoreMatrix, probe: usize) -> Option<u32> {
    let row = scores.row(probe);
    let mut order: Vec<usize> = (0..row.len()).filter(|n| !row[*n].is_nan()).collect();
    // Stable: equal scores stay in the order of the gallery. + 0.0 makes −0 and 0 equal.
    order.sort_by(|a, b| (row[*b] + 0.0).total_cmp(&(row[*a] + 0.0)));
    let mut ahead: Vec<Person> = Vec::new();
    for scan in order {
        if scores.mated(probe, scan) {
            ahead.sort_unstable();
            ahead.dedup();
            return Some(ahead.len() as u32 + 1);
        }
        ahead.push(scores.gallery()[scan]);
    }
    None
}

/// How many probes have their person among the first k.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RankRate {
    /// k.
    pub rank: u32,
    /// Probes whose person is in the gallery.
    pub probes: u64,
    /// Of them those with their person among the first k.
    pub hits: u64,
    /// People in the gallery: a rate without this number says nothing.
    pub gallery: usize,
    /// hits / probes.
    pub rate: f64,
    /// Wilson interval, for display. Several probes of one person count as one trial whose result is
    /// their mean.
    pub wilson: Interval,
    /// Clopper–Pearson interval, for what cannot be excluded. It takes probes as independent: one
    /// probe a person.
    pub clopper_pearson: Interval,
}

impl Ranks {
    /// The rate of one rank; `None` when no probe's person is in the gallery.
    pub fn rate(&self, rank: u32) -> Option<RankRate> {
        let closed = || self.of_probe.iter().flatten();
        let probes = closed().count() as u64;
        let hits = closed().flatten().filter(|found| **found <= rank).count() as u64;
        Some(RankRate {
            rank,
            probes,
            hits,
            gallery: self.gallery,
            rate: hits as f64 / probes as f64,
            wilson: wilson_of_share(hits as f64 / probes as f64, self.people as f64, LEVEL)?,
            clopper_pearson: clopper_pearson(hits, probes, LEVEL)?,
        })
    }

    /// The cumulative match characteristic: the rate of every rank up to the size of the gallery.
    pub fn cmc(&self) -> Vec<RankRate> {
        (1..=self.gallery as u32).filter_map(|rank| self.rate(rank)).collect()
    }

    /// Per probe whether its person stands first; nothing when not in the gallery.
    pub fn first(&self) -> Vec<Option<bool>> {
        self.of_probe.iter().map(|closed| closed.map(|rank| rank == Some(1))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::simulated::{normal_scores, people};
    use super::*;

    #[test]
    fn ties_go_to_the_scan_that_stands_first() {
        let scores = ScoreMatrix::new(people(3), people(3), vec![1.0; 9]).unwrap();
        assert_eq!(ranks(&scores).of_probe, [Some(Some(1)), Some(Some(2)), Some(Some(3))]);
        let zeros = vec![-0.0, 0.0, -1.0, 0.0];
        let zeros = ScoreMatrix::new(people(2), people(2), zeros).unwrap();
        assert_eq!(ranks(&zeros).of_probe, [Some(Some(1)), Some(Some(1))]);
    }

    #[test]
    fn people_are_ranked_and_not_scans() {
        // Person 0 has the three most alike scans, person 1 comes second.
        let gallery = vec![Person(0), Person(0), Person(1), Person(0)];
        let scores = vec![4.0, 3.0, 2.0, 5.0];
        let scores = ScoreMatrix::new(vec![Person(1)], gallery, scores).unwrap();
        let ranks = ranks(&scores);
        assert_eq!((ranks.of_probe[0], ranks.gallery), (Some(Some(2)), 2));
    }

    #[test]
    fn who_cannot_be_compared_is_missed_and_who_is_not_there_does_not_count() {
        let nan = f32::NAN;
        let probes = vec![Person(0), Person(1), Person(9)];
        let scores = vec![1.0, 0.0, 3.0, nan, 5.0, 5.0];
        let ranks = ranks(&ScoreMatrix::new(probes, people(2), scores).unwrap());
        assert_eq!(ranks.of_probe, [Some(Some(1)), Some(None), None]);
        assert_eq!(ranks.people, 2);
        let last = ranks.rate(2).unwrap();
        assert_eq!((last.hits, last.probes), (1, 2));
    }

    #[test]
    fn ranks_are_one_more_than_the_scores_that_are_higher() {
        let scores = normal_scores(25, 1.0, 0.2, 8);
        let found = ranks(&scores);
        for (probe, rank) in found.of_probe.iter().enumerate() {
            let row = scores.row(probe);
            let higher = row.iter().filter(|s| **s > row[probe]).count() as u32;
            assert_eq!(*rank, Some(Some(higher + 1)));
        }
        let cmc = found.cmc();
        assert_eq!(cmc.len(), 25);
        assert!(cmc.windows(2).all(|pair| pair[0].hits <= pair[1].hits));
        assert_eq!(cmc[24].hits, 25);
    }

    /// The rows of `evaluation` tables as they are printed: hits, probes, Wilson, Clopper–Pearson.
    #[test]
    fn intervals_as_they_are_printed() {
        let printed = |hits: u32, probes: u32| {
            let of_probe = (0..probes).map(|n| Some((n < hits).then_some(1))).collect();
            let people = probes as usize;
            let rate = Ranks { of_probe, gallery: people, people }.rate(1).unwrap();
            let percent = |i: Interval| format!("{:.1}–{:.1}", i.low * 100.0, i.high * 100.0);
            (percent(rate.wilson), percent(rate.clopper_pearson))
        };
        assert_eq!(printed(70, 84), ("73.9–89.8".into(), "73.6–90.6".into()));
        assert_eq!(printed(152, 157).0, "92.8–98.6");
        assert_eq!(printed(44, 157).0, "21.6–35.5");
        assert_eq!(printed(15, 182).0, "5.1–13.2");
        assert_eq!(printed(2, 4), ("15.0–85.0".into(), "6.8–93.2".into()));
        assert_eq!(printed(0, 20).1, "0.0–16.8");
        assert_eq!(printed(0, 157).1, "0.0–2.3");
    }
}
