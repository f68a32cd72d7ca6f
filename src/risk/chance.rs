//! A probability that is known only so far: a best estimate, and the ends it lies between.

use serde::{Deserialize, Serialize};

/// A probability, its range, and a best estimate where there is one.
///
/// What was not looked at widens the range: a part that was not assessed puts the upper end at 1,
/// never the estimate at 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chance {
    /// Best estimate; nothing where only the ends are known.
    pub estimate: Option<f64>,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Chance {
    /// Nothing is known of it.
    pub const UNKNOWN: Self = Self { estimate: None, low: 0.0, high: 1.0 };

    /// A probability without a range.
    pub fn exactly(value: f64) -> Self {
        Self { estimate: Some(value), low: value, high: value }
    }

    /// A range with a best estimate; `None` unless 0 ≤ low ≤ estimate ≤ high ≤ 1.
    pub fn new(estimate: Option<f64>, low: f64, high: f64) -> Option<Self> {
        let inside = |v: f64| (low..=high).contains(&v);
        let fits = 0.0 <= low && low <= high && high <= 1.0 && estimate.is_none_or(inside);
        fits.then_some(Self { estimate, low, high })
    }

    /// Whether the numbers are a probability's, as after reading a file.
    pub fn is_valid(&self) -> bool {
        Self::new(self.estimate, self.low, self.high).is_some()
    }

    /// The greater of two figures of which an attacker may use the better one.
    ///
    /// An estimate of one alone stands for both; the range keeps what is unknown of the other.
    #[must_use]
    pub fn or_better(self, other: Self) -> Self {
        let estimate = match (self.estimate, other.estimate) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let (low, high) = (self.low.max(other.low), self.high.max(other.high));
        // The other's lower end may lie above an estimate that stands for both.
        Self { estimate: estimate.map(|v| v.clamp(low, high)), low, high }
    }

    /// What figures are ordered by, the greatest last: the estimate, or the upper end where there is
    /// none; of equals the one with the higher end, with an estimate, with the higher lower end.
    pub fn rank(&self) -> [f64; 4] {
        let is_estimated = f64::from(u8::from(self.estimate.is_some()));
        [self.estimate.unwrap_or(self.high), self.high, is_estimated, self.low]
    }

    /// The same with an upper end of 1: something that was not looked at may add to it.
    #[must_use]
    pub fn up_to_certain(self) -> Self {
        Self { high: 1.0, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_ordered_and_the_estimate_lies_between() {
        assert!(Chance::new(Some(0.2), 0.1, 0.3).is_some());
        for (estimate, low, high) in
            [(Some(0.4), 0.1, 0.3), (None, 0.3, 0.1), (None, -0.1, 0.1), (None, 0.1, 1.1)]
        {
            assert_eq!(Chance::new(estimate, low, high), None);
        }
        assert_eq!(Chance::new(None, f64::NAN, 1.0), None);
        assert_eq!(Chance::new(Some(f64::NAN), 0.0, 1.0), None);
    }

    #[test]
    fn of_equals_the_one_that_says_more_comes_last() {
        let certain = Chance { estimate: Some(1.0), low: 0.0, high: 1.0 };
        let from_half = Chance { low: 0.5, ..certain };
        let mut all = [from_half, Chance::UNKNOWN, certain, Chance::exactly(0.3)];
        all.sort_by(|a, b| a.rank().partial_cmp(&b.rank()).unwrap());
        assert_eq!(all, [Chance::exactly(0.3), Chance::UNKNOWN, certain, from_half]);
    }

    #[test]
    fn what_is_unknown_stays_unknown_beside_what_is_known() {
        let known = Chance::exactly(0.2);
        let both = known.or_better(Chance::UNKNOWN);
        assert_eq!(both, Chance { estimate: Some(0.2), low: 0.2, high: 1.0 });
        let floor = Chance { estimate: None, low: 0.5, high: 1.0 };
        assert_eq!(known.or_better(floor).estimate, Some(0.5));
    }
}
