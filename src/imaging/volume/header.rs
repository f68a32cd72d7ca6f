//! What a file's header says, kept for the report and for audits of identifying metadata.

use std::fmt;

use serde::Serialize;

use super::datatype::Datatype;

/// Container format of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Format {
    /// NIfTI-1, header of 348 bytes.
    #[serde(rename = "NIfTI-1")]
    Nifti1,
    /// NIfTI-2, header of 540 bytes.
    #[serde(rename = "NIfTI-2")]
    Nifti2,
    /// FreeSurfer MGH, header of 284 bytes.
    #[serde(rename = "MGH")]
    Mgh,
}

/// Bytes of a header that may name a person: never printed, never serialised.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PrivateBytes(pub Vec<u8>);

impl fmt::Debug for PrivateBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateBytes({} bytes)", self.0.len())
    }
}

/// One NIfTI header extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Registered code, e.g. 2 = DICOM, 6 = comment (nifti1.h, "ecode").
    pub code: i32,
    /// Content without the 8 bytes of size and code, padding included.
    pub content: PrivateBytes,
}

/// A volume's header as stored (byte order undone).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Header {
    /// Container format.
    pub format: Format,
    /// Whether header and voxels lie in two files (`.hdr`, `.img`).
    pub pair: bool,
    /// Whether the voxels' file is gzip-compressed.
    pub gzip: bool,
    /// Whether numbers are stored most significant byte first.
    pub big_endian: bool,
    /// Lengths of all used axes; the fourth and later ones are frames.
    pub dim: Vec<i64>,
    /// Stored sample type.
    pub datatype: Datatype,
    /// Bits per sample as the header claims (MGH: as the type says).
    pub bitpix: i32,
    /// `pixdim[0..8]` (MGH: 1, then the voxel sizes), in the header's own unit.
    pub pixdim: [f64; 8],
    /// Offset of the first voxel, bytes.
    pub vox_offset: u64,
    /// Stored slope, before any rule is applied.
    pub scl_slope: f64,
    /// Stored intercept, before any rule is applied.
    pub scl_inter: f64,
    /// What the quaternion form claims to map to (nifti1.h, `NIFTI_XFORM_*`).
    pub qform_code: i32,
    /// What the affine form claims to map to (nifti1.h, `NIFTI_XFORM_*`).
    pub sform_code: i32,
    /// Units of space (bits 0–2) and time (bits 3–5).
    pub xyzt_units: i32,
    /// Free text `descrip`.
    #[serde(skip)]
    pub descrip: PrivateBytes,
    /// Free text `aux_file`.
    #[serde(skip)]
    pub aux_file: PrivateBytes,
    /// Free text `intent_name`.
    #[serde(skip)]
    pub intent_name: PrivateBytes,
    /// Free text `db_name` (NIfTI-1 only).
    #[serde(skip)]
    pub db_name: PrivateBytes,
    /// The header's bytes as stored (`NIfTI` only; empty for other formats).
    #[serde(skip)]
    pub raw: PrivateBytes,
    /// Header extensions, in file order.
    #[serde(skip)]
    pub extensions: Vec<Extension>,
    /// What follows the voxels (MGH: scan parameters and tags; at most 1 MiB is kept).
    #[serde(skip)]
    pub footer: PrivateBytes,
}

impl Header {
    /// Number of voxels along the three space axes.
    ///
    /// Missing or negative lengths are 0.
    pub fn space_shape(&self) -> [usize; 3] {
        std::array::from_fn(|n| {
            self.dim.get(n).and_then(|&d| usize::try_from(d).ok()).unwrap_or_default()
        })
    }

    /// Number of frames: the product of the fourth and later axes.
    ///
    /// A product beyond `u64` saturates.
    pub fn frames(&self) -> u64 {
        self.dim.iter().skip(3).fold(1, |n: u64, &d| n.saturating_mul(d.max(0) as u64))
    }
}
