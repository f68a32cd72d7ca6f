//! Area, volume, extent and soundness of a mesh.

use super::Mesh;
use super::vector::{Vector, cross, dot, from_mesh, minus, square};
use std::collections::HashMap;

impl Mesh {
    /// Corners of every triangle, mm.
    fn corners(&self) -> impl Iterator<Item = [Vector; 3]> + '_ {
        self.triangles.iter().map(|t| t.map(|v| from_mesh(self.vertices[v as usize])))
    }

    /// Area of the whole surface with the caps at the edge of the field of view, mm².
    pub fn area(&self) -> f64 {
        self.corners().map(triangle_area).sum()
    }

    /// Area without the caps: triangles with all three corners on the edge of the field of view do
    /// not count, mm².
    pub fn skin_area(&self) -> f64 {
        self.skin_area_and_volume()[0]
    }

    /// Enclosed volume, mm³, by the divergence theorem.
    pub fn volume(&self) -> f64 {
        self.skin_area_and_volume()[1]
    }

    /// [`Self::skin_area`] (mm²) and [`Self::volume`] (mm³) in one pass over the mesh.
    pub fn skin_area_and_volume(&self) -> [f64; 2] {
        // Measured from a vertex, so that large world offsets do not cancel in `f32`.
        let origin = from_mesh(self.vertices.first().copied().unwrap_or_default());
        let is_skin = |t: &[u32; 3]| !t.iter().all(|&v| self.on_fov_edge[v as usize]);
        let (mut area, mut six_fold) = (0.0, 0.0);
        for (triangle, [a, b, c]) in self.triangles.iter().zip(self.corners()) {
            // Twice the area along the normal serves both.
            let normal = cross(minus(b, a), minus(c, a));
            if is_skin(triangle) {
                area += f64::from(square(normal).sqrt()) / 2.0;
            }
            six_fold += f64::from(dot(minus(a, origin), normal));
        }
        [area, six_fold / 6.0]
    }

    /// Lowest and highest coordinates, mm; `None` for an empty mesh.
    pub fn bounds(&self) -> Option<[[f32; 3]; 2]> {
        let first = *self.vertices.first()?;
        Some(self.vertices.iter().fold([first; 2], |[low, high], v| {
            [std::array::from_fn(|a| low[a].min(v[a])), std::array::from_fn(|a| high[a].max(v[a]))]
        }))
    }

    /// Whether every edge belongs to exactly two triangles that run along it in opposite
    /// directions: closed, without borders, and oriented alike everywhere.
    ///
    /// Slow (a table of all edges); meant for tests and for meshes from elsewhere.
    pub fn is_watertight(&self) -> bool {
        let mut directed: HashMap<(u32, u32), u32> = HashMap::new();
        for &[a, b, c] in &self.triangles {
            for edge in [(a, b), (b, c), (c, a)] {
                *directed.entry(edge).or_default() += 1;
            }
        }
        directed.iter().all(|(&(a, b), &n)| n == 1 && a != b && directed.contains_key(&(b, a)))
    }
}

fn triangle_area([a, b, c]: [Vector; 3]) -> f64 {
    f64::from(square(cross(minus(b, a), minus(c, a))).sqrt()) / 2.0
}
