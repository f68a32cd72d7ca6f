//! Dilation, erosion and closing on bit grids, whole words at a time.
//!
//! A ball is built from steps of one voxel that alternate between the cross (6 neighbours) and
//! the box (26 neighbours): after a few steps the shape is a rhombicuboctahedron, round to 10 %.
//! Axes whose voxels are larger take part in fewer steps, so that the ball is round in mm.

use super::bitgrid::BitGrid;

/// One step: which axes move, and whether diagonally too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    axes: [bool; 3],
    diagonal: bool,
}

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

/// `a | b` or `a & b`; voxels outside the grid are 0 in both.
fn join<const ERODE: bool>(a: u64, b: u64) -> u64 {
    if ERODE { a & b } else { a | b }
}

/// Per word of a slice: what may come in from the word before, from the word after, and which
/// bits are voxels.
struct RowEdges {
    from_before: Vec<u64>,
    from_after: Vec<u64>,
    voxels: Vec<u64>,
}

impl RowEdges {
    fn new(grid: &BitGrid) -> Self {
        let per_row = grid.words_per_row();
        let of = |f: &dyn Fn(usize) -> u64| {
            (0..grid.words_per_slice()).map(|w| f(w % per_row.max(1))).collect()
        };
        Self {
            from_before: of(&|w| u64::from(w != 0)),
            from_after: of(&|w| if w + 1 == per_row { 0 } else { 1 << 63 }),
            voxels: of(&|w| if w + 1 == per_row { grid.last_word_mask() } else { !0 }),
        }
    }
}

/// Joins each voxel of a slice with its two neighbours along `i`.
fn along_i<const ERODE: bool>(slice: &[u64], edges: &RowEdges, out: &mut [u64]) {
    let n = slice.len();
    let side = |w: usize, before: u64, after: u64| {
        let up = slice[w] << 1 | (before >> 63) & edges.from_before[w];
        let down = slice[w] >> 1 | (after << 63) & edges.from_after[w];
        join::<ERODE>(join::<ERODE>(slice[w], up), down) & edges.voxels[w]
    };
    if n == 1 {
        out[0] = side(0, 0, 0);
        return;
    }
    out[0] = side(0, 0, slice[1]);
    out[n - 1] = side(n - 1, slice[n - 2], 0);
    let inner = out[1..n - 1].iter_mut().zip(slice.windows(3));
    let masks = edges.from_before[1..].iter().zip(&edges.from_after[1..]).zip(&edges.voxels[1..]);
    for ((out, s), ((from_before, from_after), voxels)) in inner.zip(masks) {
        let up = s[1] << 1 | (s[0] >> 63) & from_before;
        let down = s[1] >> 1 | (s[2] << 63) & from_after;
        *out = join::<ERODE>(join::<ERODE>(s[1], up), down) & voxels;
    }
}

/// `target ∘= other`, word by word.
fn join_into<const ERODE: bool>(target: &mut [u64], other: &[u64]) {
    for (t, o) in target.iter_mut().zip(other) {
        *t = join::<ERODE>(*t, *o);
    }
}

/// Joins each row of `out` with the rows before and after it in `rows`.
fn along_j<const ERODE: bool>(rows: &[u64], per_row: usize, out: &mut [u64]) {
    let n = rows.len();
    if ERODE {
        // The rows beyond the first and last are outside, hence 0.
        out[..per_row].fill(0);
        out[n - per_row..].fill(0);
    }
    if n > per_row {
        join_into::<ERODE>(&mut out[per_row..], &rows[..n - per_row]);
        join_into::<ERODE>(&mut out[..n - per_row], &rows[per_row..]);
    }
}

/// Joins each slice of `grid` with the slices before and after it in `slices`.
fn along_k<const ERODE: bool>(slices: &[u64], per_slice: usize, out: &mut [u64]) {
    along_j::<ERODE>(slices, per_slice, out);
}

fn apply<const ERODE: bool>(grid: &BitGrid, step: Step) -> BitGrid {
    let (per_row, per_slice) = (grid.words_per_row(), grid.words_per_slice());
    if grid.words().is_empty() {
        return grid.clone();
    }
    let edges = RowEdges::new(grid);
    let mut out = grid.clone();
    // In-plane part, slice by slice.
    let pairs =
        grid.words().chunks_exact(per_slice).zip(out.words_mut().chunks_exact_mut(per_slice));
    let mut row_joined = vec![0; per_slice];
    for (slice, target) in pairs {
        if step.axes[0] {
            along_i::<ERODE>(slice, &edges, target);
        }
        if step.axes[1] {
            let source = if step.diagonal {
                row_joined.copy_from_slice(target);
                &row_joined
            } else {
                slice
            };
            along_j::<ERODE>(source, per_row, target);
        }
    }
    if step.axes[2] {
        let source = if step.diagonal { out.clone() } else { grid.clone() };
        along_k::<ERODE>(source.words(), per_slice, out.words_mut());
    }
    out
}

/// Grows the set by the steps.
pub(super) fn dilate(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    steps.iter().fold(grid.clone(), |g, s| apply::<false>(&g, *s))
}

/// Shrinks the set by the steps; what lies outside the grid is not in the set.
pub(super) fn erode(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    steps.iter().rev().fold(grid.clone(), |g, s| apply::<true>(&g, *s))
}

/// Fills gaps narrower than the ball; never takes a voxel away.
///
/// Within the ball's radius of the field of view's edge nothing is filled: beyond the edge counts
/// as empty, so that a strip of air between an ear and the edge stays air.
pub(super) fn close(grid: &BitGrid, steps: &[Step]) -> BitGrid {
    let mut closed = erode(&dilate(grid, steps), steps);
    join_into::<false>(closed.words_mut(), grid.words());
    closed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offsets(step: Step) -> Vec<[isize; 3]> {
        let mut out = Vec::new();
        for n in 0..27isize {
            let d = [n % 3 - 1, n / 3 % 3 - 1, n / 9 - 1];
            let moved = d.iter().filter(|v| **v != 0).count();
            let allowed = (0..3).all(|a| d[a] == 0 || step.axes[a]);
            if allowed && (step.diagonal || moved <= 1) {
                out.push(d);
            }
        }
        out
    }

    fn voxel_by_voxel(grid: &BitGrid, step: Step, erode: bool) -> BitGrid {
        let shape = grid.shape();
        let mut out = BitGrid::new(shape);
        let inside = |p: [isize; 3]| (0..3).all(|a| p[a] >= 0 && p[a] < shape[a] as isize);
        for k in 0..shape[2] {
            for j in 0..shape[1] {
                for i in 0..shape[0] {
                    let mut at = offsets(step).into_iter().map(|d| {
                        let p = [i as isize + d[0], j as isize + d[1], k as isize + d[2]];
                        inside(p) && grid.get(p[0] as usize, p[1] as usize, p[2] as usize)
                    });
                    if if erode { at.all(|v| v) } else { at.any(|v| v) } {
                        out.set(i, j, k);
                    }
                }
            }
        }
        out
    }

    fn random_grid(shape: [usize; 3], seed: u64, density: u64) -> BitGrid {
        let mut grid = BitGrid::new(shape);
        let mut state = seed;
        for n in 0..shape.iter().product::<usize>() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if state >> 54 < density {
                grid.set(n % shape[0], n / shape[0] % shape[1], n / shape[0] / shape[1]);
            }
        }
        grid
    }

    proptest! {
        #[test]
        fn word_steps_equal_voxel_by_voxel(
            shape in (1usize..140, 1usize..7, 1usize..7),
            seed in any::<u64>(),
            axes in any::<[bool; 3]>(),
            diagonal in any::<bool>(),
        ) {
            let step = Step { axes, diagonal };
            let thin = random_grid([shape.0, shape.1, shape.2], seed, 40);
            prop_assert_eq!(apply::<false>(&thin, step), voxel_by_voxel(&thin, step, false));
            let thick = random_grid([shape.0, shape.1, shape.2], seed, 950);
            prop_assert_eq!(apply::<true>(&thick, step), voxel_by_voxel(&thick, step, true));
        }
    }

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
}
