//! Every comparison of an attack in order of its score: what all rates of comparisons are read from.

use super::super::score_matrix::{Person, ScoreMatrix};
use rustc_hash::FxHashMap;

/// Comparisons that have a score, sorted, and how many have none.
#[derive(Clone, Debug)]
pub struct Comparisons {
    subjects: usize,
    sorted: Vec<Comparison>,
    failed: [u64; 2],
}

/// One comparison; people are numbered from 0 in the order in which they come up.
#[derive(Clone, Copy, Debug)]
struct Comparison {
    score: f32,
    probe: u32,
    gallery: u32,
}

impl Comparison {
    fn mated(self) -> bool {
        self.probe == self.gallery
    }

    /// How often it is in a sample that holds each person so many times. Copies of one person are
    /// compared with themselves only: between two copies there is no second scan to compare.
    fn count(self, times: &[u32]) -> u64 {
        let probe = u64::from(times[self.probe as usize]);
        if self.mated() { probe } else { probe * u64::from(times[self.gallery as usize]) }
    }
}

/// A threshold and what it does: all scores below it rejected, all others accepted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// A comparison is accepted when its score is at least this; +∞ rejects all.
    pub threshold: f64,
    /// Non-mated comparisons accepted.
    pub false_matches: u64,
    /// Mated comparisons rejected.
    pub false_non_matches: u64,
}

/// Numbers of comparisons that have a score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Of one person's scans.
    pub mated: u64,
    /// Of two people's scans.
    pub non_mated: u64,
}

impl Comparisons {
    /// All comparisons of a matrix.
    pub fn of(scores: &ScoreMatrix) -> Self {
        let mut numbers: FxHashMap<Person, u32> = FxHashMap::default();
        let mut number = |person: &Person| {
            let next = numbers.len() as u32;
            *numbers.entry(*person).or_insert(next)
        };
        let probes: Vec<u32> = scores.probes().iter().map(&mut number).collect();
        let gallery: Vec<u32> = scores.gallery().iter().map(&mut number).collect();
        let mut sorted = Vec::new();
        let mut failed = [0, 0];
        for (row, probe) in probes.iter().enumerate() {
            for (score, gallery) in scores.row(row).iter().zip(&gallery) {
                if score.is_nan() {
                    failed[usize::from(probe != gallery)] += 1;
                } else {
                    // −0 becomes 0: they are equal.
                    sorted.push(Comparison {
                        score: *score + 0.0,
                        probe: *probe,
                        gallery: *gallery,
                    });
                }
            }
        }
        // Equal scores are taken together, so that their order among themselves says nothing.
        sorted.sort_by(|a, b| a.score.total_cmp(&b.score));
        Self { subjects: numbers.len(), sorted, failed }
    }

    /// People on either side.
    pub fn subjects(&self) -> usize {
        self.subjects
    }

    /// Everybody once: the sample itself.
    pub fn once(&self) -> Vec<u32> {
        vec![1; self.subjects]
    }

    /// Mated comparisons without a score.
    pub fn failed_mated(&self) -> u64 {
        self.failed[0]
    }

    /// Non-mated comparisons without a score.
    pub fn failed_non_mated(&self) -> u64 {
        self.failed[1]
    }

    /// Scores of one kind, ascending.
    pub fn scores(&self, mated: bool) -> impl Iterator<Item = f64> + '_ {
        self.sorted.iter().filter(move |c| c.mated() == mated).map(|c| f64::from(c.score))
    }

    /// The two people of every scored comparison, by number, in the order of the scores.
    pub(super) fn people(&self) -> impl Iterator<Item = [u32; 2]> + '_ {
        self.sorted.iter().map(|c| [c.probe, c.gallery])
    }

    /// Whether each scored comparison is a mated one, with its score, ascending.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (bool, f64)> + '_ {
        self.sorted.iter().map(|c| (c.mated(), f64::from(c.score)))
    }

    /// People whose own scans have a score.
    pub(super) fn mated_people(&self) -> usize {
        let mut mated: Vec<u32> =
            self.sorted.iter().filter(|c| c.mated()).map(|c| c.probe).collect();
        mated.sort_unstable();
        mated.dedup();
        mated.len()
    }

    /// Comparisons when each person is there so many times.
    pub fn totals(&self, times: &[u32]) -> Totals {
        let mut totals = Totals::default();
        for comparison in &self.sorted {
            let side = if comparison.mated() { &mut totals.mated } else { &mut totals.non_mated };
            *side += comparison.count(times);
        }
        totals
    }

    /// Every threshold at which something changes, ascending, and last the one that rejects all.
    pub fn steps(&self, times: &[u32]) -> (Totals, Vec<Step>) {
        let totals = self.totals(times);
        let mut steps = Vec::new();
        let (mut accepted, mut rejected) = (totals.non_mated, 0);
        for same in self.sorted.chunk_by(|a, b| a.score.total_cmp(&b.score).is_eq()) {
            steps.push(Step {
                threshold: f64::from(same[0].score),
                false_matches: accepted,
                false_non_matches: rejected,
            });
            for comparison in same {
                let count = comparison.count(times);
                if comparison.mated() {
                    rejected += count;
                } else {
                    accepted -= count;
                }
            }
        }
        steps.push(Step {
            threshold: f64::INFINITY,
            false_matches: accepted,
            false_non_matches: rejected,
        });
        (totals, steps)
    }
}

#[cfg(test)]
mod tests {
    use super::super::simulated::people;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The sweep against counting every comparison of every pair of copies at every threshold.
        #[test]
        fn steps_count_what_a_resampled_matrix_holds(
            scores in prop::collection::vec(prop_oneof![4 => 0u8..6, 1 => Just(99u8)], 16),
            times in prop::collection::vec(0u32..3, 4),
        ) {
            let value = |s: u8| if s == 99 { f32::NAN } else { f32::from(s) };
            let scores: Vec<f32> = scores.into_iter().map(value).collect();
            let matrix = ScoreMatrix::new(people(4), people(4), scores.clone()).unwrap();
            let mut copies = Vec::new();
            for (person, times) in times.iter().enumerate() {
                copies.extend((0..*times).map(|copy| (person, copy)));
            }
            let mut all = Vec::new();
            for a in &copies {
                for b in &copies {
                    let score = scores[a.0 * 4 + b.0];
                    if !score.is_nan() && (a.0 != b.0 || a.1 == b.1) {
                        all.push((score, a.0 == b.0));
                    }
                }
            }
            let comparisons = Comparisons::of(&matrix);
            let (totals, steps) = comparisons.steps(&times);
            prop_assert_eq!(totals.mated, all.iter().filter(|c| c.1).count() as u64);
            prop_assert_eq!(totals.non_mated, all.iter().filter(|c| !c.1).count() as u64);
            for step in steps {
                let t = step.threshold as f32;
                let false_matches = all.iter().filter(|c| !c.1 && c.0 >= t).count() as u64;
                let false_non_matches = all.iter().filter(|c| c.1 && c.0 < t).count() as u64;
                prop_assert_eq!(step.false_matches, false_matches);
                prop_assert_eq!(step.false_non_matches, false_non_matches);
            }
        }
    }
}
