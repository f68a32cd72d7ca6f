//! Polygon file format (Stanford PLY), binary little-endian: positions and normals in world mm.

use super::Mesh;
use std::io::{self, BufWriter, Write};

/// Writes the mesh as binary PLY.
///
/// # Errors
/// Whatever the writer reports.
pub fn write(mesh: &Mesh, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    write!(
        out,
        "ply\nformat binary_little_endian 1.0\ncomment world coordinates in mm, RAS+\n\
         element vertex {}\n\
         property float x\nproperty float y\nproperty float z\n\
         property float nx\nproperty float ny\nproperty float nz\n\
         element face {}\nproperty list uchar int vertex_indices\nend_header\n",
        mesh.vertices.len(),
        mesh.triangles.len()
    )?;
    for (vertex, normal) in mesh.vertices.iter().zip(&mesh.normals) {
        for value in vertex.iter().chain(normal) {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    for triangle in &mesh.triangles {
        out.write_all(&[3])?;
        for index in triangle {
            out.write_all(&index.to_le_bytes())?;
        }
    }
    out.flush()
}
