//! The skin of a scan as points and normals, made again from its stored descriptor.
#![allow(
    clippy::needless_range_loop,
    clippy::inline_always,
    clippy::match_same_arms,
    reason = "eight numbers at a time, in loops over numbers that stay in place"
)]

use crate::base::lanes::{LANES, Triple, lanes};
use crate::face::canonical_grid::{Patch, PatchName, Projection, Reference};
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

/// The skin of one patch: a point per cell, none where the scan shows none.
#[derive(Clone, Debug)]
pub struct SkinMap {
    patch: &'static Patch,
    /// Of every cell, [`BLANK`] where there is no skin; one more blank for what lies outside.
    points: Vec<SkinPoint>,
}

const BLANK: SkinPoint = SkinPoint {
    position: Vector3::new(f32::NAN, f32::NAN, f32::NAN),
    normal: Vector3::new(f32::NAN, f32::NAN, f32::NAN),
};

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
        let points = positions.iter().enumerate().map(|cell| point(cell).unwrap_or(BLANK));
        Self { patch, points: points.chain([BLANK]).collect() }
    }

    /// The points of all cells, in the order of the patch.
    pub fn points(&self) -> impl Iterator<Item = Option<SkinPoint>> {
        (0..self.patch.len()).map(|cell| self.point(cell))
    }

    /// The point of a cell (a number of the patch).
    pub fn point(&self, cell: usize) -> Option<SkinPoint> {
        Some(self.points[cell]).filter(|point| !point.position.x.is_nan())
    }

    /// Positions and normals of the skin on the rays nearest to some places (canonical mm); NaN
    /// where there is none.
    #[inline]
    pub(super) fn nearest(&self, places: &Triple) -> (Triple, Triple) {
        let cells = self.cells(places);
        let (mut positions, mut normals) = ([[0.0; LANES]; 3], [[0.0; LANES]; 3]);
        for (lane, &cell) in cells.iter().enumerate() {
            let point = &self.points[cell as usize];
            for axis in 0..3 {
                positions[axis][lane] = point.position[axis];
                normals[axis][lane] = point.normal[axis];
            }
        }
        (positions, normals)
    }

    /// The cells whose rays are nearest; one past the last for what lies outside.
    #[inline]
    fn cells(&self, places: &Triple) -> [u32; LANES] {
        // One arm for each kind: within it all lanes are projected at once.
        match self.patch.projection {
            kind @ Projection::Cylinder { .. } => self.cells_by(kind, places),
            kind @ Projection::Sideways { .. } => self.cells_by(kind, places),
            kind @ Projection::Sphere { .. } => self.cells_by(kind, places),
        }
    }

    #[expect(clippy::needless_bitwise_bool, reason = "a lane that branches is no wide instruction")]
    #[inline(always)]
    fn cells_by(&self, projection: Projection, [x, y, z]: &Triple) -> [u32; LANES] {
        let (columns, rows) = (self.patch.columns as f32, self.patch.rows as f32);
        let outside = self.patch.len() as u32;
        let (mut column, mut row) = ([0.0; LANES], [0.0; LANES]);
        for lane in 0..LANES {
            let place = projection.project(&Vector3::new(x[lane], y[lane], z[lane]));
            [column[lane], row[lane]] = self.patch.column_row(place.x, place.y);
        }
        lanes(|lane| {
            // The nearest whole number is what the cast cuts off half a cell later.
            let (column, row) = (column[lane] + 0.5, row[lane] + 0.5);
            let inside = (column >= 0.0) & (row >= 0.0) & (column < columns) & (row < rows);
            let cell = row as i32 * self.patch.columns as i32 + column as i32;
            if inside { cell as u32 } else { outside }
        })
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

    fn at(place: &Vector3<f32>) -> Triple {
        [0, 1, 2].map(|axis| [place[axis]; LANES])
    }

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
            for (point, mean) in map.points().zip(mean) {
                assert_eq!(point.is_some(), mean.is_some());
                let (Some(point), Some(mean)) = (point, mean) else { continue };
                assert!((point.position - mean.position).norm() < 1e-4);
                agreements.push(point.normal.dot(&mean.normal));
                let (found, _) = map.nearest(&at(&point.position));
                let found = Vector3::from(found.map(|axis| axis[3]));
                assert!((found - point.position).norm() < patch.step_mm);
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
        assert!(map.points().skip(1).step_by(2).all(|point| point.is_none()));
        assert!(map.points().any(|point| point.is_some()));
        let far = Vector3::new(0.0, 0.0, 500.0);
        for nowhere in [far, -far, Vector3::new(f32::NAN, 90.0, 0.0)] {
            let (positions, normals) = map.nearest(&at(&nowhere));
            assert!(positions.iter().chain(&normals).flatten().all(|x| x.is_nan()));
        }
    }
}
