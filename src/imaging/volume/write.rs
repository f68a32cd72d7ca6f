//! Writing NIfTI-1 files: for phantoms, tests and demonstration data.

use std::io::{self, Write};
use std::path::Path;

use flate2::{Compression, GzBuilder};
use nalgebra::{Matrix3, Rotation3, UnitQuaternion};

use crate::base::atomic::{self, Access};
use crate::base::space::Affine;

use super::error::{VolumeError, VolumeErrorKind};
use super::nifti::SIZE_1;
use super::sniff::is_gzip_name;
use super::{Volume, Voxels};

/// Offset of the first voxel: the header and four bytes that say that no extension follows.
const VOX_OFFSET: usize = SIZE_1 + 4;
/// nifti1.h, `NIFTI_XFORM_SCANNER_ANAT`.
const SCANNER: i16 = 1;

impl Volume {
    /// Writes the stored samples with their scaling as a NIfTI-1 file, complete or not at all.
    ///
    /// A name that ends with `.gz` is compressed with `level` (0 to 9); the same volume gives the
    /// same bytes. The affine goes into `sform` and, unless it has shears, `qform`, both with
    /// code 1; units are mm. Header and checks of a volume that was read are not copied.
    ///
    /// # Errors
    /// [`VolumeError`] when an axis is longer than 32767 or the file cannot be written.
    pub fn write_nifti(&self, path: &Path, level: u32) -> Result<(), VolumeError> {
        let failed = |kind| VolumeError { path: path.to_owned(), kind };
        let header = self.nifti_header().map_err(failed)?;
        atomic::write(path, Access::Usual, |writer| -> io::Result<()> {
            if !is_gzip_name(path) {
                writer.write_all(&header)?;
                return self.write_samples(writer);
            }
            // No name and no time in the gzip header: they would tell when and where.
            let mut gzip = GzBuilder::new().mtime(0).write(writer, Compression::new(level.min(9)));
            gzip.write_all(&header)?;
            self.write_samples(&mut gzip)?;
            gzip.finish()?;
            Ok(())
        })
        .map_err(|error| failed(VolumeErrorKind::Io { action: "written", error }))
    }

    fn write_samples(&self, writer: &mut dyn Write) -> io::Result<()> {
        /// Samples turned into bytes at a time.
        const BLOCK: usize = 4096;
        macro_rules! write_blocks {
            ($samples:expr) => {
                $samples.chunks(BLOCK).try_for_each(|block| {
                    let bytes: Vec<u8> = block.iter().flat_map(|s| s.to_le_bytes()).collect();
                    writer.write_all(&bytes)
                })
            };
        }
        match &self.voxels {
            Voxels::U8(samples) => writer.write_all(samples),
            Voxels::I16(samples) => write_blocks!(samples),
            Voxels::U16(samples) => write_blocks!(samples),
            Voxels::F32(samples) => write_blocks!(samples),
        }
    }

    /// The header and the four bytes behind it (nifti1.h, little endian).
    fn nifti_header(&self) -> Result<[u8; VOX_OFFSET], VolumeErrorKind> {
        let mut bytes = [0; VOX_OFFSET];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(0, &(SIZE_1 as i32).to_le_bytes());
        put(40, &3i16.to_le_bytes());
        for n in 0..7 {
            let voxels = self.shape.get(n).copied().unwrap_or(1);
            let length = i16::try_from(voxels).map_err(|_| {
                let problem = "NIfTI-1 holds at most 32767 voxels along an axis";
                VolumeErrorKind::field(format!("dim[{}]", n + 1), voxels, problem)
            })?;
            put(42 + 2 * n, &length.to_le_bytes());
        }
        let (datatype, bitpix): (i16, i16) = match self.voxels {
            Voxels::U8(_) => (2, 8),
            Voxels::I16(_) => (4, 16),
            Voxels::U16(_) => (512, 16),
            Voxels::F32(_) => (16, 32),
        };
        put(70, &datatype.to_le_bytes());
        put(72, &bitpix.to_le_bytes());
        put(108, &(VOX_OFFSET as f32).to_le_bytes());
        put(112, &(self.scaling.slope as f32).to_le_bytes());
        put(116, &(self.scaling.intercept as f32).to_le_bytes());
        // nifti1.h: NIFTI_UNITS_MM.
        put(123, &[2]);
        let form = QuaternionForm::of(&self.affine);
        let sizes = self.affine.voxel_sizes();
        let handedness = if self.affine.is_right_handed() { 1.0 } else { -1.0 };
        for (n, size) in [handedness, sizes[0], sizes[1], sizes[2]].into_iter().enumerate() {
            put(76 + 4 * n, &(size as f32).to_le_bytes());
        }
        put(252, &if form.is_some() { SCANNER } else { 0 }.to_le_bytes());
        put(254, &SCANNER.to_le_bytes());
        if let Some(QuaternionForm(numbers)) = form {
            for (n, number) in numbers.into_iter().enumerate() {
                put(256 + 4 * n, &number.to_le_bytes());
            }
        }
        let matrix = self.affine.matrix();
        for (n, (row, column)) in (0..12).map(|n| (n, (n / 4, n % 4))) {
            put(280 + 4 * n, &(matrix[(row, column)] as f32).to_le_bytes());
        }
        put(344, b"n+1\0");
        Ok(bytes)
    }
}

/// `quatern_b` … `quatern_d`, `qoffset_x` … `qoffset_z` (nifti1.h, METHOD 2).
struct QuaternionForm([f32; 6]);

impl QuaternionForm {
    /// None for an affine with shears: a quaternion cannot say them.
    fn of(affine: &Affine) -> Option<Self> {
        let sizes = affine.voxel_sizes();
        let handedness = if affine.is_right_handed() { 1.0 } else { -1.0 };
        let mut rotation: Matrix3<f64> = affine.linear();
        for (axis, size) in [sizes[0], sizes[1], sizes[2] * handedness].into_iter().enumerate() {
            rotation.column_mut(axis).unscale_mut(size);
        }
        // The precision of the header's own numbers.
        let tolerance = 10.0 * f64::from(f32::EPSILON);
        let identity = rotation.transpose() * rotation;
        if (identity - Matrix3::identity()).amax() > tolerance {
            return None;
        }
        let turn =
            UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(rotation));
        // The standard stores the half with a positive real part.
        let sign = if turn.w < 0.0 { -1.0 } else { 1.0 };
        let origin = affine.origin();
        let numbers = [sign * turn.i, sign * turn.j, sign * turn.k, origin.x, origin.y, origin.z];
        Some(Self(numbers.map(|v| v as f32)))
    }
}
