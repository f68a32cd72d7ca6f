//! What rank-1 becomes among more people, or fewer: from the people at hand to a population, or to
//! the few who share a participant's facts.

mod search;

use super::super::score_matrix::{Person, ScoreMatrix};
use super::identification::LEVEL;
use super::tail::Tail;
use crate::base::stats::bootstrap::by_subject;
use crate::base::stats::interval::{Interval, wilson_of_share};
use rustc_hash::FxHashMap;
use search::{Search, best_of_people, level, search};
use serde::Serialize;

/// P(rank 1) of one person among `people` (himself counted) when a stranger's score is at least his
/// own with probability `false_match_rate` (binomial model; Grother & Phillips 2004).
///
/// `people` may be a gallery, a population, or the size of an equivalence class: an attacker who
/// also knows a participant's quasi-identifiers searches only the people who share them. It may be
/// an estimate between whole numbers; below 1 it counts as 1.
pub fn rank_one_among(false_match_rate: f64, people: f64) -> f64 {
    // By the logarithm: rates of 1e-9 do not vanish beside 1.
    ((people - 1.0).max(0.0) * (-false_match_rate.clamp(0.0, 1.0)).ln_1p()).exp()
}

/// How a number about a size of gallery was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// From galleries of that size drawn from the one at hand.
    Measured,
    /// Beyond the people at hand: rests on a tail fitted to strangers' scores. Of n independent
    /// people nothing rarer than about 3/n has been seen.
    Extrapolated,
}

/// Rank-1 for one size of gallery.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SizedRate {
    /// People in the gallery.
    pub people: u64,
    /// P(rank 1), mean over the probes; where extrapolated at least that of guessing, which so few
    /// people are too coarse to show.
    pub rank_one: f64,
    /// 95 % interval: the wider of the Wilson interval of as many probes and, where extrapolated, of
    /// people drawn anew with the tail fitted to each sample.
    pub interval: Interval,
    /// How it was found.
    pub origin: Origin,
}

/// Rank-1 as a function of the size of the gallery.
#[derive(Clone, Debug)]
pub struct GallerySize {
    probes: Vec<Search>,
    /// (excess over the probe's level, probe's person, stranger), ascending.
    strangers: Vec<(f64, u32, u32)>,
    people: usize,
    subjects: usize,
    tail: Option<Tail>,
}

/// Samples of people drawn for an interval.
const REPLICATES: usize = 400;
impl GallerySize {
    /// From a matrix. Scores are first normalised per probe: each is taken relative to the level that
    /// 15 % of the probe's strangers exceed, because some people are like many others and some like
    /// nobody, and the model underestimates rank-1 where their scores are thrown together. One tail
    /// beyond that level is fitted to all probes; without enough strangers there is none, and
    /// nothing is extrapolated.
    pub fn of(scores: &ScoreMatrix) -> Self {
        let mut numbers: FxHashMap<Person, u32> = FxHashMap::default();
        for person in scores.probes().iter().chain(scores.gallery()) {
            let next = numbers.len() as u32;
            numbers.entry(*person).or_insert(next);
        }
        let mut in_gallery = scores.gallery().to_vec();
        in_gallery.sort_unstable();
        in_gallery.dedup();
        let (mut probes, mut strangers) = (Vec::new(), Vec::new());
        for (probe, person) in scores.probes().iter().enumerate() {
            if in_gallery.binary_search(person).is_ok() {
                let (own, others) = best_of_people(scores, probe, &numbers);
                let person = numbers[person];
                let level = level(&others);
                probes.push(search(person, probe, own, &others, level));
                if let Some((level, _)) = level {
                    let above = others.iter().filter(|(score, _, _)| *score > level);
                    strangers
                        .extend(above.map(|(score, _, other)| (score - level, person, *other)));
                }
            }
        }
        strangers.sort_by(|a, b| a.0.total_cmp(&b.0));
        let once: Vec<(f64, u64)> = strangers.iter().map(|(excess, _, _)| (*excess, 1)).collect();
        let (people, subjects) = (in_gallery.len(), numbers.len());
        Self { probes, strangers, people, subjects, tail: Tail::fit(&once) }
    }

    /// People in the gallery at hand: up to here rank-1 is measured.
    pub fn measured_up_to(&self) -> u64 {
        self.people as u64
    }

    /// P(rank 1) of the probe in this row of the matrix among so many people; 0 when it could not be
    /// compared, `None` when its person is not in the gallery or nothing can be extrapolated.
    pub fn of_probe(&self, probe: usize, people: f64) -> Option<f64> {
        let search = self.probes.iter().find(|search| search.probe == probe)?;
        self.first(search, people, self.tail)
    }

    /// Rank-1 for one size of gallery (at least 1); `None` where nothing can be extrapolated.
    pub fn at(&self, people: u64, seed: u64) -> Option<SizedRate> {
        let everybody = vec![1; self.subjects];
        let measured = people as usize <= self.people;
        let guessing = if measured { 0.0 } else { 1.0 / people as f64 };
        let rank_one = self.mean(people as f64, &everybody, self.tail)?.max(guessing);
        let mut interval =
            wilson_of_share(rank_one.clamp(0.0, 1.0), self.probes.len() as f64, LEVEL)?;
        if !measured {
            let drawn = by_subject(self.subjects, REPLICATES, LEVEL, seed, |times| {
                self.mean(people as f64, times, Some(self.refitted(times)?))
            })?;
            interval.low = interval.low.min(drawn.interval.low.max(guessing)).max(0.0);
            interval.high = interval.high.max(drawn.interval.high);
        }
        let origin = if measured { Origin::Measured } else { Origin::Extrapolated };
        Some(SizedRate { people, rank_one, interval, origin })
    }

    /// Rank-1 from one person to `most`: at 1, 2 and 5 of every decade and at the size at hand.
    pub fn curve(&self, most: u64, seed: u64) -> Vec<SizedRate> {
        let mut sizes = vec![self.measured_up_to(), most];
        for decade in 0..19 {
            sizes.extend([1, 2, 5].map(|step| step * 10u64.saturating_pow(decade)));
        }
        sizes.retain(|size| *size <= most);
        sizes.sort_unstable();
        sizes.dedup();
        sizes.into_iter().filter_map(|size| self.at(size, seed)).collect()
    }

    fn mean(&self, people: f64, times: &[u32], tail: Option<Tail>) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0.0);
        for search in &self.probes {
            let times = f64::from(times[search.person as usize]);
            if times > 0.0 {
                sum += times * self.first(search, people, tail)?;
                count += times;
            }
        }
        (count > 0.0).then(|| sum / count)
    }

    /// P(rank 1) of one search: in galleries drawn from the one at hand, or by the tail.
    fn first(&self, search: &Search, people: f64, tail: Option<Tail>) -> Option<f64> {
        if !search.enrolled {
            return Some(0.0);
        }
        let strangers = self.people as u64 - 1;
        if people <= self.people as f64 {
            return Some(none_drawn(search.ahead, strangers, (people - 1.0).max(0.0)));
        }
        let tail = tail?;
        let false_match_rate = match search.excess {
            Some(excess) => search.above * tail.at_least(excess),
            None => search.ahead as f64 / strangers as f64,
        };
        Some(rank_one_among(false_match_rate, people))
    }

    fn refitted(&self, times: &[u32]) -> Option<Tail> {
        let count = |probe: u32, other: u32| {
            u64::from(times[probe as usize]) * u64::from(times[other as usize])
        };
        let counted = self.strangers.iter().map(|(excess, p, other)| (*excess, count(*p, *other)));
        Tail::fit(&counted.filter(|(_, count)| *count > 0).collect::<Vec<_>>())
    }
}

/// P(none of `ahead` is among `drawn` of `strangers`), hypergeometric; between whole numbers of
/// drawn by interpolation.
fn none_drawn(ahead: u64, strangers: u64, drawn: f64) -> f64 {
    let whole = |drawn: u64| -> f64 {
        let left = |n: u64| {
            let free = (strangers - ahead) as f64 - n as f64;
            (free / (strangers - n) as f64).max(0.0)
        };
        (0..drawn).map(left).product()
    };
    let (low, share) = (drawn.floor() as u64, drawn.fract());
    let high = if share > 0.0 { whole(low + 1) } else { 0.0 };
    whole(low) * (1.0 - share) + high * share
}

#[cfg(test)]
mod tests {
    use super::super::identification::ranks;
    use super::super::simulated::{normal_scores, people, vector_scores};
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn among_two_a_stranger_wins_as_often_as_he_is_as_alike() {
        assert_relative_eq!(rank_one_among(0.3, 2.0), 0.7, max_relative = 1e-12);
        assert_relative_eq!(rank_one_among(1e-9, 1e9), (-1.0f64).exp(), max_relative = 1e-6);
        assert_relative_eq!(rank_one_among(0.3, 0.2), 1.0);
        assert_relative_eq!(rank_one_among(0.3, 1.0), 1.0);
        assert_relative_eq!(rank_one_among(1.0, 5.0), 0.0);
    }

    #[test]
    fn smaller_galleries_as_drawing_them_all_finds() {
        // Of 4 strangers 1 stands before: 3 of 4 single strangers do not, 3 of 6 pairs, 1 of 4.
        let measured = [0.0, 1.0, 2.0, 3.0, 4.0].map(|drawn| none_drawn(1, 4, drawn));
        let expected = [1.0, 3.0 / 4.0, 3.0 / 6.0, 1.0 / 4.0, 0.0];
        for (ours, slow) in measured.into_iter().zip(expected) {
            assert_relative_eq!(ours, slow, epsilon = 1e-12);
        }
        assert_relative_eq!(none_drawn(1, 4, 1.5), 0.625, epsilon = 1e-12);
    }

    #[test]
    fn at_its_own_size_the_curve_is_the_rank_one_rate() {
        let scores = normal_scores(40, 2.0, 0.3, 5);
        let size = GallerySize::of(&scores);
        let rate = ranks(&scores).rate(1).unwrap();
        let ours = size.at(40, 1).unwrap();
        assert_relative_eq!(ours.rank_one, rate.rate, epsilon = 1e-12);
        assert_relative_eq!(ours.interval.low, rate.wilson.low, epsilon = 1e-12);
        assert_eq!(ours.origin, Origin::Measured);
        assert_eq!(size.at(41, 1).unwrap().origin, Origin::Extrapolated);
        let curve = size.curve(100_000, 1);
        assert!(curve.windows(2).all(|pair| pair[1].rank_one <= pair[0].rank_one + 0.03));
        assert_eq!(curve.last().unwrap().people, 100_000);
    }

    #[test]
    fn forty_people_predict_four_hundred() {
        let truth = {
            let rates = (0..4).map(|seed| ranks(&vector_scores(400, 900 + seed)).rate(1));
            rates.map(|rate| rate.unwrap().rate).sum::<f64>() / 4.0
        };
        assert!((0.3..0.95).contains(&truth), "a question worth asking: {truth}");
        let trials = 20;
        let predicted: Vec<SizedRate> = (0..trials)
            .map(|seed| GallerySize::of(&vector_scores(40, seed)).at(400, seed).unwrap())
            .collect();
        let covers = |p: &&SizedRate| p.interval.low <= truth && truth <= p.interval.high;
        let covered = predicted.iter().filter(covers).count();
        let mean = predicted.iter().map(|p| p.rank_one).sum::<f64>() / trials as f64;
        assert!(covered >= 17, "{covered} of {trials}");
        assert!((mean - truth).abs() < 0.12, "{mean} {truth}");
    }

    #[test]
    fn few_people_extrapolate_nothing() {
        let size = GallerySize::of(&normal_scores(8, 2.0, 0.3, 5));
        assert!(size.at(8, 1).is_some());
        assert_eq!(size.at(9, 1), None);
    }

    #[test]
    fn who_cannot_be_compared_is_never_first() {
        let nan = f32::NAN;
        let mut scores: Vec<f32> = (0..20)
            .flat_map(|p| {
                (0..20).map(move |g| if p == g { 30.0 } else { ((p * 7 + g * 3) % 11) as f32 })
            })
            .collect();
        scores[..20].fill(nan);
        let size = GallerySize::of(&ScoreMatrix::new(people(20), people(20), scores).unwrap());
        assert_eq!(size.of_probe(0, 3.0), Some(0.0));
        assert_eq!(size.of_probe(0, 3000.0), Some(0.0));
        assert_eq!(size.of_probe(1, 3.0), Some(1.0));
        assert_eq!(size.of_probe(20, 3.0), None);
        assert_relative_eq!(size.at(20, 1).unwrap().rank_one, 0.95);
    }
}
