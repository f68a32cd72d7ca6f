//! Rates of comparisons with intervals that know that comparisons share people.
//!
//! How often these cover the truth is printed by `examples/interval_coverage.rs`.

use super::auc;
use super::comparisons::Comparisons;
use super::density::density;
use super::det;
use super::equal_error_rate as eer;
use super::error_rates;
use super::identification::LEVEL;
use super::spread::{Spread, spread};
use crate::base::stats::interval::{Interval, clopper_pearson};
use crate::base::stats::student;
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

impl Rate {
    /// The rate; `None` without scores of both kinds.
    pub fn of(self, comparisons: &Comparisons) -> Option<f64> {
        match self {
            Self::EqualErrorRate => eer::equal_error_rate(comparisons).map(|found| found.rate),
            Self::Area => auc::area(comparisons, &comparisons.once()),
            Self::FalseMatchRate(threshold) => {
                error_rates::at(comparisons, threshold).map(|rates| rates.false_match_rate)
            }
            Self::FalseNonMatchRateAt(limit) => {
                det::point_at(comparisons, limit).map(|point| point.false_non_match_rate)
            }
        }
    }

    /// What every scored comparison adds to the rate's error.
    fn effects(self, comparisons: &Comparisons) -> Option<Vec<f64>> {
        match self {
            Self::EqualErrorRate => eer::effects(comparisons),
            Self::Area => auc::effects(comparisons),
            Self::FalseMatchRate(threshold) => {
                error_rates::effects(comparisons, threshold, [1.0, 0.0])
            }
            Self::FalseNonMatchRateAt(limit) => {
                let threshold = det::point_at(comparisons, limit)?.threshold;
                // The threshold gives way to an excess of false matches, and mated scores are lost.
                let [mated, others] =
                    [true, false].map(|mated| density(comparisons, mated, threshold));
                error_rates::effects(comparisons, threshold, [mated / others, 1.0])
            }
        }
    }

    /// People whose scans the rate is about.
    fn people(self, comparisons: &Comparisons) -> u64 {
        let people = match self {
            Self::FalseMatchRate(_) => comparisons.subjects(),
            _ => comparisons.mated_people(),
        };
        people as u64
    }
}

/// A rate with its 95 % interval; `None` without scores of both kinds.
///
/// Where nobody errs there is no spread to see: the interval then ends at the Clopper–Pearson end of
/// no errors among as many people. Where nothing can be told from two people, or all scores are
/// equal, it is the whole range.
pub fn estimate(comparisons: &Comparisons, rate: Rate) -> Option<Estimate> {
    let value = rate.of(comparisons)?;
    let unseen = || clopper_pearson(0, rate.people(comparisons), LEVEL);
    let interval = if value <= 0.0 {
        unseen()?
    } else if value >= 1.0 {
        Interval { low: 1.0 - unseen()?.high, high: 1.0, level: LEVEL }
    } else {
        let found = spread(comparisons, &rate.effects(comparisons)?);
        let known = found.filter(|s| s.variance > 0.0 && s.variance.is_finite());
        known.and_then(|spread| around(value, spread)).unwrap_or(WHOLE)
    };
    Some(Estimate { value, interval })
}

const WHOLE: Interval = Interval { low: 0.0, high: 1.0, level: LEVEL };

/// An interval by Student's t on the scale of the logit, where a rate near 0 or 1 has less of a
/// lean; what is left of it to second order, half the bend of the logit times the variance, is taken
/// off its middle.
fn around(value: f64, spread: Spread) -> Option<Interval> {
    let slope = 1.0 / (value * (1.0 - value));
    let bend = (2.0 * value - 1.0) * slope * slope;
    let middle = (value / (1.0 - value)).ln() - bend * spread.variance / 2.0;
    let t = student::quantile(0.5 + LEVEL / 2.0, spread.freedom)?;
    let reach = t * spread.variance.sqrt() * slope;
    let share = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    let [low, high] = [middle - reach, middle + reach].map(share);
    Some(Interval { low: low.min(value), high: high.max(value), level: LEVEL })
}

#[cfg(test)]
mod tests {
    use super::super::super::score_matrix::ScoreMatrix;
    use super::super::simulated::{normal_scores, people};
    use super::*;
    use crate::base::stats::normal;
    use approx::assert_relative_eq;

    /// True rates of [`normal_scores`] that lie `apart`.
    fn truth(apart: f64, threshold: f64) -> [(Rate, f64); 4] {
        let limit = 0.05;
        [
            (Rate::EqualErrorRate, normal::cdf(-apart / 2.0)),
            (Rate::Area, normal::cdf(apart / 2f64.sqrt())),
            (Rate::FalseMatchRate(threshold), normal::cdf(-threshold)),
            (Rate::FalseNonMatchRateAt(limit), normal::cdf(normal::quantile(1.0 - limit) - apart)),
        ]
    }

    #[test]
    fn the_truth_is_covered_about_as_often_as_promised() {
        let (trials, apart, threshold) = (400, 2.0, 1.3);
        for (rate, truth) in truth(apart, threshold) {
            let covered = (0..trials).filter(|trial| {
                let scores = Comparisons::of(&normal_scores(40, apart, 0.4, *trial));
                let found = estimate(&scores, rate).unwrap().interval;
                found.low <= truth && truth <= found.high
            });
            let share = covered.count() as f64 / trials as f64;
            // 0.93 to 0.97 ± 2 standard errors of 400 trials; the example draws more.
            assert!((0.91..=0.99).contains(&share), "{rate:?} {share}");
        }
    }

    #[test]
    fn a_perfect_attack_is_not_perfectly_known() {
        let scores = Comparisons::of(&normal_scores(20, 40.0, 0.4, 1));
        let eer = estimate(&scores, Rate::EqualErrorRate).unwrap();
        assert_relative_eq!(eer.value, 0.0);
        assert!((eer.interval.high - 0.168).abs() < 0.0005, "{eer:?}");
        let area = estimate(&scores, Rate::Area).unwrap();
        assert!(area.value >= 1.0 && (area.interval.low - 0.832).abs() < 0.0005, "{area:?}");
    }

    #[test]
    fn equal_scores_tell_nothing() {
        let equal = ScoreMatrix::new(people(5), people(5), vec![1.0; 25]).unwrap();
        let area = estimate(&Comparisons::of(&equal), Rate::Area).unwrap();
        assert_eq!((area.value, area.interval), (0.5, WHOLE));
    }
}
