//! All the skin in front of the head, as dense as the surface has it.

use super::sheet::Spot;
use crate::imaging::surface::Mesh;
use nalgebra::{Isometry3, Point3, Vector3};

/// Vertices in front of the head, world mm, and the way to the canonical frame.
pub(super) struct Front<'a> {
    mesh: &'a Mesh,
    vertices: Vec<usize>,
    head_to_world: Isometry3<f64>,
}

/// Every part of a face lies farther to the front than this, canonical mm.
const FRONT_MM: f64 = 25.0;

impl<'a> Front<'a> {
    pub(super) fn of(mesh: &'a Mesh, head_to_world: Isometry3<f64>) -> Self {
        let forward: Vector3<f32> = (head_to_world.rotation * Vector3::y()).cast();
        let origin: Vector3<f32> = head_to_world.translation.vector.cast();
        let limit = forward.dot(&origin) + FRONT_MM as f32;
        let in_front = |v: &usize| {
            forward.dot(&Vector3::from(mesh.vertices[*v])) > limit && !mesh.on_fov_edge[*v]
        };
        let vertices = (0..mesh.vertices.len()).filter(in_front).collect();
        Self { mesh, vertices, head_to_world }
    }

    /// The skin within `reach_mm` of a place, both canonical.
    pub(super) fn about(&self, place: Vector3<f64>, reach_mm: f64) -> Vec<Spot> {
        let world: Vector3<f32> = (self.head_to_world * Point3::from(place)).coords.cast();
        let square = (reach_mm * reach_mm) as f32;
        let to_head = self.head_to_world.inverse();
        let turn = to_head.rotation.to_rotation_matrix();
        let near = self.vertices.iter().filter_map(|&v| {
            let vertex = Vector3::from(self.mesh.vertices[v]);
            ((vertex - world).norm_squared() < square).then(|| Spot {
                position: (to_head * Point3::from(vertex.cast::<f64>())).coords,
                normal: turn * Vector3::from(self.mesh.normals[v]).cast::<f64>(),
            })
        });
        near.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Translation3, UnitQuaternion};

    #[test]
    fn skin_comes_back_in_the_frame_of_the_head() {
        let head_to_world = Isometry3::from_parts(
            Translation3::new(10.0, -20.0, 30.0),
            UnitQuaternion::from_euler_angles(0.3, -0.2, 0.5),
        );
        let heads = [[0.0, 90.0, 0.0], [0.0, 90.0, 8.0], [0.0, 0.0, 0.0], [40.0, 60.0, 0.0]];
        let mesh = Mesh {
            vertices: heads
                .map(|h| (head_to_world * Point3::from(h)).coords.cast::<f32>().into())
                .to_vec(),
            normals: vec![(head_to_world.rotation * Vector3::y()).cast::<f32>().into(); 4],
            triangles: Vec::new(),
            on_fov_edge: vec![false, true, false, false],
        };
        let front = Front::of(&mesh, head_to_world);
        let near = front.about(Vector3::new(0.0, 92.0, 0.0), 10.0);
        assert_eq!(near.len(), 1, "one is near, in front and no cut");
        assert!((near[0].position - Vector3::new(0.0, 90.0, 0.0)).norm() < 1e-4);
        assert!((near[0].normal - Vector3::y()).norm() < 1e-6);
        assert_eq!(front.about(Vector3::new(0.0, 0.0, 0.0), 10.0).len(), 0);
    }
}
