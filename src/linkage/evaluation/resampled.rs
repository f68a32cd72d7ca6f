//! Intervals from people drawn anew, both sides of every pair.

use super::comparisons::Comparisons;
use crate::base::stats::bootstrap::by_subject;
use crate::base::stats::interval::Interval;

pub fn interval(
    comparisons: &Comparisons,
    replicates: usize,
    seed: u64,
    statistic: impl Fn(&Comparisons, &[u32]) -> Option<f64> + Sync,
) -> Option<Interval> {
    let drawn = by_subject(comparisons.subjects(), replicates, 0.95, seed, |times| {
        statistic(comparisons, times)
    })?;
    Some(drawn.interval)
}
