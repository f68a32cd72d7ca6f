//! Bootstrap by subject.

use super::interval::Interval;
use super::stream::{below, stream};
use rayon::prelude::*;

/// A percentile interval from resampled subjects.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The interval (Efron 1979, percentile).
    pub interval: Interval,
    /// The statistic of every replicate in which it had a value, ascending.
    pub values: Vec<f64>,
    /// Replicates drawn.
    pub drawn: usize,
}

/// The percentile interval of a statistic when whole subjects are drawn with replacement.
///
/// `statistic` gets how often each subject was drawn; a comparison of subjects i and j counts
/// weight\[i\]·weight\[j\], so that both sides of a pair are resampled (comparisons are not
/// independent: an interval over them alone is too narrow; this one is rather too wide, because it
/// counts what belongs to a pair alone three times, Owen 2007). `None` from the statistic leaves the
/// replicate out. Replicate r depends on the seed and r only, not on threads.
/// `None` when fewer than half of the replicates have a value.
pub fn by_subject(
    subjects: usize,
    replicates: usize,
    level: f64,
    seed: u64,
    statistic: impl Fn(&[u32]) -> Option<f64> + Sync,
) -> Option<Bootstrap> {
    let one = |r: usize| {
        let mut random = stream(seed, &[r as u64]);
        let mut weights = vec![0u32; subjects];
        for _ in 0..subjects {
            weights[below(&mut random, subjects)] += 1;
        }
        statistic(&weights)
    };
    let drawn: Vec<Option<f64>> = (0..replicates).into_par_iter().map(one).collect();
    let mut values: Vec<f64> = drawn.into_iter().flatten().filter(|v| !v.is_nan()).collect();
    if values.is_empty() || values.len() * 2 < replicates {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    let interval =
        Interval { low: quantile(&values, tail), high: quantile(&values, 1.0 - tail), level };
    Some(Bootstrap { interval, values, drawn: replicates })
}

/// Linear between order statistics (Hyndman & Fan 1996, type 7).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let at = p * (sorted.len() - 1) as f64;
    let (low, share) = (at.floor() as usize, at.fract());
    let high = sorted[(low + 1).min(sorted.len() - 1)];
    sorted[low] + share * (high - sorted[low])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::stream::normal_pair;

    fn weighted_mean(values: &[f64], weights: &[u32]) -> f64 {
        let sum: f64 = values.iter().zip(weights).map(|(v, w)| v * f64::from(*w)).sum();
        sum / f64::from(weights.iter().sum::<u32>())
    }

    #[test]
    fn a_mean_is_covered_as_often_as_promised() {
        let trials = 400;
        let covered = (0..trials).filter(|trial| {
            let mut random = stream(11, &[*trial]);
            let values: Vec<f64> = (0..30).flat_map(|_| normal_pair(&mut random)).collect();
            let found =
                by_subject(60, 400, 0.95, *trial, |w| Some(weighted_mean(&values, w))).unwrap();
            found.interval.low <= 0.0 && found.interval.high >= 0.0
        });
        let share = covered.count() as f64 / trials as f64;
        // 0.95 less the known under-coverage of a percentile interval at n = 60, ± 3 standard errors.
        assert!((0.91..=0.98).contains(&share), "{share}");
    }

    #[test]
    fn a_statistic_that_is_seldom_defined_has_no_interval() {
        assert_eq!(by_subject(5, 50, 0.95, 1, |_| None), None);
    }
}
