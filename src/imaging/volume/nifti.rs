//! NIfTI-1 and NIfTI-2 headers (nifti1.h, nifti2.h), read by nibabel's rules.

use super::check::{Checks, Level};
use super::datatype::Datatype;
use super::error::VolumeErrorKind;
use super::fields::Fields;
use super::header::{Format, Header, PrivateBytes};

/// Bytes of a NIfTI-1 header.
pub(super) const SIZE_1: usize = 348;
/// Bytes of a NIfTI-2 header.
pub(super) const SIZE_2: usize = 540;

/// Where the fields lie and how wide numbers are.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) format: Format,
    /// Header size, bytes; four more bytes tell whether extensions follow.
    pub(super) size: usize,
    dim: usize,
    datatype: usize,
    bitpix: usize,
    pixdim: usize,
    vox_offset: usize,
    slope: usize,
    intercept: usize,
    descrip: usize,
    aux_file: usize,
    qform_code: usize,
    quatern: usize,
    qoffset: usize,
    srow: usize,
    xyzt_units: usize,
    intent_name: usize,
}

/// nifti1.h, `struct nifti_1_header`.
const LAYOUT_1: Layout = Layout {
    format: Format::Nifti1,
    size: SIZE_1,
    dim: 40,
    datatype: 70,
    bitpix: 72,
    pixdim: 76,
    vox_offset: 108,
    slope: 112,
    intercept: 116,
    xyzt_units: 123,
    descrip: 148,
    aux_file: 228,
    qform_code: 252,
    quatern: 256,
    qoffset: 268,
    srow: 280,
    intent_name: 328,
};
/// nifti1.h: `char db_name[18]`.
const DB_NAME: (usize, usize) = (14, 18);

/// nifti2.h, `struct nifti_2_header`.
const LAYOUT_2: Layout = Layout {
    format: Format::Nifti2,
    size: SIZE_2,
    datatype: 12,
    bitpix: 14,
    dim: 16,
    pixdim: 104,
    vox_offset: 168,
    slope: 176,
    intercept: 184,
    descrip: 240,
    aux_file: 320,
    qform_code: 344,
    quatern: 352,
    qoffset: 376,
    srow: 400,
    xyzt_units: 500,
    intent_name: 508,
};

/// What the first bytes of a file say about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) layout: &'static Layout,
    pub(super) big_endian: bool,
    /// Whether the voxels lie in another file (magic `ni1`, `ni2`).
    pub(super) pair: bool,
}

/// Tells NIfTI-1 from NIfTI-2, the byte order and the number of files; None for other content.
pub(super) fn recognise(start: &[u8]) -> Option<Kind> {
    let magic = |at: usize| start.get(at..at + 4);
    let (layout, pair) = match (magic(344), magic(4)) {
        (Some(b"n+1\0"), _) => (&LAYOUT_1, false),
        (Some(b"ni1\0"), _) => (&LAYOUT_1, true),
        (_, Some(b"n+2\0")) => (&LAYOUT_2, false),
        (_, Some(b"ni2\0")) => (&LAYOUT_2, true),
        _ => return None,
    };
    Some(Kind { layout, big_endian: is_big_endian(start, layout), pair })
}

/// By `sizeof_hdr`; when that is neither way right, by `dim[0]`, which lies between 1 and 7.
fn is_big_endian(start: &[u8], layout: &Layout) -> bool {
    let (little, big) = (Fields::new(start, false), Fields::new(start, true));
    let size = layout.size as i32;
    if little.i32(0) == size || big.i32(0) == size {
        return big.i32(0) == size;
    }
    !(1..=7).contains(&layout.dim(little, 0)) && (1..=7).contains(&layout.dim(big, 0))
}

/// The numbers from which the affine is made.
#[derive(Clone, Debug)]
pub(super) struct Geometry {
    pub(super) quatern: [f64; 3],
    pub(super) qoffset: [f64; 3],
    pub(super) srow: [[f64; 4]; 3],
}

impl Layout {
    fn wide(&self) -> bool {
        self.format == Format::Nifti2
    }

    fn dim(&self, fields: Fields<'_>, n: usize) -> i64 {
        if self.wide() {
            fields.i64(self.dim + 8 * n)
        } else {
            i64::from(fields.i16(self.dim + 2 * n))
        }
    }

    /// The `n`-th of some floating-point numbers in a row.
    fn float(&self, fields: Fields<'_>, at: usize, n: usize) -> f64 {
        if self.wide() { fields.f64(at + 8 * n) } else { f64::from(fields.f32(at + 4 * n)) }
    }

    /// The `n`-th of some integer codes in a row.
    fn code(&self, fields: Fields<'_>, at: usize, n: usize) -> i32 {
        if self.wide() { fields.i32(at + 4 * n) } else { i32::from(fields.i16(at + 2 * n)) }
    }
}

impl Kind {
    /// Reads the header; `bytes` holds at least the layout's size.
    ///
    /// # Errors
    /// A field that makes the voxels unreadable.
    pub(super) fn header(
        self,
        bytes: &[u8],
        checks: &mut Checks,
    ) -> Result<(Header, Geometry), VolumeErrorKind> {
        let (at, fields) = (self.layout, Fields::new(bytes, self.big_endian));
        if fields.i32(0) != at.size as i32 {
            let found = format!("{} instead of {}", fields.i32(0), at.size);
            checks.assume("sizeof_hdr", found, "the size that belongs to the magic");
        }
        let code = i32::from(fields.i16(at.datatype));
        let datatype = Datatype::from_nifti(code)?;
        let bitpix = i32::from(fields.i16(at.bitpix));
        if bitpix != 8 * datatype.bytes() as i32 {
            let found = format!("{bitpix} bits do not fit datatype {code}");
            checks.assume("bitpix", found, "the datatype's own size");
        }
        let units = if at.wide() { fields.i32(at.xyzt_units) } else { fields.u8(123).into() };
        let text = |offset, length| PrivateBytes(fields.text(offset, length));
        let header = Header {
            format: at.format,
            pair: self.pair,
            gzip: false,
            big_endian: self.big_endian,
            dim: self.dim(fields)?,
            datatype,
            bitpix,
            pixdim: std::array::from_fn(|n| at.float(fields, at.pixdim, n)),
            vox_offset: self.vox_offset(fields, checks)?,
            scl_slope: at.float(fields, at.slope, 0),
            scl_inter: at.float(fields, at.intercept, 0),
            qform_code: at.code(fields, at.qform_code, 0),
            sform_code: at.code(fields, at.qform_code, 1),
            xyzt_units: units,
            descrip: text(at.descrip, 80),
            aux_file: text(at.aux_file, 24),
            intent_name: text(at.intent_name, 16),
            db_name: if at.wide() { PrivateBytes::default() } else { text(DB_NAME.0, DB_NAME.1) },
            raw: PrivateBytes(bytes.to_vec()),
            extensions: Vec::new(),
            footer: PrivateBytes::default(),
        };
        let geometry = Geometry {
            quatern: std::array::from_fn(|n| at.float(fields, at.quatern, n)),
            qoffset: std::array::from_fn(|n| at.float(fields, at.qoffset, n)),
            srow: std::array::from_fn(|r| {
                std::array::from_fn(|c| at.float(fields, at.srow, 4 * r + c))
            }),
        };
        Ok((header, geometry))
    }

    /// Used axis lengths; every one is checked to be positive.
    fn dim(self, fields: Fields<'_>) -> Result<Vec<i64>, VolumeErrorKind> {
        let axes = self.layout.dim(fields, 0);
        if !(1..=7).contains(&axes) {
            return Err(VolumeErrorKind::field("dim[0]", axes, "lies outside 1 to 7"));
        }
        let dim: Vec<i64> = (1..=axes as usize).map(|n| self.layout.dim(fields, n)).collect();
        match dim.iter().position(|&d| d < 1) {
            Some(n) => {
                let field = format!("dim[{}]", n + 1);
                Err(VolumeErrorKind::field(field, dim[n], "is no number of voxels"))
            }
            None => Ok(dim),
        }
    }

    /// Where the voxels start in their file.
    fn vox_offset(self, fields: Fields<'_>, checks: &mut Checks) -> Result<u64, VolumeErrorKind> {
        let at = self.layout;
        let stored = if at.wide() {
            fields.i64(at.vox_offset) as f64
        } else {
            f64::from(fields.f32(at.vox_offset))
        };
        if !stored.is_finite() || stored < 0.0 || stored >= 2f64.powi(53) {
            return Err(VolumeErrorKind::field("vox_offset", stored, "is no position in a file"));
        }
        // The header and the four bytes behind it cannot be voxels of a single file.
        let least = if self.pair { 0 } else { at.size as u64 + 4 };
        let offset = stored as u64;
        if offset < least {
            let found = format!("{offset} lies inside the header");
            checks.assume("vox_offset", found, &least.to_string());
            return Ok(least);
        }
        if stored.fract() != 0.0 {
            checks.assume("vox_offset", format!("{stored} is no whole number"), "rounded down");
        } else if !offset.is_multiple_of(16) {
            checks.note(Level::Info, "vox_offset", format!("{offset} is no multiple of 16"));
        }
        Ok(offset)
    }
}
