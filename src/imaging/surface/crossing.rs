//! Where in a cell the surface passes.

use super::cell::EDGES;

/// Crossings keep this distance from the voxel centres, in voxels, so that no mesh edge collapses.
const MARGIN: f32 = 0.02;

/// What [`cell_vertex`] needs to know of a configuration.
#[derive(Clone, Copy)]
struct CellSums {
    /// All ones where the edge is crossed; x, y and z edges.
    crossed: [[u32; 4]; 3],
    /// Sign bit set where the corner is outside.
    outside: [u32; 8],
    /// Sum over the crossed edges of the coordinates that are fixed along the edge.
    fixed: [f32; 3],
    /// 1 / number of crossed edges.
    inverse_count: f32,
}

static CELL_SUMS: [CellSums; 256] = {
    let blank =
        CellSums { crossed: [[0; 4]; 3], outside: [0; 8], fixed: [0.0; 3], inverse_count: 0.0 };
    let mut table = [blank; 256];
    let mut config = 0;
    while config < 256 {
        table[config] = cell_sums(config as u8);
        config += 1;
    }
    table
};

const fn cell_sums(config: u8) -> CellSums {
    let mut sums =
        CellSums { crossed: [[0; 4]; 3], outside: [0; 8], fixed: [0.0; 3], inverse_count: 0.0 };
    let mut corner = 0;
    while corner < 8 {
        if config >> corner & 1 == 0 {
            sums.outside[corner] = 1 << 31;
        }
        corner += 1;
    }
    let mut count = 0;
    let mut edge = 0;
    while edge < 12 {
        let [a, b] = EDGES[edge];
        if config >> a & 1 != config >> b & 1 {
            sums.crossed[edge / 4][edge % 4] = u32::MAX;
            let mut axis = 0;
            while axis < 3 {
                // The corner with the lower number has coordinate 0 along the edge.
                sums.fixed[axis] += (a >> axis & 1) as f32;
                axis += 1;
            }
            count += 1;
        }
        edge += 1;
    }
    if count > 0 {
        sums.inverse_count = 1.0 / count as f32;
    }
    sums
}

/// Mean of a cell's edge crossings, in voxels from corner 0.
///
/// `above` is intensity minus threshold at the corners, none of them NaN.
pub(super) fn cell_vertex(config: u8, above: &[f32; 8]) -> [f32; 3] {
    let sums = &CELL_SUMS[usize::from(config)];
    let mut least = [0.0f32; 4];
    for n in 0..4 {
        let near = f32::from_bits(above[n].to_bits() ^ sums.outside[n]);
        let far = f32::from_bits(above[n + 4].to_bits() ^ sums.outside[n + 4]);
        least[n] = if near < far { near } else { far };
    }
    // Rare: a corner whose intensity does not say what the mask says.
    if !least.iter().all(|&l| l > 0.0) {
        return patch_vertex(config, above, &[0; 12], 0);
    }
    let d = above;
    let lower = [[d[0], d[2], d[4], d[6]], [d[0], d[1], d[4], d[5]], [d[0], d[1], d[2], d[3]]];
    let upper = [[d[1], d[3], d[5], d[7]], [d[2], d[3], d[6], d[7]], [d[4], d[5], d[6], d[7]]];
    let mut vertex = [0.0; 3];
    for axis in 0..3 {
        let mut along = [0.0f32; 4];
        for n in 0..4 {
            let t = lower[axis][n] / (lower[axis][n] - upper[axis][n]);
            let t = if t > MARGIN { t } else { MARGIN };
            let t = if t < 1.0 - MARGIN { t } else { 1.0 - MARGIN };
            along[n] = f32::from_bits(t.to_bits() & sums.crossed[axis][n]);
        }
        let sum = (along[0] + along[1]) + (along[2] + along[3]);
        vertex[axis] = (sums.fixed[axis] + sum) * sums.inverse_count;
    }
    vertex
}

/// Mean of the crossings of one patch (of those edges that `of_edge` gives to `patch`).
///
/// `above` is intensity minus threshold at the corners, NaN beyond the field of view.
pub(super) fn patch_vertex(
    config: u8,
    above: &[f32; 8],
    of_edge: &[u8; 12],
    patch: u8,
) -> [f32; 3] {
    let mut sum = [0.0; 3];
    let mut count = 0.0;
    for (edge, &[a, b]) in EDGES.iter().enumerate() {
        let (a_inside, b_inside) = (config >> a & 1 == 1, config >> b & 1 == 1);
        if a_inside == b_inside || of_edge[edge] != patch {
            continue;
        }
        let (d_a, d_b) = (above[usize::from(a)], above[usize::from(b)]);
        let t = if a_inside { from_inside(d_a, d_b) } else { 1.0 - from_inside(d_b, d_a) };
        for (axis, s) in sum.iter_mut().enumerate() {
            *s += f32::from(a >> axis & 1);
        }
        sum[edge / 4] += t;
        count += 1.0;
    }
    sum.map(|s| s / count)
}

/// How far from the inside voxel towards the outside one the intensity passes the threshold.
///
/// Midway where it does not pass it: the mask was filled or closed there, or the field of view ends.
fn from_inside(inside: f32, outside: f32) -> f32 {
    if inside >= 0.0 && outside <= 0.0 && inside > outside {
        (inside / (inside - outside)).clamp(MARGIN, 1.0 - MARGIN)
    } else {
        0.5
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Does the quick mean of all crossings agree with the edge-by-edge one?
        #[test]
        fn quick_and_slow_vertex_agree(
            config in 1u8..255,
            values in prop::array::uniform8(0.01f32..900.0),
        ) {
            let above: [f32; 8] = std::array::from_fn(|n| {
                if config >> n & 1 == 1 { values[n] } else { -values[n] }
            });
            let quick = cell_vertex(config, &above);
            let slow = patch_vertex(config, &above, &[0; 12], 0);
            for axis in 0..3 {
                prop_assert!((quick[axis] - slow[axis]).abs() < 1e-5, "{quick:?} {slow:?}");
                prop_assert!((0.0..=1.0).contains(&quick[axis]));
            }
        }
    }

    #[test]
    fn a_crossing_that_is_not_bracketed_lies_midway() {
        approx::assert_abs_diff_eq!(from_inside(-3.0, -5.0), 0.5);
        approx::assert_abs_diff_eq!(from_inside(5.0, f32::NAN), 0.5);
        approx::assert_abs_diff_eq!(from_inside(0.0, 0.0), 0.5);
        approx::assert_abs_diff_eq!(from_inside(1.0, -3.0), 0.25);
        approx::assert_abs_diff_eq!(from_inside(1000.0, -0.001), 1.0 - MARGIN);
    }
}
