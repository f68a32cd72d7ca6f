//! Student's t distribution.

use statrs::function::beta::inv_beta_reg;

/// The t with P(T ≤ t) = `p` for so many degrees of freedom, which need not be whole; `None` outside
/// 0.5 ≤ p < 1 or without freedom.
pub fn quantile(p: f64, freedom: f64) -> Option<f64> {
    let possible = (0.5..1.0).contains(&p) && freedom > 0.0;
    // T² / (ν + T²) is beta distributed (Abramowitz & Stegun 26.7.1).
    let x = || inv_beta_reg(freedom / 2.0, 0.5, 2.0 * (1.0 - p));
    possible.then(|| (freedom * (1.0 / x() - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn quantiles_against_scipy() {
        // scipy.stats.t.ppf, benches/accuracy/stats_oracle.py
        let expected = [
            (3.0, 3.182_446_305_284_263),
            (4.5, 2.658_912_347_204_403_4),
            (39.0, 2.022_690_920_036_760_4),
            (1000.0, 1.962_339_080_826_407_4),
        ];
        for (freedom, expected) in expected {
            assert_relative_eq!(quantile(0.975, freedom).unwrap(), expected, max_relative = 1e-8);
        }
        assert_eq!((quantile(0.3, 5.0), quantile(0.9, 0.0)), (None, None));
    }
}
