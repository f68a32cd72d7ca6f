//! A scan in memory: voxels as stored, their scaling, and where they lie in world space.

use std::cmp::Ordering;

use crate::base::space::Affine;

mod changes;
mod check;
mod datatype;
mod error;
mod extension;
mod fields;
mod geometry;
mod gzip;
mod header;
mod in_order;
mod inflate;
mod lookup;
mod mgh;
mod nifti;
mod order;
mod read;
mod samples;
mod sniff;
mod source;
mod write;

pub use changes::FieldChange;
pub use check::{HeaderCheck, Level};
pub use datatype::Datatype;
pub use error::{VolumeError, VolumeErrorKind};
pub use header::{Extension, Format, Header, PrivateBytes};
pub use read::{Frame, ReadOptions};

/// Stored samples, `i` (first axis) fastest, in the narrowest type that holds them exactly.
///
/// Integers of up to 16 bits stay as they are (half the memory and no conversion pass); every
/// other type becomes `f32` with the scaling already applied.
#[derive(Clone, Debug, PartialEq)]
pub enum Voxels {
    /// Unsigned 8-bit samples.
    U8(Vec<u8>),
    /// Signed 16-bit samples (also signed 8-bit files).
    I16(Vec<i16>),
    /// Unsigned 16-bit samples.
    U16(Vec<u16>),
    /// Everything else; values that were not finite are 0.
    F32(Vec<f32>),
}

/// `value = slope × stored + intercept`; the slope is positive and finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaling {
    /// Multiplier, > 0 (a negative slope is folded into [`Voxels::F32`]).
    pub slope: f64,
    /// Offset, in units of the value.
    pub intercept: f64,
}

/// One three-dimensional image.
#[derive(Clone, Debug)]
pub struct Volume {
    /// Number of voxels along `i`, `j`, `k`.
    pub shape: [usize; 3],
    /// Voxel index → world mm (RAS+).
    pub affine: Affine,
    /// Shape and affine as the file has them, whatever the order of the voxels here.
    pub in_file: Grid,
    /// Samples, `i` fastest.
    pub voxels: Voxels,
    /// From stored samples to values.
    pub scaling: Scaling,
    /// What the file's header says; None for a volume that was made, not read.
    pub header: Option<Box<Header>>,
    /// What was found wrong or had to be assumed while reading.
    pub checks: Vec<HeaderCheck>,
    /// The file as it was read; None for a volume that was made or that came from two files.
    pub file: Option<FileSum>,
}

/// How many voxels there are and where they lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Number of voxels along `i`, `j`, `k`.
    pub shape: [usize; 3],
    /// Voxel index → world mm (RAS+).
    pub affine: Affine,
}

/// Size and checksum of a file, taken on the way while it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileSum {
    /// Length, bytes.
    pub bytes: u64,
    /// CRC-32 (ISO 3309, as in gzip) of all bytes.
    pub crc32: u32,
}

impl Volume {
    /// A volume made in memory, with scaling 1 and no header.
    ///
    /// # Errors
    /// [`VolumeErrorKind::Shape`] when the number of samples does not fit the shape.
    pub fn new(shape: [usize; 3], affine: Affine, voxels: Voxels) -> Result<Self, VolumeErrorKind> {
        if shape.iter().try_fold(1, |n: usize, &d| n.checked_mul(d)) != Some(voxels.len()) {
            return Err(VolumeErrorKind::Shape { shape, samples: voxels.len() });
        }
        Ok(Self {
            shape,
            affine,
            in_file: Grid { shape, affine },
            voxels,
            scaling: Scaling { slope: 1.0, intercept: 0.0 },
            header: None,
            checks: Vec::new(),
            file: None,
        })
    }
}

macro_rules! voxels_of {
    ($($kind:ident: $sample:ty),*) => {$(
        impl From<Vec<$sample>> for Voxels {
            fn from(samples: Vec<$sample>) -> Self {
                Self::$kind(samples)
            }
        }
    )*};
}
voxels_of!(U8: u8, I16: i16, U16: u16, F32: f32);

impl Voxels {
    /// Number of samples.
    pub fn len(&self) -> usize {
        crate::with_samples!(self, samples => samples.len())
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether all samples are equal (looks no further than the first that differs).
    pub fn is_constant(&self) -> bool {
        crate::with_samples!(self, samples => samples.split_first().is_none_or(|(first, rest)| rest.iter().all(|s| s.partial_cmp(first) == Some(Ordering::Equal))))
    }
}

/// A stored sample type; kernels are generic over it.
pub trait Sample: Copy + PartialOrd + Send + Sync + 'static {
    /// As a number.
    fn to_f32(self) -> f32;
}

impl Sample for u8 {
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
}
impl Sample for i16 {
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
}
impl Sample for u16 {
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
}
impl Sample for f32 {
    fn to_f32(self) -> f32 {
        self
    }
}

/// Runs a generic kernel on whatever the samples are: `with_samples!(&volume.voxels, s => f(s))`.
#[macro_export]
macro_rules! with_samples {
    ($voxels:expr, $samples:ident => $body:expr) => {
        match $voxels {
            $crate::imaging::volume::Voxels::U8($samples) => $body,
            $crate::imaging::volume::Voxels::I16($samples) => $body,
            $crate::imaging::volume::Voxels::U16($samples) => $body,
            $crate::imaging::volume::Voxels::F32($samples) => $body,
        }
    };
}
