//! Probability of a box under a multivariate normal distribution.

use super::normal::{between, quantile};
use super::normal_table::CdfTable;
use super::stream::{stream, uniform};
use nalgebra::DMatrix;

/// A box probability with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxProbability {
    /// P(low < X < high).
    pub value: f64,
    /// Standard error over the random shifts of the lattice.
    pub standard_error: f64,
}

/// How finely a box is integrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Points of the lattice under each shift.
    pub points: usize,
    /// Random shifts; at least 2.
    pub shifts: usize,
}

/// P(low < X < high) for standard normal X with the given correlation matrix.
///
/// Genz's separation of variables (1992, 10.1080/10618600.1992.10477010), the narrowest ranges
/// first (Gibson, Glasbey & Elston 1994), over a Richtmyer lattice with the tent transform under
/// random shifts (Genz & Bretz 2009, §4.2). Ends may be infinite. The numbers depend on `seed` only.
pub fn box_probability(
    correlation: &DMatrix<f64>,
    low: &[f64],
    high: &[f64],
    effort: Effort,
    seed: u64,
) -> BoxProbability {
    let plan = Plan::new(correlation, low, high);
    if plan.low.len() == 1 {
        return BoxProbability { value: between(plan.low[0], plan.high[0]), standard_error: 0.0 };
    }
    let mut scratch = vec![0.0; plan.low.len()];
    let means: Vec<f64> = (0..effort.shifts.max(2))
        .map(|s| plan.shifted_mean(effort.points, seed, s as u64, &mut scratch))
        .collect();
    let n = means.len() as f64;
    let value = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|m| (m - value).powi(2)).sum::<f64>() / (n - 1.0);
    BoxProbability { value, standard_error: (variance / n).sqrt() }
}

/// Reordered limits and the lower triangle of the correlation matrix' root, row after row.
struct Plan {
    low: Vec<f64>,
    high: Vec<f64>,
    root: Vec<f64>,
}

impl Plan {
    /// Cholesky with the variable of least expected width next, given those before at their means.
    fn new(correlation: &DMatrix<f64>, low: &[f64], high: &[f64]) -> Self {
        let d = low.len();
        let mut order: Vec<usize> = (0..d).collect();
        let mut root = vec![0.0; d * d];
        let mut at_mean = vec![0.0; d];
        for place in 0..d {
            let ends = |slot: usize, root: &[f64]| {
                let known = &root[slot * d..slot * d + place];
                let rest = correlation[(order[slot], order[slot])] - dot(known, known);
                let spread = rest.max(0.0).sqrt();
                let shift = dot(known, &at_mean[..place]);
                let var = order[slot];
                (ratio(low[var] - shift, spread), ratio(high[var] - shift, spread), spread)
            };
            let width = |slot: &usize| {
                let (a, b, _) = ends(*slot, &root);
                between(a, b)
            };
            let narrowest = (place..d).min_by(|x, y| width(x).total_cmp(&width(y)));
            let chosen = narrowest.unwrap_or(place);
            let (a, b, spread) = ends(chosen, &root);
            order.swap(place, chosen);
            for column in 0..place {
                root.swap(place * d + column, chosen * d + column);
            }
            root[place * d + place] = spread;
            at_mean[place] = truncated_mean(a, b);
            for row in place + 1..d {
                let known =
                    dot(&root[row * d..row * d + place], &root[place * d..place * d + place]);
                let covariance = correlation[(order[row], order[place])] - known;
                root[row * d + place] = if spread > 0.0 { covariance / spread } else { 0.0 };
            }
        }
        let pick = |ends: &[f64]| order.iter().map(|v| ends[*v]).collect();
        Self { low: pick(low), high: pick(high), root }
    }

    fn shifted_mean(&self, points: usize, seed: u64, shift: u64, drawn: &mut [f64]) -> f64 {
        let d = self.low.len();
        let mut random = stream(seed, &[shift]);
        let starts: Vec<f64> = (0..d - 1).map(|_| uniform(&mut random)).collect();
        let generators: Vec<f64> = (0..d).map(generator).collect();
        let sum: f64 = (1..=points)
            .map(|n| {
                self.integrand(drawn, |axis| {
                    let at = n as f64 * generators[axis] + starts[axis];
                    // The fraction of a positive number; `fract` is a call without SSE 4.
                    (2.0 * (at - at as u32 as f64) - 1.0).abs()
                })
            })
            .sum();
        sum / points as f64
    }

    /// Genz (1992), eq. 5, at one point of the unit cube.
    fn integrand(&self, drawn: &mut [f64], point: impl Fn(usize) -> f64) -> f64 {
        let d = self.low.len();
        let mut product = 1.0;
        let table = CdfTable::get();
        for i in 0..d {
            let row = &self.root[i * d..i * d + i];
            let shift = dot(row, &drawn[..i]);
            let spread = self.root[i * d + i];
            let a = ratio(self.low[i] - shift, spread);
            let b = ratio(self.high[i] - shift, spread);
            let slice = Slice::of(table, a, b);
            product *= slice.width;
            if product == 0.0 || i + 1 == d {
                break;
            }
            drawn[i] = slice.at(point(i));
        }
        product
    }
}

/// An interval (a, b) of a standard normal number, seen from the nearer tail.
struct Slice {
    a: f64,
    b: f64,
    /// P(Z < a), or P(Z > a) in the upper tail.
    before: f64,
    /// P(a < Z < b).
    width: f64,
}

impl Slice {
    fn of(table: CdfTable, a: f64, b: f64) -> Self {
        let (before, width) = if a > 0.0 {
            let before = table.upper(a);
            (before, before - table.upper(b))
        } else {
            let before = table.lower(a);
            (before, table.lower(b) - before)
        };
        Self { a, b, before, width: width.max(0.0) }
    }

    /// The number at share `u` of the way through the interval in probability.
    fn at(&self, u: f64) -> f64 {
        let x = if self.a > 0.0 {
            -quantile(self.before - u * self.width)
        } else {
            quantile(self.before + u * self.width)
        };
        // Beyond 38 the density is no number any more; an interval out there shrinks to its near end.
        x.clamp(self.a.clamp(-38.0, 38.0), self.b.clamp(-38.0, 38.0))
    }
}

/// x / spread; the sign's infinity when there is no spread left.
fn ratio(x: f64, spread: f64) -> f64 {
    // Below 1e-10 (the floor of the eigenvalues) a variable is a function of those before it.
    if spread > 1e-10 { x / spread } else { f64::INFINITY.copysign(x) }
}

/// Mean of a standard normal number known to lie in (a, b).
fn truncated_mean(a: f64, b: f64) -> f64 {
    let density = |x: f64| (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let mean = (density(a) - density(b)) / between(a, b);
    if mean.is_finite() { mean.clamp(a, b) } else { a.max(b.min(0.0)) }
}

/// Fractional parts of square roots of primes: Richtmyer's generators.
fn generator(axis: usize) -> f64 {
    const PRIMES: [u32; 32] = [
        2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89,
        97, 101, 103, 107, 109, 113, 127, 131,
    ];
    f64::from(PRIMES[axis % PRIMES.len()]).sqrt()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::bivariate_normal;

    const EFFORT: Effort = Effort { points: 2000, shifts: 8 };

    fn equicorrelated(d: usize, rho: f64) -> DMatrix<f64> {
        DMatrix::from_fn(d, d, |i, j| if i == j { 1.0 } else { rho })
    }

    #[test]
    fn an_interval_beyond_all_numbers_has_a_place() {
        for (a, b) in [(38.2, 40.0), (-40.0, -38.2), (39.0, f64::INFINITY)] {
            assert!(Slice::of(CdfTable::get(), a, b).at(0.5).abs() <= 38.0);
        }
    }

    #[test]
    fn two_variables_as_in_the_plane() {
        let (low, high) = ([-0.5, 0.2], [1.0, 2.0]);
        for rho in [-0.9, 0.0, 0.6, 0.99] {
            let found = box_probability(&equicorrelated(2, rho), &low, &high, EFFORT, 1);
            let exact = bivariate_normal::rectangle(low, high, rho);
            assert!((found.value - exact).abs() < 1e-4, "{rho}: {found:?} {exact}");
        }
    }

    #[test]
    fn orthants_of_equal_correlation_one_half() {
        // P(all > 0) = 1/(d + 1) for correlation ½ (Steck 1962).
        for d in [3, 5, 10] {
            let found = box_probability(
                &equicorrelated(d, 0.5),
                &vec![0.0; d],
                &vec![f64::INFINITY; d],
                EFFORT,
                2,
            );
            let exact = 1.0 / (d as f64 + 1.0);
            assert!((found.value - exact).abs() < 2e-4 * exact.max(0.1), "{d}: {found:?}");
            assert!((found.value - exact).abs() < 6.0 * found.standard_error + 1e-9);
        }
    }

    #[test]
    fn independent_narrow_boxes_multiply() {
        let (low, high) = (vec![2.0, -3.0, 1.0, 0.0], vec![2.1, -2.8, 1.05, 0.1]);
        let found = box_probability(&DMatrix::identity(4, 4), &low, &high, EFFORT, 3);
        let exact: f64 = low.iter().zip(&high).map(|(a, b)| between(*a, *b)).product();
        assert!((found.value / exact - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_box_where_nothing_can_be_is_empty() {
        // Correlation 0.9999: the second box is 38 spreads away from where the first puts it.
        let (low, high) = ([0.0, -1.0], [0.01, -0.537]);
        let found = box_probability(&equicorrelated(2, 0.9999), &low, &high, EFFORT, 5);
        assert!(found.value < 1e-300, "{found:?}");
        for (low, high) in [(-39.0, -38.1), (38.1, 39.0), (f64::NEG_INFINITY, -38.2)] {
            assert!(Slice::of(CdfTable::get(), low, high).at(0.5).abs() <= 38.0);
        }
    }

    #[test]
    fn one_variable_twice_is_one_variable() {
        let found = box_probability(&equicorrelated(2, 1.0), &[-1.0, 0.0], &[1.0, 2.0], EFFORT, 4);
        assert!((found.value - between(0.0, 1.0)).abs() < 2e-3, "{found:?}");
    }
}
