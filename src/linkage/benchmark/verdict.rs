//! What a benchmark may say of a method in one word.

use super::rates::Rates;
use super::rule::BenchmarkRule;
use serde::Serialize;

/// What the attack found of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The attack is too weak or the people are too few: nothing can be said.
    Untested,
    /// More people are found than names given at random would find.
    Matched,
    /// No more people are found than by chance. Others may find more: see the upper end.
    NotAboveChance,
    /// No face is left to compare.
    NothingToCompare,
}

impl Verdict {
    /// Of a method's rates, beside those of un-defaced scans of the same people.
    pub fn of(method: &Rates, undefaced: Option<&Rates>, rule: &BenchmarkRule) -> Self {
        let power = undefaced.map_or(0.0, |rates| rates.rank_one.rate);
        if power < rule.least_power || method.rank_one.probes < rule.fewest_probes {
            Self::Untested
        } else if method.failures_to_enrol == method.ranks.of_probe.len() {
            Self::NothingToCompare
        } else if method.chance.p_value < rule.alpha {
            Self::Matched
        } else {
            Self::NotAboveChance
        }
    }

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Untested => "untested",
            Self::Matched => "matched",
            Self::NotAboveChance => "not-above-chance",
            Self::NothingToCompare => "nothing-to-compare",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::evaluation::simulated::{normal_scores, people};
    use super::super::super::score_matrix::ScoreMatrix;
    use super::*;

    fn rates(apart: f64, n: u32) -> Rates {
        Rates::of(&normal_scores(n, apart, 0.3, 2), BenchmarkRule::shipped(), 1).unwrap()
    }

    #[test]
    fn a_weak_attack_or_few_people_judge_nothing() {
        let rule = BenchmarkRule::shipped();
        let (strong, weak) = (rates(8.0, 20), rates(1.0, 20));
        assert_eq!(Verdict::of(&strong, Some(&strong), rule), Verdict::Matched);
        assert_eq!(Verdict::of(&rates(0.0, 20), Some(&strong), rule), Verdict::NotAboveChance);
        assert_eq!(Verdict::of(&weak, Some(&weak), rule), Verdict::Untested);
        assert_eq!(Verdict::of(&weak, None, rule), Verdict::Untested);
        assert_eq!(Verdict::of(&rates(8.0, 5), Some(&strong), rule), Verdict::Untested);
    }

    #[test]
    fn nothing_left_to_compare_is_no_success() {
        let empty = ScoreMatrix::new(people(12), people(12), vec![f32::NAN; 144]).unwrap();
        let rates_of = |m: &ScoreMatrix| Rates::of(m, BenchmarkRule::shipped(), 1).unwrap();
        let (empty, strong) = (rates_of(&empty), rates(8.0, 12));
        assert_eq!(empty.rank_one.hits, 0);
        assert!(empty.failure_rate() >= 1.0);
        let verdict = Verdict::of(&empty, Some(&strong), BenchmarkRule::shipped());
        assert_eq!(verdict, Verdict::NothingToCompare);
    }
}
