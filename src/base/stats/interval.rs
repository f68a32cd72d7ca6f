//! Confidence intervals of a proportion.

use super::normal;
use serde::Serialize;
use statrs::function::beta::inv_beta_reg;

/// An interval with its confidence level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Confidence level in (0, 1).
    pub level: f64,
}

/// Wilson score interval of `hits` out of `trials` (Wilson 1927; Brown, Cai & `DasGupta` 2001).
///
/// The interval for display. `None` when there are no trials, more hits than trials, or a level
/// outside (0, 1).
pub fn wilson(hits: u64, trials: u64, level: f64) -> Option<Interval> {
    checked(hits, trials, level)?;
    wilson_of_share(hits as f64 / trials as f64, trials as f64, level)
}

/// Wilson score interval of a share that is a mean over `trials` of numbers in 0..1, such as
/// probabilities: their spread is at most that of hits and misses, so it covers no less. `None`
/// without trials, or when share or level lie outside their range.
pub fn wilson_of_share(share: f64, trials: f64, level: f64) -> Option<Interval> {
    let possible = trials > 0.0 && (0.0..=1.0).contains(&share) && level > 0.0 && level < 1.0;
    if !possible {
        return None;
    }
    let (x, n) = (share * trials, trials);
    let z = normal::quantile(0.5 + level / 2.0);
    let z2 = z * z;
    let centre = (x + z2 / 2.0) / (n + z2);
    let half = z / (n + z2) * (x * (n - x) / n + z2 / 4.0).sqrt();
    let low = if share <= 0.0 { 0.0 } else { centre - half };
    let high = if share >= 1.0 { 1.0 } else { centre + half };
    Some(Interval { low, high, level })
}

/// Clopper–Pearson interval of `hits` out of `trials` (Clopper & Pearson 1934).
///
/// Never covers less than its level: the interval for "cannot exclude". `None` as in [`wilson`].
pub fn clopper_pearson(hits: u64, trials: u64, level: f64) -> Option<Interval> {
    checked(hits, trials, level)?;
    let (x, n) = (hits as f64, trials as f64);
    let tail = (1.0 - level) / 2.0;
    let low = if hits == 0 { 0.0 } else { inv_beta_reg(x, n - x + 1.0, tail) };
    let high = if hits == trials { 1.0 } else { inv_beta_reg(x + 1.0, n - x, 1.0 - tail) };
    Some(Interval { low, high, level })
}

fn checked(hits: u64, trials: u64, level: f64) -> Option<()> {
    (trials > 0 && hits <= trials && level > 0.0 && level < 1.0).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    /// Ends in percent, to one decimal.
    fn percent(interval: Option<Interval>) -> (f64, f64) {
        let interval = interval.unwrap();
        let round = |v: f64| (v * 1000.0).round() / 10.0;
        (round(interval.low), round(interval.high))
    }

    #[test]
    fn wilson_as_published_tables_print_it() {
        assert_eq!(percent(wilson(70, 84, 0.95)), (73.9, 89.8));
        assert_eq!(percent(wilson(152, 157, 0.95)), (92.8, 98.6));
        assert_eq!(percent(wilson(44, 157, 0.95)), (21.6, 35.5));
        assert_eq!(percent(wilson(15, 182, 0.95)), (5.1, 13.2));
        assert_eq!(percent(wilson(2, 4, 0.95)), (15.0, 85.0));
    }

    #[test]
    fn clopper_pearson_as_published_tables_print_it() {
        assert_eq!(percent(clopper_pearson(70, 84, 0.95)), (73.6, 90.6));
        assert_eq!(percent(clopper_pearson(2, 4, 0.95)), (6.8, 93.2));
        assert_eq!(percent(clopper_pearson(0, 20, 0.95)), (0.0, 16.8));
        assert_eq!(percent(clopper_pearson(0, 157, 0.95)), (0.0, 2.3));
    }

    #[test]
    fn ends_against_scipy() {
        // scipy.stats.binomtest(70, 84).proportion_ci(method=...), benches/accuracy/stats_oracle.py
        let wilson = wilson(70, 84, 0.95).unwrap();
        assert_abs_diff_eq!(wilson.low, 0.739_469_602_546_600_9, epsilon = 1e-12);
        assert_abs_diff_eq!(wilson.high, 0.898_042_578_510_292_5, epsilon = 1e-12);
        let exact = clopper_pearson(70, 84, 0.95).unwrap();
        assert_abs_diff_eq!(exact.low, 0.736_200_353_091_409_9, epsilon = 1e-9);
        assert_abs_diff_eq!(exact.high, 0.905_776_260_344_175_8, epsilon = 1e-9);
    }

    #[test]
    fn no_interval_without_trials() {
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(clopper_pearson(3, 2, 0.95), None);
        assert_eq!(wilson(1, 2, 1.0), None);
    }
}
