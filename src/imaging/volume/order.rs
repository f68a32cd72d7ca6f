//! One order of storage for the same scan, however its file orders and directs the axes.
//!
//! A head is the same head in all 48 orders. What samples rows, walks along `i` or takes every n-th
//! of something would see it a little differently in each: results would depend on the converter.

use super::{Volume, Voxels};
use crate::base::space::Affine;
use nalgebra::{Matrix4, Vector4};

/// Slices thicker than this many of the finest voxels come last: rows along `i` then show detail.
const THICK: f64 = 1.5;
/// Side of a tile that is turned at once, samples: it stays in the nearest cache.
const TILE: usize = 32;

/// Where the axes of the standard order lie in the file's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Order {
    /// The file's axis behind each axis.
    from: [usize; 3],
    /// Whether it is walked backwards.
    backwards: [bool; 3],
}

impl Order {
    /// Axes towards the right, the front and the top, in this order; thick slices last.
    fn standard(affine: &Affine) -> Self {
        let sizes = affine.voxel_sizes();
        let finest = sizes.iter().copied().fold(f64::INFINITY, f64::min);
        let codes: Vec<char> = affine.axis_codes().chars().collect();
        let world = |axis: usize| "RLAPSI".find(codes[axis]).unwrap_or(0) / 2;
        let mut from = [0, 1, 2];
        from.sort_by_key(|&axis| (sizes[axis] > THICK * finest, world(axis)));
        Self { from, backwards: from.map(|axis| matches!(codes[axis], 'L' | 'P' | 'I')) }
    }

    fn is_files_own(self) -> bool {
        self == Self { from: [0, 1, 2], backwards: [false; 3] }
    }
}

impl Volume {
    /// The same scan with axes that run to the right, the front and the top of the world, in this
    /// order as far as they are fine and the thick ones last. Voxels keep their world positions.
    #[must_use]
    pub fn in_standard_order(self) -> Self {
        let order = Order::standard(&self.affine);
        if order.is_files_own() {
            return self;
        }
        let turned = affine_of(&self.affine, self.shape, order);
        let Ok(affine) = Affine::new(turned) else { return self };
        let walk = Walk::new(self.shape, order);
        let voxels = match &self.voxels {
            Voxels::U8(samples) => Voxels::U8(walk.collect(samples)),
            Voxels::I16(samples) => Voxels::I16(walk.collect(samples)),
            Voxels::U16(samples) => Voxels::U16(walk.collect(samples)),
            Voxels::F32(samples) => Voxels::F32(walk.collect(samples)),
        };
        Self { shape: walk.shape, affine, voxels, ..self }
    }
}

fn affine_of(affine: &Affine, shape: [usize; 3], order: Order) -> [[f64; 4]; 3] {
    let mut to_file = Matrix4::zeros();
    to_file[(3, 3)] = 1.0;
    for (axis, (&from, back)) in order.from.iter().zip(order.backwards).enumerate() {
        to_file[(from, axis)] = if back { -1.0 } else { 1.0 };
        to_file[(from, 3)] = if back { shape[from].saturating_sub(1) as f64 } else { 0.0 };
    }
    let turned = affine.matrix() * to_file;
    std::array::from_fn(|r| {
        let row: Vector4<f64> = turned.row(r).transpose();
        row.into()
    })
}

/// A way through the file's samples in the standard order.
struct Walk {
    shape: [usize; 3],
    /// The sample of voxel (0, 0, 0), and from voxel to voxel along each axis.
    first: isize,
    steps: [isize; 3],
}

impl Walk {
    fn new(shape: [usize; 3], order: Order) -> Self {
        let strides = [1, shape[0], shape[0] * shape[1]];
        let mut first = 0;
        let steps = std::array::from_fn(|axis| {
            let from = order.from[axis];
            let stride = strides[from] as isize;
            if order.backwards[axis] {
                first += stride * (shape[from] as isize - 1);
                -stride
            } else {
                stride
            }
        });
        Self { shape: order.from.map(|axis| shape[axis]), first, steps }
    }

    fn collect<T: Copy + Default>(&self, samples: &[T]) -> Vec<T> {
        let mut out = vec![T::default(); samples.len()];
        if self.steps[0].abs() == 1 {
            self.by_rows(samples, &mut out);
        } else {
            self.by_tiles(samples, &mut out);
        }
        out
    }

    fn at(&self, [i, j, k]: [usize; 3]) -> usize {
        let [si, sj, sk] = self.steps;
        (self.first + i as isize * si + j as isize * sj + k as isize * sk) as usize
    }

    fn by_rows<T: Copy>(&self, samples: &[T], out: &mut [T]) {
        let [ni, nj, _] = self.shape;
        for (row, to) in out.chunks_exact_mut(ni.max(1)).enumerate() {
            self.read_row(samples, self.at([0, row % nj, row / nj]), 0, to);
        }
    }

    /// Where rows of one order cross rows of the other: tile by tile. A tile is read along the file's
    /// rows and written along its own, so that every cache line is touched once; one by one along
    /// `i`, samples a power of two apart would drive each other out of the cache.
    fn by_tiles<T: Copy + Default>(&self, samples: &[T], out: &mut [T]) {
        let [ni, nj, _] = self.shape;
        // The axis along which the file's own rows lie.
        let along = if self.steps[1].abs() == 1 { 1 } else { 2 };
        let across = 3 - along;
        let stride = [1, ni, ni * nj];
        let mut tile = [[T::default(); TILE]; TILE];
        for n in 0..self.shape[across] {
            for low in (0..self.shape[along]).step_by(TILE) {
                let length = TILE.min(self.shape[along] - low);
                for left in (0..ni).step_by(TILE) {
                    let width = TILE.min(ni - left);
                    for (i, row) in tile[..width].iter_mut().enumerate() {
                        let mut voxel = [left + i, 0, 0];
                        (voxel[along], voxel[across]) = (low, n);
                        self.read_row(samples, self.at(voxel), along, &mut row[..length]);
                    }
                    for a in 0..length {
                        let to = left + (low + a) * stride[along] + n * stride[across];
                        let column = tile[..width].iter().map(|row| row[a]);
                        out[to..][..width].iter_mut().zip(column).for_each(|(to, v)| *to = v);
                    }
                }
            }
        }
    }

    /// Neighbouring samples from `first` on, in the direction in which an axis walks the file.
    fn read_row<T: Copy>(&self, samples: &[T], first: usize, axis: usize, row: &mut [T]) {
        if self.steps[axis] > 0 {
            row.copy_from_slice(&samples[first..][..row.len()]);
        } else {
            let from = samples[first + 1 - row.len()..=first].iter().rev();
            row.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::space::VoxelIndex;
    use proptest::prelude::*;

    /// A volume with unequal sides whose sample at each place tells the place.
    fn stored(order: [usize; 3], signs: [bool; 3], sides: [usize; 3], mm: [f64; 3]) -> Volume {
        let shape: [usize; 3] = order.map(|axis| sides[axis]);
        let mut rows = [[0.0; 4]; 3];
        for (axis, &world) in order.iter().enumerate() {
            let forward = signs[axis];
            rows[world][axis] = if forward { mm[world] } else { -mm[world] };
            rows[world][3] = if forward { 0.0 } else { mm[world] * (sides[world] - 1) as f64 };
        }
        let affine = Affine::new(rows).unwrap();
        let mut voxels = Vec::new();
        for n in 0..shape.iter().product::<usize>() {
            let at = [n % shape[0], n / shape[0] % shape[1], n / shape[0] / shape[1]];
            let world = affine.to_world(VoxelIndex(at.map(|v| v as f64))).0;
            let place: [usize; 3] = std::array::from_fn(|a| (world[a] / mm[a]).round() as usize);
            voxels.push((place[0] + 100 * place[1] + 10_000 * place[2]) as f32);
        }
        Volume::new(shape, affine, Voxels::F32(voxels)).unwrap()
    }

    proptest! {
        #[test]
        fn every_order_of_storage_becomes_the_same(
            order in Just([0_usize, 1, 2]).prop_shuffle(),
            signs in proptest::array::uniform3(any::<bool>()),
            sides in proptest::array::uniform3(1_usize..40),
        ) {
            let plain = stored([0, 1, 2], [true; 3], sides, [1.0, 1.1, 0.9]);
            let turned = stored(order, signs, sides, [1.0, 1.1, 0.9]).in_standard_order();
            prop_assert_eq!(turned.shape, plain.shape);
            prop_assert_eq!(turned.voxels, plain.voxels);
            prop_assert!((turned.affine.matrix() - plain.affine.matrix()).norm() < 1e-9);
        }
    }

    #[test]
    fn thick_slices_come_last_and_keep_their_places() {
        let sides = [4, 30, 20];
        let sagittal = stored([0, 1, 2], [true; 3], sides, [6.0, 1.0, 1.0]);
        let turned = sagittal.clone().in_standard_order();
        assert_eq!(turned.shape, [30, 20, 4]);
        let world = turned.affine.to_world(VoxelIndex([3.0, 2.0, 1.0])).0;
        for (found, place) in world.into_iter().zip([6.0, 3.0, 2.0]) {
            approx::assert_abs_diff_eq!(found, place);
        }
        let Voxels::F32(samples) = &turned.voxels else { panic!("{:?}", turned.voxels) };
        approx::assert_abs_diff_eq!(samples[3 + 30 * (2 + 20)], 1.0 + 300.0 + 20_000.0);
        let again = turned.clone().in_standard_order();
        assert_eq!(again.voxels, turned.voxels);
    }
}
