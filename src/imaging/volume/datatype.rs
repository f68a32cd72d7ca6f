//! Sample types a volume file can hold.

use serde::{Deserialize, Serialize};

use super::error::VolumeErrorKind;

/// A real sample type that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Datatype {
    /// Unsigned, 8 bits.
    Uint8,
    /// Signed, 8 bits.
    Int8,
    /// Signed, 16 bits.
    Int16,
    /// Unsigned, 16 bits.
    Uint16,
    /// Signed, 32 bits.
    Int32,
    /// Unsigned, 32 bits.
    Uint32,
    /// Signed, 64 bits.
    Int64,
    /// Unsigned, 64 bits.
    Uint64,
    /// IEEE 754, 32 bits.
    Float32,
    /// IEEE 754, 64 bits.
    Float64,
}

impl Datatype {
    /// By the `datatype` code of nifti1.h (`NIFTI_TYPE_*`).
    ///
    /// # Errors
    /// [`VolumeErrorKind::Field`] for complex, colour, 128-bit and unknown types.
    pub(super) fn from_nifti(code: i32) -> Result<Self, VolumeErrorKind> {
        Ok(match code {
            2 => Self::Uint8,
            4 => Self::Int16,
            8 => Self::Int32,
            16 => Self::Float32,
            64 => Self::Float64,
            256 => Self::Int8,
            512 => Self::Uint16,
            768 => Self::Uint32,
            1024 => Self::Int64,
            1280 => Self::Uint64,
            _ => return Err(VolumeErrorKind::field("datatype", code, unsupported_nifti(code))),
        })
    }

    /// By the `type` code of FreeSurfer's mri.h (`MRI_UCHAR` …).
    ///
    /// # Errors
    /// [`VolumeErrorKind::Field`] for types without plain samples.
    pub(super) fn from_mgh(code: i32) -> Result<Self, VolumeErrorKind> {
        Ok(match code {
            0 => Self::Uint8,
            1 => Self::Int32,
            3 => Self::Float32,
            4 => Self::Int16,
            10 => Self::Uint16,
            _ => {
                let problem = "no type with plain samples (known: 0, 1, 3, 4, 10)";
                return Err(VolumeErrorKind::field("type", code, problem));
            }
        })
    }

    /// Bytes of one sample.
    pub fn bytes(self) -> usize {
        match self {
            Self::Uint8 | Self::Int8 => 1,
            Self::Int16 | Self::Uint16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::Int64 | Self::Uint64 | Self::Float64 => 8,
        }
    }
}

/// What a NIfTI type that is not read would be.
fn unsupported_nifti(code: i32) -> &'static str {
    match code {
        1 => "bitmaps are not read",
        32 | 1792 | 2048 => "complex samples are not read; convert to magnitude",
        128 | 2304 => "colour samples are not read; a colour picture is no scan",
        1536 => "128-bit floats are not read; convert to 64 bits",
        _ => "no sample type of the NIfTI standard",
    }
}
