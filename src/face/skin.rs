//! The measured skin: points of the head's surface that are not cuts.

use crate::base::space::WorldPoint;
use crate::imaging::surface::Mesh;
use crate::imaging::volume::Sample;
use crate::imaging::volume::Volume;
use crate::with_samples;

use super::cut_edge::{CROWN_MM, CutEdges};
use super::field_of_view::FieldOfView;
use nalgebra::Vector3;

/// A point of the head's surface.
#[derive(Clone, Copy, Debug)]
pub struct SkinPoint {
    /// World mm (RAS+).
    pub position: Vector3<f32>,
    /// Outward unit normal.
    pub normal: Vector3<f32>,
}

/// Points spread over the skin of one scan, and where skin could have been seen.
#[derive(Clone, Debug)]
pub struct Skin {
    /// The points, in the order of the mesh.
    pub points: Vec<SkinPoint>,
    /// The scanned box.
    pub fov: FieldOfView,
    /// Where the surface is as sharp as only a cut is.
    pub(crate) cuts: CutEdges,
}

/// Steps outwards at which the voxel values are compared, in voxels.
const LOOK_AT: [f32; 3] = [1.5, 3.0, 4.5];

impl Skin {
    /// About `limit` points of a mesh, less the cuts by the field of view, less cuts by their edge
    /// and, where the background is otherwise noisy, less the borders of blocks filled with one
    /// value: what defacing leaves behind is a wall, not skin.
    pub fn of(mesh: &Mesh, volume: &Volume, limit: usize) -> Self {
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
        let filled = beside_fill(volume, &points);
        let cuts = CutEdges::of(volume, &points);
        let mut skin = Self::without_walls(points, &filled, fov);
        skin.points.retain(|point| !cuts.holds(&point.position));
        Self { cuts, ..skin }
    }

    /// Skin known from elsewhere, without cuts.
    pub fn new(points: Vec<SkinPoint>, fov: FieldOfView) -> Self {
        Self { points, fov, cuts: CutEdges::default() }
    }

    /// Leaves out the points beside constant fill, unless such fill is all around the head.
    pub fn without_walls(points: Vec<SkinPoint>, filled: &[bool], fov: FieldOfView) -> Self {
        let top = points.iter().map(|p| p.position.z).fold(f32::NEG_INFINITY, f32::max);
        let crown = points.iter().zip(filled).filter(|(p, _)| p.position.z > top - CROWN_MM);
        let (crown, crown_filled) =
            crown.fold((0, 0), |(all, some), (_, f)| (all + 1, some + usize::from(*f)));
        if 2 * crown_filled > crown {
            return Self::new(points, fov);
        }
        let skin = points.into_iter().zip(filled).filter(|(_, f)| !**f).map(|(p, _)| p).collect();
        Self::new(skin, fov)
    }
}

/// For each point, whether all that lies before it is one and the same value, as no scanner's noise
/// is.
pub fn beside_fill(volume: &Volume, points: &[SkinPoint]) -> Vec<bool> {
    with_samples!(&volume.voxels, samples => {
        let value = |at: usize| samples.get(at).map(|sample| sample.to_f32().to_bits());
        points.iter().map(|point| {
            let [first, rest @ ..] = before(volume, point).map(|at| at.and_then(value));
            first.is_some() && rest.iter().all(|other| *other == first)
        }).collect()
    })
}

/// Offsets of three voxels in front of a skin point; None where they lie outside the volume.
fn before(volume: &Volume, point: &SkinPoint) -> [Option<usize>; 3] {
    let at = volume.affine.to_voxel(WorldPoint(point.position.cast::<f64>().into())).0;
    let step = volume.affine.steps_of(point.normal.cast::<f64>().into());
    let longest = step.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
    let [ni, nj, _] = volume.shape;
    LOOK_AT.map(|steps| {
        let reach = f64::from(steps) / longest;
        // From the lower corners of voxels: the whole part is then the nearest voxel. False for NaN.
        let place: [f64; 3] = std::array::from_fn(|a| at[a] + reach * step[a] + 0.5);
        let inside = (0..3).all(|a| place[a] >= 0.0 && place[a] < volume.shape[a] as f64);
        let [i, j, k] = place.map(|v| v as usize);
        inside.then(|| (k * nj + j) * ni + i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::space::Affine;
    use crate::imaging::volume::Voxels;

    /// Surface points of a slab whose front half looks into noise and whose back half into zeros.
    #[test]
    fn walls_of_a_filled_block_are_told_from_skin_in_noise() {
        let shape = [20usize, 20, 20];
        let noise = |n: usize| (n * 7919 % 251) as u8;
        let voxels = (0..8000).map(|n| if n % 20 < 10 { noise(n) } else { 0 }).collect();
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let volume = Volume::new(shape, affine, Voxels::U8(voxels)).unwrap();
        let up = Vector3::new(0.0, 0.0, 1.0);
        let at = |x: f32| SkinPoint { position: Vector3::new(x, 10.0, 10.0), normal: up };
        assert_eq!(beside_fill(&volume, &[at(4.0), at(15.0)]), [false, true]);
        let outside = SkinPoint { position: Vector3::new(15.0, 10.0, 18.0), normal: up };
        assert_eq!(beside_fill(&volume, &[outside]), [false]);
    }

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
