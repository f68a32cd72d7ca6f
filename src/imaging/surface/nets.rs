//! Surface nets over the cells in which the head mask changes.
//!
//! ```text
//!   voxels  j-1 ──o───────o──   o outside   a cell lies between eight voxels and has a vertex + at
//!                 │   +   │                 the mean of its edge crossings; every voxel edge that
//!            j  ──o───────x──   x inside    the surface crosses becomes a quad of the four cells
//!                                           around it
//! ```
//!
//! Cell `(ci, cj, ck)` has the voxels `ci - 1 ..= ci` and so on as corners, `0 ..= n` along each
//! axis, so that the volume is surrounded by air. Mixed cells and crossings are found 64 at a time.
//! A crossing is placed once and added to the vertices of its four cells; vertex numbers are kept for
//! two planes of cells only, since the cell at whose first corner an edge begins is the last of the
//! four.

use super::cell::{EDGES, NONE, PATCHES, Patches, SELF_JOINED_FACE, patches};
use super::crossing::{MIDWAY, from_inside};
use super::vector::plus;
use super::window::Window;
use crate::imaging::head::{BitGrid, Head};
use crate::imaging::volume::Sample;

/// The net as far as the walk has come; slabs are planes of cells along the third axis.
pub(super) struct Net<'a, S> {
    samples: &'a [S],
    mask: &'a BitGrid,
    threshold: f32,
    /// First vertex of each cell of the current and the previous slab; stale unless mixed.
    planes: [Vec<u32>; 2],
    /// Crossed edges of the current slab, along each axis.
    crossings: [Vec<Crossing>; 3],
    /// Cells with several vertices: the first, and the patch of each edge.
    several: Vec<(u32, [u8; 12])>,
    /// Sum of each vertex' crossings (voxels, counted from one voxel before the first) and their
    /// number.
    pub(super) sums: Window<[f32; 4]>,
    /// Whether a vertex' cell reaches beyond the field of view.
    pub(super) on_fov_edge: Vec<bool>,
    /// Four vertices, counter-clockwise seen from outside if the voxel axes are right-handed.
    pub(super) quads: Window<[u32; 4]>,
}

/// Marks a number in [`Net::planes`] as one of [`Net::several`].
const SEVERAL: u32 = 1 << 31;

/// The cells around a voxel edge along x, y, z, counter-clockwise seen from its upper end: which of
/// the current cell's neighbours (bit n = one back along axis n), and the edge as that cell numbers
/// it.
const AROUND: [[(usize, usize); 4]; 3] = [
    [(0b110, 3), (0b100, 2), (0b000, 0), (0b010, 1)],
    [(0b101, 7), (0b001, 5), (0b000, 4), (0b100, 6)],
    [(0b011, 11), (0b010, 10), (0b000, 8), (0b001, 9)],
];

/// A crossed edge that leaves the first corner of the cell `(ci, cj)` of a slab.
#[derive(Clone, Copy)]
struct Crossing {
    ci: u32,
    cj: u32,
    /// Which end is inside the head.
    lower_inside: bool,
    /// Where the surface passes, voxels from the lower end.
    t: f32,
}

/// 64 cells of a row: bit b is the cell `first + b`.
struct Word {
    first: usize,
    cj: usize,
    ck: usize,
    /// The cells' eight corners.
    corners: [u64; 8],
}

impl<'a, S: Sample> Net<'a, S> {
    /// An empty net over a volume with `samples` at least as many as the mask has voxels.
    pub(super) fn new(samples: &'a [S], head: &'a Head) -> Self {
        let [nx, ny, _] = head.mask.shape();
        Self {
            samples,
            mask: &head.mask,
            threshold: head.threshold,
            planes: [vec![0; (nx + 1) * (ny + 1)], vec![0; (nx + 1) * (ny + 1)]],
            crossings: Default::default(),
            several: Vec::new(),
            sums: Window::new(),
            on_fov_edge: Vec::new(),
            quads: Window::new(),
        }
    }

    /// Adds the vertices of slab `ck`, and the quads between it and the one before.
    pub(super) fn walk_slab(&mut self, ck: usize) {
        self.planes.swap(0, 1);
        let mask = self.mask;
        let [nx, ny, nz] = mask.shape();
        let row = |j: usize, k: usize| -> &[u64] {
            // One back of 0 wraps to a number that no axis reaches.
            if j < ny && k < nz { mask.row(j, k) } else { &[] }
        };
        for cj in 0..=ny {
            let (jb, kb) = (cj.wrapping_sub(1), ck.wrapping_sub(1));
            let rows = [row(jb, kb), row(cj, kb), row(jb, ck), row(cj, ck)];
            let mut last = [0u64; 4];
            for w in 0..(nx + 1).div_ceil(64) {
                let here = rows.map(|r| r.get(w).copied().unwrap_or(0));
                let back: [u64; 4] = std::array::from_fn(|n| here[n] << 1 | last[n] >> 63);
                last = here;
                let any = here.iter().chain(&back).fold(0, |a, b| a | b);
                let all = here.iter().chain(&back).fold(!0, |a, b| a & b);
                if any != all {
                    let [a, b, c, d] = back;
                    let [e, f, g, h] = here;
                    let corners = [a, e, b, f, c, g, d, h];
                    self.word(&Word { first: 64 * w, cj, ck, corners }, any & !all);
                }
            }
        }
        self.place::<0>(ck);
        self.place::<1>(ck);
        self.place::<2>(ck);
        self.join::<0>(ck);
        self.join::<1>(ck);
        self.join::<2>(ck);
    }

    /// Numbers the vertices of 64 cells and lists the crossings at their first corners.
    fn word(&mut self, word: &Word, mixed: u64) {
        let [nx, ny, nz] = self.mask.shape();
        let row_at_edge = word.cj == 0 || word.cj == ny || word.ck == 0 || word.ck == nz;
        let at_edge = |b: usize| row_at_edge || word.first + b == 0 || word.first + b == nx;
        let first = word.cj * (nx + 1) + word.first;
        if might_have_several(&word.corners) & mixed == 0 {
            for b in bits(mixed) {
                self.planes[0][first + b] = self.add_vertex(at_edge(b));
            }
        } else {
            for b in bits(mixed) {
                let patches = self.patches_of([word.first + b, word.cj, word.ck]);
                self.planes[0][first + b] = if patches.count == 1 {
                    self.add_vertex(at_edge(b))
                } else {
                    let number = self.sums.len() as u32;
                    (0..patches.count).for_each(|_| _ = self.add_vertex(at_edge(b)));
                    self.several.push((number, patches.of_edge));
                    SEVERAL | (self.several.len() - 1) as u32
                };
            }
        }
        for axis in 0..3 {
            for b in bits(word.corners[0] ^ word.corners[1 << axis]) {
                let (ci, cj) = ((word.first + b) as u32, word.cj as u32);
                let lower_inside = word.corners[0] >> b & 1 == 1;
                self.crossings[axis].push(Crossing { ci, cj, lower_inside, t: MIDWAY });
            }
        }
    }

    fn add_vertex(&mut self, on_fov_edge: bool) -> u32 {
        let number = self.sums.len() as u32;
        self.sums.push([0.0; 4]);
        self.on_fov_edge.push(on_fov_edge);
        number
    }

    /// Patches of a cell; a face that would join two vertices twice is joined the other way.
    fn patches_of(&self, cell: [usize; 3]) -> Patches {
        let config = self.config(cell);
        let face = SELF_JOINED_FACE[usize::from(config)];
        if face == NONE {
            return PATCHES[usize::from(config)];
        }
        // Faces are numbered x=0, x=1, y=0, …: the neighbour's opposite face differs in bit 0.
        let mut beside = cell;
        let axis = usize::from(face / 2);
        beside[axis] = if face & 1 == 1 { cell[axis] + 1 } else { cell[axis].wrapping_sub(1) };
        let both = SELF_JOINED_FACE[usize::from(self.config(beside))] == face ^ 1;
        patches(config, if both { face } else { NONE })
    }

    /// Configuration of any cell, one bit at a time.
    fn config(&self, cell: [usize; 3]) -> u8 {
        (0..8).fold(0, |config, corner| {
            // One back of 0 wraps to a number that no axis reaches.
            let voxel: [usize; 3] =
                std::array::from_fn(|a| (cell[a] + (corner >> a & 1)).wrapping_sub(1));
            let inside = (0..3).all(|a| voxel[a] < self.mask.shape()[a])
                && self.mask.get(voxel[0], voxel[1], voxel[2]);
            config | u8::from(inside) << corner
        })
    }

    /// Finds where the surface passes the slab's crossed edges along an axis.
    fn place<const AXIS: usize>(&mut self, ck: usize) {
        let [nx, ny, nz] = self.mask.shape();
        let step = [1, nx, nx * ny][AXIS];
        let mut above: Vec<[f32; 2]> = vec![[0.0; 2]; self.crossings[AXIS].len()];
        // Loads alone first: most miss the cache, and a short loop lets many of them wait together.
        for (above, crossing) in above.iter_mut().zip(&self.crossings[AXIS]) {
            let (ci, cj) = (crossing.ci as usize, crossing.cj as usize);
            let [coordinate, count] = [[ci, nx], [cj, ny], [ck, nz]][AXIS];
            if coordinate > 0 && coordinate < count {
                let lower = ((ck - 1) * ny + cj - 1) * nx + ci - 1;
                *above = [self.samples[lower].to_f32(), self.samples[lower + step].to_f32()];
            } else {
                *above = [self.threshold; 2];
            }
        }
        for ([lower, upper], crossing) in above.iter().zip(&mut self.crossings[AXIS]) {
            let (lower, upper) = (lower - self.threshold, upper - self.threshold);
            crossing.t = if crossing.lower_inside {
                from_inside(lower, upper)
            } else {
                1.0 - from_inside(upper, lower)
            };
        }
    }

    /// Adds the crossings along an axis to their four vertices each, and makes quads of those.
    fn join<const AXIS: usize>(&mut self, ck: usize) {
        let width = self.mask.shape()[0] + 1;
        for n in 0..self.crossings[AXIS].len() {
            let Crossing { ci, cj, lower_inside, t } = self.crossings[AXIS][n];
            let mut place = [ci as f32, cj as f32, ck as f32, 1.0];
            place[AXIS] += t;
            let mut quad = self.around::<AXIS>(cj as usize * width + ci as usize);
            for &vertex in &quad {
                self.sums[vertex] = plus(self.sums[vertex], place);
            }
            if !lower_inside {
                quad.swap(1, 3);
            }
            self.quads.push(quad);
        }
        self.crossings[AXIS].clear();
    }

    /// The vertices around the edge that leaves a cell's first corner.
    fn around<const AXIS: usize>(&self, cell: usize) -> [u32; 4] {
        let width = self.mask.shape()[0] + 1;
        let numbers = AROUND[AXIS]
            .map(|(back, _)| self.planes[back >> 2][cell - (back & 1) - (back >> 1 & 1) * width]);
        if numbers.iter().fold(0, |a, n| a | n) & SEVERAL == 0 {
            return numbers;
        }
        std::array::from_fn(|n| {
            if numbers[n] & SEVERAL == 0 {
                return numbers[n];
            }
            let (first, of_edge) = &self.several[(numbers[n] & !SEVERAL) as usize];
            first + u32::from(of_edge[AROUND[AXIS][n].1])
        })
    }
}

/// Cells that may have more than one patch: those with an alternating face, or with two opposite
/// corners that both differ from their neighbours.
fn might_have_several(corners: &[u64; 8]) -> u64 {
    let differ = EDGES.map(|[a, b]| corners[usize::from(a)] ^ corners[usize::from(b)]);
    let [x0, x1, x2, x3, y0, y1, y2, y3, z0, z1, z2, z3] = differ;
    // Three edges in a row that differ make the fourth differ, too.
    let faces =
        [[y0, z0, y2], [y1, z1, y3], [x0, z0, x2], [x1, z2, x3], [x0, y0, x1], [x2, y2, x3]];
    let apart = [
        [x0, y0, z0, x3, y3, z3],
        [x0, y1, z1, x3, y2, z2],
        [x1, y0, z2, x2, y3, z1],
        [x1, y1, z3, x2, y2, z0],
    ];
    let all = |word: u64, edge: &u64| word & edge;
    faces.iter().map(|f| f.iter().fold(!0, all)).fold(0, |a, f| a | f)
        | apart.iter().map(|f| f.iter().fold(!0, all)).fold(0, |a, f| a | f)
}

/// Positions of the set bits.
fn bits(mut word: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let b = word.trailing_zeros() as usize;
        word &= word.wrapping_sub(1);
        (b < 64).then_some(b)
    })
}

// `AROUND` names edges as `EDGES` numbers them: each is the current edge moved by the cells' shift.
const _: () = {
    let mut axis = 0;
    while axis < 3 {
        let mut n = 0;
        while n < 4 {
            let (back, edge) = AROUND[axis][n];
            assert!(EDGES[edge][0] as usize == back && edge / 4 == axis);
            n += 1;
        }
        axis += 1;
    }
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Does the test of 64 cells at once miss no configuration with several patches?
    #[test]
    fn no_cell_with_several_patches_is_missed() {
        for first in [0usize, 64, 128, 192] {
            let corners = std::array::from_fn(|corner| {
                (0..64).fold(0, |word, b| word | ((first + b) as u64 >> corner & 1) << b)
            });
            let flagged = might_have_several(&corners);
            for b in 0..64 {
                let several = PATCHES[first + b].count > 1 || SELF_JOINED_FACE[first + b] != NONE;
                assert!(flagged >> b & 1 == 1 || !several, "{:08b}", first + b);
            }
            // Most configurations of a smooth surface must pass.
            assert!(flagged.count_ones() < 48);
        }
    }
}
