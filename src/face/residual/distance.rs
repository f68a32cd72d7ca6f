//! Distances to a surface that is known by points and normals.

use super::{SkinPoint, SurfaceIndex};

/// Points on a surface, to be searched.
pub(super) struct Surface {
    index: SurfaceIndex,
    /// For each point of the index, its number among the points that were given.
    numbers: Vec<usize>,
    spacing_mm: f64,
}

/// Cells of the index, mm.
const CELL_MM: f32 = 4.0;

impl Surface {
    /// A surface of points about `spacing_mm` apart.
    pub(super) fn new(points: &[SkinPoint], spacing_mm: f64) -> Self {
        let index = SurfaceIndex::new(points, CELL_MM);
        let bits = |p: &SkinPoint| p.position.map(f32::to_bits);
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_key(|&n| <[u32; 3]>::from(bits(&points[n])));
        let number = |p: &SkinPoint| {
            let key = <[u32; 3]>::from(bits(p));
            let found = order.binary_search_by_key(&key, |&n| bits(&points[n]).into());
            found.map_or(0, |at| order[at])
        };
        let numbers = index.points().iter().map(number).collect();
        Self { index, numbers, spacing_mm }
    }

    fn number(&self, p: &SkinPoint, reach_mm: f32, agreement: f32) -> Option<usize> {
        let found = self.index.nearest(&p.position, &p.normal, reach_mm, agreement, None);
        found.map(|n| n as usize)
    }

    /// Number, among the points given, of the nearest within `reach_mm` whose normal agrees.
    pub(super) fn own_number(&self, p: &SkinPoint, reach_mm: f32, agreement: f32) -> Option<usize> {
        self.number(p, reach_mm, agreement).map(|n| self.numbers[n])
    }

    /// That point.
    pub(super) fn nearest(
        &self,
        p: &SkinPoint,
        reach_mm: f32,
        agreement: f32,
    ) -> Option<&SkinPoint> {
        self.number(p, reach_mm, agreement).map(|n| &self.index.points()[n])
    }

    /// Distance to the surface, mm: along the nearest point's normal, and sideways what its spacing
    /// does not explain.
    pub(super) fn distance(&self, p: &SkinPoint, reach_mm: f32, agreement: f32) -> Option<f64> {
        let nearest = self.nearest(p, reach_mm, agreement)?;
        let apart = (p.position - nearest.position).cast::<f64>();
        let along = apart.dot(&nearest.normal.cast());
        let sideways = (apart.norm_squared() - along * along).max(0.0).sqrt();
        Some(along.hypot((sideways - self.spacing_mm).max(0.0)))
    }
}

/// The value below which this share of the values lies.
pub(super) fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(((sorted.len() as f64 - 1.0) * share).round() as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector3;

    #[test]
    fn between_the_points_of_a_plane_the_distance_is_that_to_the_plane() {
        let up = Vector3::new(0.0, 0.0, 1.0);
        let at = |x: f32, y: f32, z: f32| SkinPoint { position: Vector3::new(x, y, z), normal: up };
        let plane: Vec<SkinPoint> =
            (0..100).map(|n| at((n % 10) as f32 * 2.0, (n / 10) as f32 * 2.0, 0.0)).collect();
        let surface = Surface::new(&plane, 1.5);
        let distance = surface.distance(&at(5.0, 7.0, 3.0), 20.0, 0.5).unwrap();
        approx::assert_abs_diff_eq!(distance, 3.0, epsilon = 1e-6);
        let beside = surface.distance(&at(22.0, 4.0, 0.0), 20.0, 0.5).unwrap();
        approx::assert_abs_diff_eq!(beside, 2.5, epsilon = 1e-6);
        assert_eq!(surface.own_number(&at(6.1, 8.1, 1.0), 20.0, 0.5), Some(43));
        let down = SkinPoint { normal: -up, ..at(5.0, 7.0, 3.0) };
        assert_eq!(surface.distance(&down, 20.0, 0.5), None);
    }
}
