//! From a net of quads to a mesh with smooth normals.

use super::Mesh;
use super::nets::Net;

/// Splits the quads and gives every vertex a normal.
///
/// The normal is the area-weighted mean over the quads at the vertex, then averaged once more with
/// the neighbours': noise turns the facets of a threshold surface by several degrees.
pub(super) fn finish(net: Net) -> Mesh {
    let Net { vertices, on_fov_edge, quads } = net;
    let mut facets = vec![[0.0f32; 3]; vertices.len()];
    let mut triangles = Vec::with_capacity(2 * quads.len());
    for quad in &quads {
        let [a, b, c, d] = quad.map(|v| vertices[v as usize]);
        let (ac, bd) = (difference(c, a), difference(d, b));
        let normal = cross(ac, bd);
        for &v in quad {
            add(&mut facets[v as usize], normal);
        }
        // The shorter diagonal: the flatter of the two ways to fold the quad.
        let [p, q, r, s] = *quad;
        triangles.extend(if dot(ac, ac) <= dot(bd, bd) {
            [[p, q, r], [p, r, s]]
        } else {
            [[q, r, s], [q, s, p]]
        });
    }
    let mut normals = vec![[0.0f32; 3]; vertices.len()];
    for quad in &quads {
        let mut sum = [0.0; 3];
        for &v in quad {
            add(&mut sum, facets[v as usize]);
        }
        for &v in quad {
            add(&mut normals[v as usize], sum);
        }
    }
    for (normal, facet) in normals.iter_mut().zip(&facets) {
        *normal = unit(*normal).or_else(|| unit(*facet)).unwrap_or([0.0, 0.0, 1.0]);
    }
    Mesh { vertices, normals, triangles, on_fov_edge }
}

pub(super) fn difference(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn cross(a: [f32; 3], b: [f32; 3]) -> [f32; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn add(a: &mut [f32; 3], b: [f32; 3]) {
    for (a, b) in a.iter_mut().zip(b) {
        *a += b;
    }
}

/// The vector at length 1; `None` when it is too short to have a direction.
pub(super) fn unit(v: [f32; 3]) -> Option<[f32; 3]> {
    let length = dot(v, v).sqrt();
    (length > f32::MIN_POSITIVE).then(|| v.map(|x| x / length))
}
