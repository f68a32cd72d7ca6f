//! Gauss–Legendre quadrature.

use std::f64::consts::PI;

/// Nodes in (−1, 1), ascending, with their weights (sum 2), of the rule with `points` points.
///
/// Exact for polynomials up to degree 2·points − 1. Roots of the Legendre polynomial by Newton from
/// Tricomi's start (Davis & Rabinowitz 1984, §2.7).
pub fn gauss_legendre(points: usize) -> Vec<(f64, f64)> {
    let n = points as f64;
    let rule = (1..=points).map(|i| {
        let mut x = -(PI * (i as f64 - 0.25) / (n + 0.5)).cos();
        for _ in 0..8 {
            let (value, slope) = legendre(points, x);
            x -= value / slope;
        }
        let (_, slope) = legendre(points, x);
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    });
    rule.collect()
}

/// Legendre polynomial of degree `n` and its derivative at x, by the three-term recurrence.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut now) = (1.0, x);
    for k in 2..=n {
        let k = k as f64;
        (before, now) = (now, ((2.0 * k - 1.0) * x * now - (k - 1.0) * before) / k);
    }
    (now, n as f64 * (x * now - before) / (x * x - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn polynomials_are_integrated_exactly() {
        for points in [2, 6, 12, 20, 48] {
            let rule = gauss_legendre(points);
            let degree = 2 * points as i32 - 2;
            let sum: f64 = rule.iter().map(|(x, w)| w * x.powi(degree)).sum();
            assert_abs_diff_eq!(sum, 2.0 / (f64::from(degree) + 1.0), epsilon = 1e-13);
        }
    }

    #[test]
    fn nodes_of_the_six_point_rule_as_tabulated() {
        // Abramowitz & Stegun 1964, table 25.4.
        let rule = gauss_legendre(6);
        assert_abs_diff_eq!(rule[5].0, 0.932_469_514_203_152, epsilon = 1e-15);
        assert_abs_diff_eq!(rule[5].1, 0.171_324_492_379_170, epsilon = 1e-15);
    }
}
