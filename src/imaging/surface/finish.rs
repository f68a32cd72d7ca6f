//! From the net to the mesh: vertices moved to where noise did not push them, normals, triangles.
//!
//! Every stage runs one slab of cells behind the one it needs, so that the few thousand vertices in
//! work stay in the cache:
//!
//! | stage | at slab | needs |
//! |---|---|---|
//! | walk: sums of crossings | k | |
//! | vertex = mean of its crossings | k - 1 | walk of k |
//! | mean of each quad, added to its vertices | k - 1 | vertices of k - 1 |
//! | vertex moved to that mean, into the world | k - 2 | quads of k - 1 |
//! | facets, triangles | k - 2 | world vertices of k - 2 |
//! | mean of facet normals, added to its vertices | k - 3 | facets of k - 2 |
//! | unit normals | k - 4 | quads of k - 3 |

use super::Mesh;
use super::crossing::MARGIN;
use super::nets::Net;
use super::vector::{cross, minus, plus, square, unit};
use super::window::Window;
use crate::base::space::Affine;
use crate::imaging::head::{BitGrid, Head};
use crate::imaging::volume::Sample;
use std::ops::Range;

/// How far noise may have pushed a vertex: smoothing moves it no farther along any axis, voxels.
const REACH: f32 = 0.3;

/// Builds the mesh slab by slab.
struct Finish<'a, S> {
    net: Net<'a, S>,
    /// Number of vertices and of quads up to each slab.
    ends: Vec<[usize; 2]>,
    /// World mm per voxel along each axis, and the world position of the net's origin.
    axes: [[f32; 4]; 4],
    left_handed: bool,
    /// Sum over a vertex' quads of their corners' positions; last, the number of corners.
    around: Window<[f32; 4]>,
    /// World mm.
    world: Window<[f32; 4]>,
    /// Sum of the area-weighted normals of a vertex' quads.
    facets: Window<[f32; 4]>,
    /// Sum over a vertex' quads of their corners' `facets`.
    smooth: Window<[f32; 4]>,
    mesh: Mesh,
}

/// The outer surface as a mesh; `samples` are at least as many as the mask has voxels.
pub(super) fn mesh<S: Sample>(samples: &[S], head: &Head, affine: &Affine) -> Mesh {
    let column = |c: usize| std::array::from_fn(|r| affine.matrix()[(r, c)]);
    // The net counts voxels from one before the first.
    let origin: [f64; 4] =
        std::array::from_fn(|r| column(3)[r] - column(0)[r] - column(1)[r] - column(2)[r]);
    let mut finish = Finish {
        net: Net::new(samples, head),
        ends: Vec::new(),
        axes: [column(0), column(1), column(2), origin].map(|c| c.map(|v| v as f32)),
        left_handed: !affine.is_right_handed(),
        around: Window::new(),
        world: Window::new(),
        facets: Window::new(),
        smooth: Window::new(),
        mesh: reserved(&head.mask),
    };
    let slabs = head.mask.shape()[2] + 1;
    for slab in 0..slabs + LAST_STAGE {
        if slab < slabs {
            finish.walk(slab);
        }
        finish.stages(slab);
    }
    finish.mesh
}

/// An empty mesh with room for the whole surface: a quad for every pair of neighbours of which one
/// is inside. A closed surface has as many vertices as quads and two more for each of its parts,
/// and two less for each of its handles.
fn reserved(mask: &BitGrid) -> Mesh {
    const PARTS: usize = 64;
    let quads = mask.count_borders();
    let vertices = quads + 2 * PARTS;
    Mesh {
        vertices: Vec::with_capacity(vertices),
        normals: Vec::with_capacity(vertices),
        triangles: Vec::with_capacity(2 * quads),
        on_fov_edge: Vec::with_capacity(vertices),
    }
}

/// Slabs by which the last stage runs behind the walk.
const LAST_STAGE: usize = 4;

impl<S: Sample> Finish<'_, S> {
    fn walk(&mut self, slab: usize) {
        self.net.walk_slab(slab);
        self.ends.push([self.net.sums.len(), self.net.quads.len()]);
    }

    /// All stages that the walk of a slab makes possible. What a stage was the last to need is
    /// forgotten at once: slabs at the crown and at a cut neck have 20 times the vertices of others.
    fn stages(&mut self, slab: usize) {
        let [done_2, done_3, done_4] = [2, 3, LAST_STAGE].map(|n| self.vertices(slab, n).end);
        self.take_means(self.vertices(slab, 1));
        self.around.grow(self.vertices(slab, 1).end as usize);
        spread(&self.net.quads, self.quads(slab, 1), &self.net.sums, &mut self.around);
        self.relax(self.vertices(slab, 2));
        self.net.sums.forget_before(done_2 as usize);
        self.around.forget_before(done_2 as usize);
        self.facets.grow(done_2 as usize);
        self.turn_facets(self.quads(slab, 2));
        self.world.forget_before(done_3 as usize);
        self.smooth.grow(done_3 as usize);
        spread(&self.net.quads, self.quads(slab, 3), &self.facets, &mut self.smooth);
        self.net.quads.forget_before(self.quads(slab, 3).end as usize);
        self.take_normals(self.vertices(slab, LAST_STAGE));
        self.facets.forget_before(done_4 as usize);
        self.smooth.forget_before(done_4 as usize);
    }

    /// Vertices of the slab `behind` a slab; none beyond the first and the last.
    fn vertices(&self, slab: usize, behind: usize) -> Range<u32> {
        self.range(slab, behind, 0)
    }

    fn quads(&self, slab: usize, behind: usize) -> Range<u32> {
        self.range(slab, behind, 1)
    }

    fn range(&self, slab: usize, behind: usize, what: usize) -> Range<u32> {
        let end = |slab: Option<usize>| {
            let slab = slab.map(|s| s.min(self.ends.len() - 1));
            slab.map_or(0, |s| self.ends[s][what] as u32)
        };
        let slab = slab.checked_sub(behind);
        end(slab.and_then(|s| s.checked_sub(1)))..end(slab)
    }

    /// Sums of crossings become their means.
    fn take_means(&mut self, vertices: Range<u32>) {
        for v in vertices {
            let sum = self.net.sums[v];
            self.net.sums[v] = sum.map(|x| x / sum[3]);
        }
    }

    /// Moves vertices to the mean of their quads, within [`REACH`] and within their cell, and into
    /// the world. Those on the edge of the field of view stay: caps are flat.
    fn relax(&mut self, vertices: Range<u32>) {
        let on_fov_edge = &self.net.on_fov_edge[vertices.start as usize..vertices.end as usize];
        for (v, &stays) in vertices.zip(on_fov_edge) {
            let reach = if stays { 0.0 } else { REACH };
            let (place, around) = (self.net.sums[v], self.around[v]);
            let [x, y, z, _] =
                std::array::from_fn(|a| moved(place[a], around[a] / around[3], reach));
            let [p, q, r, s] = self.axes;
            let world = std::array::from_fn(|a| p[a] * x + q[a] * y + r[a] * z + s[a]);
            self.world.push(world);
            self.mesh.vertices.push([world[0], world[1], world[2]]);
        }
        self.mesh.on_fov_edge.extend_from_slice(on_fov_edge);
    }

    /// Splits quads and adds their normals to their vertices.
    fn turn_facets(&mut self, quads: Range<u32>) {
        for n in quads {
            let [p, mut q, r, mut s] = self.net.quads[n];
            if self.left_handed {
                (q, s) = (s, q);
            }
            let [a, b, c, d] = [p, q, r, s].map(|v| self.world[v]);
            let (ac, bd) = (minus(c, a), minus(d, b));
            // Twice the area times the normal, however the quad is folded.
            let normal = cross(ac, bd);
            for v in [p, q, r, s] {
                self.facets[v] = plus(self.facets[v], normal);
            }
            // The shorter diagonal: the flatter of the two ways to fold the quad.
            let pair = if square(ac) <= square(bd) {
                [[p, q, r], [p, r, s]]
            } else {
                [[q, r, s], [q, s, p]]
            };
            self.mesh.triangles.extend_from_slice(&pair);
        }
    }

    fn take_normals(&mut self, vertices: Range<u32>) {
        for v in vertices {
            let normal = unit(self.smooth[v]).or_else(|| unit(self.facets[v]));
            let [x, y, z, _] = normal.unwrap_or([0.0, 0.0, 1.0, 0.0]);
            self.mesh.normals.push([x, y, z]);
        }
    }
}

/// Adds the sum over each quad's corners to each of its corners. At a vertex of four quads this
/// weighs itself, its neighbours and those across a quad 4 : 2 : 1, as the binomial filter does.
fn spread(
    quads: &Window<[u32; 4]>,
    which: Range<u32>,
    from: &Window<[f32; 4]>,
    to: &mut Window<[f32; 4]>,
) {
    for n in which {
        let quad = quads[n];
        let [p, q, r, s] = quad.map(|v| from[v]);
        let all = plus(plus(p, q), plus(r, s));
        for v in quad {
            to[v] = plus(to[v], all);
        }
    }
}

/// `place` moved to `mean`, at most by `reach` and not out of its cell.
fn moved(place: f32, mean: f32, reach: f32) -> f32 {
    // Adding and subtracting 1.5 × 2²³ rounds to an integer; vertices lie inside their cells.
    const MAGIC: f32 = 12_582_912.0;
    let cell = (place - 0.5 + MAGIC) - MAGIC;
    // Never onto a voxel centre, where the surface of a lone voxel would shrink to a point.
    let (first, last) = (cell + MARGIN, cell + (1.0 - MARGIN));
    let mean = if mean > place - reach { mean } else { place - reach };
    let mean = if mean < place + reach { mean } else { place + reach };
    let mean = if mean > first { mean } else { first };
    if mean < last { mean } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vertex_stays_near_and_in_its_cell() {
        for (place, mean, reach, expected) in [
            (5.5, 5.6, 0.3, 5.6),
            (5.5, 7.0, 0.3, 5.8),
            (5.1, 4.0, 0.3, 5.0 + MARGIN),
            (5.9, 8.0, 0.3, 6.0 - MARGIN),
            (0.01, -3.0, 0.3, MARGIN),
            (5.5, 9.0, 0.0, 5.5),
        ] {
            approx::assert_abs_diff_eq!(moved(place, mean, reach), expected, epsilon = 1e-6);
        }
    }
}
