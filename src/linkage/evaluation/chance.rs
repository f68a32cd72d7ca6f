//! What guessing achieves: the same scores with the names of the gallery shuffled.

use super::super::score_matrix::{Person, ScoreMatrix};
use super::identification::{LEVEL, ranks};
use crate::base::stats::stream::{draw_without_replacement, stream};
use rayon::prelude::*;
use serde::Serialize;

/// Rank-1 under shuffled names.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// 1 / people in the gallery.
    pub expected: f64,
    /// Mean rank-1 rate of the shuffles.
    pub mean: f64,
    /// Rates between which 95 % of the shuffles lie.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Share of shuffles (the sample itself counted as one) with at least as many hits as were
    /// seen: the p value that names do not matter.
    pub p_value: f64,
}

/// The null of a closed-set search, from `shuffles` permutations of the people of the gallery; all
/// scans of a person get the same new name. Shuffle r depends on the seed and r only. `None` when
/// no probe's person is in the gallery.
pub fn rank_one(scores: &ScoreMatrix, shuffles: usize, seed: u64) -> Option<Chance> {
    let seen = ranks(scores).rate(1)?;
    let mut people = scores.gallery().to_vec();
    people.sort_unstable();
    people.dedup();
    let first = most_alike(scores, &people);
    let shuffled = |r: usize| {
        let order =
            draw_without_replacement(&mut stream(seed, &[r as u64]), people.len(), people.len());
        let named = |place: usize| people[order[place] as usize];
        let pairs = first.iter().zip(scores.probes());
        pairs.filter(|(place, own)| place.is_some_and(|place| named(place) == **own)).count() as u64
    };
    let mut drawn: Vec<u64> = (0..shuffles).into_par_iter().map(shuffled).collect();
    drawn.sort_unstable();
    let rate = |hits: u64| hits as f64 / seen.probes as f64;
    let tail = ((1.0 - LEVEL) / 2.0 * shuffles as f64) as usize;
    let at_least = drawn.iter().filter(|hits| **hits >= seen.hits).count();
    Some(Chance {
        expected: 1.0 / people.len() as f64,
        mean: drawn.iter().map(|hits| rate(*hits)).sum::<f64>() / shuffles as f64,
        low: rate(*drawn.get(tail)?),
        high: rate(*drawn.get(shuffles - 1 - tail)?),
        p_value: (at_least + 1) as f64 / (shuffles + 1) as f64,
    })
}

/// Per probe the person (place among `people`) whose scan is the most alike; nothing without a score.
fn most_alike(scores: &ScoreMatrix, people: &[Person]) -> Vec<Option<usize>> {
    let of = |probe: usize| {
        let row = scores.row(probe);
        let scored = (0..row.len()).filter(|n| !row[*n].is_nan());
        let best = scored.reduce(|best, n| if row[n] > row[best] { n } else { best });
        people.binary_search(&scores.gallery()[best?]).ok()
    };
    (0..scores.probes().len()).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::simulated::normal_scores;
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn names_without_meaning_hit_one_in_n_and_three_hits_say_nothing() {
        let scores = normal_scores(40, 0.0, 0.3, 2);
        let chance = rank_one(&scores, 2000, 7).unwrap();
        assert_relative_eq!(chance.expected, 1.0 / 40.0);
        // The mean of 2000 shuffles of a rate with a spread of about 1/40.
        assert!((chance.mean - chance.expected).abs() < 4.0 / 40.0 / 2000f64.sqrt());
        assert!(chance.high >= 3.0 / 40.0 - 1e-12, "{chance:?}");
        assert!(chance.p_value > 0.05);
    }

    #[test]
    fn names_that_matter_are_never_matched_by_chance() {
        let chance = rank_one(&normal_scores(20, 6.0, 0.3, 2), 999, 7).unwrap();
        assert_relative_eq!(chance.p_value, 1.0 / 1000.0);
    }
}
