//! From which population is a sample?

use serde::Serialize;

/// Size of the population a sample is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Sampling {
    /// N, persons in the population.
    pub population: u64,
    /// f, the sampling fraction n/N, in (0, 1].
    pub fraction: f64,
}

impl Sampling {
    /// The sampling of `records` out of `population` persons; `None` when there are no records or
    /// more than persons.
    pub fn new(records: u64, population: u64) -> Option<Self> {
        let fraction = records as f64 / population as f64;
        (records > 0 && records <= population).then_some(Self { population, fraction })
    }

    /// The sampling of `records` at a fraction in (0, 1]; the population is `records / fraction`.
    pub fn of_fraction(records: u64, fraction: f64) -> Option<Self> {
        if records == 0 || fraction.is_nan() || fraction <= 0.0 || fraction > 1.0 {
            return None;
        }
        Some(Self { population: (records as f64 / fraction).round() as u64, fraction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_no_larger_than_its_population() {
        assert_eq!(Sampling::new(10, 9), None);
        assert_eq!(Sampling::new(0, 9), None);
        assert_eq!(Sampling::of_fraction(10, 0.1).unwrap().population, 100);
        assert_eq!(Sampling::of_fraction(10, 1.5), None);
    }
}
