//! From the chance among some people to the chance among others: how a face stands out in a
//! class of N people, when it is known how it stands out among 100.
//!
//! The binomial model of Grother & Phillips 2004 (10.1109/CVPR.2004.1315146): a mated score that a
//! share `FMR` of other people reach is the best of N with probability `(1 − FMR)^(N−1)`, so
//! `P(N) = E[X^(N−1)]` with `X = 1 − FMR` over the mated scores. It takes the others for strangers
//! drawn at random. People of one class share age and sex and are more alike than strangers, so
//! the model tells too much rather than too little.
//!
//! Two ways lead to P(N):
//! - From measured mated scores: the formula itself ([`SearchCurve::Measured`]).
//! - From P(G) alone ([`SearchCurve::Among`]): whatever the scores' distribution, Jensen's inequality
//!   for `X^(G−1)` gives sharp ends, with `p = (N−1)/(G−1)`: `P(G) ≤ P(N) ≤ P(G)^p` for N ≤ G and
//!   `P(G)^p ≤ P(N) ≤ P(G)` for N ≥ G. Nobody does worse than guessing, so P(N) ≥ 1/N. The
//!   estimate between the ends takes mated and other scores for normal with equal spread.

use super::super::chance::Chance;
use crate::base::stats::normal;
use crate::base::stats::quadrature::gauss_legendre;
use crate::base::stats::root::brent;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// How well an attacker searches, as far as it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SearchCurve {
    /// The chance to name the right one of so many people.
    Among {
        /// People searched, the right one among them; at least 2.
        people: f64,
        /// Chance that the right one comes first.
        first: Chance,
    },
    /// For every mated score the share of other people's scores that reach it.
    Measured {
        /// False match rates at the mated scores, 0 to 1.
        fmr: Vec<f64>,
        /// Independent people behind them.
        subjects: u64,
    },
}

/// Level of the interval for a mean over few mated scores.
const LEVEL: f64 = 0.95;

impl SearchCurve {
    /// Whether its numbers can be used.
    pub fn is_valid(&self) -> bool {
        match self {
            Self::Among { people, first } => {
                people.is_finite() && *people >= 2.0 && first.is_valid()
            }
            Self::Measured { fmr, subjects } => {
                *subjects > 0 && !fmr.is_empty() && fmr.iter().all(|r| (0.0..=1.0).contains(r))
            }
        }
    }

    /// The chance to come first of `people` (at least 1, need not be whole); [`Chance::UNKNOWN`] for
    /// a curve that is not valid.
    pub fn first_of(&self, people: f64) -> Chance {
        let people = people.max(1.0);
        match self {
            _ if !self.is_valid() => Chance::UNKNOWN,
            Self::Among { people: known, first } => among(*known, *first, people),
            Self::Measured { fmr, subjects } => measured(fmr, *subjects, people),
        }
    }
}

fn among(known: f64, first: Chance, people: f64) -> Chance {
    let guess = 1.0 / people;
    // Who does worse than guessing would guess.
    let at_least_guessed = |r: f64| r.max(1.0 / known);
    let scaled = |r: f64| at_least_guessed(r).powf((people - 1.0) / (known - 1.0));
    let [low, high] = if people <= known {
        [at_least_guessed(first.low), scaled(first.high)]
    } else {
        [scaled(first.low), at_least_guessed(first.high)]
    };
    let (low, high) = (low.max(guess), high.max(guess));
    let estimate = first.estimate.and_then(|r| normal_first_of(known, at_least_guessed(r), people));
    // Quadrature may miss an end by its last digits.
    Chance { estimate: estimate.map(|v| v.clamp(low, high)), low, high }
}

/// Beyond ±8 standard deviations lies 1e-15 of a normal distribution.
const TAIL: f64 = 8.0;

/// E[Φ(d + Z)^(N−1)]: the mated score is normal about `d`, the others standard normal.
fn normal_first(d: f64, people: f64) -> f64 {
    const POINTS: usize = 96;
    static RULE: OnceLock<Vec<(f64, f64)>> = OnceLock::new();
    let rule = RULE.get_or_init(|| gauss_legendre(POINTS));
    let density = |z: f64| (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let at = |z: f64| density(z) * normal::cdf(d + z).powf(people - 1.0);
    rule.iter().map(|&(x, weight)| weight * TAIL * at(TAIL * x)).sum()
}

/// The equal-spread normal law through `P(known) = first`, read at `people`.
fn normal_first_of(known: f64, first: f64, people: f64) -> Option<f64> {
    /// Where P(known) can no longer be told from 1.
    const FARTHEST: f64 = 14.0;
    let missing = |d: f64| normal_first(d, known) - first;
    if missing(FARTHEST) <= 0.0 {
        return Some(1.0);
    }
    if missing(0.0) >= 0.0 {
        return Some(1.0 / people);
    }
    let d = brent(missing, 0.0, FARTHEST, 1e-10)?;
    Some(normal_first(d, people))
}

fn measured(fmr: &[f64], subjects: u64, people: f64) -> Chance {
    let mean = |rate: &dyn Fn(f64) -> f64| {
        fmr.iter().map(|r| (1.0 - rate(*r)).powf(people - 1.0)).sum::<f64>() / fmr.len() as f64
    };
    let guess = 1.0 / people;
    // Below some 3/subjects a rate of 0 seen cannot be told from a small one (the rule of three).
    let floor = (3.0 / subjects as f64).min(1.0);
    let [least, most] =
        [mean(&|r| if r < floor { floor } else { r }), mean(&|r| if r < floor { 0.0 } else { r })];
    // Means of numbers from 0 to 1: Hoeffding 1963, theorem 1, on both sides.
    let half = ((2.0 / (1.0 - LEVEL)).ln() / (2.0 * subjects as f64)).sqrt();
    let (low, high) = ((least - half).max(guess), (most + half).clamp(guess, 1.0));
    Chance { estimate: Some(mean(&|r| r).clamp(low, high)), low, high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;
    use proptest::prelude::*;

    fn known(first: f64) -> SearchCurve {
        SearchCurve::Among { people: 100.0, first: Chance::exactly(first) }
    }

    #[test]
    fn measured_scores_by_hand() {
        let curve = SearchCurve::Measured { fmr: vec![0.0, 0.01, 0.1], subjects: 1_000_000 };
        // (1 + 0.99^10 + 0.9^10) / 3
        let found = curve.first_of(11.0);
        assert_abs_diff_eq!(found.estimate.unwrap(), 0.751_020_1, epsilon = 1e-6);
        // Of one person the right one is always named.
        assert_eq!(curve.first_of(1.0).estimate, Some(1.0));
        // Three people: nothing below a rate of 1 is known.
        let few = SearchCurve::Measured { fmr: vec![0.0; 3], subjects: 3 };
        let found = few.first_of(11.0);
        assert_eq!((found.estimate, found.high), (Some(1.0), 1.0));
        assert_abs_diff_eq!(found.low, 1.0 / 11.0);
    }

    #[test]
    fn from_a_hundred_people_to_five_by_hand() {
        let found = known(0.5).first_of(5.0);
        assert_abs_diff_eq!(found.low, 0.5);
        // 0.5^(4/99)
        assert_abs_diff_eq!(found.high, 0.972_383_5, epsilon = 1e-6);
        let found = known(0.5).first_of(1000.0);
        // 0.5^(999/99)
        assert_abs_diff_eq!(found.low, 0.001, epsilon = 1e-4);
        assert_abs_diff_eq!(found.high, 0.5);
    }

    #[test]
    fn two_people_are_as_theory_says() {
        // Of two people the right one comes first with Φ(d/√2); 0.76025 for d = 1.
        let two = SearchCurve::Among { people: 2.0, first: Chance::exactly(0.760_249_938_906) };
        let expected = normal_first(1.0, 50.0);
        assert_abs_diff_eq!(two.first_of(50.0).estimate.unwrap(), expected, epsilon = 1e-8);
        assert_abs_diff_eq!(normal_first(1.0, 2.0), 0.760_249_938_906, epsilon = 1e-9);
    }

    #[test]
    fn a_face_that_tells_nothing_is_a_guess() {
        for people in [1.0, 2.0, 7.5, 100.0, 5000.0] {
            let estimate = known(0.01).first_of(people).estimate.unwrap();
            assert_abs_diff_eq!(estimate, 1.0 / people, epsilon = 1e-8);
        }
    }

    #[test]
    fn what_was_not_measured_is_unknown_and_not_zero() {
        let curve = SearchCurve::Among { people: 100.0, first: Chance::UNKNOWN };
        let found = curve.first_of(10.0);
        assert_eq!((found.estimate, found.high), (None, 1.0));
        assert_abs_diff_eq!(found.low, 0.1);
        let broken = SearchCurve::Measured { fmr: vec![f64::NAN], subjects: 3 };
        assert_eq!(broken.first_of(10.0), Chance::UNKNOWN);
    }

    proptest! {
        #[test]
        fn larger_classes_hide_better(
            first in 0.0..1.0f64,
            fmr in prop::collection::vec(0.0..1.0f64, 1..20),
            a in 1.0..1e5f64,
            b in 1.0..1e5f64,
        ) {
            let (fewer, more) = (a.min(b), a.max(b));
            for curve in [known(first), SearchCurve::Measured { fmr: fmr.clone(), subjects: 40 }] {
                let (small, large) = (curve.first_of(fewer), curve.first_of(more));
                prop_assert!(small.is_valid() && large.is_valid(), "{small:?} {large:?}");
                prop_assert!(small.low >= large.low - 1e-12 && small.high >= large.high - 1e-12);
                let estimates = small.estimate.zip(large.estimate);
                prop_assert!(estimates.is_none_or(|(s, l)| s >= l - 1e-9));
                prop_assert!(large.low >= 1.0 / more - 1e-12);
            }
        }

        #[test]
        fn the_better_known_face_is_found_more_often(
            a in 0.0..1.0f64, b in 0.0..1.0f64, people in 1.0..1e4f64,
        ) {
            let (weak, strong) = (known(a.min(b)).first_of(people), known(a.max(b)).first_of(people));
            prop_assert!(weak.low <= strong.low && weak.high <= strong.high);
            prop_assert!(weak.estimate.unwrap() <= strong.estimate.unwrap() + 1e-9);
        }

        /// The ends hold for any distribution of mated scores: here a random one of few steps.
        #[test]
        fn the_ends_hold_whatever_the_scores(
            fmr in prop::collection::vec(0.0..1.0f64, 1..8), people in 1.0..1000.0f64,
        ) {
            let first_of = |n: f64| {
                let mean = fmr.iter().map(|r| (1.0 - r).powf(n - 1.0)).sum::<f64>();
                mean / fmr.len() as f64
            };
            let found = known(first_of(100.0)).first_of(people);
            prop_assert!(first_of(people) <= found.high + 1e-9);
            // An attacker worse than guessing is taken for one who guesses.
            let lifted = first_of(100.0) < 0.01 || first_of(people) < 1.0 / people;
            prop_assert!(lifted || first_of(people) >= found.low - 1e-9);
        }
    }
}
