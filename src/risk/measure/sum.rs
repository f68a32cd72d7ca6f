//! Sums of measures and what they are compared with: `rule:PT-DOB + rule:PT-NAME > 0`.

use super::super::truth::Truth;
use super::{Measures, exists};

/// Measures that are added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum(Vec<String>);

/// A sum against a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    sum: Sum,
    above: bool,
    limit: f64,
}

/// A sum or comparison that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}: {problem}")]
pub struct SumError {
    text: String,
    problem: &'static str,
}

impl Sum {
    /// Reads names of measures joined by `+`.
    ///
    /// # Errors
    /// [`SumError`] names what is no measure.
    pub fn parse(text: &str) -> Result<Self, SumError> {
        let term = |part: &str| {
            let name = part.trim();
            let problem = "no such measure";
            exists(name)
                .then(|| name.to_owned())
                .ok_or_else(|| SumError { text: name.to_owned(), problem })
        };
        text.split('+').map(term).collect::<Result<_, _>>().map(Self)
    }

    /// Its range; none when no part was measured. A part that was not measured adds something
    /// unknown, so that only the lower end holds.
    pub fn range(&self, measures: &Measures) -> Option<[f64; 2]> {
        let parts: Vec<_> = self.0.iter().map(|name| measures.get(name)).collect();
        if parts.iter().all(Option::is_none) {
            return None;
        }
        let add = |[a, b]: [f64; 2], part: &Option<[f64; 2]>| {
            let [low, high] = part.unwrap_or([0.0, f64::INFINITY]);
            [a + low, b + high]
        };
        Some(parts.iter().fold([0.0; 2], add))
    }

    /// The parts that are known and not zero, as `name = value`; all known ones where none is above.
    pub fn told(&self, measures: &Measures) -> Vec<String> {
        let all: Vec<(&String, [f64; 2])> =
            self.0.iter().filter_map(|name| Some((name, measures.get(name)?))).collect();
        let some: Vec<_> = all.iter().filter(|(_, [_, high])| *high > 0.0).collect();
        let said = |(name, [low, high]): &(&String, [f64; 2])| {
            if low.to_bits() == high.to_bits() {
                format!("{name} = {low}")
            } else {
                format!("{name} = {low} to {high}")
            }
        };
        if some.is_empty() {
            all.iter().map(said).collect()
        } else {
            some.into_iter().map(said).collect()
        }
    }
}

impl Comparison {
    /// Reads a sum, `>` or `<`, and a number.
    ///
    /// # Errors
    /// [`SumError`] names what cannot be read.
    pub fn parse(text: &str) -> Result<Self, SumError> {
        let problem = "a sum of measures, > or <, and a number";
        let wrong = || SumError { text: text.to_owned(), problem };
        let at = text.find(['>', '<']).ok_or_else(wrong)?;
        let limit: f64 = text[at + 1..].trim().parse().map_err(|_| wrong())?;
        if !limit.is_finite() {
            return Err(wrong());
        }
        Ok(Self { sum: Sum::parse(&text[..at])?, above: text[at..].starts_with('>'), limit })
    }

    /// Whether it holds.
    pub fn truth(&self, measures: &Measures) -> Truth {
        let Some([low, high]) = self.sum.range(measures) else { return Truth::Unknown };
        let holds = |value: f64| if self.above { value > self.limit } else { value < self.limit };
        match (holds(low), holds(high)) {
            (true, true) => Truth::Yes,
            (false, false) => Truth::No,
            _ => Truth::Unknown,
        }
    }

    /// What is compared.
    pub fn sum(&self) -> &Sum {
        &self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::evidence::{Evidence, Finding, Severity};

    #[test]
    fn what_was_not_measured_may_add_and_never_takes_away() {
        let audit_ran = |count: u64| {
            let rule = "PT-KEY".to_owned();
            let (severity, participants) = (Severity::Block, Vec::new());
            let finding = Finding { rule, severity, count, participants };
            let findings = Some(if count > 0 { vec![finding] } else { vec![] });
            Measures::of(&Evidence { findings, ..Evidence::default() })
        };
        let both = Comparison::parse("rule:PT-KEY + faces_present > 0").unwrap();
        assert_eq!(both.truth(&audit_ran(1)), Truth::Yes);
        assert_eq!(both.truth(&audit_ran(0)), Truth::Unknown);
        assert_eq!(both.truth(&Measures::default()), Truth::Unknown);
        let alone = Comparison::parse("rule:PT-KEY > 0").unwrap();
        assert_eq!(alone.truth(&audit_ran(0)), Truth::No);
        assert_eq!(alone.sum().told(&audit_ran(2)), ["rule:PT-KEY = 2"]);
        assert_eq!(Comparison::parse("rule:PT-KEY < 3").unwrap().truth(&audit_ran(2)), Truth::Yes);
    }

    #[test]
    fn a_slip_is_named() {
        for text in ["face > 0", "rule:A", "rule:A > many", "rule:A > nan", "> 0", "rule:A + > 0"] {
            assert!(Comparison::parse(text).is_err(), "{text}");
        }
    }
}
