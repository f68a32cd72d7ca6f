//! Do the exchange formats hold the mesh they were made from?

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countenance::imaging::surface::{Mesh, gifti, ply, stl};
use std::io::Read;

/// A tetrahedron.
fn mesh() -> Mesh {
    Mesh {
        vertices: vec![[0.0, 0.1, -70.25], [10.0, 0.0, 0.0], [0.0, 20.5, 0.0], [1e-3, 0.0, 30.0]],
        normals: vec![[0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
        on_fov_edge: vec![false; 4],
    }
}

fn numbers<const N: usize, T>(bytes: &[u8], parse: fn([u8; N]) -> T) -> Vec<T> {
    bytes.chunks_exact(N).map(|b| parse(b.try_into().expect("whole chunks"))).collect()
}

#[test]
fn ply_holds_vertices_normals_and_triangles() {
    let (mesh, mut bytes) = (mesh(), Vec::new());
    ply::write(&mesh, &mut bytes).expect("a vector takes all");
    let marker = b"end_header\n";
    let at = bytes.windows(marker.len()).position(|w| w == marker).expect("a header");
    let (header, body) = bytes.split_at(at + marker.len());
    let header = String::from_utf8_lossy(header);
    assert!(header.starts_with("ply\nformat binary_little_endian 1.0\n"));
    assert!(header.contains("element vertex 4\n") && header.contains("element face 4\n"));
    let (vertices, faces) = body.split_at(4 * 24);
    for (n, row) in numbers(vertices, f32::from_le_bytes).chunks(6).enumerate() {
        assert_eq!(row.map_bits(), [mesh.vertices[n], mesh.normals[n]].as_flattened().map_bits());
    }
    assert_eq!(faces.len(), 4 * 13);
    for (face, triangle) in faces.chunks(13).zip(&mesh.triangles) {
        assert_eq!(face[0], 3);
        assert_eq!(numbers(&face[1..], u32::from_le_bytes), triangle);
    }
}

trait MapBits {
    fn map_bits(&self) -> Vec<u32>;
}

impl MapBits for [f32] {
    fn map_bits(&self) -> Vec<u32> {
        self.iter().map(|v| v.to_bits()).collect()
    }
}

#[test]
fn stl_holds_every_triangle_with_its_outward_normal() {
    let (mesh, mut bytes) = (mesh(), Vec::new());
    stl::write(&mesh, &mut bytes).expect("a vector takes all");
    assert!(!bytes.starts_with(b"solid"));
    assert_eq!(numbers(&bytes[80..84], u32::from_le_bytes), [4]);
    assert_eq!(bytes.len(), 84 + 4 * 50);
    for (record, triangle) in bytes[84..].chunks(50).zip(&mesh.triangles) {
        let values = numbers(&record[..48], f32::from_le_bytes);
        let corners = triangle.map(|v| mesh.vertices[v as usize]);
        assert_eq!(values[3..].map_bits(), corners.as_flattened().map_bits());
        let side = |from: usize, to: usize, axis: usize| corners[to][axis] - corners[from][axis];
        let along = |from, to| (0..3).map(|a| side(from, to, a) * values[a]).sum::<f32>();
        assert!(along(0, 1).abs() < 1e-3 && along(0, 2).abs() < 1e-3);
        let length = values[..3].iter().map(|v| v * v).sum::<f32>();
        approx::assert_abs_diff_eq!(length, 1.0, epsilon = 1e-5);
    }
}

/// The text between two marks, from the `nth` time the first occurs.
fn between<'a>(text: &'a str, from: &str, to: &str, nth: usize) -> &'a str {
    let rest = text.split(from).nth(nth + 1).expect("the mark is there");
    rest.split(to).next().expect("split gives one piece at least")
}

#[test]
fn gifti_holds_points_and_triangles_in_scanner_space() {
    let (mesh, mut bytes) = (mesh(), Vec::new());
    gifti::write(&mesh, &mut bytes).expect("a vector takes all");
    let text = String::from_utf8(bytes).expect("XML is text");
    assert!(text.contains("NumberOfDataArrays=\"2\""));
    assert!(text.contains("NIFTI_XFORM_SCANNER_ANAT"));
    let data = |nth| {
        let zlib = STANDARD.decode(between(&text, "<Data>", "</Data>", nth)).expect("base64");
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(&zlib[..]).read_to_end(&mut bytes).expect("zlib");
        bytes
    };
    let points = numbers(&data(0), f32::from_le_bytes);
    assert_eq!(points.map_bits(), mesh.vertices.as_flattened().map_bits());
    assert_eq!(numbers(&data(1), u32::from_le_bytes), mesh.triangles.as_flattened());
    assert_eq!(text.matches("Dim0=\"4\"").count(), 2);
}
