//! Dilation, erosion and closing on bit grids, whole words at a time.
//!
//! A ball is built from steps of one voxel that alternate between the cross (6 neighbours) and
//! the box (26 neighbours): after a few steps the shape is a rhombicuboctahedron, round to 10 %.
//! Axes whose voxels are larger take part in fewer steps, so that the ball is round in mm.

mod step;

use super::bitgrid::BitGrid;
use step::Pass;
pub(super) use step::Step;

/// The steps that make a ball of `radius` mm in voxels of the given size.
///
/// An axis takes `radius / size` steps, rounded (6 mm slices and a 3 mm ball: one), spread evenly.
pub(super) fn ball(radius_mm: f64, voxel_mm: [f64; 3], shape: [usize; 3]) -> Vec<Step> {
    // More steps than voxels change nothing.
    let reach: [usize; 3] =
        std::array::from_fn(|a| ((radius_mm / voxel_mm[a]).round() as usize).min(shape[a]));
    let steps = reach.into_iter().max().unwrap_or(0);
    (0..steps)
        .map(|s| Step {
            axes: std::array::from_fn(|a| (s + 1) * reach[a] / steps > s * reach[a] / steps),
            diagonal: s % 2 == 1,
        })
        .collect()
}

/// Grows the set by the steps.
pub(super) fn dilate(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    sweep::<false>(grid, steps)
}

/// Shrinks the set by the steps; what lies outside the grid is not in the set.
pub(super) fn erode(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    sweep::<true>(grid, steps)
}

fn sweep<const ERODE: bool>(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    let Some((first, rest)) = steps.split_first() else { return grid.clone() };
    let mut out = BitGrid::new(grid.shape());
    let mut pass = Pass::new(grid);
    pass.apply::<ERODE>(grid, *first, &mut out);
    sweep_on::<ERODE>(&mut pass, &mut out, &mut None, rest);
    out
}

/// Applies steps in place; `spare` is made when first needed and can be used again.
fn sweep_on<const ERODE: bool>(
    pass: &mut Pass,
    grid: &mut BitGrid,
    spare: &mut Option<BitGrid>,
    steps: &[Step],
) {
    for step in steps {
        let other = spare.get_or_insert_with(|| BitGrid::new(grid.shape()));
        pass.apply::<ERODE>(grid, *step, other);
        std::mem::swap(grid, other);
    }
}

/// Fills gaps narrower than the ball; never takes a voxel away.
///
/// Within the ball's radius of the field of view's edge nothing is filled: beyond the edge counts
/// as empty, so that a strip of air between an ear and the edge stays air.
pub(super) fn close(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    let Some((first, rest)) = steps.split_first() else { return grid.clone() };
    let mut closed = BitGrid::new(grid.shape());
    let mut spare = None;
    let mut pass = Pass::new(grid);
    pass.apply::<false>(grid, *first, &mut closed);
    sweep_on::<false>(&mut pass, &mut closed, &mut spare, rest);
    sweep_on::<true>(&mut pass, &mut closed, &mut spare, steps);
    closed.unite(grid);
    closed
}

/// The set without voxels that have none of it among their six neighbours.
pub(super) fn without_lone_voxels(grid: &BitGrid) -> BitGrid {
    having_neighbour(grid, grid)
}

/// The voxels of `from` that have a voxel of `of` among their six neighbours.
pub(super) fn having_neighbour(from: &BitGrid, of: &BitGrid) -> BitGrid {
    let mut out = BitGrid::new(of.shape());
    Pass::new(of).neighbours(of, &mut out);
    out.intersect(from);
    out
}

/// Grows the set by the steps, but only into `allowed`.
pub(super) fn dilate_within(grid: BitGrid, steps: &[Step], allowed: &BitGrid) -> BitGrid {
    let mut grid = grid;
    let mut other = BitGrid::new(grid.shape());
    let mut pass = Pass::new(&grid);
    for step in steps {
        pass.apply::<false>(&grid, *step, &mut other);
        for ((grown, allowed), old) in
            other.words_mut().iter_mut().zip(allowed.words()).zip(grid.words())
        {
            *grown = *grown & allowed | old;
        }
        std::mem::swap(&mut grid, &mut other);
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_keeps_the_set_and_fills_a_narrow_slit_but_not_a_wide_one() {
        let shape = [40, 40, 40];
        let mut grid = BitGrid::new(shape);
        for k in 0..40 {
            for j in 0..40 {
                for i in (0..40).filter(|i| !(10..13).contains(i) && !(20..32).contains(i)) {
                    grid.set(i, j, k);
                }
            }
        }
        let closed = close(&grid, &ball(3.0, [1.0; 3], shape));
        assert!(closed.get(11, 20, 20), "a 3 mm slit is closed by a 3 mm ball");
        assert!(!closed.get(26, 20, 20), "a 12 mm gap is not");
        for (c, g) in closed.words().iter().zip(grid.words()) {
            assert_eq!(c & g, *g);
        }
    }

    #[test]
    fn thick_slices_take_fewer_steps() {
        let steps = ball(3.0, [0.75, 1.0, 6.0], [99; 3]);
        let count = |a: usize| steps.iter().filter(|s| s.axes[a]).count();
        assert_eq!([count(0), count(1), count(2)], [4, 3, 1]);
    }

    #[test]
    fn growth_stays_within_what_is_allowed() {
        let mut grid = BitGrid::new([9, 1, 1]);
        grid.set(0, 0, 0);
        let mut allowed = BitGrid::new([9, 1, 1]);
        for i in [0, 1, 2, 4, 5] {
            allowed.set(i, 0, 0);
        }
        let grown = dilate_within(grid, &ball(6.0, [1.0; 3], [9, 1, 1]), &allowed);
        assert_eq!(grown.words(), [0b111]);
    }
}
