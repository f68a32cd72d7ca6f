//! Where the edge of the head is as sharp as only a cut is.
//!
//! The edge of skin is spread over the voxels it lies in and by the point spread of the scanner; where
//! voxels were replaced, tissue as it was scanned stands beside something else, whatever that is:
//!
//! ```text
//!   skin   0 0 1 5 8 9 9      a third to two thirds of the way from air to tissue in one step
//!   cut    0 0 0 9 8 9 9      nearly all of it
//! ```
//!
//! One point says little (noise, and what lies behind a cut may be dark), its neighbourhood much. How
//! sharp skin looks depends on the scan: the back of the crown, which nobody removes, shows it.

use super::fill::CROWN_MM;
use super::profile::Profile;
use super::skin_point::SkinPoint;
use crate::imaging::volume::Volume;
use crate::with_samples;
use nalgebra::Vector3;

/// Cells in which the surface's edge is a cut's; none where skin of this scan looks as sharp as cuts.
#[derive(Clone, Debug, Default)]
pub(crate) struct CutEdges {
    cell_mm: f32,
    low: Vector3<f32>,
    cells: [usize; 3],
    is_cut: Vec<bool>,
}

/// Width of a cell at least, mm, and in voxels. A neighbourhood is three cells wide: wide enough for
/// some ten points, narrow enough for what is left of a nose's root.
const CELL_MM: f32 = 3.0;
const CELL_VOXELS: f32 = 1.5;
/// Fewer points than this are no neighbourhood.
const FEWEST: f32 = 3.0;
/// Share of the crown's points whose neighbourhood is not taken for a cut, and what more is asked for.
const CROWN_SHARE: f64 = 0.99;
const MARGIN: f32 = 0.02;
/// Nearer than this to the crown's mean than to a whole step nothing is a cut. Measured on phantoms
/// of 0.8 to 1.3 mm (crown 0.44–0.50): 95 of 100 neighbourhoods of cuts above 0.8.
const HALF_WAY: f32 = 0.5;
/// Less than this of a wider neighbourhood is no wall. Measured on phantoms: of what seemed cut on
/// whole heads 1 in 3 to 1 in 2 is left, of walls 97 in 100.
const WALL_SHARE: f32 = 0.4;

impl CutEdges {
    /// Looks at the edge at every point.
    pub(crate) fn of(volume: &Volume, points: &[SkinPoint]) -> Self {
        let steps: Vec<Option<f32>> = with_samples!(&volume.voxels, samples => {
            let read = |p| Profile::step_share(samples, volume.shape, &volume.affine, p);
            points.iter().map(read).collect()
        });
        let read: Vec<(Vector3<f32>, f32)> =
            points.iter().zip(steps).filter_map(|(p, step)| Some((p.position, step?))).collect();
        let voxel = volume.affine.voxel_sizes().into_iter().fold(0.0, f64::max) as f32;
        Self::among(&read, CELL_MM.max(CELL_VOXELS * voxel)).unwrap_or_default()
    }

    /// From places and the steps there.
    fn among(read: &[(Vector3<f32>, f32)], cell_mm: f32) -> Option<Self> {
        let (low, high) = read.iter().fold(
            (Vector3::repeat(f32::INFINITY), Vector3::repeat(f32::NEG_INFINITY)),
            |(low, high), (at, _)| (low.inf(at), high.sup(at)),
        );
        // A broken affine may spread a surface over kilometres: the cells grow instead of the grid.
        let cell_mm = cell_mm.max((high - low).max() / 256.0);
        let cells = std::array::from_fn(|a| ((high - low)[a] / cell_mm) as usize + 1);
        let mut found = Self { cell_mm, low, cells, is_cut: Vec::new() };
        let means = found.neighbourhoods(read);
        let crown = back_of_crown(read, high.z - CROWN_MM);
        let mean = crown.iter().map(|(_, step)| step).sum::<f32>() / crown.len() as f32;
        let usual = crown.iter().filter_map(|(at, _)| found.cell(at)).map(|cell| means[cell]);
        let mut usual: Vec<f32> = usual.collect();
        if usual.is_empty() {
            return None;
        }
        let last = (CROWN_SHARE * (usual.len() - 1) as f64) as usize;
        let sharpest = *usual.select_nth_unstable_by(last, f32::total_cmp).1;
        let limit = (mean + HALF_WAY * (1.0 - mean)).max(sharpest + MARGIN);
        found.is_cut = means.into_iter().map(|mean| mean > limit).collect();
        found.without_small(read);
        Some(found)
    }

    /// Leaves out what is no wall: a rim of an ear, a crease, a few points of noise.
    fn without_small(&mut self, read: &[(Vector3<f32>, f32)]) {
        let sums = self.sums(read.iter().map(|(at, _)| (at, f32::from(self.holds(at)))));
        // Five cells wide, the middle weighs most.
        let sums = self.with_all_neighbours(self.with_all_neighbours(sums));
        for (is_cut, [cut, all]) in self.is_cut.iter_mut().zip(sums) {
            *is_cut &= cut >= WALL_SHARE * all;
        }
    }

    /// Whether the edge around a place, world mm, is a cut's.
    pub(crate) fn holds(&self, at: &Vector3<f32>) -> bool {
        self.cell(at).and_then(|cell| self.is_cut.get(cell)).is_some_and(|is_cut| *is_cut)
    }

    /// The number of the cell that holds a place.
    fn cell(&self, at: &Vector3<f32>) -> Option<usize> {
        let place = (at - self.low) / self.cell_mm;
        let inside = (0..3).all(|a| place[a] >= 0.0 && place[a] < self.cells[a] as f32);
        let [i, j, k] = [place.x, place.y, place.z].map(|p| p as usize);
        inside.then(|| (k * self.cells[1] + j) * self.cells[0] + i)
    }

    /// Mean step in each cell and the cells around it; 0 where they hold too few points.
    fn neighbourhoods(&self, read: &[(Vector3<f32>, f32)]) -> Vec<f32> {
        let sums = self.sums(read.iter().map(|(at, step)| (at, *step)));
        let mean = |[sum, all]: [f32; 2]| if all < FEWEST { 0.0 } else { sum / all };
        self.with_all_neighbours(sums).into_iter().map(mean).collect()
    }

    /// Sum of the values and number of the points in each cell.
    fn sums<'a>(&self, values: impl Iterator<Item = (&'a Vector3<f32>, f32)>) -> Vec<[f32; 2]> {
        let mut sums = vec![[0.0; 2]; self.cells.iter().product()];
        for (cell, value) in values.filter_map(|(at, value)| Some((self.cell(at)?, value))) {
            sums[cell][0] += value;
            sums[cell][1] += 1.0;
        }
        sums
    }

    /// Each cell's sums and those of the 26 around it.
    fn with_all_neighbours(&self, mut sums: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
        let strides = [1, self.cells[0], self.cells[0] * self.cells[1]];
        for (stride, count) in strides.into_iter().zip(self.cells) {
            sums = with_neighbours(&sums, stride, count);
        }
        sums
    }
}

/// The hind half of what lies above a height: some masks take a forehead up to the hairline.
fn back_of_crown(read: &[(Vector3<f32>, f32)], above: f32) -> Vec<(Vector3<f32>, f32)> {
    let mut crown: Vec<_> = read.iter().filter(|(at, _)| at.z > above).copied().collect();
    let half = crown.len() / 2;
    if half > 0 {
        crown.select_nth_unstable_by(half, |(a, _), (b, _)| a.y.total_cmp(&b.y));
        crown.truncate(half);
    }
    crown
}

/// Each cell's sums and those of the two beside it along an axis of `count` cells.
fn with_neighbours(sums: &[[f32; 2]], stride: usize, count: usize) -> Vec<[f32; 2]> {
    let plus = |[a, b]: [f32; 2], [c, d]: [f32; 2]| [a + c, b + d];
    let summed = |cell: usize| {
        let place = cell / stride % count;
        let before = if place > 0 { sums[cell - stride] } else { [0.0; 2] };
        let after = if place + 1 < count { sums[cell + stride] } else { [0.0; 2] };
        plus(plus(before, sums[cell]), after)
    };
    (0..sums.len()).map(summed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RADIUS: f32 = 90.0;

    /// Points all over a ball (Fibonacci's lattice) and the steps there.
    fn ball(step: impl Fn(usize, &Vector3<f32>) -> f32) -> Vec<(Vector3<f32>, f32)> {
        const COUNT: usize = 12_000;
        let point = |n: usize| {
            let z = 1.0 - (2 * n + 1) as f32 / COUNT as f32;
            let (sin, cos) = (2.399_963_2 * n as f64).sin_cos();
            let across = (1.0 - z * z).sqrt();
            Vector3::new(across * cos as f32, across * sin as f32, z) * RADIUS
        };
        (0..COUNT).map(|n| (point(n), step(n, &point(n)))).collect()
    }

    /// Steps of skin: anything from 0.3 to 0.6.
    fn skin(n: usize) -> f32 {
        0.3 + 0.3 * (n * 7919 % 101) as f32 / 100.0
    }

    const FRONT: Vector3<f32> = Vector3::new(0.0, RADIUS, 0.0);

    #[test]
    fn a_wall_is_found_and_the_skin_around_it_is_not() {
        let wall = |at: &Vector3<f32>| (at - FRONT).norm() < 15.0;
        let points = ball(|n, at| if wall(at) { 0.95 } else { skin(n) });
        let cuts = CutEdges::among(&points, CELL_MM).unwrap();
        assert!(cuts.holds(&FRONT));
        let found = |near: f32, far: f32| {
            let ring = points.iter().filter(|(at, _)| (near..far).contains(&(at - FRONT).norm()));
            let (all, cut) = ring
                .fold((0, 0), |(all, cut), (at, _)| (all + 1, cut + usize::from(cuts.holds(at))));
            f64::from(cut as u32) / f64::from(all as u32)
        };
        assert!(found(0.0, 10.0) > 0.95, "{}", found(0.0, 10.0));
        assert!(found(20.0, 999.0) < 0.001, "{}", found(20.0, 999.0));
        assert!(!cuts.holds(&(2.0 * FRONT)));
    }

    #[test]
    fn a_rim_is_no_wall() {
        let rim = |at: &Vector3<f32>| at.y > 0.0 && at.z.abs() < 2.5 && at.x.abs() < 12.0;
        let points = ball(|n, at| if rim(at) { 0.95 } else { skin(n) });
        let cuts = CutEdges::among(&points, CELL_MM).unwrap();
        assert!(points.iter().all(|(at, _)| !cuts.holds(at)));
    }

    #[test]
    fn where_skin_is_as_sharp_as_cuts_nothing_is_told() {
        let points = ball(|n, at| if at.y > 80.0 { 1.0 } else { 0.7 + skin(n) }.min(1.0));
        let cuts = CutEdges::among(&points, CELL_MM).unwrap();
        assert!(points.iter().all(|(at, _)| !cuts.holds(at)));
        assert!(CutEdges::among(&[], CELL_MM).is_none());
    }

    #[test]
    fn sums_over_neighbours_are_those_of_a_look_at_every_cell() {
        let cells = [4, 3, 5];
        let grid = CutEdges { cells, ..CutEdges::default() };
        let sums: Vec<[f32; 2]> = (0..60).map(|n| [(n * 31 % 17) as f32, 1.0]).collect();
        let place = |n: usize| [n % 4, n / 4 % 3, n / 12];
        let near = |a: usize, b: usize| (0..3).all(|x| place(a)[x].abs_diff(place(b)[x]) <= 1);
        for (n, found) in grid.with_all_neighbours(sums.clone()).into_iter().enumerate() {
            let of = (0..60).filter(|other| near(n, *other)).map(|other| sums[other]);
            let slow = of.fold([0.0; 2], |all, one| [all[0] + one[0], all[1] + one[1]]);
            let apart = (0..2).map(|a| (found[a] - slow[a]).abs()).fold(0.0, f32::max);
            assert!(apart < 1e-4, "{:?}: {found:?} {slow:?}", place(n));
        }
    }
}
