//! The skin of a scan as points and normals, made again from its stored descriptor.

use crate::face::canonical_grid::{Patch, PatchName, Reference};
use crate::face::descriptor::Heights;
use nalgebra::Vector3;

/// A point of the skin, refined canonical frame.
#[derive(Clone, Copy, Debug)]
pub struct SkinPoint {
    /// mm.
    pub position: Vector3<f32>,
    /// Outward unit normal.
    pub normal: Vector3<f32>,
}

/// The skin of one patch: a point per cell, None where the scan shows none.
#[derive(Clone, Debug)]
pub struct SkinMap {
    patch: &'static Patch,
    points: Vec<Option<SkinPoint>>,
}

impl SkinMap {
    /// Puts the heights of a patch back onto the rays of its cells.
    pub fn of(heights: &Heights, name: PatchName) -> Self {
        let (patch, mean) = (Patch::of(name), &Reference::shipped(name).cells);
        let position = |(cell, above): (usize, &f32)| {
            let mean = mean[cell].as_ref().filter(|_| above.is_finite())?;
            Some(mean.at_height(*above))
        };
        let positions: Vec<Option<Vector3<f32>>> =
            heights.patch(name).iter().enumerate().map(position).collect();
        let point = |(cell, place): (usize, &Option<Vector3<f32>>)| {
            let outward = mean[cell].as_ref()?.normal;
            let normal = normal(patch, &positions, cell, &outward);
            Some(SkinPoint { position: (*place)?, normal: normal.unwrap_or(outward) })
        };
        let points = positions.iter().enumerate().map(point).collect();
        Self { patch, points }
    }

    /// The points of all cells, in the order of the patch.
    pub fn points(&self) -> &[Option<SkinPoint>] {
        &self.points
    }

    /// The skin on the ray nearest to a place (canonical mm).
    pub fn nearest(&self, place: &Vector3<f32>) -> Option<&SkinPoint> {
        let [u, v, _] = self.patch.projection.project(place).into();
        let [column, row] = self.patch.column_row(u, v).map(f32::round);
        let (columns, rows) = (self.patch.columns, self.patch.rows);
        let inside = column >= 0.0 && row >= 0.0 && column < columns as f32 && row < rows as f32;
        let cell = inside.then(|| row as usize * columns + column as usize)?;
        self.points[cell].as_ref()
    }
}

/// The normal that the neighbours of a cell give; nothing where they are missing or give none that
/// faces as the mean head does.
fn normal(
    patch: &Patch,
    positions: &[Option<Vector3<f32>>],
    cell: usize,
    outward: &Vector3<f32>,
) -> Option<Vector3<f32>> {
    /// Cosine beyond which two neighbours show an edge and no slope.
    const AGREEMENT: f32 = 0.3;
    let (column, row) = (cell % patch.columns, cell / patch.columns);
    let across = slope(positions, cell, 1, column, patch.columns)?;
    let down = slope(positions, cell, patch.columns, row, patch.rows)?;
    let normal = down.cross(&across).try_normalize(1e-6)?;
    let normal = if normal.dot(outward) < 0.0 { -normal } else { normal };
    (normal.dot(outward) >= AGREEMENT).then_some(normal)
}

/// Difference between the neighbours of a cell along one axis of the grid; one-sided at borders.
fn slope(
    positions: &[Option<Vector3<f32>>],
    cell: usize,
    stride: usize,
    at: usize,
    count: usize,
) -> Option<Vector3<f32>> {
    let before = (at > 0).then(|| positions[cell - stride]).flatten();
    let after = (at + 1 < count).then(|| positions[cell + stride]).flatten();
    let here = positions[cell];
    Some(after.or(here)? - before.or(here)?).filter(|d| d.norm_squared() > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_head(above: impl Fn(usize) -> f32) -> Heights {
        Heights::from_patches(
            Patch::ALL.each_ref().map(|patch| (0..patch.len()).map(&above).collect()),
        )
    }

    #[test]
    fn the_mean_head_comes_back_with_its_normals() {
        let heights = mean_head(|_| 0.0);
        for patch in &Patch::ALL {
            let map = SkinMap::of(&heights, patch.name);
            let mean = &Reference::shipped(patch.name).cells;
            let mut agreements = Vec::new();
            for (point, mean) in map.points().iter().zip(mean) {
                assert_eq!(point.is_some(), mean.is_some());
                let (Some(point), Some(mean)) = (point, mean) else { continue };
                assert!((point.position - mean.position).norm() < 1e-4);
                agreements.push(point.normal.dot(&mean.normal));
                let found = map.nearest(&point.position).unwrap();
                assert!((found.position - point.position).norm() < patch.step_mm);
            }
            agreements.sort_by(f32::total_cmp);
            // Half of the cells to within 18 degrees: pinnae have edges.
            assert!(agreements[agreements.len() / 2] > 0.95, "{:?}", patch.name);
        }
    }

    #[test]
    fn where_there_is_no_skin_there_is_no_point() {
        let map =
            SkinMap::of(&mean_head(|c| if c % 2 == 0 { 1.0 } else { f32::NAN }), PatchName::Face);
        assert!(map.points().iter().skip(1).step_by(2).all(Option::is_none));
        assert!(map.points().iter().any(Option::is_some));
        assert!(map.nearest(&Vector3::new(0.0, 0.0, 500.0)).is_none());
    }
}
