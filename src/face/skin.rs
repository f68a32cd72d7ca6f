//! The measured skin: points of the head's surface that are not cuts.

use crate::imaging::surface::Mesh;
use crate::imaging::volume::Volume;

use super::cut_edge;
use super::cut_edge::CutEdges;
use super::field_of_view::FieldOfView;
use super::fill;
use super::fill::{FillRule, beside_fill};
pub use super::skin_point::SkinPoint;

/// What is no skin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// When equal samples are fill.
    pub fill: fill::Config,
    /// When an edge is a cut's.
    pub cut_edge: cut_edge::Config,
}

/// Points spread over the skin of one scan, and where skin could have been seen.
#[derive(Clone, Debug)]
pub struct Skin {
    /// The points, in the order of the mesh.
    pub points: Vec<SkinPoint>,
    /// The scanned box.
    pub fov: FieldOfView,
    /// What counts as fill in this scan.
    pub fill: FillRule,
    /// Where the surface is as sharp as only a cut is.
    pub(crate) cuts: CutEdges,
}

impl Skin {
    /// About `limit` points of a mesh, less the cuts by the field of view, less cuts by their edge
    /// and, where the background is otherwise noisy, less the borders of blocks filled with one
    /// value: what defacing leaves behind is a wall, not skin.
    pub fn of(mesh: &Mesh, volume: &Volume, limit: usize, config: &Config) -> Self {
        let fov = FieldOfView::of(volume);
        let step = mesh.vertices.len().div_ceil(limit.max(1)).max(1);
        let points: Vec<SkinPoint> = (0..mesh.vertices.len())
            .step_by(step)
            .filter(|&v| !mesh.on_fov_edge[v])
            .map(|v| SkinPoint {
                position: mesh.vertices[v].into(),
                normal: mesh.normals[v].into(),
            })
            .collect();
        let fill = FillRule::of(volume, &points, &config.fill);
        let filled = beside_fill(volume, &points, fill);
        let cuts = CutEdges::of(volume, &points, &config.cut_edge);
        let mut skin = Self::without_walls(points, &filled, fov);
        skin.points.retain(|point| !cuts.holds(&point.position));
        Self { fill, cuts, ..skin }
    }

    /// Skin known from elsewhere, without cuts, of a scan of many grey levels.
    pub fn new(points: Vec<SkinPoint>, fov: FieldOfView) -> Self {
        Self { points, fov, fill: FillRule::MANY_LEVELS, cuts: CutEdges::default() }
    }

    /// Leaves out the points beside constant fill, unless such fill is all around the head.
    pub fn without_walls(points: Vec<SkinPoint>, filled: &[bool], fov: FieldOfView) -> Self {
        let (crown, crown_filled) = fill::crown(&points)
            .fold((0, 0), |(all, some), n| (all + 1, some + usize::from(filled[n])));
        if 2 * crown_filled > crown {
            return Self::new(points, fov);
        }
        let skin = points.into_iter().zip(filled).filter(|(_, f)| !**f).map(|(p, _)| p).collect();
        Self::new(skin, fov)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::space::Affine;
    use nalgebra::Vector3;

    #[test]
    fn where_all_background_is_constant_nothing_is_left_out() {
        let fov = || FieldOfView::new(Affine::from_voxel_sizes([1.0; 3]).unwrap(), [200; 3]);
        let at = |z: f32| SkinPoint { position: Vector3::new(0.0, 0.0, z), normal: Vector3::x() };
        let points: Vec<SkinPoint> = (0..150).map(|z| at(z as f32)).collect();
        let all = Skin::without_walls(points.clone(), &[true; 150], fov());
        assert_eq!(all.points.len(), 150);
        let low: Vec<bool> = (0..150).map(|z| z < 40).collect();
        assert_eq!(Skin::without_walls(points, &low, fov()).points.len(), 110);
    }
}
