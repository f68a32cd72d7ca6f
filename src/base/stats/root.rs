//! Roots of functions of one and two variables.

/// The root of `f` between `a` and `b`, where f changes sign, to `tolerance` in x (Brent 1973, ch. 4).
///
/// `None` when the signs at the ends are the same, or a value is not finite.
pub fn brent(mut f: impl FnMut(f64) -> f64, a: f64, b: f64, tolerance: f64) -> Option<f64> {
    let mut best = (b, f(b));
    let mut other = (a, f(a));
    if best.1.is_nan() || other.1.is_nan() || best.1 * other.1 > 0.0 {
        return None;
    }
    let mut before = other;
    let mut step = best.0 - other.0;
    let mut step_before = step;
    for _ in 0..200 {
        if best.1 * other.1 > 0.0 {
            other = before;
            step = best.0 - before.0;
            step_before = step;
        }
        if other.1.abs() < best.1.abs() {
            (before, best, other) = (best, other, best);
        }
        let tolerance = 2.0 * f64::EPSILON * best.0.abs() + tolerance / 2.0;
        let half = (other.0 - best.0) / 2.0;
        if half.abs() <= tolerance || best.1 == 0.0 {
            return best.1.is_finite().then_some(best.0);
        }
        let proposed = interpolate(best, before, other);
        let limit = (1.5 * half.abs() - tolerance.abs() / 2.0).min(0.5 * step_before.abs());
        let slow = step_before.abs() < tolerance || before.1.abs() <= best.1.abs();
        let usable = proposed.is_some_and(|p| p.abs() < limit && p * half > 0.0);
        (step_before, step) =
            if slow || !usable { (half, half) } else { (step, proposed.unwrap_or(half)) };
        before = best;
        best.0 += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        best.1 = f(best.0);
    }
    None
}

/// Step from `best` by inverse quadratic interpolation, by the secant when two points coincide.
fn interpolate(best: (f64, f64), before: (f64, f64), other: (f64, f64)) -> Option<f64> {
    let half = (other.0 - best.0) / 2.0;
    let s = best.1 / before.1;
    let (p, q) = if before.0.total_cmp(&other.0).is_eq() {
        (2.0 * half * s, 1.0 - s)
    } else {
        let (q, r) = (before.1 / other.1, best.1 / other.1);
        let p = s * (2.0 * half * q * (q - r) - (best.0 - before.0) * (r - 1.0));
        (p, (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let step = if p > 0.0 { p / -q } else { -p / q };
    step.is_finite().then_some(step)
}

/// Newton's method in two variables with a numerical Jacobian and halved steps.
///
/// `f` returns `None` outside its domain. Ends when both residuals are below `tolerance` times
/// `scale` of their equation; `None` when that does not come about in 200 steps.
pub fn newton_2d(
    f: impl Fn([f64; 2]) -> Option<[f64; 2]>,
    start: [f64; 2],
    scale: [f64; 2],
    tolerance: f64,
) -> Option<[f64; 2]> {
    let size = |r: [f64; 2]| (r[0] / scale[0]).abs().max((r[1] / scale[1]).abs());
    let mut x = start;
    let mut residual = f(x)?;
    for _ in 0..200 {
        if size(residual) < tolerance {
            return Some(x);
        }
        let step = newton_step(&f, x, residual)?;
        let mut share = 1.0;
        loop {
            let next = [x[0] - share * step[0], x[1] - share * step[1]];
            if let Some(found) = f(next).filter(|r| size(*r) < size(residual)) {
                (x, residual) = (next, found);
                break;
            }
            share /= 2.0;
            if share < 1e-12 {
                return None;
            }
        }
    }
    None
}

fn newton_step(
    f: &impl Fn([f64; 2]) -> Option<[f64; 2]>,
    x: [f64; 2],
    residual: [f64; 2],
) -> Option<[f64; 2]> {
    let mut slope = [[0.0; 2]; 2];
    for axis in 0..2 {
        // Cube root of the rounding unit: the best step of a central difference.
        let h = 6e-6 * x[axis].abs().max(1e-3);
        let shifted = |by: f64| {
            let mut at = x;
            at[axis] += by;
            f(at)
        };
        let (up, down) = (shifted(h)?, shifted(-h)?);
        for row in 0..2 {
            slope[row][axis] = (up[row] - down[row]) / (2.0 * h);
        }
    }
    let determinant = slope[0][0] * slope[1][1] - slope[0][1] * slope[1][0];
    let step = [
        (residual[0] * slope[1][1] - residual[1] * slope[0][1]) / determinant,
        (slope[0][0] * residual[1] - slope[1][0] * residual[0]) / determinant,
    ];
    step.iter().all(|s| s.is_finite()).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn roots_of_known_functions() {
        assert_abs_diff_eq!(
            brent(|x| x.cos() - x, 0.0, 1.0, 1e-14).unwrap(),
            0.739_085_133_215_160_6,
            epsilon = 1e-14
        );
        assert_abs_diff_eq!(
            brent(|x| (x - 3.0).powi(3), -10.0, 4.5, 1e-12).unwrap(),
            3.0,
            epsilon = 1e-5
        );
        assert_eq!(brent(|x| x * x + 1.0, -1.0, 1.0, 1e-9), None);
        assert_eq!(brent(|_| f64::NAN, -1.0, 1.0, 1e-9), None);
    }

    #[test]
    fn brent_needs_far_fewer_values_than_bisection() {
        let mut calls = 0;
        let root = brent(
            |x| {
                calls += 1;
                x.exp() - 5.0
            },
            -10.0,
            10.0,
            1e-13,
        );
        assert_abs_diff_eq!(root.unwrap(), 5f64.ln(), epsilon = 1e-12);
        assert!(calls < 20, "{calls}");
    }

    #[test]
    fn newton_finds_where_a_circle_meets_a_line() {
        let f = |[x, y]: [f64; 2]| Some([x * x + y * y - 4.0, x - y]);
        let found = newton_2d(f, [3.0, 0.5], [1.0, 1.0], 1e-13).unwrap();
        assert_abs_diff_eq!(found[0], 2f64.sqrt(), epsilon = 1e-10);
        assert_eq!(
            newton_2d(|[x, _]| Some([x * x + 1.0, 0.0]), [1.0, 1.0], [1.0, 1.0], 1e-9),
            None
        );
    }
}
