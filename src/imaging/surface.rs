//! The outer surface of the head as a triangle mesh in world millimetres.
//!
//! Surface nets over the cells where the head mask changes, with every crossing placed by the raw
//! intensities ([`outer_surface`]); measures of the mesh ([`Mesh::area`], [`Mesh::volume`]); and
//! exchange formats ([`ply`], [`stl`], [`gifti`]).

mod cell;
mod crossing;
mod finish;
pub mod gifti;
mod measure;
mod nets;
mod part;
pub mod ply;
pub mod stl;
mod vector;
mod window;

use crate::imaging::head::Head;
use crate::imaging::volume::Sample;
use crate::imaging::volume::Volume;
use crate::with_samples;

/// A triangle mesh, world mm (RAS+), counter-clockwise seen from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// Vertex positions, mm.
    pub vertices: Vec<[f32; 3]>,
    /// Unit outward normals, one per vertex.
    pub normals: Vec<[f32; 3]>,
    /// Vertex indices, three per triangle; triangles `2q` and `2q + 1` share the diagonal of one
    /// surface-nets quad: `[a, b, c]` and `[a, c, d]` of the quad `a b c d`.
    pub triangles: Vec<[u32; 3]>,
    /// Whether a vertex lies on the edge of the field of view: the head goes on beyond it, so it
    /// is a cut through the body and not skin. One per vertex.
    pub on_fov_edge: Vec<bool>,
}

/// The closed isosurface of the head, with sub-voxel vertices.
///
/// The volume counts as surrounded by air, so a head that leaves the field of view is closed by
/// flat caps half a voxel beyond the last voxel centres, flagged [`Mesh::on_fov_edge`]. A crossing
/// between a head voxel and an air voxel lies where the intensities, interpolated linearly, pass
/// [`Head::threshold`] (of [`Head::smoothed`] where there is one); where they do not pass it (holes that were filled, gaps that were closed,
/// the edge of the field of view) it lies midway. Every mesh edge belongs to exactly two
/// triangles, also where the mask touches itself only along an edge or a corner.
///
/// The result is empty when the mask is, or when mask and volume differ in shape.
pub fn outer_surface(volume: &Volume, head: &Head) -> Mesh {
    match &head.smoothed {
        Some(smoothed) => of_samples(volume, smoothed, head),
        None => with_samples!(&volume.voxels, samples => of_samples(volume, samples, head)),
    }
}

fn of_samples<S: Sample>(volume: &Volume, samples: &[S], head: &Head) -> Mesh {
    let count = volume.shape.iter().product::<usize>();
    if head.mask.shape() != volume.shape || samples.len() < count {
        return Mesh::default();
    }
    finish::mesh(samples, head, &volume.affine)
}
