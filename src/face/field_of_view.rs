//! Where the measured surface can be at all.

use crate::base::space::Affine;
use crate::base::space::WorldPoint;

use nalgebra::Vector3;

/// The box of voxels that was scanned.
#[derive(Clone, Debug)]
pub struct FieldOfView {
    affine: Affine,
    shape: [usize; 3],
}

impl FieldOfView {
    /// The box of a volume with this affine (voxel index → world mm) and shape in voxels.
    pub fn new(affine: Affine, shape: [usize; 3]) -> Self {
        Self { affine, shape }
    }

    /// Whether a world point (mm) lies within it, one voxel short of the border: a surface so near
    /// the border cannot be told from the cut.
    pub fn contains(&self, world: &Vector3<f64>) -> bool {
        let voxel = self.affine.to_voxel(WorldPoint((*world).into()));
        voxel.0.iter().zip(self.shape).all(|(&v, n)| v > 1.0 && v < n as f64 - 2.0)
    }
}
