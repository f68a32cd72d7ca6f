//! How far beyond a high level scores reach: the tail that a sample shows only the beginning of.

/// A generalised Pareto tail (Pickands 1975): P(excess ≥ x) = (1 + ξ x / σ)^(−1/ξ).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tail {
    /// ξ; below 0 the tail ends at −σ/ξ.
    pub shape: f64,
    /// σ, in units of the scores.
    pub scale: f64,
}

/// Fewer values than this settle no shape.
const FEWEST: u64 = 20;

impl Tail {
    /// From what scores exceed a level by, with counts, ascending. `None` with fewer than 20 or
    /// when all are equal.
    ///
    /// Fitted by probability-weighted moments (Hosking & Wallis 1987), which always exist and need
    /// no search.
    pub fn fit(excesses: &[(f64, u64)]) -> Option<Self> {
        let count: u64 = excesses.iter().map(|(_, n)| n).sum();
        if count < FEWEST {
            return None;
        }
        let (mean, weighted) = moments(excesses, count);
        let gap = mean - 2.0 * weighted;
        let tail = Self { shape: 2.0 - mean / gap, scale: 2.0 * mean * weighted / gap };
        (gap > 0.0 && tail.scale > 0.0).then_some(tail)
    }

    /// P(excess ≥ x), x ≥ 0.
    pub fn at_least(self, excess: f64) -> f64 {
        let x = excess / self.scale;
        if self.shape.abs() < 1e-9 {
            (-x).exp()
        } else {
            // Nothing lies beyond the end of a tail with a negative shape.
            (1.0 + self.shape * x).max(0.0).powf(-1.0 / self.shape)
        }
    }
}

/// Mean of x, and of x·(1 − F(x)), over values with counts, ascending.
fn moments(values: &[(f64, u64)], count: u64) -> (f64, f64) {
    let n = count as f64;
    let (mut mean, mut weighted, mut before) = (0.0, 0.0, 0.0);
    for (value, times) in values {
        let times = *times as f64;
        mean += value * times;
        // Σ (n − rank) over the ranks before + 1 ..= before + times.
        weighted += value * (times * (n - before) - times * (times + 1.0) / 2.0);
        before += times;
    }
    (mean / n, weighted / n / (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::stream::{stream, uniform};
    use approx::assert_relative_eq;

    fn fitted(values: impl Iterator<Item = f64>) -> Tail {
        let mut sorted: Vec<f64> = values.collect();
        sorted.sort_by(f64::total_cmp);
        Tail::fit(&sorted.into_iter().map(|v| (v, 1)).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_pareto_tail_is_found_again() {
        for shape in [-0.3, 0.2] {
            let mut random = stream(1, &[]);
            // x = ((1 − u)^−ξ − 1) σ / ξ.
            let value = |u: f64| (u.powf(-shape) - 1.0) * 2.0 / shape;
            let tail = fitted((0..4000).map(|_| value(uniform(&mut random))));
            assert!((tail.shape - shape).abs() < 0.06, "{tail:?}");
            assert!((tail.scale - 2.0).abs() < 0.15, "{tail:?}");
            let rare = tail.at_least(value(1e-3));
            assert!((0.3e-3..3e-3).contains(&rare), "{tail:?} {rare}");
        }
    }

    #[test]
    fn a_tail_that_ends_is_never_exceeded() {
        let tail = Tail { shape: -0.5, scale: 1.0 };
        assert_relative_eq!(tail.at_least(0.0), 1.0);
        assert_relative_eq!(tail.at_least(2.0), 0.0);
        assert_relative_eq!(tail.at_least(3.0), 0.0);
        let exponential = Tail { shape: 0.0, scale: 2.0 };
        assert!((exponential.at_least(2.0) - (-1.0f64).exp()).abs() < 1e-12);
    }

    #[test]
    fn counts_are_copies() {
        let values: Vec<(f64, u64)> =
            (0..300u32).map(|n| (f64::from(n * n), u64::from(n % 3))).collect();
        let copies = values.iter().flat_map(|(v, n)| (0..*n).map(move |_| *v));
        let (counted, copied) = (Tail::fit(&values).unwrap(), fitted(copies));
        assert!((counted.shape - copied.shape).abs() < 1e-9, "{counted:?} {copied:?}");
        assert!((counted.scale / copied.scale - 1.0).abs() < 1e-9, "{counted:?} {copied:?}");
    }

    #[test]
    fn too_few_or_equal_values_have_no_tail() {
        assert_eq!(Tail::fit(&[(1.0, 100)]), None);
        assert_eq!(Tail::fit(&[(1.0, 9), (2.0, 10)]), None);
        assert_eq!(Tail::fit(&[]), None);
    }
}
