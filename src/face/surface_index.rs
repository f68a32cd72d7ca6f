//! Nearest measured surface point: a uniform grid over mesh vertices.

use super::skin::SkinPoint;
use nalgebra::Vector3;

/// Points sorted by grid cell (counting sort), so that a row of cells is one slice.
#[derive(Debug)]
pub(crate) struct SurfaceIndex {
    cell_mm: f32,
    low: Vector3<f32>,
    cells: [usize; 3],
    starts: Vec<u32>,
    points: Vec<SkinPoint>,
}

impl SurfaceIndex {
    /// Indexes points in cells of `cell_mm`.
    pub(crate) fn new(chosen: &[SkinPoint], cell_mm: f32) -> Self {
        let mut low = Vector3::repeat(f32::INFINITY);
        let mut high = Vector3::repeat(f32::NEG_INFINITY);
        for point in chosen {
            low = low.inf(&point.position);
            high = high.sup(&point.position);
        }
        if chosen.is_empty() {
            (low, high) = (Vector3::zeros(), Vector3::zeros());
        }
        // A broken affine may spread a surface over kilometres: the cells grow instead of the grid.
        let widest = (high - low).max();
        let cell_mm = cell_mm.max(widest / 256.0);
        let cells: [usize; 3] = std::array::from_fn(|a| ((high - low)[a] / cell_mm) as usize + 1);
        let mut index = Self { cell_mm, low, cells, starts: Vec::new(), points: Vec::new() };
        let homes: Vec<usize> = chosen.iter().map(|p| index.home(&p.position)).collect();
        let mut starts = vec![0u32; cells.iter().product::<usize>() + 1];
        for &home in &homes {
            starts[home + 1] += 1;
        }
        for c in 1..starts.len() {
            starts[c] += starts[c - 1];
        }
        let mut next = starts.clone();
        let blank = SkinPoint { position: Vector3::zeros(), normal: Vector3::zeros() };
        let mut points = vec![blank; chosen.len()];
        for (&home, &point) in homes.iter().zip(chosen) {
            points[next[home] as usize] = point;
            next[home] += 1;
        }
        index.starts = starts;
        index.points = points;
        index
    }

    /// All indexed points.
    pub(crate) fn points(&self) -> &[SkinPoint] {
        &self.points
    }

    /// The nearest point within `radius` mm whose normal agrees with `normal`
    /// by more than the cosine `agreement`.
    ///
    /// The agreement of normals keeps the inside of a cut, the far wall of a thin ear and the neck
    /// from standing in for skin.
    pub(crate) fn nearest(
        &self,
        at: &Vector3<f32>,
        normal: &Vector3<f32>,
        radius: f32,
        agreement: f32,
    ) -> Option<SkinPoint> {
        // Skin is nearly always near: small boxes first, and the first that holds any holds the
        // nearest.
        let mut reach = radius.min(self.cell_mm);
        loop {
            let found = self.nearest_within(at, normal, reach, agreement);
            if found.is_some() || reach >= radius {
                return found;
            }
            reach = radius.min(2.0 * reach);
        }
    }

    fn nearest_within(
        &self,
        at: &Vector3<f32>,
        normal: &Vector3<f32>,
        radius: f32,
        agreement: f32,
    ) -> Option<SkinPoint> {
        let mut best = None;
        let mut best_square = radius * radius;
        let [from, to] = [-radius, radius].map(|r| self.cell_of(&at.add_scalar(r)));
        for z in from[2]..=to[2] {
            for y in from[1]..=to[1] {
                let row = (z * self.cells[1] + y) * self.cells[0];
                let first = self.starts[row + from[0]] as usize;
                let last = self.starts[row + to[0] + 1] as usize;
                for point in &self.points[first..last] {
                    let square = (point.position - at).norm_squared();
                    if square < best_square && point.normal.dot(normal) > agreement {
                        best_square = square;
                        best = Some(*point);
                    }
                }
            }
        }
        best
    }

    fn cell_of(&self, at: &Vector3<f32>) -> [usize; 3] {
        std::array::from_fn(|a| {
            // A float-to-integer cast saturates, so points far outside clamp to the border cells.
            (((at[a] - self.low[a]) / self.cell_mm) as isize).clamp(0, self.cells[a] as isize - 1)
                as usize
        })
    }

    fn home(&self, at: &Vector3<f32>) -> usize {
        let [x, y, z] = self.cell_of(at);
        (z * self.cells[1] + y) * self.cells[0] + x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brute_force_nearest(
        points: &[SkinPoint],
        at: &Vector3<f32>,
        normal: &Vector3<f32>,
        radius: f32,
    ) -> Option<f32> {
        points
            .iter()
            .filter(|p| p.normal.dot(normal) > 0.5)
            .map(|p| (p.position - at).norm_squared())
            .filter(|square| *square < radius * radius)
            .min_by(f32::total_cmp)
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_looking_at_every_point_finds(
            raw in prop::collection::vec((prop::array::uniform3(-90f32..90.0), 0usize..6), 1..200),
            at in prop::array::uniform3(-120f32..120.0),
            toward in 0usize..6,
            radius in 1f32..60.0,
        ) {
            let axis = |n: usize| {
                let mut v = Vector3::zeros();
                v[n / 2] = if n.is_multiple_of(2) { 1.0 } else { -1.0 };
                v
            };
            let points: Vec<SkinPoint> = raw
                .iter()
                .map(|(p, n)| SkinPoint { position: (*p).into(), normal: axis(*n) })
                .collect();
            let index = SurfaceIndex::new(&points, 8.0);
            let at = at.into();
            let found = index
                .nearest(&at, &axis(toward), radius, 0.5)
                .map(|p| (p.position - at).norm_squared());
            prop_assert_eq!(found, brute_force_nearest(&points, &at, &axis(toward), radius));
        }
    }
}
