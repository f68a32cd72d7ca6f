//! From cuts along rows to surfels.
//!
//! Cuts are collected into batches that stay in the first-level cache; for each view a loop over the
//! batch projects them and lists those that cover a pixel centre and face the camera, a second one
//! fills their pixels.

use super::camera::{Framing, View};
use super::slice::{Cut, mixed, round_between};
use super::surfel::{PackedNormal, Surfels};

/// Cuts in a batch; a power of two.
const BATCH: usize = 256;

/// Where cuts go: into the surfels of every view.
pub(super) struct Sink<'a> {
    cameras: Vec<Camera>,
    surfels: &'a mut [Surfels],
    count: usize,
    rows: [u32; BATCH],
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
        self.rows[n] = cut.row;
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
        for view in 0..self.cameras.len() {
            let hits = self.project(view);
            self.fill(view, hits);
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
        // Of all cuts, seen or not: those facing away lie within the same outline.
        if hits > 0 {
            let (rows, first, end) = (&self.rows[..], &scratch.first[..], &scratch.end[..]);
            let rows = rows.iter().fold([u32::MAX, 0], |[a, b], &r| [a.min(r), b.max(r)]);
            let first = first.iter().fold(i32::MAX, |a, &c| a.min(c));
            let end = end.iter().fold(0, |a, &c| a.max(c));
            surfels.cover(rows.map(|r| r as usize), [first, end].map(|c| c as usize));
        }
    }
}
