//! What a benchmark may say of a method in one word.

use super::left::Left;
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
    /// Not by the faces, but by what is left where they were removed.
    MatchedByWhatIsLeft,
    /// No more people are found than by chance. Others may find more: see the upper end.
    NotAboveChance,
    /// No region of any face is left to compare.
    NothingToCompare,
}

impl Verdict {
    /// Of a method's rates, beside those of un-defaced scans of the same people.
    pub fn of(
        method: &Rates,
        left: &Left,
        undefaced: Option<&Rates>,
        rule: &BenchmarkRule,
    ) -> Self {
        let power = undefaced.map_or(0.0, |rates| rates.rank_one.rate);
        if power < rule.least_power || method.rank_one.probes < rule.fewest_probes {
            Self::Untested
        } else if method.chance.p_value < rule.alpha {
            Self::Matched
        } else if left.chance.p_value < rule.alpha {
            Self::MatchedByWhatIsLeft
        } else if left.compared == 0 {
            Self::NothingToCompare
        } else {
            Self::NotAboveChance
        }
    }

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Untested => "untested",
            Self::Matched => "matched",
            Self::MatchedByWhatIsLeft => "matched-by-what-is-left",
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

    fn scores(apart: f64, n: u32) -> ScoreMatrix {
        normal_scores(n, apart, 0.3, 2)
    }

    fn rates(scores: &ScoreMatrix) -> Rates {
        Rates::of(scores, BenchmarkRule::shipped(), 1).unwrap()
    }

    fn verdict(face: &ScoreMatrix, left: &ScoreMatrix, undefaced: Option<&ScoreMatrix>) -> Verdict {
        let rule = BenchmarkRule::shipped();
        let left = Left::of(left, rule, 1).unwrap();
        Verdict::of(&rates(face), &left, undefaced.map(rates).as_ref(), rule)
    }

    #[test]
    fn a_weak_attack_or_few_people_judge_nothing() {
        let (strong, weak, none) = (scores(8.0, 20), scores(1.0, 20), scores(0.0, 20));
        assert_eq!(verdict(&strong, &strong, Some(&strong)), Verdict::Matched);
        assert_eq!(verdict(&none, &none, Some(&strong)), Verdict::NotAboveChance);
        assert_eq!(verdict(&weak, &weak, Some(&weak)), Verdict::Untested);
        assert_eq!(verdict(&weak, &weak, None), Verdict::Untested);
        let few = scores(8.0, 5);
        assert_eq!(verdict(&few, &few, Some(&strong)), Verdict::Untested);
    }

    #[test]
    fn nothing_left_to_compare_is_no_success_and_what_is_left_is_compared() {
        let empty = ScoreMatrix::new(people(12), people(12), vec![f32::NAN; 144]).unwrap();
        let (strong, none) = (scores(8.0, 12), scores(0.0, 12));
        assert_eq!(rates(&empty).rank_one.hits, 0);
        assert!(rates(&empty).failure_rate() >= 1.0);
        assert_eq!(verdict(&empty, &empty, Some(&strong)), Verdict::NothingToCompare);
        assert_eq!(verdict(&empty, &strong, Some(&strong)), Verdict::MatchedByWhatIsLeft);
        assert_eq!(verdict(&empty, &none, Some(&strong)), Verdict::NotAboveChance);
    }
}
