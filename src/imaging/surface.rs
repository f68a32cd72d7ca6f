//! The outer surface of the head as a triangle mesh in world millimetres.

/// A triangle mesh, world mm (RAS+), counter-clockwise seen from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// Vertex positions, mm.
    pub vertices: Vec<[f32; 3]>,
    /// Unit outward normals, one per vertex.
    pub normals: Vec<[f32; 3]>,
    /// Vertex indices, three per triangle; triangles `2q` and `2q + 1` share the diagonal of one
    /// surface-nets quad.
    pub triangles: Vec<[u32; 3]>,
    /// Whether a vertex lies on the edge of the field of view: the head goes on beyond it, so it
    /// is a cut through the body and not skin. One per vertex.
    pub on_fov_edge: Vec<bool>,
}
