//! Rays from the middle of the head: what lies under its surface, and how sharp the surface is.

use super::bitgrid::BitGrid;
use super::cells::any_in_cell;
use super::config::Config;
use super::quantile::quantile;
use crate::imaging::volume::Sample;

/// What one ray meets, from the surface inwards.
pub(super) struct Ray {
    /// Distance from the middle to the surface, mm.
    pub(super) radius: f64,
    /// Unit direction in voxel axes.
    pub(super) direction: [f64; 3],
    /// Samples every mm from the surface inwards, stored units.
    pub(super) inwards: Vec<f32>,
    /// Samples at 2, 3 and 4 mm outside the surface, as far as the field of view goes.
    pub(super) outwards: Vec<f32>,
    /// Length of the gradient at the surface, stored units per mm.
    gradient: f32,
}

/// Rays in all directions that reach the surface within the field of view.
pub(super) struct Rays {
    pub(super) hits: Vec<Ray>,
}

/// A volume seen in mm along its own axes.
struct Space<'s, T> {
    samples: &'s [T],
    shape: [usize; 3],
    voxel_mm: [f64; 3],
}

impl<T: Sample> Space<'_, T> {
    fn voxel(&self, mm: [f64; 3]) -> Option<[usize; 3]> {
        let v: [f64; 3] = std::array::from_fn(|a| (mm[a] / self.voxel_mm[a]).round());
        let within = (0..3).all(|a| v[a] >= 0.0 && v[a] < self.shape[a] as f64);
        within.then(|| v.map(|x| x as usize))
    }

    fn at(&self, [i, j, k]: [usize; 3]) -> f32 {
        self.samples[(k * self.shape[1] + j) * self.shape[0] + i].to_f32()
    }

    /// Length of the gradient, by the voxels before and after along every axis.
    fn gradient(&self, voxel: [usize; 3]) -> f32 {
        let slope = |a: usize| {
            let (mut before, mut after) = (voxel, voxel);
            before[a] = voxel[a].saturating_sub(1);
            after[a] = (voxel[a] + 1).min(self.shape[a] - 1);
            let mm = (after[a] - before[a]).max(1) as f64 * self.voxel_mm[a];
            (self.at(after) - self.at(before)) / mm as f32
        };
        (0..3).map(|a| slope(a).powi(2)).sum::<f32>().sqrt()
    }
}

/// Middle of a mask in mm along its axes, from cells; None for an empty mask.
fn middle(mask: &BitGrid, voxel_mm: [f64; 3], config: &Config) -> Option<[f64; 3]> {
    let size = voxel_mm.map(|mm| (config.coarse_mm / mm).round().max(1.0) as usize);
    let cells = any_in_cell(mask, size);
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for cell in cells.set_voxels() {
        for a in 0..3 {
            sum[a] += (cell[a] as f64 + 0.5) * size[a] as f64 * voxel_mm[a];
        }
        count += 1.0;
    }
    (count > 0.0).then(|| sum.map(|s| s / count))
}

impl Rays {
    /// Casts [`Config::rays`] rays, evenly spread over all directions (a Fibonacci spiral).
    pub(super) fn cast<T: Sample>(
        samples: &[T],
        mask: &BitGrid,
        voxel_mm: [f64; 3],
        config: &Config,
    ) -> Self {
        let space = Space { samples, shape: mask.shape(), voxel_mm };
        let Some(middle) = middle(mask, voxel_mm, config) else { return Self { hits: Vec::new() } };
        let golden = std::f64::consts::PI * (3.0 - 5f64.sqrt());
        let directions = (0..config.rays).map(|n| {
            let z = 1.0 - (2.0 * n as f64 + 1.0) / config.rays as f64;
            let (sin, cos) = (golden * n as f64).sin_cos();
            let r = (1.0 - z * z).sqrt();
            [r * cos, r * sin, z]
        });
        Self {
            hits: directions.filter_map(|d| cast_one(&space, mask, middle, d, config)).collect(),
        }
    }

    /// How far the surface moves when the threshold moves by `change` stored units: median of
    /// `change / |gradient|`, mm. None without a ray that reaches the surface.
    pub(super) fn shift_mm(&self, change: f32) -> Option<f64> {
        let mut shifts: Vec<f32> = self
            .hits
            .iter()
            .filter(|r| r.gradient > 0.0)
            .map(|r| change.abs() / r.gradient)
            .collect();
        quantile(&mut shifts, 0.5).map(f64::from)
    }
}

/// None where the ray leaves the field of view within the head.
fn cast_one<T: Sample>(
    space: &Space<'_, T>,
    mask: &BitGrid,
    middle: [f64; 3],
    direction: [f64; 3],
    config: &Config,
) -> Option<Ray> {
    let along = |mm: f64| space.voxel(std::array::from_fn(|a| middle[a] + mm * direction[a]));
    let mut radius = None;
    let mut reached = 0;
    // Beyond a metre it is no head, however large the voxels claim to be.
    while let Some([i, j, k]) = along(f64::from(reached)).filter(|_| reached < 1000) {
        if mask.get(i, j, k) {
            radius = Some(f64::from(reached));
        }
        reached += 1;
    }
    let radius = radius?;
    let last = along(radius)?;
    // The next voxel must be there, or the head goes on beyond the field of view.
    let next = along(radius + space.voxel_mm.into_iter().fold(0.0, f64::max))?;
    let depths = 0..config.ray_depth_mm as u32;
    Some(Ray {
        radius,
        direction,
        inwards: depths
            .map_while(|d| along((radius - f64::from(d)).max(0.0)))
            .map(|v| space.at(v))
            .collect(),
        outwards: (2..5).map_while(|d| along(radius + f64::from(d))).map(|v| space.at(v)).collect(),
        gradient: space.gradient(last).max(space.gradient(next)),
    })
}
