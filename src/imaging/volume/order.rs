//! One order of storage for the same scan, however its file orders and directs the axes.
//!
//! A head is the same head in all 48 orders. What samples rows, walks along `i` or takes every n-th
//! of something would see it a little differently in each: results would depend on the converter.

use super::Volume;
use crate::base::space::Affine;
use crate::with_samples;
use bytemuck::Pod;
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
    /// [`ReadOptions::standard_order`](super::ReadOptions) reads a file so in one pass.
    #[must_use]
    pub fn in_standard_order(self) -> Self {
        let Some(Turn { way, affine }) = Turn::standard(&self.affine, self.shape) else {
            return self;
        };
        let voxels = with_samples!(&self.voxels, samples => way.collect(samples).into());
        Self { shape: way.shape, affine, voxels, ..self }
    }
}

/// From the file's order to the standard one.
pub(super) struct Turn {
    pub(super) way: Way,
    /// Voxel index in the standard order → world mm.
    pub(super) affine: Affine,
}

impl Turn {
    /// None where the file has the standard order already.
    pub(super) fn standard(affine: &Affine, shape: [usize; 3]) -> Option<Self> {
        let order = Order::standard(affine);
        if order.is_files_own() {
            return None;
        }
        let affine = Affine::new(affine_of(affine, shape, order)).ok()?;
        Some(Self { way: Way::new(shape, order), affine })
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

/// The way of the file's samples to their places in another order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// Voxels along the axes of the other order.
    pub(super) shape: [usize; 3],
    /// Voxels along the file's axes.
    file: [usize; 3],
    /// The file's axis along which the rows of the other order lie.
    rows: usize,
    /// Place of the file's first sample, and from place to place along each of the file's axes.
    first: isize,
    steps: [isize; 3],
}

impl Way {
    fn new(file: [usize; 3], order: Order) -> Self {
        let shape = order.from.map(|axis| file[axis]);
        let strides = [1, shape[0], shape[0] * shape[1]];
        let (mut first, mut steps) = (0, [0; 3]);
        for (axis, &from) in order.from.iter().enumerate() {
            let stride = strides[axis] as isize;
            steps[from] = if order.backwards[axis] { -stride } else { stride };
            if order.backwards[axis] {
                first += stride * (file[from] as isize - 1);
            }
        }
        Self { shape, file, rows: order.from[0], first, steps }
    }

    /// Number of samples.
    pub(super) fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Samples of one of the file's slices.
    pub(super) fn slice(&self) -> usize {
        self.file[0] * self.file[1]
    }

    /// Whether rows lie within the file's slices, so that slices can be placed one by one. Rows
    /// across them are written whole from the whole file: in parts of 32 samples, as slices come, each
    /// cache line was fetched twice (1.6 of libdeflate's time instead of 1.4 for reading and placing).
    pub(super) fn is_within_slices(&self) -> bool {
        self.rows != 2
    }

    pub(super) fn collect<T: Pod>(&self, samples: &[T]) -> Vec<T> {
        let mut out = vec![T::zeroed(); samples.len()];
        self.place(samples, 0, &mut out);
        out
    }

    /// Places whole slices of the file, the first of which is its `slice`-th, into `out`.
    pub(super) fn place<T: Pod>(&self, samples: &[T], slice: usize, out: &mut [T]) {
        let count = samples.len() / self.slice().max(1);
        let part = Part { samples, first: slice, count };
        if self.rows == 0 { self.by_rows(&part, out) } else { self.by_tiles(&part, out) }
    }

    fn at(&self, voxel: [usize; 3]) -> usize {
        let along = |axis: usize| voxel[axis] as isize * self.steps[axis];
        (self.first + along(0) + along(1) + along(2)) as usize
    }

    /// Where rows stay rows.
    fn by_rows<T: Copy>(&self, part: &Part<'_, T>, out: &mut [T]) {
        let [ni, nj, _] = self.file;
        for (n, row) in part.samples.chunks_exact(ni.max(1)).enumerate() {
            let start = self.at([0, n % nj, part.first + n / nj]);
            if self.steps[0] > 0 {
                out[start..][..ni].copy_from_slice(row);
            } else {
                let to = out[start + 1 - ni..=start].iter_mut().rev();
                to.zip(row).for_each(|(to, sample)| *to = *sample);
            }
        }
    }

    /// Where rows of one order cross rows of the other: tile by tile. A tile is read along the file's
    /// rows and written along its own, so that every cache line is touched once; one by one along
    /// `i`, samples a power of two apart would drive each other out of the cache.
    fn by_tiles<T: Pod>(&self, part: &Part<'_, T>, out: &mut [T]) {
        let beside = 3 - self.rows;
        let ends = [self.file[0], self.file[1], part.first + part.count];
        let first = |axis: usize| if axis == 2 { part.first } else { 0 };
        let mut tile = [[T::zeroed(); TILE]; TILE];
        for n in first(beside)..ends[beside] {
            for low in (0..ends[0]).step_by(TILE) {
                for left in (first(self.rows)..ends[self.rows]).step_by(TILE) {
                    let mut corner = [low, 0, 0];
                    (corner[beside], corner[self.rows]) = (n, left);
                    let width = TILE.min(ends[self.rows] - left);
                    let to = self.read_tile(part, corner, &mut tile[..width]);
                    self.write_tile(&tile[..width], TILE.min(ends[0] - low), to, out);
                }
            }
        }
    }

    /// Reads a tile from the voxel `corner` on, its rows in the order in which they lie along the
    /// rows of the other order; the place of its first sample there.
    fn read_tile<T: Pod>(
        &self,
        part: &Part<'_, T>,
        mut corner: [usize; 3],
        tile: &mut [[T; TILE]],
    ) -> usize {
        let (from, step) = (part.at(self, corner), [1, self.file[0], self.slice()][self.rows]);
        let last = tile.len() - 1;
        for (w, row) in tile.iter_mut().enumerate() {
            let w = if self.steps[self.rows] > 0 { w } else { last - w };
            let samples = &part.samples[from + w * step..];
            // At the end of the file's rows some that are not used.
            match samples.first_chunk() {
                Some(samples) => *row = *samples,
                None => row[..samples.len()].copy_from_slice(samples),
            }
        }
        corner[self.rows] += if self.steps[self.rows] > 0 { 0 } else { last };
        self.at(corner)
    }

    /// Writes the first `length` columns of a tile as rows, the first of them to `out[to..]`.
    fn write_tile<T: Pod>(&self, tile: &[[T; TILE]], length: usize, to: usize, out: &mut [T]) {
        for a in 0..length {
            let to = (to as isize + a as isize * self.steps[0]) as usize;
            let column = tile.iter().map(|row| row[a]);
            out[to..][..tile.len()].iter_mut().zip(column).for_each(|(to, sample)| *to = sample);
        }
    }
}

/// Some of the file's slices.
struct Part<'a, T> {
    samples: &'a [T],
    first: usize,
    count: usize,
}

impl<T> Part<'_, T> {
    /// Number of a voxel's sample.
    fn at(&self, way: &Way, [i, j, k]: [usize; 3]) -> usize {
        i + way.file[0] * (j + way.file[1] * (k - self.first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::space::VoxelIndex;
    use crate::imaging::volume::Voxels;
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

    proptest! {
        #[test]
        fn samples_of_every_width_are_turned_alike(
            order in Just([0_usize, 1, 2]).prop_shuffle(),
            backwards in any::<[bool; 3]>(),
            file in proptest::array::uniform3(1_usize..70),
            at_once in 1_usize..40,
        ) {
            let way = Way::new(file, Order { from: order, backwards });
            let numbers: Vec<u16> = (0..way.len()).map(|n| ((n * 40_503) >> 3) as u16).collect();
            // Sample by sample.
            let mut slow = vec![0; way.len()];
            for (n, &number) in numbers.iter().enumerate() {
                let voxel = [n % file[0], n / file[0] % file[1], n / way.slice()];
                let at = order.map(|axis| voxel[axis]);
                let at: [usize; 3] = std::array::from_fn(|a| {
                    if backwards[a] { way.shape[a] - 1 - at[a] } else { at[a] }
                });
                slow[at[0] + way.shape[0] * (at[1] + way.shape[1] * at[2])] = number;
            }
            prop_assert_eq!(&way.collect(&numbers), &slow);
            let mut in_parts = vec![0; way.len()];
            for (part, samples) in numbers.chunks(at_once * way.slice()).enumerate() {
                way.place(samples, part * at_once, &mut in_parts);
            }
            prop_assert_eq!(&in_parts, &slow);
            let floats: Vec<f32> = numbers.iter().map(|&n| f32::from(n)).collect();
            let slow: Vec<f32> = slow.into_iter().map(f32::from).collect();
            prop_assert_eq!(way.collect(&floats), slow);
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
