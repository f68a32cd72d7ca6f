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

    /// The number (in [`Self::points`]) of the nearest point within `radius` mm whose normal agrees
    /// with `normal` by more than the cosine `agreement`.
    ///
    /// The agreement of normals keeps the inside of a cut, the far wall of a thin ear and the neck
    /// from standing in for skin. `guess` is any point, best the one found for a place near by: it
    /// bounds the search and changes nothing else.
    pub(crate) fn nearest(
        &self,
        at: &Vector3<f32>,
        normal: &Vector3<f32>,
        radius: f32,
        agreement: f32,
        guess: Option<u32>,
    ) -> Option<u32> {
        let query = Query { at, normal, agreement };
        if let Some(number) = guess {
            let square = query.square_to(&self.points[number as usize], radius * radius);
            if let Some(square) = square {
                return self.nearest_within(&query, square.sqrt(), square).or(guess);
            }
        }
        // Skin is nearly always near: small boxes first, and the first that holds any holds the
        // nearest.
        let mut reach = radius.min(0.5 * self.cell_mm);
        loop {
            let found = self.nearest_within(&query, reach, reach * reach);
            if found.is_some() || reach >= radius {
                return found;
            }
            reach = radius.min(2.0 * reach);
        }
    }

    /// The nearest point nearer than the square root of `best_square`, in the box of half-width
    /// `reach`.
    fn nearest_within(&self, query: &Query<'_>, reach: f32, mut best_square: f32) -> Option<u32> {
        let mut best = None;
        let [from, to] = [-reach, reach].map(|r| self.cell_of(&query.at.add_scalar(r)));
        for z in from[2]..=to[2] {
            for y in from[1]..=to[1] {
                let row = (z * self.cells[1] + y) * self.cells[0];
                let first = self.starts[row + from[0]] as usize;
                let last = self.starts[row + to[0] + 1] as usize;
                for (number, point) in (first..last).zip(&self.points[first..last]) {
                    if let Some(square) = query.square_to(point, best_square) {
                        best_square = square;
                        best = Some(number as u32);
                    }
                }
            }
        }
        best
    }

    /// All points nearer than `radius` mm.
    pub(crate) fn around(
        &self,
        at: Vector3<f32>,
        radius: f32,
    ) -> impl Iterator<Item = &SkinPoint> + '_ {
        let [from, to] = [-radius, radius].map(|r| self.cell_of(&at.add_scalar(r)));
        let rows = (from[2]..=to[2]).flat_map(move |z| (from[1]..=to[1]).map(move |y| (z, y)));
        rows.flat_map(move |(z, y)| {
            let row = (z * self.cells[1] + y) * self.cells[0];
            let last = self.starts[row + to[0] + 1] as usize;
            &self.points[self.starts[row + from[0]] as usize..last]
        })
        .filter(move |point| (point.position - at).norm() < radius)
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

/// A place and the direction in which skin there faces.
struct Query<'a> {
    at: &'a Vector3<f32>,
    normal: &'a Vector3<f32>,
    agreement: f32,
}

impl Query<'_> {
    /// Squared distance to a point that agrees and is nearer than the root of `limit`.
    fn square_to(&self, point: &SkinPoint, limit: f32) -> Option<f32> {
        let square = (point.position - self.at).norm_squared();
        (square < limit && point.normal.dot(self.normal) > self.agreement).then_some(square)
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
            let wanted = brute_force_nearest(&points, &at, &axis(toward), radius);
            for guess in [None, Some(0), Some(points.len() as u32 / 2)] {
                let found = index
                    .nearest(&at, &axis(toward), radius, 0.5, guess)
                    .map(|n| (index.points()[n as usize].position - at).norm_squared());
                prop_assert_eq!(found, wanted);
            }
            let around = points.iter().filter(|p| (p.position - at).norm() < radius).count();
            prop_assert_eq!(index.around(at, radius).count(), around);
        }
    }
}
