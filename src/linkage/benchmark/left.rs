//! What is left of a removed face, compared all the same.

use super::super::evaluation::chance::{self, Chance};
use super::super::evaluation::enrolment;
use super::super::evaluation::identification::{self, RankRate};
use super::super::score_matrix::ScoreMatrix;
use super::rule::BenchmarkRule;

/// An attack by whatever skin is left of the face, were it a single region of which `link` makes no
/// score of the face.
#[derive(Clone, Debug)]
pub struct Left {
    /// Probes of which anything could be compared.
    pub compared: usize,
    /// Rank 1; who could not be compared is a miss.
    pub rank_one: RankRate,
    /// What guessing achieves.
    pub chance: Chance,
}

impl Left {
    /// Of a matrix; `seed` of the shuffles. Nothing when no probe's person is in the gallery.
    pub fn of(scores: &ScoreMatrix, rule: &BenchmarkRule, seed: u64) -> Option<Self> {
        Some(Self {
            compared: scores.probes().len() - enrolment::failures(scores),
            rank_one: identification::ranks(scores).rate(1)?,
            chance: chance::rank_one(scores, rule.shuffles, seed)?,
        })
    }
}
