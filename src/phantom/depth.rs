//! Coarse distance to the mean head's skin, for everything that is not at the skin itself.

use std::sync::LazyLock;

use rayon::prelude::*;

use super::anatomy;
use super::solid::Point;

/// Lower corner, canonical mm.
const CORNER: Point = Point::new(0., -126., -200.);
/// Nodes along |x|, y, z.
const NODES: [usize; 3] = [56, 130, 174];
/// Distance between nodes, mm.
const STEP: f64 = 2.;

static TABLE: LazyLock<Vec<f32>> = LazyLock::new(|| {
    (0..NODES[2])
        .into_par_iter()
        .flat_map_iter(|k| {
            (0..NODES[1] * NODES[0]).map(move |n| {
                let index = [n % NODES[0], n / NODES[0], k].map(|i| i as f64);
                anatomy::skin(CORNER + Point::from(index) * STEP) as f32
            })
        })
        .collect()
});

/// Signed distance to the skin of the mean head, mm, negative inside; off by up to about 1 mm at
/// features smaller than the 2 mm lattice.
pub fn coarse(p: Point) -> f64 {
    let at = (Point::new(p.x.abs(), p.y, p.z) - CORNER) / STEP;
    let (mut base, mut t) = ([0; 3], [0f64; 3]);
    let mut beyond = 0.;
    for axis in 0..3 {
        let inside = at[axis].clamp(0., NODES[axis] as f64 - 1.001);
        beyond += (at[axis] - inside).abs() * STEP;
        base[axis] = inside as usize;
        t[axis] = inside - base[axis] as f64;
    }
    let table = &*TABLE;
    let row = |dj: usize, dk: usize| {
        let n = ((base[2] + dk) * NODES[1] + base[1] + dj) * NODES[0] + base[0];
        f64::from(table[n]) * (1. - t[0]) + f64::from(table[n + 1]) * t[0]
    };
    let plane = |dk: usize| row(0, dk) * (1. - t[1]) + row(1, dk) * t[1];
    plane(0) * (1. - t[2]) + plane(1) * t[2] + beyond
}
