//! Is a wall one plane?

use nalgebra::{Matrix3, Vector3};

/// A plane `normal · p = offset` and how much of a wall lies on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    /// Unit normal, towards the side of what was removed.
    pub(super) normal: Vector3<f64>,
    /// mm.
    pub(super) offset: f64,
    /// Share of the points within the tolerance, 0–1.
    pub(super) share: f64,
}

impl Plane {
    /// Signed distance, mm; positive on the removed side.
    pub(super) fn above(&self, point: &Vector3<f64>) -> f64 {
        self.normal.dot(point) - self.offset
    }

    fn through(a: &Vector3<f64>, b: &Vector3<f64>, c: &Vector3<f64>) -> Option<Self> {
        let normal = (b - a).cross(&(c - a));
        // Three points in a row hold no plane.
        let normal = normal.try_normalize(1.0)?;
        Some(Self { normal, offset: normal.dot(a), share: 0.0 })
    }

    fn share_of(&self, points: &[Vector3<f64>], tolerance: f64) -> f64 {
        let near = points.iter().filter(|p| self.above(p).abs() < tolerance).count();
        near as f64 / points.len().max(1) as f64
    }

    /// Least squares through the points within the tolerance.
    fn refined(&self, points: &[Vector3<f64>], tolerance: f64) -> Option<Self> {
        let near: Vec<_> = points.iter().filter(|p| self.above(p).abs() < tolerance).collect();
        let middle = near.iter().copied().sum::<Vector3<f64>>() / near.len().max(1) as f64;
        let spread =
            near.iter().map(|p| (*p - middle) * (*p - middle).transpose()).sum::<Matrix3<f64>>();
        let eigen = spread.symmetric_eigen();
        let normal = eigen.eigenvectors.column(eigen.eigenvalues.imin()).into_owned();
        let normal = if normal.dot(&self.normal) < 0.0 { -normal } else { normal };
        let plane = Self { normal, offset: normal.dot(&middle), share: 0.0 };
        plane.offset.is_finite().then(|| Self { share: plane.share_of(points, tolerance), ..plane })
    }
}

/// The plane that most of the points lie on (random sample consensus, Fischler & Bolles 1981, with
/// a fixed sequence of samples), turned so that `removed`, a point of the removed side, is above.
pub(super) fn fit(
    points: &[Vector3<f64>],
    tolerance: f64,
    removed: &Vector3<f64>,
) -> Option<Plane> {
    /// With half of the points on the plane, three of them are so once in 8 tries: 100 tries miss
    /// once in 10⁵.
    const TRIES: usize = 100;
    let count = points.len();
    if count < 3 {
        return None;
    }
    let mut state = 1usize;
    let mut draw = || {
        // Numerical Recipes' quick generator: any spread of samples will do.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xffff_ffff;
        &points[(state >> 8) % count]
    };
    let tries = (0..TRIES).filter_map(|_| {
        let plane = Plane::through(draw(), draw(), draw())?;
        Some(Plane { share: plane.share_of(points, tolerance), ..plane })
    });
    let best = tries.max_by(|a, b| a.share.total_cmp(&b.share))?;
    let best = best.refined(points, tolerance).filter(|p| p.share > best.share).unwrap_or(best);
    let turned = Plane { normal: -best.normal, offset: -best.offset, ..best };
    Some(if best.above(removed) < 0.0 { turned } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plane_is_found_among_other_points() {
        let normal = Vector3::new(0.0, 0.72, -0.694).normalize();
        let across = normal.cross(&Vector3::x());
        let points: Vec<Vector3<f64>> = (0..300)
            .map(|n| {
                let (u, v) = (f64::from(n % 20) * 5.0, f64::from(n / 20) * 5.0);
                let off = if n % 4 == 0 { f64::from(n % 13) + 3.0 } else { 0.3 };
                Vector3::x() * u + across * v + normal * (20.0 + off)
            })
            .collect();
        let plane = fit(&points, 1.0, &(normal * 100.0)).unwrap();
        assert!(plane.normal.dot(&normal) > 0.999, "{plane:?}");
        approx::assert_abs_diff_eq!(plane.share, 0.75, epsilon = 0.02);
        assert!(plane.above(&(normal * 100.0)) > 0.0);
        assert!(fit(&points[..2], 1.0, &normal).is_none());
    }
}
