//! The outer air: what a flood from the border reaches when narrow gaps are closed.
//!
//! Three balls, from wide to narrow, each going where the one before it could not:
//! a wide one on cells of a few mm finds the open air around the head and stays out of the airways
//! (a trachea cut by the field of view, a nasal cavity behind a nostril); a middle one on voxels
//! enters ears and eye corners, but goes no farther than its way from the open air (a skull that a cut
//! opened is as dark as air); a small one enters nostrils and
//! creases, only a few mm deep.

use super::bitgrid::BitGrid;
use super::cells::{any_in_cell, voxels_of};
use super::config::Config;
use super::faces::border_seeds;
use super::morphology::{ball, close, dilate, dilate_within, erode, without_lone_voxels};
use super::runs::{Components, largest};

/// The head: tissue and everything outer air does not reach, largest component only.
pub(super) fn head_mask(tissue: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let outer = outer_air(&without_lone_voxels(tissue), voxel_mm, config);
    let mut mask = largest(&outer.into_complement());
    mask.intersect(&near_body(&mask, voxel_mm, config));
    mask
}

/// The voxels near the body of the head: what reaches further away is a table, a head holder or a
/// coil that touches the head.
fn near_body(mask: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let (size, cell_mm) = cells_of(voxel_mm, config);
    let cells = any_in_cell(mask, size);
    let body = largest(&erode(&cells, &ball(config.body_mm, cell_mm, cells.shape())));
    if body.is_empty() {
        return mask.clone();
    }
    let reach = ball(config.body_mm + config.appendage_mm, cell_mm, cells.shape());
    voxels_of(&dilate(&body, &reach), size, mask.shape())
}

/// Voxels per coarse cell and its size in mm.
fn cells_of(voxel_mm: [f64; 3], config: &Config) -> ([usize; 3], [f64; 3]) {
    let size = voxel_mm.map(|mm| (config.coarse_mm / mm).round().max(1.0) as usize);
    (size, std::array::from_fn(|a| voxel_mm[a] * size[a] as f64))
}

/// Air that is connected with the outside of the field of view.
fn outer_air(tissue: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let shape = tissue.shape();
    let air = close(tissue, &ball(config.closing_mm, voxel_mm, shape)).into_complement();
    let open = open_air(tissue, voxel_mm, config);
    let outer = if open.is_empty() {
        // A very tight field of view: the border itself lets air in.
        touched(&air, &border_seeds(&air, voxel_mm, config))
    } else {
        let mut start = open;
        start.intersect(&air);
        dilate_within(start, &ball(config.open_air_depth_mm, voxel_mm, shape), &air)
    };
    let free = close(tissue, &ball(config.reopening_mm, voxel_mm, shape)).into_complement();
    dilate_within(outer, &ball(config.reopening_depth_mm, voxel_mm, shape), &free)
}

/// The open air around the head.
fn open_air(tissue: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> BitGrid {
    let shape = tissue.shape();
    let (size, cell_mm) = cells_of(voxel_mm, config);
    let cells = any_in_cell(tissue, size);
    let air = close(&cells, &ball(config.open_air_mm, cell_mm, cells.shape())).into_complement();
    voxels_of(&touched(&air, &border_seeds(&air, cell_mm, config)), size, shape)
}

/// The components of a grid that some seeds lie in.
fn touched(grid: &BitGrid, seeds: &BitGrid) -> BitGrid {
    let parts = Components::of(grid);
    let reached = parts.touched_by(seeds);
    parts.select(|label| reached[label])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ball of tissue whose skull is as dark as air, and all of it before a plane cut away.
    #[test]
    fn a_cut_lets_the_air_into_the_skull_no_farther_than_its_depth() {
        const VOXEL_MM: f64 = 2.0;
        const CUT_MM: f64 = 40.0;
        let place = |voxel: [usize; 3]| voxel.map(|v| (v as f64 - 50.0) * VOXEL_MM);
        let radius = |[x, y, z]: [f64; 3]| (x * x + y * y + z * z).sqrt();
        let is_skull = |r: f64| (66.0..74.0).contains(&r);
        let tissue = BitGrid::from_fn([101; 3], |voxel| {
            let at = place(voxel);
            radius(at) < 82.0 && !is_skull(radius(at)) && at[1] < CUT_MM
        });
        let config = Config::default();
        let mask = head_mask(&tissue, [VOXEL_MM; 3], &config);
        let skull = |from: f64, to: f64| {
            let in_layer = |voxel: &[usize; 3]| {
                let at = place(*voxel);
                is_skull(radius(at)) && (from..to).contains(&at[1])
            };
            let voxels = BitGrid::from_fn([101; 3], |voxel| in_layer(&voxel));
            let outside = voxels.count_without(&mask) as f64;
            outside / voxels.count() as f64
        };
        let reach = config.open_air_depth_mm + config.reopening_depth_mm;
        assert!(skull(CUT_MM - 4.0, CUT_MM) > 0.9, "{}", skull(CUT_MM - 4.0, CUT_MM));
        assert!(skull(-82.0, CUT_MM - reach - 4.0) <= 0.0);
    }
}
