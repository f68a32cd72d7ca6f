//! Sums over the cells of a grid and the cells around them, where few cells hold anything.

use nalgebra::Vector3;
use std::ops::RangeInclusive;

/// A grid of cubes over a box.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    cell_mm: f32,
    low: Vector3<f32>,
    /// Number of cells along each axis.
    pub(super) shape: [usize; 3],
}

impl Cells {
    /// Cells of at least `cell_mm` over the box from `low` to `high`.
    pub(super) fn over(low: Vector3<f32>, high: Vector3<f32>, cell_mm: f32) -> Self {
        // A broken affine may spread a surface over kilometres: the cells grow instead of the grid.
        let cell_mm = cell_mm.max((high - low).max() / 256.0);
        let shape = std::array::from_fn(|a| ((high - low)[a] / cell_mm) as usize + 1);
        Self { cell_mm, low, shape }
    }

    /// The cell that holds a place.
    pub(super) fn at(&self, place: &Vector3<f32>) -> Option<[usize; 3]> {
        let cell = (place - self.low) / self.cell_mm;
        let inside = (0..3).all(|a| cell[a] >= 0.0 && cell[a] < self.shape[a] as f32);
        inside.then(|| [cell.x, cell.y, cell.z].map(|c| c as u32 as usize))
    }
}

/// The places up to so many steps from one, of `count` in a row.
pub(super) fn near(place: usize, steps: usize, count: usize) -> RangeInclusive<usize> {
    place.saturating_sub(steps)..=(place + steps).min(count - 1)
}

/// Sum of the values and number of the points in each cell.
#[derive(Debug)]
pub(super) struct Sums {
    shape: [usize; 3],
    /// Each cell's place among the sums, with a rim of one cell around all; 0 where it holds nothing.
    places: Vec<u32>,
    /// Those that were found; the first is that of nothing.
    found: Vec<[f32; 2]>,
}

impl Sums {
    /// Of values at places.
    pub(super) fn of(cells: &Cells, values: &[(Vector3<f32>, f32)]) -> Self {
        let rimmed = cells.shape.iter().map(|count| count + 2).product();
        let mut sums = Self { shape: cells.shape, places: vec![0; rimmed], found: vec![[0.0; 2]] };
        for (at, value) in values {
            let Some(cell) = cells.at(at) else { continue };
            let cell = sums.number(cell);
            let mut place = sums.places[cell] as usize;
            if place == 0 {
                place = sums.found.len();
                sums.places[cell] = place as u32;
                sums.found.push([0.0; 2]);
            }
            sums.found[place] = plus(sums.found[place], [*value, 1.0]);
        }
        sums
    }

    /// The sums of a cell and the two beside it in its row.
    pub(super) fn in_row(&self, cell: [usize; 3]) -> [f32; 2] {
        self.of_three(self.number(cell) - 1)
    }

    /// The sums of a cell and the 26 around it: of rows, then of rows of rows, so that rounding is the same
    /// for all.
    pub(super) fn around(&self, cell: [usize; 3]) -> [f32; 2] {
        let [ni, nj, _] = self.shape.map(|count| count + 2);
        let first = self.number(cell) - (nj + 1) * ni - 1;
        let plane =
            |at: usize| total([at, at + ni, at + 2 * ni].into_iter().map(|at| self.of_three(at)));
        total([first, first + ni * nj, first + 2 * ni * nj].into_iter().map(plane))
    }

    fn of_three(&self, first: usize) -> [f32; 2] {
        total(self.places[first..first + 3].iter().map(|place| self.found[*place as usize]))
    }

    /// Number of points in a neighbourhood five cells wide, the middle of which weighs most: in chosen
    /// cells, and in all.
    pub(super) fn widely_around(
        &self,
        [i, j, k]: [usize; 3],
        chosen: impl Fn([usize; 3]) -> bool,
    ) -> [f32; 2] {
        let [ni, nj, nk] = self.shape;
        let along_i = near(i, 2, ni);
        let ways_i: [f32; 5] = std::array::from_fn(|n| ways(i, along_i.start() + n, ni));
        let mut found = [0.0; 2];
        for to_k in near(k, 2, nk) {
            for to_j in near(j, 2, nj) {
                let ways_jk = ways(k, to_k, nk) * ways(j, to_j, nj);
                let row = self.number([*along_i.start(), to_j, to_k]);
                for ((to_i, place), ways_i) in along_i.clone().zip(&self.places[row..]).zip(ways_i)
                {
                    if *place > 0 {
                        let points = ways_i * ways_jk * self.found[*place as usize][1];
                        let is_chosen = chosen([to_i, to_j, to_k]);
                        found = plus(found, [if is_chosen { points } else { 0.0 }, points]);
                    }
                }
            }
        }
        found
    }

    fn number(&self, [i, j, k]: [usize; 3]) -> usize {
        let [ni, nj, _] = self.shape.map(|count| count + 2);
        ((k + 1) * nj + j + 1) * ni + i + 1
    }
}

fn plus([a, b]: [f32; 2], [c, d]: [f32; 2]) -> [f32; 2] {
    [a + c, b + d]
}

fn total(sums: impl Iterator<Item = [f32; 2]>) -> [f32; 2] {
    sums.fold([0.0; 2], plus)
}

/// In how many ways two steps of one cell or none lead from a place to another, of `count` in a row.
fn ways(from: usize, to: usize, count: usize) -> f32 {
    let (low, high) = (from.min(to), from.max(to));
    ((low + 1).min(count - 1) + 1).saturating_sub(high.saturating_sub(1)) as f32
}
