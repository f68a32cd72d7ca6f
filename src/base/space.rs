//! Space: voxel indices, world points and the affine between them.
//!
//! World coordinates are millimetres in RAS+: `x` grows to the person's right, `y` to the front,
//! `z` upwards (BIDS, nibabel and the `NIfTI` standard use the same convention). Types of different
//! frames cannot be mixed.

use nalgebra::{Matrix3, Matrix4, Vector3, Vector4};
use serde::{Serialize, Serializer};

/// A continuous position in voxel index space `(i, j, k)`; integers are voxel centres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoxelIndex(pub [f64; 3]);

/// A position in world space, millimetres, RAS+.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct WorldPoint(pub [f64; 3]);

/// A position in the canonical head frame, millimetres.
///
/// Origin midway between the two tragi; `x` to the person's right, `y` to the front, `z` up;
/// the `xy` plane is the Frankfurt horizontal (tragi and lower orbital rims).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct HeadPoint(pub [f64; 3]);

/// An invertible affine map from voxel indices to world millimetres (RAS+).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    forward: Matrix4<f64>,
    inverse: Matrix4<f64>,
}

/// Why a matrix is no [`Affine`].
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum AffineError {
    /// An entry is NaN or infinite.
    #[error("affine has an entry that is not finite")]
    NotFinite,
    /// The three axes do not span space.
    #[error("affine is singular (determinant {determinant:e})")]
    Singular {
        /// Determinant of the upper-left 3×3 block, mm³ per voxel.
        determinant: f64,
    },
}

impl Affine {
    /// Takes the three upper rows of the 4×4 matrix (row-major, mm).
    ///
    /// # Errors
    /// [`AffineError`] when an entry is not finite or the axes are (numerically) dependent.
    pub fn new(rows: [[f64; 4]; 3]) -> Result<Self, AffineError> {
        if rows.iter().flatten().any(|v| !v.is_finite()) {
            return Err(AffineError::NotFinite);
        }
        let forward =
            Matrix4::from_fn(|r, c| if r < 3 { rows[r][c] } else { f64::from(u8::from(c == 3)) });
        let linear: Matrix3<f64> = forward.fixed_view::<3, 3>(0, 0).into();
        let determinant = linear.determinant();
        // Relative to the product of the axis lengths, so that units do not matter.
        let scale: f64 = (0..3).map(|c| linear.column(c).norm()).product();
        let inverse = forward.try_inverse();
        match inverse {
            Some(inverse)
                if determinant.abs() > 1e-9 * scale
                    && scale > 0.0
                    && inverse.iter().all(|v| v.is_finite()) =>
            {
                Ok(Self { forward, inverse })
            }
            _ => Err(AffineError::Singular { determinant }),
        }
    }

    /// Scaling by voxel size (mm) with the world origin at voxel `(0, 0, 0)`.
    ///
    /// # Errors
    /// [`AffineError`] when a size is zero or not finite.
    pub fn from_voxel_sizes(mm: [f64; 3]) -> Result<Self, AffineError> {
        Self::new([[mm[0], 0., 0., 0.], [0., mm[1], 0., 0.], [0., 0., mm[2], 0.]])
    }

    /// World position of a voxel position.
    pub fn to_world(&self, v: VoxelIndex) -> WorldPoint {
        let p = self.forward * Vector4::new(v.0[0], v.0[1], v.0[2], 1.0);
        WorldPoint([p.x, p.y, p.z])
    }

    /// Voxel position of a world position.
    pub fn to_voxel(&self, w: WorldPoint) -> VoxelIndex {
        let p = self.inverse * Vector4::new(w.0[0], w.0[1], w.0[2], 1.0);
        VoxelIndex([p.x, p.y, p.z])
    }

    /// Steps along the voxel axes that a movement in the world (mm) makes.
    pub fn steps_of(&self, movement: [f64; 3]) -> [f64; 3] {
        let m = &self.inverse;
        std::array::from_fn(|r| {
            m[(r, 0)] * movement[0] + m[(r, 1)] * movement[1] + m[(r, 2)] * movement[2]
        })
    }

    /// The 4×4 matrix, voxel → world.
    pub fn matrix(&self) -> &Matrix4<f64> {
        &self.forward
    }

    /// The upper-left 3×3 block: one column per voxel axis, mm per voxel.
    pub fn linear(&self) -> Matrix3<f64> {
        self.forward.fixed_view::<3, 3>(0, 0).into()
    }

    /// World position of voxel `(0, 0, 0)`.
    pub fn origin(&self) -> Vector3<f64> {
        self.forward.fixed_view::<3, 1>(0, 3).into()
    }

    /// Length of one voxel step along each voxel axis, mm.
    pub fn voxel_sizes(&self) -> [f64; 3] {
        let m = self.linear();
        [m.column(0).norm(), m.column(1).norm(), m.column(2).norm()]
    }

    /// Whether the voxel axes form a right-handed system in world space.
    pub fn is_right_handed(&self) -> bool {
        self.linear().determinant() > 0.0
    }

    /// Nearest world axis of each voxel axis, as letters towards which the index grows, e.g. `RAS`.
    ///
    /// Each world axis is used once: the strongest remaining entry wins, as nibabel's
    /// `io_orientation` does.
    pub fn axis_codes(&self) -> String {
        let m = self.linear();
        let mut codes = ['?'; 3];
        let (mut axis_taken, mut world_taken) = ([false; 3], [false; 3]);
        for _ in 0..3 {
            let (axis, world) = (0..9)
                .map(|n| (n / 3, n % 3))
                .filter(|&(a, w)| !axis_taken[a] && !world_taken[w])
                .max_by(|&(a, w), &(b, v)| {
                    let strength = |a: usize, w: usize| m[(w, a)].abs() / m.column(a).norm();
                    strength(a, w).total_cmp(&strength(b, v))
                })
                .unwrap_or((0, 0));
            axis_taken[axis] = true;
            world_taken[world] = true;
            let letters = [['L', 'R'], ['P', 'A'], ['I', 'S']][world];
            codes[axis] = letters[usize::from(m[(world, axis)] > 0.0)];
        }
        codes.iter().collect()
    }
}

impl Serialize for Affine {
    /// As four rows of four numbers.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let m = &self.forward;
        let rows: [[f64; 4]; 4] = std::array::from_fn(|r| std::array::from_fn(|c| m[(r, c)]));
        rows.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_singular_matrix_is_refused() {
        let flat = [[1., 0., 0., 0.], [0., 1., 0., 0.], [1., 1., 0., 0.]];
        assert!(matches!(Affine::new(flat), Err(AffineError::Singular { .. })));
        let nan = [[f64::NAN, 0., 0., 0.], [0., 1., 0., 0.], [0., 0., 1., 0.]];
        assert_eq!(Affine::new(nan), Err(AffineError::NotFinite));
    }

    #[test]
    fn axis_codes_of_stored_orientations() {
        let lia = [[-1., 0., 0., 128.], [0., 0., 1., -128.], [0., -1., 0., 128.]];
        assert_eq!(Affine::new(lia).unwrap().axis_codes(), "LIA");
        let ras = [[2., 0.1, 0., 0.], [0., 2., 0.3, 0.], [0.2, 0., 2., 0.]];
        assert_eq!(Affine::new(ras).unwrap().axis_codes(), "RAS");
    }

    #[test]
    fn voxel_to_world_and_back() {
        let a = Affine::new([[0.9, 0.1, 0., -80.], [-0.1, 1.1, 0.2, -100.], [0., 0.1, 1.3, -60.]])
            .unwrap();
        let v = VoxelIndex([12.5, 40.0, 77.25]);
        let back = a.to_voxel(a.to_world(v));
        for n in 0..3 {
            approx::assert_abs_diff_eq!(v.0[n], back.0[n], epsilon = 1e-9);
        }
        let ahead = a.to_voxel(WorldPoint([a.to_world(v).0[0], a.to_world(v).0[1] + 2.0, 7.0]));
        let at = a.to_voxel(WorldPoint([a.to_world(v).0[0], a.to_world(v).0[1], 7.0]));
        for (n, step) in a.steps_of([0.0, 2.0, 0.0]).into_iter().enumerate() {
            approx::assert_abs_diff_eq!(step, ahead.0[n] - at.0[n], epsilon = 1e-9);
        }
        approx::assert_abs_diff_eq!(a.voxel_sizes()[2], (0.04f64 + 1.69).sqrt(), epsilon = 1e-12);
    }
}
