//! The person may not be in the gallery at all: false alarms and misses of a search with a
//! threshold.

use super::super::score_matrix::ScoreMatrix;
use serde::Serialize;

/// Errors of searches that return the candidates with a score of at least the threshold, at most
/// `rank` of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct OpenSetRates {
    /// T: a candidate is returned when its score is at least this.
    pub threshold: f64,
    /// R: longest list of candidates.
    pub rank: usize,
    /// FPIR(T): share of searches without a mate that return anybody.
    pub false_positive_identification_rate: f64,
    /// FNIR(R, T): share of searches with a mate that do not return it.
    pub false_negative_identification_rate: f64,
    /// Searches with a mate.
    pub mated_searches: usize,
    /// Searches without one.
    pub non_mated_searches: usize,
}

/// Rates at a threshold and a rank (at least 1). Every probe whose person is in the gallery gives
/// two searches: one of the whole gallery, and one of the gallery without its person. Any other
/// probe gives a search without a mate. A failure returns nobody. `None` without either kind.
pub fn rates(scores: &ScoreMatrix, threshold: f64, rank: usize) -> Option<OpenSetRates> {
    let (mut mated, mut missed, mut alarms) = (0, 0, 0);
    let probes = scores.probes().len();
    for probe in 0..probes {
        let own = (0..scores.gallery().len()).filter(|n| scores.mated(probe, *n));
        let mut own = own.peekable();
        let has_mate = own.peek().is_some();
        let best =
            own.filter(|n| !scores.row(probe)[*n].is_nan()).fold(None, better(scores, probe));
        let mut others = strangers(scores, probe);
        others.retain(|n| f64::from(scores.row(probe)[*n]) >= threshold);
        alarms += usize::from(!others.is_empty());
        if has_mate {
            mated += 1;
            let returned = best.is_some_and(|best| {
                let ahead = |n: &&usize| before(scores, probe, **n, best);
                f64::from(scores.row(probe)[best]) >= threshold
                    && people(scores, others.iter().filter(ahead)) < rank
            });
            missed += usize::from(!returned);
        }
    }
    (mated > 0 && probes > 0).then(|| OpenSetRates {
        threshold,
        rank,
        false_positive_identification_rate: alarms as f64 / probes as f64,
        false_negative_identification_rate: missed as f64 / mated as f64,
        mated_searches: mated,
        non_mated_searches: probes,
    })
}

/// The lowest threshold among the scores of strangers at which FPIR is at most `limit`: just above
/// the score of the search that may no longer alarm. `None` without searches.
pub fn threshold_at(scores: &ScoreMatrix, limit: f64) -> Option<f64> {
    let best = |probe: usize| {
        let row = scores.row(probe);
        strangers(scores, probe).into_iter().map(|n| row[n]).fold(f32::NEG_INFINITY, f32::max)
    };
    let mut highest: Vec<f32> = (0..scores.probes().len()).map(best).collect();
    highest.sort_by(|a, b| b.total_cmp(a));
    let allowed = (limit * highest.len() as f64).floor() as usize;
    match highest.get(allowed) {
        Some(first_refused) => Some(f64::from(first_refused.next_up())),
        None => highest.last().map(|_| f64::NEG_INFINITY),
    }
}

/// Scans of other people that could be compared.
fn strangers(scores: &ScoreMatrix, probe: usize) -> Vec<usize> {
    let row = scores.row(probe);
    (0..row.len()).filter(|n| !scores.mated(probe, *n) && !row[*n].is_nan()).collect()
}

/// True when a scan stands before another in the list: higher score, or equal and first.
fn before(scores: &ScoreMatrix, probe: usize, scan: usize, other: usize) -> bool {
    let row = scores.row(probe);
    row[scan] > row[other] || (row[scan] >= row[other] && scan < other)
}

fn better(scores: &ScoreMatrix, probe: usize) -> impl Fn(Option<usize>, usize) -> Option<usize> {
    move |best, scan| match best {
        Some(best) if !before(scores, probe, scan, best) => Some(best),
        _ => Some(scan),
    }
}

fn people<'a>(scores: &ScoreMatrix, scans: impl Iterator<Item = &'a usize>) -> usize {
    let mut people: Vec<_> = scans.map(|scan| scores.gallery()[*scan]).collect();
    people.sort_unstable();
    people.dedup();
    people.len()
}

#[cfg(test)]
mod tests {
    use super::super::identification::ranks;
    use super::super::simulated::{normal_scores, people as first};
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn without_a_threshold_a_search_is_a_rank_and_always_alarms() {
        let scores = normal_scores(30, 1.0, 0.2, 4);
        for rank in [1, 3, 30] {
            let open = rates(&scores, f64::NEG_INFINITY, rank).unwrap();
            let closed = ranks(&scores).rate(rank as u32).unwrap().rate;
            assert!((open.false_negative_identification_rate - (1.0 - closed)).abs() < 1e-12);
            assert_relative_eq!(open.false_positive_identification_rate, 1.0);
        }
    }

    #[test]
    fn a_candidate_at_the_threshold_is_returned() {
        let scores = vec![3.0, 2.0, 2.0, 1.0];
        let scores = ScoreMatrix::new(first(2), first(2), scores).unwrap();
        let at = |threshold, rank| {
            let open = rates(&scores, threshold, rank).unwrap();
            (open.false_positive_identification_rate, open.false_negative_identification_rate)
        };
        assert_eq!(at(2.0, 1), (1.0, 0.5));
        assert_eq!(at(2.5, 1), (0.0, 0.5));
        assert_eq!(at(1.0, 1), (1.0, 0.5));
        assert_eq!(at(1.0, 2), (1.0, 0.0));
    }

    #[test]
    fn the_threshold_keeps_false_alarms_within_the_limit() {
        let scores = normal_scores(40, 1.0, 0.2, 6);
        for limit in [0.0, 0.05, 0.3, 1.0] {
            let threshold = threshold_at(&scores, limit).unwrap();
            let open = rates(&scores, threshold, 1).unwrap();
            let rate = open.false_positive_identification_rate;
            assert!(rate <= limit && limit - rate < 1.0 / 40.0, "{limit} {rate}");
        }
    }
}
