//! The outer air: what a flood from the border reaches when narrow gaps are closed.

use super::bitgrid::BitGrid;
use super::config::Config;
use super::morphology::{ball, close, dilate};
use super::runs::Components;

/// The head: tissue and everything outer air does not reach, largest component only.
pub(super) fn head_mask(tissue: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let outer = outer_air(tissue, voxel_mm, config);
    largest(&outer.complement())
}

/// Air that is connected with the outside of the field of view.
fn outer_air(tissue: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let shape = tissue.shape();
    let closed = close(tissue, &ball(config.closing_mm, voxel_mm, shape));
    let air = closed.complement();
    let seeds = border_seeds(&air, voxel_mm, config);
    let parts = Components::of(&air);
    let reached = parts.touched_by(&seeds);
    let outer = parts.select(|label| reached[label]);
    reopen(outer, tissue, voxel_mm, config)
}

/// Lets the outer air into gaps that the large ball closed, as far as a small ball comes in.
fn reopen(outer: BitGrid, tissue: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let shape = tissue.shape();
    let free = close(tissue, &ball(config.reopening_mm, voxel_mm, shape)).complement();
    let air = tissue.complement();
    let mut grown = outer;
    for step in ball(config.reopening_depth_mm, voxel_mm, shape) {
        grown = within(&dilate(&grown, &[step]), &free, &grown);
    }
    // The small ball's own rim: one voxel further where there is air.
    let rim = ball(config.reopening_mm, voxel_mm, shape);
    within(&dilate(&grown, &rim), &air, &grown)
}

/// `(set ∩ allowed) ∪ base`.
fn within(set: &BitGrid, allowed: &BitGrid, base: &BitGrid) -> BitGrid {
    let mut out = set.clone();
    let words = out.words_mut().iter_mut().zip(allowed.words()).zip(base.words());
    for ((word, allowed), base) in words {
        *word = *word & allowed | base;
    }
    out
}

/// Air voxels on the border faces from which the flood starts.
///
/// A patch of air on a face that does not reach the face's own edge is enclosed by head there (a
/// trachea, a mouth or a nasal cavity cut by the edge of the field of view): it starts nothing.
fn border_seeds(air: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let shape = air.shape();
    let mut seeds = BitGrid::new(shape);
    for axis in 0..3 {
        for end in [0, shape[axis] - 1] {
            let face = Face { axis, at: end, shape };
            let open = face.open_patches(air, voxel_mm, config);
            face.copy_into(&open, &mut seeds);
        }
    }
    seeds
}

/// A face of the field of view, as a one-slice grid of its other two axes.
struct Face {
    axis: usize,
    at: usize,
    shape: [usize; 3],
}

impl Face {
    fn axes(&self) -> [usize; 2] {
        [[1, 2], [0, 2], [0, 1]][self.axis]
    }

    fn voxel(&self, u: usize, v: usize) -> [usize; 3] {
        let mut p = [self.at; 3];
        let [a, b] = self.axes();
        p[a] = u;
        p[b] = v;
        p
    }

    fn extent(&self) -> [usize; 2] {
        self.axes().map(|a| self.shape[a])
    }

    fn open_patches(&self, air: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
        let [nu, nv] = self.extent();
        let mut face = BitGrid::new([nu, nv, 1]);
        let mut rim = BitGrid::new([nu, nv, 1]);
        for v in 0..nv {
            for u in 0..nu {
                let [i, j, k] = self.voxel(u, v);
                if air.get(i, j, k) {
                    face.set(u, v, 0);
                    if u == 0 || v == 0 || u + 1 == nu || v + 1 == nv {
                        rim.set(u, v, 0);
                    }
                }
            }
        }
        let patches = Components::of(&face);
        let open = patches.touched_by(&rim);
        let sizes = patches.sizes();
        let [a, b] = self.axes();
        let limit = config.enclosed_patch_mm2 / (voxel_mm[a] * voxel_mm[b]);
        patches.select(|label| open[label] || sizes[label] as f64 > limit)
    }

    fn copy_into(&self, patches: &BitGrid, seeds: &mut BitGrid) {
        let [nu, nv] = self.extent();
        for v in 0..nv {
            for u in (0..nu).filter(|u| patches.get(*u, v, 0)) {
                let [i, j, k] = self.voxel(u, v);
                seeds.set(i, j, k);
            }
        }
    }
}

/// The largest component; the first of equals.
fn largest(set: &BitGrid) -> BitGrid {
    let parts = Components::of(set);
    let sizes = parts.sizes();
    let best = (0..sizes.len()).rev().max_by_key(|n| sizes[*n]);
    parts.select(|label| Some(label) == best)
}
