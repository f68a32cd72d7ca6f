//! Values at places: scaled samples, interpolated between voxels.

use crate::base::space::VoxelIndex;

use super::{Sample, Volume};
use crate::with_samples;

/// Places this near to a voxel's centre are that voxel: affines are stored in single precision,
/// which errs by some 10⁻⁵ of a coordinate. In voxels.
const SNAP: f64 = 0.02;

impl Volume {
    /// The value of a stored sample (`i` fastest), scaled; None beyond the last.
    pub fn value(&self, sample: usize) -> Option<f64> {
        let stored =
            with_samples!(&self.voxels, samples => samples.get(sample).map(|s| s.to_f32()))?;
        Some(f64::from(stored) * self.scaling.slope + self.scaling.intercept)
    }

    /// Number of a voxel's sample; None outside the volume.
    pub fn sample_at(&self, [i, j, k]: [usize; 3]) -> Option<usize> {
        let [ni, nj, nk] = self.shape;
        (i < ni && j < nj && k < nk).then(|| (k * nj + j) * ni + i)
    }

    /// Value at a place between voxel centres, trilinear; exact at a voxel's centre. None outside
    /// the centres of the outermost voxels.
    pub fn interpolate(&self, at: VoxelIndex) -> Option<f64> {
        let nearest = at.0.map(f64::round);
        if (0..3).all(|a| (at.0[a] - nearest[a]).abs() < SNAP) {
            return self.value(self.sample_at(index(nearest)?)?);
        }
        let low = at.0.map(f64::floor);
        let part: [f64; 3] = std::array::from_fn(|a| at.0[a] - low[a]);
        let low = index(low)?;
        let mut sum = 0.0;
        for corner in 0..8 {
            let up: [usize; 3] = std::array::from_fn(|a| corner >> a & 1);
            let weight: f64 =
                (0..3).map(|a| if up[a] == 1 { part[a] } else { 1.0 - part[a] }).product();
            if weight > 0.0 {
                let voxel = std::array::from_fn(|a| low[a] + up[a]);
                sum += weight * self.value(self.sample_at(voxel)?)?;
            }
        }
        Some(sum)
    }

    /// Smallest difference that the file can store between two values; 0 for floating point.
    pub fn quantum(&self) -> f64 {
        use super::{Datatype, Voxels};
        let Some(header) = &self.header else {
            let is_float = matches!(self.voxels, Voxels::F32(_));
            return if is_float { 0.0 } else { self.scaling.slope };
        };
        let slope = header.scl_slope.abs();
        match header.datatype {
            Datatype::Float32 | Datatype::Float64 => 0.0,
            _ if slope > 0.0 && slope.is_finite() => slope,
            _ => 1.0,
        }
    }
}

/// Whole, non-negative coordinates as an index.
fn index(place: [f64; 3]) -> Option<[usize; 3]> {
    place.iter().all(|&c| (0.0..=1e9).contains(&c)).then(|| place.map(|c| c as usize))
}

#[cfg(test)]
mod tests {
    use super::super::Voxels;
    use super::*;
    use crate::base::space::Affine;

    #[test]
    fn a_linear_ramp_is_interpolated_exactly_and_ends_at_the_last_centre() {
        let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
        let ramp = (0..60).map(|n| (n % 5 + 10 * (n / 5 % 4) + 100 * (n / 20)) as i16).collect();
        let volume = Volume::new([5, 4, 3], affine, Voxels::I16(ramp)).unwrap();
        let value = |i, j, k| volume.interpolate(VoxelIndex([i, j, k]));
        approx::assert_abs_diff_eq!(value(1.5, 2.25, 0.5).unwrap(), 74.0, epsilon = 1e-9);
        assert_eq!(value(4.0, 3.0, 2.0), Some(234.0));
        assert_eq!(value(4.1, 3.0, 2.0), None);
        assert_eq!(value(-0.1, 0.0, 0.0), None);
    }
}
