//! Chances as people say them: "1 in 11", never rounded to the comfortable side.

use super::super::super::plot::grouped;
use super::told::Told;
use crate::risk::chance::Chance;
use std::cmp::Ordering;

/// From here on a chance is said in hundredths, below as one in so many.
const HUNDREDTHS: f64 = 0.1;
/// Chances that are less than one in a whole number by no more than this share are said so.
const WHOLE: f64 = 0.01;
/// Rounding of computed chances that is no difference.
const EXACT: f64 = 1e-9;
/// Nobody needs to know more of a chance than that it is below this.
const LEAST: f64 = 1e-5;

impl Told<'_> {
    /// A probability. What is said is never less than what was found.
    pub(super) fn odds(&self, chance: f64) -> String {
        let one_in = |people: f64| self.fill("page.one_in", &[("people", &grouped(people, 0))]);
        let inverse = (1.0 / chance) * (1.0 + EXACT);
        let whole = inverse.floor();
        match chance {
            c if c <= 0.0 => self.say("page.chance_none"),
            c if c >= 1.0 => self.say("page.chance_certain"),
            c if c < LEAST => self.fill("page.chance_below", &[("chance", &one_in(1.0 / LEAST))]),
            c if c < HUNDREDTHS => one_in(whole),
            _ if whole > 1.0 && inverse - whole < WHOLE * inverse => one_in(whole),
            c if c > 0.99 => self.say("page.chance_nearly"),
            c => {
                let count = (100.0 * c - EXACT).ceil().to_string();
                self.fill("page.in_hundred", &[("count", &count)])
            }
        }
    }

    /// A probability with its range; where nothing bounds it, that is said.
    pub(super) fn chance(&self, chance: Chance) -> String {
        let Chance { estimate, low, high } = chance;
        let low = if low < LEAST { 0.0 } else { low };
        let (from, to) = (self.odds(low), self.odds(high));
        let ends = [("low", from.as_str()), ("high", &to)];
        match estimate {
            None if low <= 0.0 && high >= 1.0 => self.say("page.chance_unknown"),
            None if from == to => from,
            None if high >= 1.0 => self.fill("page.chance_from", &ends),
            None if low <= 0.0 => self.fill("page.chance_at_most", &ends),
            None => self.fill("page.chance_between", &ends),
            Some(estimate) => {
                let said = self.odds(estimate);
                if from == to || estimate >= 1.0 && low <= 0.0 {
                    return said;
                }
                if estimate >= 1.0 {
                    return self.fill("page.chance_certain_from", &[("chance", &said), ends[0]]);
                }
                self.fill("page.chance_estimate", &[("chance", &said), ends[0], ends[1]])
            }
        }
    }
}

/// What chances are sorted by, the greatest last: the estimate, else the upper end.
pub(super) fn rank(chance: &Chance) -> f64 {
    chance.rank()[0]
}

/// The order of two chances, the greater last.
pub(super) fn order(a: &Chance, b: &Chance) -> Ordering {
    a.rank().partial_cmp(&b.rank()).unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_chance_is_never_said_to_be_smaller_than_it_is() {
        let (all, knowledge) = (sample::assessment(4), sample::knowledge());
        let language = knowledge.texts.language("en").unwrap();
        let told = Told { all: &all, knowledge: &knowledge, language: &language };
        for (chance, said) in [
            (0.0, "0"),
            (1e-7, "less than 1 in 100\u{202f}000"),
            (0.01, "1 in 100"),
            (0.0905, "1 in 11"),
            (0.25, "1 in 4"),
            (1.0 / 3.0, "1 in 3"),
            (0.3333, "1 in 3"),
            (0.335, "34 in 100"),
            (0.36, "36 in 100"),
            (0.361, "37 in 100"),
            (0.97, "97 in 100"),
            (0.995, "more than 99 in 100"),
            (1.0, "certain"),
        ] {
            assert_eq!(told.odds(chance), said, "{chance}");
        }
        let said = |estimate, low, high| told.chance(Chance { estimate, low, high });
        assert_eq!(said(None, 0.0, 1.0), "not known");
        assert_eq!(said(None, 1e-7, 1.0), "not known");
        assert_eq!(said(Some(0.25), 0.25, 0.25), "1 in 4");
        assert_eq!(said(Some(1.0), 0.0, 1.0), "certain");
        assert_eq!(said(Some(1.0), 0.125, 1.0), "certain (at least 1 in 8)");
        assert_eq!(said(None, 0.0, 0.25), "at most 1 in 4");
        assert_eq!(said(Some(0.25), 0.01, 0.5), "1 in 4 (between 1 in 100 and 1 in 2)");
    }
}
