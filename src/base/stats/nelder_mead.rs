//! Minimum of a function without derivatives.

/// A minimum found.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// Where it lies.
    pub at: Vec<f64>,
    /// The function's value there.
    pub value: f64,
    /// Whether the simplex shrank to the tolerance before the steps ran out.
    pub converged: bool,
}

/// Nelder & Mead's simplex search (1965), with the usual coefficients 1, 2, ½, ½.
///
/// Starts from `start` and a step along each axis; values that are not a number count as +∞, so a
/// domain may be cut off by returning NaN. Ends when the values and the corners of the simplex
/// differ by less than `tolerance`.
pub fn minimise(
    mut f: impl FnMut(&[f64]) -> f64,
    start: &[f64],
    step: f64,
    tolerance: f64,
    most_steps: usize,
) -> Minimum {
    let mut value_at = |x: &[f64]| Some(f(x)).filter(|v| !v.is_nan()).unwrap_or(f64::INFINITY);
    let mut simplex: Vec<(Vec<f64>, f64)> = Vec::with_capacity(start.len() + 1);
    simplex.push((start.to_vec(), value_at(start)));
    for axis in 0..start.len() {
        let mut corner = start.to_vec();
        corner[axis] += step;
        let value = value_at(&corner);
        simplex.push((corner, value));
    }
    let mut converged = false;
    for _ in 0..most_steps {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        converged = spread(&simplex) < tolerance;
        if converged {
            break;
        }
        improve(&mut simplex, &mut value_at);
    }
    simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (at, value) = simplex.swap_remove(0);
    Minimum { at, value, converged }
}

/// One step on a simplex sorted by value.
fn improve(simplex: &mut [(Vec<f64>, f64)], value_at: &mut impl FnMut(&[f64]) -> f64) {
    let last = simplex.len() - 1;
    let middle: Vec<f64> = (0..last)
        .map(|axis| simplex[..last].iter().map(|c| c.0[axis]).sum::<f64>() / last as f64)
        .collect();
    let mut along = |worst: &[f64], factor: f64| {
        let at: Vec<f64> = middle.iter().zip(worst).map(|(m, w)| m + factor * (m - w)).collect();
        let value = value_at(&at);
        (at, value)
    };
    let worst = simplex[last].0.clone();
    let reflected = along(&worst, 1.0);
    if reflected.1 < simplex[0].1 {
        let expanded = along(&worst, 2.0);
        simplex[last] = if expanded.1 < reflected.1 { expanded } else { reflected };
    } else if reflected.1 < simplex[last - 1].1 {
        simplex[last] = reflected;
    } else {
        let factor = if reflected.1 < simplex[last].1 { 0.5 } else { -0.5 };
        let contracted = along(&worst, factor);
        if contracted.1 < simplex[last].1.min(reflected.1) {
            simplex[last] = contracted;
        } else {
            shrink(simplex, value_at);
        }
    }
}

fn shrink(simplex: &mut [(Vec<f64>, f64)], value_at: &mut impl FnMut(&[f64]) -> f64) {
    let best = simplex[0].0.clone();
    for (corner, value) in &mut simplex[1..] {
        for (x, b) in corner.iter_mut().zip(&best) {
            *x = f64::midpoint(*x, *b);
        }
        *value = value_at(corner);
    }
}

fn spread(simplex: &[(Vec<f64>, f64)]) -> f64 {
    let (best, rest) = (&simplex[0], &simplex[1..]);
    let corners = rest.iter().flat_map(|c| c.0.iter().zip(&best.0).map(|(x, b)| (x - b).abs()));
    let values = rest.iter().map(|c| (c.1 - best.1).abs());
    corners.chain(values).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn rosenbrocks_valley_is_followed_to_its_end() {
        let f = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let found = minimise(f, &[-1.2, 1.0], 0.5, 1e-12, 2000);
        assert!(found.converged);
        assert_abs_diff_eq!(found.at[0], 1.0, epsilon = 1e-5);
        assert_abs_diff_eq!(found.at[1], 1.0, epsilon = 1e-5);
    }

    #[test]
    fn outside_the_domain_is_not_a_minimum() {
        let found = minimise(|x| if x[0] < 2.0 { f64::NAN } else { x[0] }, &[5.0], 1.0, 1e-9, 500);
        assert_abs_diff_eq!(found.at[0], 2.0, epsilon = 1e-6);
    }
}
