//! Intervals of rates of comparisons: people drawn anew, both sides of every pair with them.
//!
//! Comparisons share people, so an interval over them alone is too narrow. How often these cover
//! the truth is printed by `examples/interval_coverage.rs`.

use super::auc::area;
use super::comparisons::Comparisons;
use super::det::false_non_match_rate_at;
use super::equal_error_rate::equal_error_rate;
use super::error_rates::false_match_rate;
use super::identification::LEVEL;
use crate::base::stats::bootstrap::replicate;
use crate::base::stats::interval::{Interval, clopper_pearson};
use crate::base::stats::normal;
use serde::Serialize;

/// A rate of comparisons.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rate {
    /// EER.
    EqualErrorRate,
    /// Area under the ROC curve.
    Area,
    /// FMR at a threshold (`score >= threshold` is a match).
    FalseMatchRate(f64),
    /// Least FNMR where FMR is at most this.
    FalseNonMatchRateAt(f64),
}

/// A rate with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Its value.
    pub value: f64,
    /// 95 % interval.
    pub interval: Interval,
}

/// Samples of people drawn for an interval.
const REPLICATES: usize = 1000;

impl Rate {
    /// The rate when each person is there so many times; `None` without scores of both kinds.
    pub fn of(self, comparisons: &Comparisons, times: &[u32]) -> Option<f64> {
        match self {
            Self::EqualErrorRate => equal_error_rate(comparisons, times),
            Self::Area => area(comparisons, times),
            Self::FalseMatchRate(threshold) => false_match_rate(comparisons, times, threshold),
            Self::FalseNonMatchRateAt(limit) => false_non_match_rate_at(comparisons, times, limit),
        }
    }

    /// The least share that can be told from 0 (and from 1): half of one comparison.
    fn least(self, people: usize) -> f64 {
        let people = people as f64;
        match self {
            Self::EqualErrorRate | Self::FalseNonMatchRateAt(_) => 0.5 / people,
            Self::Area | Self::FalseMatchRate(_) => 0.5 / (people * people),
        }
    }
}

/// A rate with its 95 % interval.
///
/// The interval is symmetric about the rate's logit, with the standard deviation that the logit has
/// over samples of people drawn with replacement: near 0 and 1 a percentile interval leans to the
/// wrong side. Where nobody errs there is no spread to see; the interval then ends at the
/// Clopper–Pearson end of no errors among as many people. `None` without scores of both kinds, or
/// when fewer than half of the samples have a value.
pub fn estimate(comparisons: &Comparisons, rate: Rate, seed: u64) -> Option<Estimate> {
    let value = rate.of(comparisons, &comparisons.once())?;
    let people = comparisons.subjects();
    let unseen = clopper_pearson(0, people as u64, LEVEL)?;
    if value <= 0.0 {
        return Some(Estimate { value, interval: unseen });
    }
    if value >= 1.0 {
        let interval = Interval { low: 1.0 - unseen.high, high: 1.0, level: LEVEL };
        return Some(Estimate { value, interval });
    }
    let least = rate.least(people);
    let logit = |share: f64| {
        let share = share.clamp(least, 1.0 - least);
        (share / (1.0 - share)).ln()
    };
    let drawn = replicate(people, REPLICATES, seed, |times| rate.of(comparisons, times));
    let drawn: Vec<f64> = drawn.into_iter().flatten().map(logit).collect();
    if drawn.len() * 2 < REPLICATES {
        return None;
    }
    let reach = normal::quantile(0.5 + LEVEL / 2.0) * deviation(&drawn);
    let share = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    let ends = [logit(value) - reach, logit(value) + reach].map(share);
    let interval = Interval { low: ends[0].min(value), high: ends[1].max(value), level: LEVEL };
    Some(Estimate { value, interval })
}

fn deviation(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::simulated::normal_scores;
    use super::*;
    use approx::assert_relative_eq;

    /// True rates of [`normal_scores`] that lie `apart`.
    fn truth(apart: f64, threshold: f64) -> [(Rate, f64); 3] {
        [
            (Rate::EqualErrorRate, normal::cdf(-apart / 2.0)),
            (Rate::Area, normal::cdf(apart / 2f64.sqrt())),
            (Rate::FalseMatchRate(threshold), normal::cdf(-threshold)),
        ]
    }

    #[test]
    fn the_truth_is_covered_about_as_often_as_promised() {
        let (trials, apart, threshold) = (120, 2.0, 1.3);
        for (rate, truth) in truth(apart, threshold) {
            let covered = (0..trials).filter(|trial| {
                let scores = Comparisons::of(&normal_scores(40, apart, 0.4, *trial));
                let found = estimate(&scores, rate, *trial).unwrap().interval;
                found.low <= truth && truth <= found.high
            });
            let share = covered.count() as f64 / trials as f64;
            // 0.95 ± 3 standard errors of 120 trials; the example draws more.
            assert!(share >= 0.89, "{rate:?} {share}");
        }
    }

    #[test]
    fn a_perfect_attack_is_not_perfectly_known() {
        let scores = Comparisons::of(&normal_scores(20, 40.0, 0.4, 1));
        let eer = estimate(&scores, Rate::EqualErrorRate, 1).unwrap();
        assert_relative_eq!(eer.value, 0.0);
        assert!((eer.interval.high - 0.168).abs() < 0.0005, "{eer:?}");
        let area = estimate(&scores, Rate::Area, 1).unwrap();
        assert!(area.value >= 1.0 && (area.interval.low - 0.832).abs() < 0.0005, "{area:?}");
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_for_any_number_of_threads() {
        let scores = Comparisons::of(&normal_scores(15, 1.0, 0.4, 1));
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| estimate(&scores, Rate::FalseNonMatchRateAt(0.1), 5)).unwrap()
        };
        assert_eq!(with(1), with(3));
    }
}
