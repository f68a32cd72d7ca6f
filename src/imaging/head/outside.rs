//! The outer air: what a flood from the border reaches when narrow gaps are closed.
//!
//! Three balls, from wide to narrow, each going where the one before it could not:
//! a wide one on cells of a few mm finds the open air around the head and stays out of the airways
//! (a trachea cut by the field of view, a nasal cavity behind a nostril); a middle one on voxels
//! enters ears and eye corners, but only near the open air; a small one enters nostrils and
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
