//! Gamma and digamma function, and ratios of gamma functions at large arguments.

pub use statrs::function::gamma::{digamma, ln_gamma};

/// ln Γ(x + a) − ln Γ(x), for x > 0 and x + a > 0.
///
/// The difference of two values near 10⁸ would keep eight digits; Stirling's series
/// (Abramowitz & Stegun 6.1.40), subtracted term by term, keeps fourteen.
pub fn ln_gamma_ratio(x: f64, a: f64) -> f64 {
    // From 30 on, four terms of the series are exact to 1e-16.
    if x.min(x + a) < 30.0 {
        return ln_gamma(x + a) - ln_gamma(x);
    }
    let main = (x - 0.5) * (a / x).ln_1p() + a * (x + a).ln() - a;
    main + stirling(x + a) - stirling(x)
}

/// ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π].
fn stirling(x: f64) -> f64 {
    let y = 1.0 / (x * x);
    (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y / 1680.0))) / x
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn ratio_of_neighbours_is_a_product() {
        for x in [0.5, 3.0, 29.9, 31.0, 1e4, 3e6, 1e9] {
            assert_relative_eq!(
                ln_gamma_ratio(x, 2.0),
                f64::ln(x * (x + 1.0)),
                epsilon = 1e-13,
                max_relative = 1e-13
            );
        }
    }

    #[test]
    fn ratio_against_mpmath() {
        // mpmath.loggamma with 40 digits, benches/accuracy/stats_oracle.py
        assert_relative_eq!(
            ln_gamma_ratio(3_016_200.0, 0.717_948),
            10.711_431_124_975_372,
            max_relative = 1e-13
        );
        assert_relative_eq!(
            ln_gamma_ratio(3177.0, 3_000_000.0),
            41_767_307.612_539_29,
            max_relative = 1e-13
        );
    }

    #[test]
    fn digamma_against_scipy() {
        // scipy.special.digamma, benches/accuracy/stats_oracle.py
        for (x, expected) in [
            (0.282, -3.735_903_256_902_708_4),
            (1.0, -0.577_215_664_901_532_9),
            (3177.2, 8.063_598_205_233_438),
        ] {
            assert_relative_eq!(digamma(x), expected, max_relative = 1e-12);
        }
    }
}
