//! Which affine a NIfTI header means, by nibabel's rules (`get_best_affine`).
//!
//! An `sform` with a known code wins, then a `qform` with a known code, then the base affine:
//! voxel sizes, origin in the middle, first axis towards the left.

use crate::base::space::Affine;
use crate::base::space::AffineError;

use super::check::{Checks, Level};
use super::error::VolumeErrorKind;
use super::header::{Format, Header};
use super::nifti::Geometry;

/// Codes the standard knows: `NIFTI_XFORM_UNKNOWN` (0) to `NIFTI_XFORM_TEMPLATE_OTHER` (5).
const KNOWN_CODES: std::ops::RangeInclusive<i32> = 0..=5;

/// The affine in mm.
pub(super) fn affine(
    header: &Header,
    geometry: &Geometry,
    checks: &mut Checks,
) -> Result<Affine, VolumeErrorKind> {
    let sform = known_code("sform_code", header.sform_code, checks);
    let qform = known_code("qform_code", header.qform_code, checks);
    let (field, mut rows) = if sform != 0 {
        voxel_sizes(header, false, checks)?;
        ("srow", geometry.srow)
    } else {
        let sizes = voxel_sizes(header, true, checks)?;
        if qform != 0 {
            ("qform", quaternion_form(header, geometry, sizes, checks)?)
        } else {
            checks.assume("sform_code", "0, and qform_code 0", "first axis towards the left");
            ("pixdim", base_form(header, sizes))
        }
    };
    let factor = millimetres(header, &rows, checks);
    rows.iter_mut().flatten().for_each(|v| *v *= factor);
    Affine::new(rows).map_err(|error| {
        let value = match error {
            AffineError::NotFinite => format!("{rows:?}"),
            AffineError::Singular { determinant } => format!("determinant {determinant:e}"),
        };
        VolumeErrorKind::field(field, value, error.to_string())
    })
}

fn known_code(field: &str, code: i32, checks: &mut Checks) -> i32 {
    if KNOWN_CODES.contains(&code) {
        return code;
    }
    checks.assume(field, format!("{code} is no code of the standard"), "0");
    0
}

/// `pixdim[1..4]`; signs and zeros are an error only when the geometry is `needed`.
fn voxel_sizes(
    header: &Header,
    needed: bool,
    checks: &mut Checks,
) -> Result<[f64; 3], VolumeErrorKind> {
    let mut sizes = [0.0; 3];
    for (n, size) in sizes.iter_mut().enumerate() {
        let stored = header.pixdim[n + 1];
        let field = format!("pixdim[{}]", n + 1);
        *size = stored.abs();
        if stored == 0.0 || !stored.is_finite() {
            if needed {
                return Err(VolumeErrorKind::field(field, stored, "is no voxel size"));
            }
            checks.note(Level::Warning, &field, format!("{stored} is no voxel size"));
        } else if stored < 0.0 {
            // nibabel, `_chk_pixdims`: "setting to abs of pixdim values".
            checks.assume(&field, format!("{stored} is negative"), &size.to_string());
        }
    }
    Ok(sizes)
}

/// nifti1.h, METHOD 2.
fn quaternion_form(
    header: &Header,
    geometry: &Geometry,
    sizes: [f64; 3],
    checks: &mut Checks,
) -> Result<[[f64; 4]; 3], VolumeErrorKind> {
    let stored = header.pixdim[0];
    let handedness = if [1.0, -1.0].contains(&stored) {
        stored
    } else {
        checks.assume("pixdim[0]", format!("{stored} is neither 1 nor -1"), "1");
        1.0
    };
    if let Some(n) = geometry.quatern.iter().position(|v| !v.is_finite()) {
        let field = ["quatern_b", "quatern_c", "quatern_d"][n];
        return Err(VolumeErrorKind::field(field, geometry.quatern[n], "is no finite number"));
    }
    let rotation = rotation(real_part(header.format, geometry.quatern, checks), geometry.quatern);
    let columns = [sizes[0], sizes[1], sizes[2] * handedness];
    Ok(std::array::from_fn(|r| {
        let [a, b, c] = rotation[r];
        [a * columns[0], b * columns[1], c * columns[2], geometry.qoffset[r]]
    }))
}

/// The quaternion's first number, from the three that are stored.
fn real_part(format: Format, bcd: [f64; 3], checks: &mut Checks) -> f64 {
    let squared = 1.0 - bcd.iter().map(|v| v * v).sum::<f64>();
    // nibabel, `quaternion_threshold`: three times the precision of the stored numbers.
    let precision = if format == Format::Nifti1 { f64::from(f32::EPSILON) } else { f64::EPSILON };
    if squared.abs() < 3.0 * precision {
        return 0.0;
    }
    if squared < 0.0 {
        // nibabel refuses these; nifti1_io.c shortens them to a half turn, as most viewers show.
        let length = (1.0 - squared).sqrt();
        checks.assume("quatern_b,c,d", format!("length {length} exceeds 1"), "shortened to 1");
        return 0.0;
    }
    squared.sqrt()
}

/// Rotation matrix of a quaternion of any length (nibabel, `quat2mat`).
fn rotation(w: f64, [x, y, z]: [f64; 3]) -> [[f64; 3]; 3] {
    let s = 2.0 / (w * w + x * x + y * y + z * z);
    let (wx, wy, wz) = (w * x * s, w * y * s, w * z * s);
    let (xx, xy, xz) = (x * x * s, x * y * s, x * z * s);
    let (yy, yz, zz) = (y * y * s, y * z * s, z * z * s);
    [
        [1.0 - (yy + zz), xy - wz, xz + wy],
        [xy + wz, 1.0 - (xx + zz), yz - wx],
        [xz - wy, yz + wx, 1.0 - (xx + yy)],
    ]
}

/// nibabel, `shape_zoom_affine` with `default_x_flip`.
fn base_form(header: &Header, sizes: [f64; 3]) -> [[f64; 4]; 3] {
    let shape = header.space_shape();
    std::array::from_fn(|r| {
        let step = if r == 0 { -sizes[0] } else { sizes[r] };
        let mut row = [0.0; 4];
        row[r] = step;
        row[3] = -(shape[r] as f64 - 1.0) / 2.0 * step;
        row
    })
}

/// Factor from the header's unit of space to millimetres.
fn millimetres(header: &Header, rows: &[[f64; 4]; 3], checks: &mut Checks) -> f64 {
    let unit = header.xyzt_units & 7;
    // nifti1.h: NIFTI_UNITS_METER, _MM, _MICRON.
    let (name, factor) = match unit {
        2 => return 1.0,
        1 => ("metres", 1000.0),
        3 => ("micrometres", 0.001),
        _ => {
            checks.assume("xyzt_units", format!("unit of space is {unit}"), "millimetres");
            return 1.0;
        }
    };
    if plausible_field_of_view(header, rows, factor) || !plausible_field_of_view(header, rows, 1.0)
    {
        checks.note(Level::Info, "xyzt_units", format!("{name}, converted to millimetres"));
        return factor;
    }
    checks.assume("xyzt_units", format!("{name} make no plausible size"), "millimetres");
    1.0
}

/// Whether every axis spans between 5 mm (a thick slab) and 5 m (a whole body).
fn plausible_field_of_view(header: &Header, rows: &[[f64; 4]; 3], factor: f64) -> bool {
    header.space_shape().iter().enumerate().all(|(axis, &voxels)| {
        let step = rows.iter().map(|row| row[axis] * row[axis]).sum::<f64>().sqrt();
        (5.0..=5000.0).contains(&(step * factor * voxels as f64))
    })
}
