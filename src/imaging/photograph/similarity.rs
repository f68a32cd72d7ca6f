//! Turn, scale and shift in the plane of a picture.

/// `[col, row]` → `[col, row]`: one turn, one scale, one shift; never mirrored.
///
/// With columns and rows as real and imaginary parts it is `z ↦ a z + b`. Pixel `[0, 0]` is the
/// middle of the first pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Similarity {
    a: [f64; 2],
    b: [f64; 2],
}

fn times([x, y]: [f64; 2], [u, v]: [f64; 2]) -> [f64; 2] {
    [x * u - y * v, x * v + y * u]
}

impl Similarity {
    /// The one that brings `from` nearest to `to` (least squares; Umeyama 1991 without mirroring);
    /// nothing when all points of either are one, or there are none.
    pub fn between<const N: usize>(from: &[[f64; 2]; N], to: &[[f64; 2]; N]) -> Option<Self> {
        let middle = |points: &[[f64; 2]; N]| {
            [0, 1].map(|axis| points.iter().map(|p| p[axis]).sum::<f64>() / N as f64)
        };
        let (m, n) = (middle(from), middle(to));
        let (mut product, mut square) = ([0.0; 2], 0.0);
        for (p, q) in from.iter().zip(to) {
            let (s, t) = ([p[0] - m[0], p[1] - m[1]], [q[0] - n[0], q[1] - n[1]]);
            let turned = times([s[0], -s[1]], t);
            product = [product[0] + turned[0], product[1] + turned[1]];
            square += s[0] * s[0] + s[1] * s[1];
        }
        let a = product.map(|part| part / square);
        let moved = times(a, m);
        let found = Self { a, b: [n[0] - moved[0], n[1] - moved[1]] };
        let scale = found.scale();
        (scale.is_finite() && scale > 0.0).then_some(found)
    }

    /// The one that makes a picture `scale` times as large, edge to edge.
    pub fn scaled(scale: f64) -> Self {
        // The edge lies half a pixel before the middle of the first pixel.
        Self { a: [scale, 0.0], b: [0.5 * (scale - 1.0); 2] }
    }

    /// Length of a step of one pixel after it.
    pub fn scale(&self) -> f64 {
        self.a[0].hypot(self.a[1])
    }

    /// Where a place goes.
    pub fn apply(&self, at: [f64; 2]) -> [f64; 2] {
        let [x, y] = times(self.a, at);
        [x + self.b[0], y + self.b[1]]
    }

    /// The way back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        let square = self.scale().powi(2);
        let a = [self.a[0] / square, -self.a[1] / square];
        let [x, y] = times(a, self.b);
        Self { a, b: [-x, -y] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn error(found: &Similarity, from: &[[f64; 2]; 4], to: &[[f64; 2]; 4]) -> f64 {
        let off = |(p, q): (&[f64; 2], &[f64; 2])| {
            let [x, y] = found.apply(*p);
            (x - q[0]).powi(2) + (y - q[1]).powi(2)
        };
        from.iter().zip(to).map(off).sum()
    }

    proptest! {
        #[test]
        fn nothing_near_it_fits_better_and_the_way_back_leads_back(
            from in proptest::array::uniform4(proptest::array::uniform2(-50.0f64..50.0)),
            to in proptest::array::uniform4(proptest::array::uniform2(-50.0f64..50.0)),
            nudge in proptest::array::uniform4(-1e-3f64..1e-3),
        ) {
            let Some(best) = Similarity::between(&from, &to) else { return Ok(()) };
            let near = Similarity {
                a: [best.a[0] + nudge[0], best.a[1] + nudge[1]],
                b: [best.b[0] + nudge[2], best.b[1] + nudge[3]],
            };
            prop_assert!(error(&best, &from, &to) <= error(&near, &from, &to) + 1e-9);
            prop_assume!(best.scale() > 1e-3);
            let [x, y] = best.inverse().apply(best.apply(from[0]));
            prop_assert!((x - from[0][0]).abs() < 1e-6 && (y - from[0][1]).abs() < 1e-6);
        }
    }

    #[test]
    fn points_that_are_one_fit_nothing() {
        assert_eq!(Similarity::between(&[[3.0, 4.0]; 4], &[[0.0, 1.0]; 4]), None);
        assert_eq!(Similarity::between::<0>(&[], &[]), None);
    }

    #[test]
    fn edges_stay_edges() {
        let [left, lower] = Similarity::scaled(2.0).apply([-0.5, 9.5]);
        assert!((left + 0.5).abs() < 1e-12 && (lower - 19.5).abs() < 1e-12);
    }
}
