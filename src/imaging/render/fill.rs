//! From cuts along rows to surfels.
//!
//! Cuts are collected into batches that stay in the first-level cache; for each view a loop over the
//! batch projects them and lists those that cover a pixel centre and face the camera, a second one
//! fills their pixels.

use super::camera::{Framing, View};
use super::slice::{Cut, mixed, round_between};
use super::surfel::{PackedNormal, Surfels};
use crate::base::lanes::{LANES, lanes};

/// Cuts in a batch; a power of two.
const BATCH: usize = 256;

/// Where cuts go: into the surfels of every view.
pub(super) struct Sink<'a> {
    cameras: Vec<Camera>,
    surfels: &'a mut [Surfels],
    count: usize,
    rows: [i32; BATCH],
    /// Canonical x and y of the ends, mm.
    start: [[f32; BATCH]; 2],
    end: [[f32; BATCH]; 2],
    normals: [[[f32; 4]; 2]; BATCH],
    scratch: Scratch,
}

/// A batch in one view: columns of the ends, pixels between them, cuts that have any.
struct Scratch {
    from: [f32; BATCH],
    to: [f32; BATCH],
    first: [i32; BATCH],
    end: [i32; BATCH],
    hits: [u16; BATCH],
}

/// One view's projection.
struct Camera {
    /// Columns per mm of canonical x and y.
    right: [f32; 2],
    /// Unit vector to the camera, x and y.
    toward: [f32; 2],
    /// Column of the canonical origin, counted from the picture's left edge.
    middle: f32,
    /// Last column + 1.
    width: f32,
    /// See [`Framing::camera_mm`].
    distance_mm: f32,
}

impl Camera {
    fn new(framing: &Framing, view: View) -> Self {
        let per_mm = (1.0 / framing.mm_per_px) as f32;
        Self {
            right: view.right().map(|r| r * per_mm),
            toward: view.toward(),
            middle: 0.5 * framing.size_px as f32,
            width: framing.size_px as f32,
            distance_mm: framing.camera_mm as f32,
        }
    }

    /// Column of a point, counted from the picture's left edge.
    fn column(&self, x: f32, y: f32) -> f32 {
        self.right[0] * x + self.right[1] * y + self.middle
    }

    /// See [`Surfels::heights`].
    fn height(&self, x: f32, y: f32) -> f32 {
        self.toward[0] * x + self.toward[1] * y + self.distance_mm
    }
}

impl<'a> Sink<'a> {
    /// A sink into one set of surfels for each view.
    pub(super) fn new(framing: &Framing, views: &[View], surfels: &'a mut [Surfels]) -> Self {
        Self {
            cameras: views.iter().map(|&view| Camera::new(framing, view)).collect(),
            surfels,
            count: 0,
            rows: [0; BATCH],
            start: [[0.0; BATCH]; 2],
            end: [[0.0; BATCH]; 2],
            normals: [[[0.0; 4]; 2]; BATCH],
            scratch: Scratch {
                from: [0.0; BATCH],
                to: [0.0; BATCH],
                first: [0; BATCH],
                end: [0; BATCH],
                hits: [0; BATCH],
            },
        }
    }

    pub(super) fn push(&mut self, cut: &Cut) {
        let n = self.count % BATCH;
        self.rows[n] = cut.row as i32;
        [self.start[0][n], self.start[1][n]] = cut.start;
        [self.end[0][n], self.end[1][n]] = cut.end;
        self.normals[n] = cut.normals;
        self.count += 1;
        if self.count == BATCH {
            self.flush();
        }
    }

    /// Draws what has been collected.
    pub(super) fn flush(&mut self) {
        // Of all cuts, seen or not: those facing away lie within the same outline.
        let rows = span(&self.rows, &self.rows).map(|row| row as usize);
        for view in 0..self.cameras.len() {
            let hits = self.project(view);
            self.fill(view, hits);
            if hits > 0 {
                let columns = span(&self.scratch.first, &self.scratch.end);
                self.surfels[view].cover(rows, columns.map(|column| column as usize));
            }
        }
        self.count = 0;
    }

    /// Projects the batch and lists the cuts with pixels; returns how many there are.
    fn project(&mut self, view: usize) -> usize {
        let (camera, scratch) = (&self.cameras[view], &mut self.scratch);
        for n in 0..BATCH {
            scratch.from[n] = camera.column(self.start[0][n], self.start[1][n]);
            scratch.to[n] = camera.column(self.end[0][n], self.end[1][n]);
            // Pixel centres lie at half-integers: the first at or after a column is its rounding.
            scratch.first[n] = round_between(scratch.from[n], 0.0, camera.width);
            scratch.end[n] = round_between(scratch.to[n], 0.0, camera.width);
        }
        let mut hits = 0;
        for n in 0..self.count.min(BATCH) {
            scratch.hits[hits % BATCH] = n as u16;
            hits += usize::from(scratch.first[n] < scratch.end[n]);
        }
        hits
    }

    /// Fills the pixels of the listed cuts.
    fn fill(&mut self, view: usize, hits: usize) {
        let (camera, scratch) = (&self.cameras[view], &self.scratch);
        let surfels = &mut self.surfels[view];
        for &hit in &scratch.hits[..hits] {
            let n = usize::from(hit) % BATCH;
            let height = camera.height(self.start[0][n], self.start[1][n]);
            let rise = camera.height(self.end[0][n], self.end[1][n]) - height;
            let [a, b] = &self.normals[n];
            let from = scratch.from[n];
            let per_column = 1.0 / (scratch.to[n] - from);
            let row = self.rows[n] as usize * surfels.size;
            let pixels = row + scratch.first[n] as usize..row + scratch.end[n] as usize;
            let heights = &mut surfels.heights[pixels.clone()];
            let mut column = scratch.first[n] as f32 + 0.5;
            for (old, normal) in heights.iter_mut().zip(&mut surfels.normals[pixels]) {
                let part = (column - from) * per_column;
                let new = height + part * rise;
                if new > *old {
                    *old = new;
                    *normal = PackedNormal::new(&mixed(a, b, part));
                }
                column += 1.0;
            }
        }
    }
}

/// The least of some numbers and the greatest of others, none of them negative.
fn span(low: &[i32; BATCH], high: &[i32; BATCH]) -> [i32; 2] {
    // Eight at a time: the oldest 64-bit processors compare integers side by side, but have no
    // instruction for the lesser of two.
    let (mut least, mut greatest) = ([i32::MAX; LANES], [0; LANES]);
    let (low, high) = (low.as_chunks::<LANES>().0, high.as_chunks::<LANES>().0);
    for (low, high) in low.iter().zip(high) {
        least = lanes(|n| if low[n] < least[n] { low[n] } else { least[n] });
        greatest = lanes(|n| if high[n] > greatest[n] { high[n] } else { greatest[n] });
    }
    let all = |numbers: [i32; LANES], other: fn(i32, i32) -> i32| numbers.into_iter().reduce(other);
    [all(least, i32::min), all(greatest, i32::max)].map(Option::unwrap_or_default)
}
