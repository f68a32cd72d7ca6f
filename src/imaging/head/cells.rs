//! Cells of several voxels: from a fine bit grid to a coarse one and back.

use super::bitgrid::BitGrid;
use super::runs::{push_runs, set_bits};

/// Cells in which any voxel is set; `size` voxels along each axis, the last ones may be smaller.
pub(super) fn any_in_cell(grid: &BitGrid, size: [usize; 3]) -> BitGrid {
    let shape = grid.shape();
    let mut out = BitGrid::new(std::array::from_fn(|a| shape[a].div_ceil(size[a])));
    let mut joined = vec![0; grid.words_per_row()];
    let mut runs = Vec::new();
    for k in 0..out.shape()[2] {
        for j in 0..out.shape()[1] {
            joined.fill(0);
            for fine_k in k * size[2]..((k + 1) * size[2]).min(shape[2]) {
                for fine_j in j * size[1]..((j + 1) * size[1]).min(shape[1]) {
                    for (word, row) in joined.iter_mut().zip(grid.row(fine_j, fine_k)) {
                        *word |= row;
                    }
                }
            }
            runs.clear();
            push_runs(&joined, &mut runs);
            for run in &runs {
                let (start, end) = (run.start as usize, run.end as usize);
                set_bits(out.row_mut(j, k), start / size[0], (end - 1) / size[0] + 1);
            }
        }
    }
    out
}

/// All voxels of the set cells, in a grid of `shape`.
pub(super) fn voxels_of(cells: &BitGrid, size: [usize; 3], shape: [usize; 3]) -> BitGrid {
    let mut out = BitGrid::new(shape);
    let mut fine = vec![0; out.words_per_row()];
    let mut runs = Vec::new();
    for k in 0..cells.shape()[2] {
        for j in 0..cells.shape()[1] {
            runs.clear();
            push_runs(cells.row(j, k), &mut runs);
            if runs.is_empty() {
                continue;
            }
            fine.fill(0);
            for run in &runs {
                let (start, end) = (run.start as usize * size[0], run.end as usize * size[0]);
                set_bits(&mut fine, start, end.min(shape[0]));
            }
            for fine_k in k * size[2]..((k + 1) * size[2]).min(shape[2]) {
                for fine_j in j * size[1]..((j + 1) * size[1]).min(shape[1]) {
                    out.row_mut(fine_j, fine_k).copy_from_slice(&fine);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_cell_is_set_when_any_of_its_voxels_is(
            shape in (1usize..150, 1usize..9, 1usize..9),
            size in (1usize..6, 1usize..5, 1usize..5),
            seed in any::<u64>(),
        ) {
            let (shape, size) = ([shape.0, shape.1, shape.2], [size.0, size.1, size.2]);
            let mut state = seed;
            let grid = BitGrid::from_fn(shape, |_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                state >> 58 == 0
            });
            let mut cells = BitGrid::new(std::array::from_fn(|a| shape[a].div_ceil(size[a])));
            BitGrid::from_fn(shape, |[i, j, k]| {
                if grid.get(i, j, k) {
                    cells.set(i / size[0], j / size[1], k / size[2]);
                }
                false
            });
            prop_assert_eq!(&any_in_cell(&grid, size), &cells);
            let back = BitGrid::from_fn(shape, |[i, j, k]| {
                cells.get(i / size[0], j / size[1], k / size[2])
            });
            prop_assert_eq!(voxels_of(&cells, size, shape), back);
        }
    }
}
