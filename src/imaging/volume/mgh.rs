//! FreeSurfer MGH headers (`FsTutorial/MghFormat`; the affine as in nibabel's `MGHHeader`).

use crate::base::space::Affine;

use super::check::Checks;
use super::datatype::Datatype;
use super::error::VolumeErrorKind;
use super::fields::Fields;
use super::header::{Format, Header, PrivateBytes};

/// Offset of the first voxel, bytes.
pub(super) const SIZE: usize = 284;
/// The only version there is; also the first four bytes of the file, most significant first.
const VERSION: i32 = 1;

/// Whether a file starts like an MGH file: version 1, four lengths, a known type.
pub(super) fn recognise(start: &[u8]) -> bool {
    let fields = Fields::new(start, true);
    start.len() >= SIZE
        && fields.i32(0) == VERSION
        && (0..4).all(|n| fields.i32(4 + 4 * n) > 0)
        && (0..=15).contains(&fields.i32(20))
}

/// Reads the header; numbers are always stored most significant byte first.
pub(super) fn header(
    bytes: &[u8],
    checks: &mut Checks,
) -> Result<(Header, Affine), VolumeErrorKind> {
    let fields = Fields::new(bytes, true);
    let datatype = Datatype::from_mgh(fields.i32(20))?;
    let mut dim: Vec<i64> = (0..4).map(|n| i64::from(fields.i32(4 + 4 * n))).collect();
    if dim[3] == 1 {
        dim.pop();
    }
    let geometry = Geometry::read(fields, checks);
    let mut pixdim = [1.0; 8];
    pixdim[1..4].copy_from_slice(&geometry.sizes);
    let header = Header {
        format: Format::Mgh,
        pair: false,
        gzip: false,
        big_endian: true,
        dim,
        datatype,
        bitpix: 8 * datatype.bytes() as i32,
        pixdim,
        vox_offset: SIZE as u64,
        scl_slope: 1.0,
        scl_inter: 0.0,
        qform_code: 0,
        sform_code: 0,
        xyzt_units: 2,
        descrip: PrivateBytes::default(),
        aux_file: PrivateBytes::default(),
        intent_name: PrivateBytes::default(),
        db_name: PrivateBytes::default(),
        raw: PrivateBytes::default(),
        extensions: Vec::new(),
        footer: PrivateBytes::default(),
    };
    let affine = geometry.affine(header.space_shape())?;
    Ok((header, affine))
}

/// Voxel sizes, direction cosines and the world position of the middle.
struct Geometry {
    sizes: [f64; 3],
    /// Direction of each voxel axis in world space.
    directions: [[f64; 3]; 3],
    centre: [f64; 3],
}

impl Geometry {
    fn read(fields: Fields<'_>, checks: &mut Checks) -> Self {
        let three = |at: usize| std::array::from_fn(|n| f64::from(fields.f32(at + 4 * n)));
        if fields.i16(28) == 0 {
            checks.assume("goodRASFlag", "0, no geometry is stored", "1 mm, coronal slices (LIA)");
            let directions = [[-1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]];
            return Self { sizes: [1.0; 3], directions, centre: [0.0; 3] };
        }
        Self { sizes: three(30), directions: [three(42), three(54), three(66)], centre: three(78) }
    }

    fn affine(&self, shape: [usize; 3]) -> Result<Affine, VolumeErrorKind> {
        for (n, size) in self.sizes.iter().enumerate() {
            if !(size.is_finite() && *size > 0.0) {
                return Err(VolumeErrorKind::field(
                    format!("delta[{n}]"),
                    size,
                    "is no voxel size",
                ));
            }
        }
        let rows = std::array::from_fn(|r| {
            let mut row = [0.0; 4];
            row[3] = self.centre[r];
            for axis in 0..3 {
                row[axis] = self.directions[axis][r] * self.sizes[axis];
                row[3] -= row[axis] * shape[axis] as f64 / 2.0;
            }
            row
        });
        Affine::new(rows).map_err(|error| {
            VolumeErrorKind::field("Mdc", format!("{:?}", self.directions), error.to_string())
        })
    }
}
