//! Stereolithography format (STL), binary: one record per triangle, world mm.

use super::Mesh;
use super::vector::{cross, from_mesh, minus, unit};
use std::io::{self, BufWriter, Write};

/// The 80 bytes before the count; must not begin with `solid`, the mark of the text form.
const HEADER: &[u8; 80] =
    b"binary STL, world coordinates in mm, RAS+                                       ";

/// Writes the mesh as binary STL.
///
/// # Errors
/// Whatever the writer reports.
pub fn write(mesh: &Mesh, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(HEADER)?;
    out.write_all(&(mesh.triangles.len() as u32).to_le_bytes())?;
    for triangle in &mesh.triangles {
        let corners = triangle.map(|v| mesh.vertices[v as usize]);
        let [a, b, c] = corners.map(from_mesh);
        // A triangle without area has no normal; the format's word for that is zero.
        let normal = unit(cross(minus(b, a), minus(c, a))).unwrap_or_default();
        for value in normal[..3].iter().chain(corners.as_flattened()) {
            out.write_all(&value.to_le_bytes())?;
        }
        out.write_all(&[0; 2])?; // attribute byte count
    }
    out.flush()
}
