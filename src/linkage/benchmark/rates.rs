//! Everything that one score matrix says about an attack.

use super::super::evaluation::chance::{self, Chance};
use super::super::evaluation::comparisons::Comparisons;
use super::super::evaluation::det::{self, DetPoint};
use super::super::evaluation::estimate::{Estimate, Rate, estimate};
use super::super::evaluation::identification::{self, RankRate, Ranks};
use super::super::evaluation::{d_prime, enrolment};
use super::super::score_matrix::ScoreMatrix;
use super::rule::BenchmarkRule;

/// FMR at which the DET curve gets an interval.
const LIMITS: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/// An attack in numbers.
#[derive(Clone, Debug)]
pub struct Rates {
    /// Probes that could not be compared with anybody.
    pub failures_to_enrol: usize,
    /// Rank of every probe.
    pub ranks: Ranks,
    /// Rank 1.
    pub rank_one: RankRate,
    /// Rank 5.
    pub rank_five: RankRate,
    /// What guessing achieves.
    pub chance: Chance,
    /// EER of the comparisons that have a score; nothing when none has.
    pub equal_error_rate: Option<Estimate>,
    /// AUC of the same.
    pub area: Option<Estimate>,
    /// Distance of mated and other scores.
    pub d_prime: Option<f64>,
    /// All ranks.
    pub cmc: Vec<RankRate>,
    /// The DET curve.
    pub det: Vec<DetPoint>,
    /// Least FNMR where FMR is at most this, with its interval, by rising FMR.
    pub det_band: Vec<(f64, Estimate)>,
}

impl Rates {
    /// Of a matrix; `seed` of the shuffles. Nothing when no probe's person is in the gallery.
    pub fn of(scores: &ScoreMatrix, rule: &BenchmarkRule, seed: u64) -> Option<Self> {
        let comparisons = Comparisons::of(scores);
        let ranks = identification::ranks(scores);
        let failures_to_enrol = enrolment::failures(scores);
        Some(Self {
            failures_to_enrol,
            rank_one: ranks.rate(1)?,
            rank_five: ranks.rate(5)?,
            chance: chance::rank_one(scores, rule.shuffles, seed)?,
            equal_error_rate: estimate(&comparisons, Rate::EqualErrorRate),
            area: estimate(&comparisons, Rate::Area),
            d_prime: d_prime::d_prime(&comparisons),
            cmc: ranks.cmc(),
            det: det::curve(&comparisons),
            det_band: band(&comparisons),
            ranks,
        })
    }

    /// Share of the probes that could not be compared with anybody.
    pub fn failure_rate(&self) -> f64 {
        self.failures_to_enrol as f64 / self.ranks.of_probe.len() as f64
    }
}

/// FNMR with its interval at the limits that allow at least one false match.
fn band(comparisons: &Comparisons) -> Vec<(f64, Estimate)> {
    let others = comparisons.totals(&comparisons.once()).non_mated as f64;
    let known = LIMITS.into_iter().filter(|limit| limit * others >= 1.0);
    let at = |limit| Some((limit, estimate(comparisons, Rate::FalseNonMatchRateAt(limit))?));
    known.filter_map(at).collect()
}
