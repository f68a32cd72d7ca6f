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
//! One point says little (noise, and what lies behind a cut may be dark), its neighbourhood much: a narrow
//! one follows what is left of small parts, a wide one tells walls that are hardly sharper than skin. How
//! sharp skin looks depends on the scan: the back of the crown, which nobody removes, shows it.

mod cells;
mod limit;

use super::fill::CROWN_MM;
use super::profile::Profile;
use super::skin_point::SkinPoint;
use crate::imaging::head::BitGrid;
use crate::imaging::volume::Volume;
use crate::with_samples;
use cells::{Cells, Sums, near};
use nalgebra::Vector3;
use serde::Deserialize;

/// Where the surface's edge is a cut's, in neighbourhoods of two widths.
#[derive(Clone, Debug, Default)]
pub(crate) struct CutEdges([CutCells; 2]);

/// Cells in which the surface's edge is a cut's; none where skin of this scan looks as sharp as cuts.
#[derive(Clone, Debug, Default)]
struct CutCells {
    cells: Cells,
    cut: BitGrid,
}

/// When an edge is a cut's: the section `cut_edge` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Widths of the cells at least, mm. A neighbourhood is three cells wide.
    pub cell_mm: [f32; 2],
    /// The same in voxels, of both.
    pub cell_voxels: f32,
    /// Fewer points than this are no neighbourhood.
    pub fewest: u16,
    /// Share of the crown's points whose neighbourhood is not taken for a cut.
    pub crown_share: f64,
    /// How much sharper than those a cut must be, share of the way from air to tissue.
    pub margin: f32,
    /// Part of the way from the crown's mean to a whole step up to which nothing is a cut.
    pub half_way: f32,
    /// Less than this part of a wider neighbourhood is no wall.
    pub wall_share: f32,
}

impl CutEdges {
    /// Looks at the edge at every point.
    pub(crate) fn of(volume: &Volume, points: &[SkinPoint], config: &Config) -> Self {
        let steps: Vec<Option<f32>> = with_samples!(&volume.voxels, samples => {
            let read = |p| Profile::step_share(samples, volume.shape, &volume.affine, p);
            points.iter().map(read).collect()
        });
        let read: Vec<(Vector3<f32>, f32)> =
            points.iter().zip(steps).filter_map(|(p, step)| Some((p.position, step?))).collect();
        let voxel = volume.affine.voxel_sizes().into_iter().fold(0.0, f64::max) as f32;
        Self(config.cell_mm.map(|cell_mm| {
            let cell_mm = cell_mm.max(config.cell_voxels * voxel);
            CutCells::among(&read, cell_mm, config).unwrap_or_default()
        }))
    }

    /// Whether the edge around a place, world mm, is a cut's.
    pub(crate) fn holds(&self, at: &Vector3<f32>) -> bool {
        self.0.iter().any(|cells| cells.holds(at))
    }
}

impl CutCells {
    /// From places and the steps there.
    fn among(read: &[(Vector3<f32>, f32)], cell_mm: f32, config: &Config) -> Option<Self> {
        let (low, high) = read.iter().fold(
            (Vector3::repeat(f32::INFINITY), Vector3::repeat(f32::NEG_INFINITY)),
            |(low, high), (at, _)| (low.inf(at), high.sup(at)),
        );
        let cells = Cells::over(low, high, cell_mm);
        let sums = Sums::of(&cells, read);
        let mean_around = |cell| mean_around(&sums, cell, config.fewest);
        let mean_around_place = |at: &Vector3<f32>| Some(mean_around(cells.at(at)?));
        let limit = limit::of_crown(read, high.z - CROWN_MM, mean_around_place, config)?;
        let cut =
            where_true(&may_be_sharp(&cells, &sums, read, limit), |cell| mean_around(cell) > limit);
        let walls = where_true(&cut, |cell| is_wall(&cut, &sums, cell, config.wall_share));
        Some(Self { cut: walls, cells })
    }

    /// Whether a place lies in such a cell.
    fn holds(&self, at: &Vector3<f32>) -> bool {
        self.cells.at(at).is_some_and(|[i, j, k]| self.cut.get(i, j, k))
    }
}

/// Mean step in a cell and the cells around it; 0 where they hold too few points.
fn mean_around(sums: &Sums, cell: [usize; 3], fewest: u16) -> f32 {
    let [sum, all] = sums.around(cell);
    if all < f32::from(fewest) { 0.0 } else { sum / all }
}

/// The cells whose mean may be above a limit: of the rows that meet in a neighbourhood, one's mean then
/// is, too, and in that row a step.
fn may_be_sharp(cells: &Cells, sums: &Sums, read: &[(Vector3<f32>, f32)], limit: f32) -> BitGrid {
    // Below it by more than the rounding of a sum.
    let limit = 0.99 * limit;
    let mut found = BitGrid::new(cells.shape);
    let sharp = read.iter().filter(|(_, step)| *step > limit);
    for [i, j, k] in sharp.filter_map(|(at, _)| cells.at(at)) {
        let near = |axis: usize, place| near(place, 1, cells.shape[axis]);
        for i in near(0, i) {
            let [sum, all] = sums.in_row([i, j, k]);
            if sum > limit * all {
                near(2, k).for_each(|k| near(1, j).for_each(|j| found.set(i, j, k)));
            }
        }
    }
    found
}

/// Whether a cell in a cut is more than a rim of an ear, a crease, a few points of noise.
fn is_wall(cut: &BitGrid, sums: &Sums, cell: [usize; 3], least: f32) -> bool {
    let [in_cut, all] = sums.widely_around(cell, |[i, j, k]| cut.get(i, j, k));
    in_cut >= least * all
}

/// Those of the cells of a set for which something holds.
fn where_true(set: &BitGrid, holds: impl Fn([usize; 3]) -> bool) -> BitGrid {
    let mut found = BitGrid::new(set.shape());
    set.set_voxels().filter(|cell| holds(*cell)).for_each(|[i, j, k]| found.set(i, j, k));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::thresholds::Thresholds;
    use proptest::prelude::*;

    fn config() -> Config {
        Thresholds::shipped().section("cut_edge").unwrap()
    }

    fn among(read: &[(Vector3<f32>, f32)]) -> CutEdges {
        CutEdges(config().cell_mm.map(|mm| CutCells::among(read, mm, &config()).unwrap()))
    }

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
        let cuts = among(&points);
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
        let cuts = among(&points);
        assert!(points.iter().all(|(at, _)| !cuts.holds(at)));
    }

    #[test]
    fn where_skin_is_as_sharp_as_cuts_nothing_is_told() {
        let points = ball(|n, at| if at.y > 80.0 { 1.0 } else { 0.7 + skin(n) }.min(1.0));
        let cuts = among(&points);
        assert!(points.iter().all(|(at, _)| !cuts.holds(at)));
        assert!(CutCells::among(&[], 3.0, &config()).is_none());
    }

    /// The same by looking at every cell of the grid, whatever it holds.
    fn brute_force_cut(read: &[(Vector3<f32>, f32)], cells: &Cells) -> BitGrid {
        let config = config();
        let mut steps = Dense::new(cells.shape);
        for (at, step) in read {
            steps.add(cells.at(at).unwrap(), [*step, 1.0]);
        }
        let mean =
            |[sum, all]: [f32; 2]| if all < f32::from(config.fewest) { 0.0 } else { sum / all };
        let means: Vec<f32> = steps.with_all_neighbours().sums.into_iter().map(mean).collect();
        let mean_at = |at: &Vector3<f32>| means[steps.number(cells.at(at).unwrap())];
        let top = read.iter().map(|(at, _)| at.z).fold(f32::MIN, f32::max);
        let crown = limit::back_of_crown(read, top - CROWN_MM);
        let mean = crown.iter().map(|(_, step)| step).sum::<f32>() / crown.len() as f32;
        let mut usual: Vec<f32> = crown.iter().map(|(at, _)| mean_at(at)).collect();
        usual.sort_by(f32::total_cmp);
        let sharpest = usual[(config.crown_share * (usual.len() - 1) as f64) as usize];
        let limit = (mean + config.half_way * (1.0 - mean)).max(sharpest + config.margin);
        let mut in_cut = Dense::new(cells.shape);
        for (at, _) in read {
            let is_cut = mean_at(at) > limit;
            in_cut.add(cells.at(at).unwrap(), [f32::from(is_cut), 1.0]);
        }
        let wide = in_cut.with_all_neighbours().with_all_neighbours();
        let is_wall = |[i, j, k]: [usize; 3]| {
            let [cut, all] = wide.sums[wide.number([i, j, k])];
            means[wide.number([i, j, k])] > limit && cut >= config.wall_share * all
        };
        BitGrid::from_fn(cells.shape, is_wall)
    }

    /// Sums of every cell.
    struct Dense {
        shape: [usize; 3],
        sums: Vec<[f32; 2]>,
    }

    impl Dense {
        fn new(shape: [usize; 3]) -> Self {
            Self { shape, sums: vec![[0.0; 2]; shape.iter().product()] }
        }

        fn number(&self, [i, j, k]: [usize; 3]) -> usize {
            (k * self.shape[1] + j) * self.shape[0] + i
        }

        fn add(&mut self, cell: [usize; 3], value: [f32; 2]) {
            let number = self.number(cell);
            self.sums[number] = plus(self.sums[number], value);
        }

        fn with_all_neighbours(&self) -> Self {
            let [ni, nj, _] = self.shape;
            let mut sums = self.sums.clone();
            for (stride, count) in [1, ni, ni * nj].into_iter().zip(self.shape) {
                let at = |cell: usize, inside: bool| if inside { sums[cell] } else { [0.0; 2] };
                let summed = |cell: usize| {
                    let place = cell / stride % count;
                    let before = at(cell.wrapping_sub(stride), place > 0);
                    let after = at(cell + stride, place + 1 < count);
                    plus(plus(before, sums[cell]), after)
                };
                sums = (0..sums.len()).map(summed).collect();
            }
            Self { shape: self.shape, sums }
        }
    }

    fn plus([a, b]: [f32; 2], [c, d]: [f32; 2]) -> [f32; 2] {
        [a + c, b + d]
    }

    proptest! {
        #[test]
        fn the_cells_found_are_those_of_a_look_at_every_cell(
            places in prop::collection::vec(prop::array::uniform3(0f32..1.0), 200..900),
            steps in prop::collection::vec(0.2f32..0.9, 900),
            walls in prop::collection::vec((prop::array::uniform3(0f32..1.0), 3f32..25.0), 0..4),
            cell_mm in 3f32..12.0,
        ) {
            let place = |at: &[f32; 3]| Vector3::new(40.0 * at[0], 50.0 * at[1], 110.0 * at[2]);
            let walls: Vec<_> = walls.iter().map(|(at, mm)| (place(at), *mm)).collect();
            let read: Vec<_> = places.iter().map(place).zip(steps).map(|(at, step)| {
                let is_wall = walls.iter().any(|(wall, mm)| (wall - at).norm() < *mm);
                (at, if is_wall { 1.0 - 0.2 * step } else { step })
            }).collect();
            let found = CutCells::among(&read, cell_mm, &config()).unwrap();
            prop_assert_eq!(&found.cut, &brute_force_cut(&read, &found.cells));
        }
    }
}
