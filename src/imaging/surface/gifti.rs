//! `GIfTI` surface (`.surf.gii`): positions in scanner space and triangles, as compressed binary.
//!
//! Source: `GIfTI` Surface Data Format 1.0 (Harwell et al. 2011). `GZipBase64Binary` means a zlib
//! stream in base64, whatever its name says.

use super::Mesh;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::{self, BufWriter, Write};

/// Writes the mesh as `GIfTI`.
///
/// # Errors
/// Whatever the writer reports.
pub fn write(mesh: &Mesh, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
          <!DOCTYPE GIFTI SYSTEM \"http://www.nitrc.org/frs/download.php/115/gifti.dtd\">\n\
          <GIFTI Version=\"1.0\" NumberOfDataArrays=\"2\">\n",
    )?;
    let points = mesh.vertices.as_flattened().iter().flat_map(|v| v.to_le_bytes());
    array(&mut out, "POINTSET", "FLOAT32", mesh.vertices.len(), &points.collect::<Vec<_>>())?;
    let indices = mesh.triangles.as_flattened().iter().flat_map(|v| v.to_le_bytes());
    array(&mut out, "TRIANGLE", "INT32", mesh.triangles.len(), &indices.collect::<Vec<_>>())?;
    out.write_all(b"</GIFTI>\n")?;
    out.flush()
}

/// One `DataArray` of `rows` × 3 numbers.
fn array(
    out: &mut impl Write,
    intent: &str,
    data_type: &str,
    rows: usize,
    bytes: &[u8],
) -> io::Result<()> {
    writeln!(
        out,
        "  <DataArray Intent=\"NIFTI_INTENT_{intent}\" DataType=\"NIFTI_TYPE_{data_type}\" \
         ArrayIndexingOrder=\"RowMajorOrder\" Dimensionality=\"2\" Dim0=\"{rows}\" Dim1=\"3\" \
         Encoding=\"GZipBase64Binary\" Endian=\"LittleEndian\" ExternalFileName=\"\" \
         ExternalFileOffset=\"\">"
    )?;
    if intent == "POINTSET" {
        out.write_all(
            b"    <CoordinateSystemTransformMatrix>\n      \
              <DataSpace><![CDATA[NIFTI_XFORM_SCANNER_ANAT]]></DataSpace>\n      \
              <TransformedSpace><![CDATA[NIFTI_XFORM_SCANNER_ANAT]]></TransformedSpace>\n      \
              <MatrixData>1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1</MatrixData>\n    \
              </CoordinateSystemTransformMatrix>\n",
        )?;
    }
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(bytes)?;
    writeln!(out, "    <Data>{}</Data>\n  </DataArray>", STANDARD.encode(zlib.finish()?))
}
