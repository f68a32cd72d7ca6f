//! From the file's bytes to voxels in one pass: read straight into place, swap, scale.

use bytemuck::Pod;

use super::datatype::Datatype;
use super::error::VolumeErrorKind;
use super::in_order;
use super::order::Way;
use super::source::Source;
use super::{Scaling, Voxels};

/// Bytes converted at a time for types that do not stay as stored; fits the second-level cache.
const CHUNK_BYTES: usize = 256 * 1024;
/// Samples finished in place at a time, likewise.
const BLOCK_SAMPLES: usize = 64 * 1024;
/// Up to so many bytes are reserved at once; beyond, only what the file's length makes likely.
const EAGER_BYTES: u64 = 64 << 20;
/// Compression of real scans lies near 2, of masks below 16; more is read in growing steps.
const LIKELY_RATIO: u64 = 16;

/// How samples lie in the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub(super) datatype: Datatype,
    pub(super) big_endian: bool,
    /// Samples of one frame.
    pub(super) count: usize,
    /// `value = slope × stored + intercept`; the slope may be negative here.
    pub(super) slope: f64,
    pub(super) intercept: f64,
    /// The way to another order than the file's.
    pub(super) way: Option<Way>,
}

/// Samples as read, and how many of them were not finite (those are 0).
pub(super) struct Samples {
    pub(super) voxels: Voxels,
    pub(super) scaling: Scaling,
    pub(super) not_finite: u64,
}

impl Layout {
    /// Whether samples stay integers: narrow, slope positive, every value finite as `f32`.
    fn stays_integer(&self) -> bool {
        // The widest magnitude of any 16-bit sample is 65535.
        let largest = (self.slope.abs() * 65535.0 + self.intercept.abs()) as f32;
        self.datatype.bytes() <= 2 && self.slope > 0.0 && largest.is_finite()
    }

    /// Reads one frame.
    pub(super) fn read(&self, source: &mut Source) -> Result<Samples, VolumeErrorKind> {
        if !self.stays_integer() {
            let mut not_finite = 0;
            let values = if self.datatype == Datatype::Float32 {
                let finish = |block: &mut [f32]| not_finite += self.finish_f32(block);
                self.read_stored(source, BLOCK_SAMPLES, finish)?
            } else {
                let mut values = Vec::new();
                not_finite = self.read_converted(source, &mut values)?;
                self.in_order(values)
            };
            let scaling = Scaling { slope: 1.0, intercept: 0.0 };
            return Ok(Samples { voxels: Voxels::F32(values), scaling, not_finite });
        }
        // Bytes in this computer's order need no second look.
        let block = if self.swapped() { BLOCK_SAMPLES } else { self.count };
        let voxels = match self.datatype {
            Datatype::Uint8 => Voxels::U8(self.read_stored(source, self.count, |_| {})?),
            Datatype::Int8 => {
                let samples: Vec<i8> = self.read_stored(source, self.count, |_| {})?;
                Voxels::I16(samples.into_iter().map(i16::from).collect())
            }
            Datatype::Uint16 => {
                let swap = |block: &mut [u16]| self.swap(block, u16::swap_bytes);
                Voxels::U16(self.read_stored(source, block, swap)?)
            }
            _ => {
                let swap = |block: &mut [i16]| self.swap(block, i16::swap_bytes);
                Voxels::I16(self.read_stored(source, block, swap)?)
            }
        };
        let scaling = Scaling { slope: self.slope, intercept: self.intercept };
        Ok(Samples { voxels, scaling, not_finite: 0 })
    }

    /// Reads samples that stay as they are stored; `finish` sees them in blocks of at most `block`.
    fn read_stored<T: Pod>(
        &self,
        source: &mut Source,
        block: usize,
        finish: impl FnMut(&mut [T]),
    ) -> Result<Vec<T>, VolumeErrorKind> {
        match &self.way {
            // Where the file is as long as its header says, there is room for all at once.
            Some(way) if way.is_within_slices() && likely::<T>(source) >= self.count => {
                in_order::read(source, way, finish)
            }
            _ => Ok(self.in_order(read_in_place(source, self.count, block, finish)?)),
        }
    }

    /// Samples in the order of the file, put into the one that is wanted.
    fn in_order<T: Pod>(&self, samples: Vec<T>) -> Vec<T> {
        match &self.way {
            Some(way) => way.collect(&samples),
            None => samples,
        }
    }

    /// Whether the file's byte order is not this computer's.
    fn swapped(&self) -> bool {
        self.big_endian != cfg!(target_endian = "big")
    }

    /// Turns samples into this computer's byte order.
    fn swap<T: Copy>(&self, samples: &mut [T], swap_bytes: impl Fn(T) -> T) {
        if self.swapped() {
            for sample in samples {
                *sample = swap_bytes(*sample);
            }
        }
    }

    /// Byte order, scaling and zeros for what is not finite (their number), in place.
    fn finish_f32(&self, samples: &mut [f32]) -> u64 {
        self.swap(samples, |s| f32::from_bits(s.to_bits().swap_bytes()));
        if (self.slope, self.intercept) != (1.0, 0.0) {
            for sample in samples.iter_mut() {
                *sample = (f64::from(*sample) * self.slope + self.intercept) as f32;
            }
        }
        let mut not_finite = 0;
        for sample in samples {
            not_finite += u64::from(!sample.is_finite());
            *sample = if sample.is_finite() { *sample } else { 0.0 };
        }
        not_finite
    }

    /// Mean over frames that follow each other in the file.
    pub(super) fn read_mean(
        &self,
        source: &mut Source,
        frames: u64,
    ) -> Result<Samples, VolumeErrorKind> {
        let mut sum = Vec::new();
        let mut not_finite = self.read_converted(source, &mut sum)?;
        for _ in 1..frames {
            let mut at = 0;
            not_finite += self.for_each_chunk(source, |values| {
                for (total, value) in sum[at..].iter_mut().zip(values) {
                    *total += value;
                }
                at += values.len();
                Ok(())
            })?;
        }
        for value in &mut sum {
            *value /= frames as f32;
        }
        let scaling = Scaling { slope: 1.0, intercept: 0.0 };
        Ok(Samples { voxels: Voxels::F32(self.in_order(sum)), scaling, not_finite })
    }

    /// Appends one frame as scaled values; the number of values that were not finite.
    fn read_converted(
        &self,
        source: &mut Source,
        out: &mut Vec<f32>,
    ) -> Result<u64, VolumeErrorKind> {
        let likely = source.file_length().saturating_mul(LIKELY_RATIO).max(EAGER_BYTES);
        let samples = (likely / self.datatype.bytes() as u64).min(self.count as u64);
        reserve(out, samples as usize)?;
        self.for_each_chunk(source, |values| {
            if out.capacity() - out.len() < values.len() {
                out.try_reserve(values.len()).map_err(|_| memory::<f32>(out.len() * 2))?;
            }
            out.extend_from_slice(values);
            Ok(())
        })
    }

    /// Runs `take` over one frame's scaled values, some thousand at a time.
    fn for_each_chunk(
        &self,
        source: &mut Source,
        mut take: impl FnMut(&[f32]) -> Result<(), VolumeErrorKind>,
    ) -> Result<u64, VolumeErrorKind> {
        let width = self.datatype.bytes();
        let per_chunk = CHUNK_BYTES / width;
        let mut bytes = vec![0; CHUNK_BYTES];
        let mut values = Vec::with_capacity(per_chunk);
        let (mut done, mut not_finite) = (0, 0);
        while done < self.count {
            let samples = per_chunk.min(self.count - done);
            let wanted = samples * width;
            let found = source.fill(&mut bytes[..wanted])?;
            if found < wanted {
                return Err(short(self.count * width, done * width + found));
            }
            not_finite += self.convert(&bytes[..wanted], &mut values);
            take(&values)?;
            done += samples;
        }
        Ok(not_finite)
    }

    /// Replaces `values` by the scaled samples in `bytes`; the number that were not finite.
    fn convert(&self, bytes: &[u8], values: &mut Vec<f32>) -> u64 {
        macro_rules! decode {
            ($type:ty) => {
                if self.big_endian {
                    self.decode(bytes, values, |b| <$type>::from_be_bytes(b) as f64)
                } else {
                    self.decode(bytes, values, |b| <$type>::from_le_bytes(b) as f64)
                }
            };
        }
        match self.datatype {
            Datatype::Uint8 => decode!(u8),
            Datatype::Int8 => decode!(i8),
            Datatype::Int16 => decode!(i16),
            Datatype::Uint16 => decode!(u16),
            Datatype::Int32 => decode!(i32),
            Datatype::Uint32 => decode!(u32),
            Datatype::Int64 => decode!(i64),
            Datatype::Uint64 => decode!(u64),
            Datatype::Float32 => decode!(f32),
            Datatype::Float64 => decode!(f64),
        }
    }

    fn decode<const N: usize>(
        &self,
        bytes: &[u8],
        values: &mut Vec<f32>,
        number: impl Fn([u8; N]) -> f64,
    ) -> u64 {
        let mut not_finite = 0;
        values.clear();
        values.extend(bytes.as_chunks::<N>().0.iter().map(|&sample| {
            let value = (number(sample) * self.slope + self.intercept) as f32;
            not_finite += u64::from(!value.is_finite());
            if value.is_finite() { value } else { 0.0 }
        }));
        not_finite
    }
}

/// Reads samples into their final place; memory grows only as far as data arrive.
///
/// `finish` sees them block by block, while they are in the caches.
fn read_in_place<T: Pod>(
    source: &mut Source,
    count: usize,
    block: usize,
    mut finish: impl FnMut(&mut [T]),
) -> Result<Vec<T>, VolumeErrorKind> {
    let width = size_of::<T>();
    let size = count.min(likely::<T>(source));
    reserve(&mut Vec::<T>::new(), size)?;
    // Fresh zeroed pages come from the system untouched, so this costs no pass over the memory.
    let mut samples = vec![T::zeroed(); size];
    let mut done = 0;
    while done < count {
        if done == samples.len() {
            let more = samples.len().min(count - done);
            reserve(&mut samples, more)?;
            samples.resize(done + more, T::zeroed());
        }
        let end = samples.len().min(done.saturating_add(block));
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut samples[done..end]);
        let found = source.fill(bytes)?;
        if found < (end - done) * width {
            return Err(short(count * width, done * width + found));
        }
        finish(&mut samples[done..end]);
        done = end;
    }
    Ok(samples)
}

/// As many samples may be there, by the length of the file.
fn likely<T>(source: &Source) -> usize {
    let bytes = source.file_length().saturating_mul(LIKELY_RATIO).max(EAGER_BYTES);
    (bytes / size_of::<T>() as u64) as usize
}

pub(super) fn reserve<T>(samples: &mut Vec<T>, more: usize) -> Result<(), VolumeErrorKind> {
    samples.try_reserve_exact(more).map_err(|_| memory::<T>(samples.len() + more))
}

fn memory<T>(count: usize) -> VolumeErrorKind {
    VolumeErrorKind::Memory { bytes: (count as u64).saturating_mul(size_of::<T>() as u64) }
}

pub(super) fn short(expected: usize, found: usize) -> VolumeErrorKind {
    VolumeErrorKind::Truncated { what: "voxels", expected: expected as u64, found: found as u64 }
}
