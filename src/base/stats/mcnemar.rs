//! Two methods on the same subjects.

use super::gamma::ln_gamma;

/// Exact two-sided `McNemar` test (`McNemar` 1947): the p value when `only_first` subjects are hit by
/// the first method alone and `only_second` by the second alone; subjects on which the methods
/// agree say nothing.
pub fn exact(only_first: u64, only_second: u64) -> f64 {
    let n = only_first + only_second;
    let fewer = only_first.min(only_second);
    let ln_choose = |k: u64| {
        let gamma = |v: u64| ln_gamma(v as f64 + 1.0);
        gamma(n) - gamma(k) - gamma(n - k)
    };
    let ln_half = n as f64 * std::f64::consts::LN_2;
    let tail: f64 = (0..=fewer).map(|k| (ln_choose(k) - ln_half).exp()).sum();
    (2.0 * tail).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn p_values_against_scipy() {
        // scipy.stats.binomtest(b, b + c).pvalue, benches/accuracy/stats_oracle.py
        assert_relative_eq!(exact(1, 9), 0.021_484_375, max_relative = 1e-12);
        assert_relative_eq!(exact(40, 60), 0.056_887_933_640_980_89, max_relative = 1e-10);
        assert_relative_eq!(exact(5, 5), 1.0);
        assert_relative_eq!(exact(0, 0), 1.0);
    }
}
