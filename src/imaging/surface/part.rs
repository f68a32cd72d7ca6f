//! A mesh in parts whose vertices fit the cache.

use super::Mesh;
use crate::base::lanes::{LANES, lanes};
use std::ops::Range;

/// Triangles in a part; an even number, so that no quad is split.
const TRIANGLES: usize = 1 << 14;

/// Some triangles of a mesh and the vertices they use.
pub(crate) struct Part<'a> {
    /// Number of the first triangle.
    pub(crate) first: usize,
    /// The triangles.
    pub(crate) triangles: &'a [[u32; 3]],
    /// From the first vertex they use to the last.
    pub(crate) vertices: Range<usize>,
}

impl Mesh {
    /// The mesh in parts, in order. What is worked out for each vertex of a part is worked out again
    /// where parts meet: some tenths more in a mesh from [`outer_surface`](super::outer_surface),
    /// whose triangles go through the volume slice by slice.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        self.triangles.chunks(TRIANGLES).enumerate().map(|(n, triangles)| {
            let (low, high) = span(triangles.as_flattened());
            let vertices = low as usize..high as usize + 1;
            Part { first: n * TRIANGLES, triangles, vertices }
        })
    }
}

/// The least and the greatest number.
fn span(numbers: &[u32]) -> (u32, u32) {
    // Eight at a time, in comparisons: the oldest 64-bit processors have no instruction for the
    // lesser of two integers side by side.
    let (mut least, mut greatest) = ([u32::MAX; LANES], [0; LANES]);
    let (eights, rest) = numbers.as_chunks::<LANES>();
    for eight in eights {
        least = lanes(|n| if eight[n] < least[n] { eight[n] } else { least[n] });
        greatest = lanes(|n| if eight[n] > greatest[n] { eight[n] } else { greatest[n] });
    }
    let low = least.iter().chain(rest).fold(u32::MAX, |low, &n| low.min(n));
    (low, greatest.iter().chain(rest).fold(0, |high, &n| high.max(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_every_triangle_once_and_the_vertices_it_uses() {
        let count = TRIANGLES as u32 + 7;
        let triangles: Vec<[u32; 3]> = (0..count).map(|n| [n + 2, n, n + 5]).collect();
        let mesh = Mesh { triangles: triangles.clone(), ..Mesh::default() };
        let mut seen = Vec::new();
        for part in mesh.parts() {
            assert_eq!(part.first, seen.len());
            for corner in part.triangles.as_flattened() {
                assert!(part.vertices.contains(&(*corner as usize)));
            }
            seen.extend_from_slice(part.triangles);
        }
        assert_eq!(seen, triangles);
        assert_eq!(Mesh::default().parts().count(), 0);
    }
}
