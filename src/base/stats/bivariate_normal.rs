//! Probabilities of two correlated standard normal variables.

use super::normal::cdf;
use super::quadrature::gauss_legendre;
use std::f64::consts::{PI, TAU};
use std::sync::OnceLock;

/// Beyond this |ρ| the density is too peaked for Plackett's integral (Genz 2004, §2).
const PEAKED: f64 = 0.925;

/// P(X > h, Y > k) for standard normal X, Y with correlation `rho`.
///
/// Plackett's integral by Gauss–Legendre after Drezner & Wesolowsky (1990), with Genz's expansion
/// for |ρ| > 0.925 (Genz 2004, 10.1023/B:STCO.0000035304.20635.31): error below 5e-16 there.
pub fn upper(h: f64, k: f64, rho: f64) -> f64 {
    if h == f64::INFINITY || k == f64::INFINITY {
        return 0.0;
    }
    if h == f64::NEG_INFINITY {
        return cdf(-k);
    }
    if k == f64::NEG_INFINITY {
        return cdf(-h);
    }
    let value = if rho.abs() < PEAKED { plackett(h, k, rho) } else { peaked(h, k, rho) };
    value.clamp(0.0, 1.0)
}

/// P(X ≤ h, Y ≤ k).
pub fn lower(h: f64, k: f64, rho: f64) -> f64 {
    upper(-h, -k, rho)
}

/// P(low₀ < X < high₀, low₁ < Y < high₁).
pub fn rectangle(low: [f64; 2], high: [f64; 2], rho: f64) -> f64 {
    let [a, b] = [upper(low[0], low[1], rho), upper(high[0], low[1], rho)];
    let [c, d] = [upper(low[0], high[1], rho), upper(high[0], high[1], rho)];
    (a - b - c + d).max(0.0)
}

fn rule(rho: f64) -> &'static [(f64, f64)] {
    static RULES: OnceLock<[Vec<(f64, f64)>; 3]> = OnceLock::new();
    let rules = RULES.get_or_init(|| [6, 12, 20].map(gauss_legendre));
    &rules[usize::from(rho.abs() >= 0.3) + usize::from(rho.abs() >= 0.75)]
}

fn plackett(h: f64, k: f64, rho: f64) -> f64 {
    let (product, mean_square) = (h * k, f64::midpoint(h * h, k * k));
    let angle = rho.asin();
    let sum: f64 = rule(rho)
        .iter()
        .map(|(x, w)| {
            let sine = (angle * (x + 1.0) / 2.0).sin();
            w * ((sine * product - mean_square) / (1.0 - sine * sine)).exp()
        })
        .sum();
    sum * angle / (2.0 * TAU) + cdf(-h) * cdf(-k)
}

fn peaked(h: f64, k_signed: f64, rho: f64) -> f64 {
    let k = k_signed * rho.signum();
    let near = if rho.abs() < 1.0 { near_diagonal(h, k, rho) } else { 0.0 };
    if rho > 0.0 {
        near + cdf(-h.max(k))
    } else {
        let beyond = if k <= h {
            0.0
        } else if h < 0.0 {
            cdf(k) - cdf(h)
        } else {
            cdf(-h) - cdf(-k)
        };
        beyond - near
    }
}

/// Genz (2004), eq. 6: the integral from |ρ| to 1, its singular part expanded and taken out.
fn near_diagonal(h: f64, k: f64, rho: f64) -> f64 {
    let product = h * k;
    let variance = (1.0 - rho) * (1.0 + rho);
    let (a, gap2) = (variance.sqrt(), (h - k).powi(2));
    let (c, d) = ((4.0 - product) / 8.0, (12.0 - product) / 16.0);
    let exponent = -(gap2 / variance + product) / 2.0;
    let mut sum = 0.0;
    if exponent > -100.0 {
        let series = 1.0 - c * (gap2 - variance) * (1.0 - d * gap2 / 5.0) / 3.0;
        sum = a * exponent.exp() * (series + c * d * variance * variance / 5.0);
    }
    if product > -100.0 {
        let gap = gap2.sqrt();
        let tail = TAU.sqrt() * cdf(-gap / a) * gap;
        sum -= (-product / 2.0).exp() * tail * (1.0 - c * gap2 * (1.0 - d * gap2 / 5.0) / 3.0);
    }
    for (x, w) in rule(rho) {
        let square = (a / 2.0 * (x + 1.0)).powi(2);
        let exponent = -(gap2 / square + product) / 2.0;
        if exponent > -100.0 {
            let root = (1.0 - square).sqrt();
            let exact = (-product * (1.0 - root) / (2.0 * (1.0 + root))).exp() / root;
            let expanded = 1.0 + c * square * (1.0 + d * square);
            sum += a / 2.0 * w * exponent.exp() * (exact - expanded);
        }
    }
    -sum / (2.0 * PI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn orthants_by_sheppards_formula() {
        // P(X > 0, Y > 0) = 1/4 + asin(rho)/2π (Sheppard 1899).
        for rho in [-0.999, -0.93, -0.5, -0.1, 0.0, 0.2, 0.6, 0.9, 0.95, 0.9999] {
            assert_abs_diff_eq!(upper(0.0, 0.0, rho), 0.25 + f64::asin(rho) / TAU, epsilon = 1e-14);
        }
    }

    #[test]
    fn corners_against_scipy() {
        // benches/accuracy/stats_oracle.py: quad of phi(x) Phi((k - rho x)/sqrt(1 - rho²)).
        for (h, k, rho, expected) in [
            (0.5, -1.0, 0.3, 0.133_256_135_449_951_13),
            (-2.0, 1.5, -0.6, 0.012_244_428_471_443_277),
            (1.0, 1.2, 0.95, 0.830_342_646_161_997_7),
            (-1.0, 0.7, -0.97, 0.003_635_339_619_940_861_7),
            (2.5, -0.3, 0.8, 0.382_088_443_323_496_5),
        ] {
            assert_abs_diff_eq!(lower(h, k, rho), expected, epsilon = 1e-12);
        }
    }

    #[test]
    fn rectangles_fill_the_plane() {
        let cuts = [f64::NEG_INFINITY, -1.2, 0.1, 0.9, f64::INFINITY];
        for rho in [-0.97, -0.4, 0.5, 0.93] {
            let mut sum = 0.0;
            for x in cuts.windows(2) {
                for y in cuts.windows(2) {
                    sum += rectangle([x[0], y[0]], [x[1], y[1]], rho);
                }
            }
            assert_abs_diff_eq!(sum, 1.0, epsilon = 1e-13);
        }
    }
}
