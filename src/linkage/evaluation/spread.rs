//! How far a rate of comparisons may lie from the truth because of the people who were there.

use super::comparisons::Comparisons;
use rustc_hash::FxHashMap;

/// Variance of a rate, and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    /// Variance.
    pub(super) variance: f64,
    /// Degrees of freedom of the variance, by the fourth moment of what the people contribute.
    pub(super) freedom: f64,
}

/// Fewest degrees of freedom: with fewer, Student's t has no variance.
const LEAST_FREEDOM: f64 = 3.0;

/// The spread of a rate whose error is, to first order, the sum of an effect of every scored
/// comparison, given in their order; `None` with fewer than three people.
///
/// Comparisons that share a person on either side depend on each other (Aronow, Samii & Assenova
/// 2015: squares of the sums by person, less those by pair, which two people hold in common). Scaled
/// as leaving out one person at a time would. People drawn with replacement, both sides of a pair
/// with them, would count what belongs to the pair alone three times (Owen 2007).
pub(super) fn spread(comparisons: &Comparisons, effects: &[f64]) -> Option<Spread> {
    let mut by_person: FxHashMap<u32, f64> = FxHashMap::default();
    let mut by_pair: FxHashMap<[u32; 2], f64> = FxHashMap::default();
    for ([probe, gallery], effect) in comparisons.people().zip(effects) {
        *by_person.entry(probe).or_default() += effect;
        if probe != gallery {
            *by_person.entry(gallery).or_default() += effect;
            *by_pair.entry([probe.min(gallery), probe.max(gallery)]).or_default() += effect;
        }
    }
    let people = by_person.len() as f64;
    if people < 3.0 {
        return None;
    }
    let by_person = sorted(by_person.into_values());
    let power = |n: i32| by_person.iter().map(|sum| sum.powi(n)).sum::<f64>();
    let pairs: f64 = sorted(by_pair.into_values()).iter().map(|sum| sum * sum).sum();
    // Sums by person hold what belongs to a pair alone twice, so half of them is the least.
    let squares = (power(2) - pairs).max(power(2) / 2.0);
    let variance = squares * (people - 1.0) * people / (people - 2.0).powi(2);
    let kurtosis = people * power(4) / power(2).powi(2);
    let freedom = 2.0 * people / (kurtosis - 1.0 + 2.0 / (people - 1.0));
    let freedom = freedom.min(people - 1.0).max(LEAST_FREEDOM);
    Some(Spread { variance, freedom: if freedom.is_nan() { LEAST_FREEDOM } else { freedom } })
}

/// In an order that does not depend on how they were kept: sums have the same bits every time.
fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::super::error_rates;
    use super::super::simulated::normal_scores;
    use super::*;
    use approx::assert_relative_eq;

    /// The double sum over all pairs of comparisons that share a person.
    fn slow(comparisons: &Comparisons, effects: &[f64]) -> f64 {
        let people: Vec<[u32; 2]> = comparisons.people().collect();
        let mut sum = 0.0;
        for (a, x) in people.iter().zip(effects) {
            for (b, y) in people.iter().zip(effects) {
                if a.iter().any(|person| b.contains(person)) {
                    sum += x * y;
                }
            }
        }
        sum
    }

    #[test]
    fn squares_by_person_less_those_by_pair_are_the_sum_over_all_that_share_a_person() {
        for seed in 0..5 {
            let comparisons = Comparisons::of(&normal_scores(12, 1.0, 0.5, seed));
            let effects = error_rates::effects(&comparisons, 0.6, [1.0, 0.7]).unwrap();
            let found = spread(&comparisons, &effects).unwrap();
            let expected = slow(&comparisons, &effects) * 11.0 * 12.0 / 100.0;
            assert_relative_eq!(found.variance, expected, max_relative = 1e-9);
            assert!((LEAST_FREEDOM..=11.0).contains(&found.freedom));
        }
    }

    #[test]
    fn two_people_show_no_spread() {
        let comparisons = Comparisons::of(&normal_scores(2, 1.0, 0.5, 1));
        assert_eq!(spread(&comparisons, &[0.1, 0.2, 0.3, 0.4]), None);
    }
}
