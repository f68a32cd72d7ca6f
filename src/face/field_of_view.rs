//! Where the measured surface can be at all.

use crate::base::space::Affine;
use crate::base::space::WorldPoint;
use crate::imaging::volume::{Sample, Volume};
use crate::with_samples;

use nalgebra::Vector3;

/// The box of voxels that was scanned.
#[derive(Clone, Debug)]
pub struct FieldOfView {
    affine: Affine,
    /// First voxel along each axis.
    first: [usize; 3],
    /// One past the last.
    end: [usize; 3],
}

impl FieldOfView {
    /// The box of a volume with this affine (voxel index → world mm) and shape in voxels.
    pub fn new(affine: Affine, shape: [usize; 3]) -> Self {
        Self { affine, first: [0; 3], end: shape }
    }

    /// The box of a volume less the slices of padding around what was scanned.
    pub fn of(volume: &Volume) -> Self {
        let [first, end] = with_samples!(&volume.voxels, samples => scanned(samples, volume.shape));
        Self { affine: volume.affine, first, end }
    }

    /// Whether a world point (mm) lies within it, one voxel short of the border: a surface so near
    /// the border cannot be told from the cut.
    pub fn contains(&self, world: &Vector3<f64>) -> bool {
        let voxel = self.affine.to_voxel(WorldPoint((*world).into())).0;
        (0..3).all(|a| voxel[a] > self.first[a] as f64 + 1.0 && voxel[a] < self.end[a] as f64 - 2.0)
    }
}

/// Samples looked at along each axis of a slice.
const PER_AXIS: usize = 24;

/// A slice of which this share differs from the padding before it is the first that was scanned. A
/// head in a masked background rises from a few voxels instead, and its slices stay.
const SCANNED: f64 = 0.15;

/// First voxel and one past the last along each axis, less padding: slices of one value that end
/// all at once.
fn scanned<T: Sample>(samples: &[T], shape: [usize; 3]) -> [[usize; 3]; 2] {
    let (mut first, mut end) = ([0; 3], shape);
    for axis in 0..3 {
        let last = shape[axis].saturating_sub(1);
        first[axis] = padding(samples, shape, axis, |n| n);
        end[axis] = shape[axis] - padding(samples, shape, axis, |n| last - n);
    }
    if (0..3).any(|a| first[a] >= end[a]) { [[0; 3], shape] } else { [first, end] }
}

/// Number of slices of padding along an axis, counted from the end where `at(0)` lies.
fn padding<T: Sample>(
    samples: &[T],
    shape: [usize; 3],
    axis: usize,
    at: impl Fn(usize) -> usize,
) -> usize {
    let [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
    let value = |slice: usize, n: usize| {
        let mut voxel = [slice; 3];
        voxel[u] = (2 * (n % PER_AXIS) + 1) * shape[u] / (2 * PER_AXIS);
        voxel[v] = (2 * (n / PER_AXIS) + 1) * shape[v] / (2 * PER_AXIS);
        let [i, j, k] = voxel;
        samples.get((k * shape[1] + j) * shape[0] + i).map(|s| s.to_f32().to_bits())
    };
    let fill = value(at(0), 0);
    let differing =
        |slice: usize| (0..PER_AXIS * PER_AXIS).filter(|n| value(slice, *n) != fill).count() as f64;
    let Some(some) = (0..shape[axis]).find(|n| differing(at(*n)) > 0.0) else { return 0 };
    // The slice after it, too: the first may be mixed with padding by interpolation.
    let next = (some + 1).min(shape[axis] - 1);
    let share = differing(at(some)).max(differing(at(next))) / (PER_AXIS * PER_AXIS) as f64;
    if share >= SCANNED { some } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_no_field_of_view_and_a_masked_background_is() {
        let shape = [40usize, 40, 40];
        let noise = |n: usize| (n * 7919 % 251) as u8 + 1;
        let place = |n: usize| [n % 40, n / 40 % 40, n / 1600];
        let padded: Vec<u8> =
            (0..64000).map(|n| if place(n)[2] < 12 { 0 } else { noise(n) }).collect();
        assert_eq!(scanned(&padded, shape), [[0, 0, 12], [40, 40, 40]]);
        let far = |n: usize| place(n).map(|x| x as f64 - 20.0).iter().map(|x| x * x).sum::<f64>();
        let masked: Vec<u8> =
            (0..64000).map(|n| if far(n) < 225.0 { noise(n) } else { 0 }).collect();
        assert_eq!(scanned(&masked, shape), [[0; 3], shape]);
        assert_eq!(scanned(&vec![0u8; 64000], shape), [[0; 3], shape]);
    }
}
