//! From head and session to voxels.

mod blur;
mod noise;

use rayon::prelude::*;

use super::depth;
use super::grid::Grid;
use super::head::Head;
use super::region;
use super::session::Session;
use super::solid::Point;
use super::solid::step;
use super::tissue::Tissue;
use crate::base::space::AffineError;
use crate::phantom::anatomy;

pub use blur::gaussian;

/// Voxels are looked at in runs of this many: a run far outside the head is skipped.
const RUN: usize = 8;
/// Beyond this coarse distance the exact skin need not be asked, mm: error of the coarse table and
/// half a voxel of up to 2.5 mm.
const BAND: f64 = 2.6;
/// Width of the smooth edge between head and air, in voxels along the skin's normal. Its steepest
/// slope is that of a box voxel; the point spread of the encoding rounds its ends.
const EDGE: f64 = 2.;
/// Point spread within the head, mm (standard deviation).
const SPREAD: f64 = 0.4;

/// A noise-free scan and what is known about it, in stored voxel order.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Where the voxels lie.
    pub grid: Grid,
    /// Signal with receive field, without noise.
    pub signal: Vec<f32>,
    /// Share of each voxel within the head.
    pub coverage: Vec<f32>,
    /// 1 where a voxel's centre lies in the brain.
    pub brain: Vec<u8>,
}

struct Sample {
    signal: f32,
    coverage: f32,
    brain: u8,
}

impl Scan {
    /// Images a head.
    ///
    /// # Errors
    /// [`AffineError`] when the session's voxel sizes are no sizes.
    pub fn new(head: &Head, session: &Session) -> Result<Self, AffineError> {
        Ok(Self::on(Grid::new(head, session)?, head, session))
    }

    /// Images a head on a given grid.
    pub fn on(grid: Grid, head: &Head, session: &Session) -> Self {
        let skin = session.contrast.signal(Tissue::Skin) as f32;
        let mut scan = Self {
            signal: vec![skin; grid.len()],
            coverage: vec![0.; grid.len()],
            brain: vec![0; grid.len()],
            grid,
        };
        let row = scan.grid.shape[0];
        let rows = (scan.signal.par_chunks_mut(row))
            .zip(scan.coverage.par_chunks_mut(row))
            .zip(scan.brain.par_chunks_mut(row));
        let grid = &scan.grid;
        rows.enumerate().for_each(|(n, ((signal, coverage), brain))| {
            let (j, k) = (n % grid.shape[1], n / grid.shape[1]);
            for start in (0..row).step_by(RUN) {
                if is_far_outside(grid, head, [start, j, k]) {
                    continue;
                }
                for i in start..row.min(start + RUN) {
                    let sample = sample(grid, head, session, grid.place([i, j, k]));
                    (signal[i], coverage[i], brain[i]) =
                        (sample.signal, sample.coverage, sample.brain);
                }
            }
        });
        scan.finish(session);
        scan
    }

    /// Point spread, partial volume with the air, receive field.
    fn finish(&mut self, session: &Session) {
        let steps = self.grid.steps().map(|s| s.norm());
        blur::small(&mut self.signal, self.grid.shape, steps.map(|mm| SPREAD / mm));
        let air = session.contrast.signal(Tissue::Air) as f32;
        let field = noise::ReceiveField::new(session);
        let row = self.grid.shape[0];
        let rows = self.signal.par_chunks_mut(row).zip(self.coverage.par_chunks(row));
        rows.enumerate().for_each(|(n, (signal, coverage))| {
            for (i, (signal, &coverage)) in signal.iter_mut().zip(coverage).enumerate() {
                *signal = if coverage > 0. {
                    let factor = field.at(&self.grid, i, n);
                    (air + (*signal - air) * coverage) * factor
                } else {
                    0.
                };
            }
        });
    }

    /// The scan as the scanner stores it: with Rician noise, scaled and rounded.
    pub fn noisy(&self, seed: u64, subject: u32, session: &Session) -> Vec<f32> {
        noise::rician(&self.signal, self.grid.shape, seed, subject, session)
    }

    /// Region of each voxel at the skin, label + 1; 0 elsewhere.
    pub fn regions(&self, head: &Head) -> Vec<u8> {
        let row = self.grid.shape[0];
        let mut labels = vec![0; self.grid.len()];
        labels.par_chunks_mut(row).enumerate().for_each(|(n, labels)| {
            let (j, k) = (n % self.grid.shape[1], n / self.grid.shape[1]);
            for (i, label) in labels.iter_mut().enumerate() {
                let covered = self.coverage[n * row + i];
                if covered > 0.02 && covered < 0.98 {
                    let p = head.shape.to_mean(self.grid.place([i, j, k]));
                    *label = region::at(p) as u8 + 1;
                }
            }
        });
        labels
    }
}

fn is_far_outside(grid: &Grid, head: &Head, [i, j, k]: [usize; 3]) -> bool {
    let step = grid.steps()[0];
    let half = RUN as f64 / 2.;
    let middle = grid.place([i, j, k]) + step * (half - 0.5);
    // Displacement fields stretch distances by up to a third.
    depth::coarse(head.shape.to_mean(middle)) > BAND + 1.5 * half * step.norm()
}

fn sample(grid: &Grid, head: &Head, session: &Session, q: Point) -> Sample {
    let p = head.shape.to_mean(q);
    let mut distance = depth::coarse(p);
    let mut coverage = f64::from(u8::from(distance < 0.));
    if distance.abs() < BAND {
        distance = anatomy::skin(p);
        coverage = covered(grid, p, distance);
    }
    if coverage == 0. {
        let signal = session.contrast.signal(Tissue::Skin) as f32;
        return Sample { signal, coverage: 0., brain: 0 };
    }
    let depth = (-distance).max(0.);
    let found = head.layers.find(p, depth);
    let signal = session.contrast.signal(found.tissue) * (1. + found.deviation);
    Sample { signal: signal as f32, coverage: coverage as f32, brain: u8::from(found.is_brain) }
}

/// Share of the voxel at `p` within the head, `distance` mm from the skin.
fn covered(grid: &Grid, p: Point, distance: f64) -> f64 {
    let largest = grid.steps().iter().map(Point::norm).fold(0., f64::max);
    if distance.abs() > 0.5 * EDGE * largest {
        return f64::from(u8::from(distance < 0.));
    }
    let half = 0.5 * EDGE * voxel_width(grid, p);
    step(-distance, -half, half)
}

/// Extent of a voxel along the skin's normal, mm.
fn voxel_width(grid: &Grid, p: Point) -> f64 {
    const H: f64 = 1.5;
    let along = |e: Point| depth::coarse(p + e * H) - depth::coarse(p - e * H);
    let gradient = Point::new(along(Point::x()), along(Point::y()), along(Point::z()));
    let normal = gradient / gradient.norm().max(1e-9);
    grid.steps().iter().map(|step| step.dot(&normal).powi(2)).sum::<f64>().sqrt()
}
