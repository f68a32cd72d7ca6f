//! Surface nets over the cells in which the head mask changes.
//!
//! ```text
//!   voxels  j-1 ──o───────o──   o outside   a cell lies between eight voxels and has a vertex +
//!                 │   +   │                 near the mean of its edge crossings; every voxel edge
//!            j  ──o───────x──   x inside    that the surface crosses becomes a quad of the four
//!                                           cells around it
//! ```
//!
//! Cell `(ci, cj, ck)` has the voxels `ci - 1 ..= ci` and so on as corners, `0 ..= n` along each
//! axis, so that the volume is surrounded by air. Mixed cells are found 64 at a time; vertex numbers
//! are kept for two planes of cells only, since a cell makes the three quads whose other cells come
//! before it.

use super::cell::{EDGES, NONE, PATCHES, Patches, SELF_JOINED_FACE, patches};
use super::crossing::{cell_vertex, patch_vertex};
use crate::base::space::Affine;
use crate::imaging::head::{BitGrid, Head};
use crate::imaging::volume::Sample;

/// Vertices and quads, before normals.
pub(super) struct Net {
    /// World mm.
    pub(super) vertices: Vec<[f32; 3]>,
    /// Whether the vertex' cell reaches beyond the field of view.
    pub(super) on_fov_edge: Vec<bool>,
    /// Four vertices, counter-clockwise seen from outside.
    pub(super) quads: Vec<[u32; 4]>,
}

/// Marks a number in [`Walk::planes`] as one of [`Walk::several`].
const SEVERAL: u32 = 1 << 31;

/// The cells around a voxel edge along x, y, z, counter-clockwise seen from its upper end: which of
/// the current cell's neighbours (bit n = one back along axis n), and the edge as that cell numbers
/// it.
const AROUND: [[(usize, usize); 4]; 3] = [
    [(0b110, 3), (0b100, 2), (0b000, 0), (0b010, 1)],
    [(0b101, 7), (0b001, 5), (0b000, 4), (0b100, 6)],
    [(0b011, 11), (0b010, 10), (0b000, 8), (0b001, 9)],
];

struct Walk<'a, S> {
    samples: &'a [S],
    mask: &'a BitGrid,
    threshold: f32,
    /// Rows of the 3×4 matrix voxel → world.
    matrix: [[f64; 4]; 3],
    left_handed: bool,
    /// First vertex of each cell of the current and the previous plane; stale unless mixed.
    planes: [Vec<u32>; 2],
    /// Cells with several vertices: the first, and the patch of each edge.
    several: Vec<(u32, [u8; 12])>,
    net: Net,
}

/// One row of cells along `i`.
struct Row<'a> {
    cj: usize,
    ck: usize,
    /// Mask rows of the corners 0-1, 2-3, 4-5, 6-7; empty = beyond the field of view.
    bits: [&'a [u64]; 4],
}

/// The net of the head's outer surface.
pub(super) fn surface_nets<S: Sample>(samples: &[S], head: &Head, affine: &Affine) -> Net {
    let shape = head.mask.shape();
    let plane = (shape[0] + 1) * (shape[1] + 1);
    let m = affine.matrix();
    let mut walk = Walk {
        samples,
        mask: &head.mask,
        threshold: head.threshold,
        matrix: std::array::from_fn(|r| std::array::from_fn(|c| m[(r, c)])),
        left_handed: !affine.is_right_handed(),
        planes: [vec![0; plane], vec![0; plane]],
        several: Vec::new(),
        net: Net { vertices: Vec::new(), on_fov_edge: Vec::new(), quads: Vec::new() },
    };
    for ck in 0..=shape[2] {
        walk.planes.swap(0, 1);
        for cj in 0..=shape[1] {
            walk.row(cj, ck);
        }
    }
    walk.net
}

impl<'a, S: Sample> Walk<'a, S> {
    fn row(&mut self, cj: usize, ck: usize) {
        let mask: &'a BitGrid = self.mask;
        let [nx, ny, nz] = mask.shape();
        let row = |j: usize, k: usize| -> &'a [u64] {
            // One back of 0 wraps to a number that no axis reaches.
            if j < ny && k < nz { mask.row(j, k) } else { &[] }
        };
        let (jb, kb) = (cj.wrapping_sub(1), ck.wrapping_sub(1));
        let row = Row { cj, ck, bits: [row(jb, kb), row(cj, kb), row(jb, ck), row(cj, ck)] };
        let mut last = [0u64; 4];
        for w in 0..(nx + 1).div_ceil(64) {
            let here = row.bits.map(|r| r.get(w).copied().unwrap_or(0));
            let back: [u64; 4] = std::array::from_fn(|n| here[n] << 1 | last[n] >> 63);
            last = here;
            let any = here.iter().chain(&back).fold(0, |a, b| a | b);
            let all = here.iter().chain(&back).fold(!0, |a, b| a & b);
            let mut mixed = any & !all;
            while mixed != 0 {
                let b = mixed.trailing_zeros();
                mixed &= mixed - 1;
                let config = (0..4).fold(0, |c, n| {
                    c | (back[n] >> b & 1) << (2 * n) | (here[n] >> b & 1) << (2 * n + 1)
                });
                self.cell(&row, w * 64 + b as usize, config as u8);
            }
        }
    }

    /// Makes the vertices of a mixed cell and the quads of which it is the last cell.
    fn cell(&mut self, row: &Row<'a>, ci: usize, config: u8) {
        let [nx, ny, nz] = self.mask.shape();
        let (cj, ck) = (row.cj, row.ck);
        let inner = ci > 0 && cj > 0 && ck > 0 && ci < nx && cj < ny && ck < nz;
        let above = if inner { self.corners(ci, cj, ck) } else { self.border_corners(ci, cj, ck) };
        let patches = &PATCHES[usize::from(config)];
        let number = self.net.vertices.len() as u32;
        let here = cj * (nx + 1) + ci;
        if inner && patches.count == 1 && SELF_JOINED_FACE[usize::from(config)] == NONE {
            self.vertex([ci, cj, ck], cell_vertex(config, &above), false);
            self.planes[0][here] = number;
        } else {
            let patches = self.patches_beside(config, [ci, cj, ck]);
            for patch in 0..patches.count {
                let v = patch_vertex(config, &above, &patches.of_edge, patch);
                self.vertex([ci, cj, ck], v, !inner);
            }
            self.planes[0][here] = SEVERAL | self.several.len() as u32;
            self.several.push((number, patches.of_edge));
        }
        for axis in 0..3 {
            let upper_inside = config >> (1 << axis) & 1;
            if config & 1 != upper_inside {
                self.quad(axis, here, (upper_inside == 1) != self.left_handed);
            }
        }
    }

    /// Patches of a cell; a face that would join two vertices twice is joined the other way.
    fn patches_beside(&self, config: u8, cell: [usize; 3]) -> Patches {
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
            let voxel = voxel_of(cell, corner);
            let inside = (0..3).all(|a| voxel[a] < self.mask.shape()[a])
                && self.mask.get(voxel[0], voxel[1], voxel[2]);
            config | u8::from(inside) << corner
        })
    }

    /// Intensity minus threshold at the corners of a cell within the field of view.
    fn corners(&self, ci: usize, cj: usize, ck: usize) -> [f32; 8] {
        let [nx, ny, _] = self.mask.shape();
        let first = ((ck - 1) * ny + cj - 1) * nx + ci - 1;
        let mut above = [0.0; 8];
        for (n, start) in
            [first, first + nx, first + nx * ny, first + nx * ny + nx].into_iter().enumerate()
        {
            let pair = &self.samples[start..start + 2];
            above[2 * n] = pair[0].to_f32() - self.threshold;
            above[2 * n + 1] = pair[1].to_f32() - self.threshold;
        }
        above
    }

    /// The same at the edge of the field of view; NaN beyond it.
    fn border_corners(&self, ci: usize, cj: usize, ck: usize) -> [f32; 8] {
        let shape = self.mask.shape();
        std::array::from_fn(|corner| {
            let [i, j, k] = voxel_of([ci, cj, ck], corner);
            if i < shape[0] && j < shape[1] && k < shape[2] {
                self.samples[(k * shape[1] + j) * shape[0] + i].to_f32() - self.threshold
            } else {
                f32::NAN
            }
        })
    }

    /// Appends a vertex given in voxels from the cell's corner 0.
    fn vertex(&mut self, cell: [usize; 3], within: [f32; 3], on_fov_edge: bool) {
        let v: [f64; 3] = std::array::from_fn(|a| cell[a] as f64 - 1.0 + f64::from(within[a]));
        self.net
            .vertices
            .push(self.matrix.map(|r| (r[0] * v[0] + r[1] * v[1] + r[2] * v[2] + r[3]) as f32));
        self.net.on_fov_edge.push(on_fov_edge);
    }

    /// Appends the quad around the edge that leaves the cell's corner 0 along `axis`.
    fn quad(&mut self, axis: usize, here: usize, reversed: bool) {
        let width = self.mask.shape()[0] + 1;
        let mut quad = AROUND[axis].map(|(back, edge)| {
            let at = here - (back & 1) - (back >> 1 & 1) * width;
            let number = self.planes[back >> 2][at];
            if number & SEVERAL == 0 {
                return number;
            }
            let (first, of_edge) = &self.several[(number & !SEVERAL) as usize];
            first + u32::from(of_edge[edge])
        });
        if reversed {
            quad.swap(1, 3);
        }
        self.net.quads.push(quad);
    }
}

/// The voxel at a cell's corner; wraps where it lies before the first one.
fn voxel_of(cell: [usize; 3], corner: usize) -> [usize; 3] {
    std::array::from_fn(|a| (cell[a] + (corner >> a & 1)).wrapping_sub(1))
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
