//! Does a written volume come back as it was?
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use approx::assert_abs_diff_eq;
use countenance::base::space::Affine;
use countenance::imaging::volume::{ReadOptions, Scaling, Volume, Voxels};

const SHAPE: [usize; 3] = [3, 4, 5];

/// Left-handed, turned about two axes, with three voxel sizes.
fn oblique() -> Affine {
    let (s, c) = (0.6, 0.8);
    let [x, y, z] = [-0.9, 1.1, 2.4];
    // Rotation about x, then about z; columns scaled by the voxel sizes.
    Affine::new([
        [c * x, -s * c * y, s * s * z, 31.5],
        [s * x, c * c * y, -s * c * z, -7.25],
        [0.0, s * y, c * z, 100.0],
    ])
    .unwrap()
}

fn read_back(volume: &Volume, name: &str) -> Volume {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    volume.write_nifti(&path, 6).unwrap();
    Volume::read(&path, &ReadOptions::default()).unwrap()
}

#[test]
fn every_sample_type_survives_writing_and_reading() {
    let kinds = [
        Voxels::U8((0..60).collect()),
        Voxels::I16((-30..30).map(|v| v * 1000).collect()),
        Voxels::U16((0..60).map(|v| v * 1000).collect()),
        Voxels::F32((0..60).map(|v| v as f32 * 0.37 - 3.0).collect()),
    ];
    for voxels in kinds {
        for name in ["a.nii", "a.nii.gz"] {
            let volume = Volume::new(SHAPE, oblique(), voxels.clone()).unwrap();
            let back = read_back(&volume, name);
            assert_eq!((back.shape, &back.voxels), (SHAPE, &voxels));
            assert_eq!(back.checks, []);
            let header = back.header.unwrap();
            assert_eq!(header.gzip, name == "a.nii.gz");
            assert_eq!((header.qform_code, header.sform_code), (1, 1));
        }
    }
}

#[test]
fn scaling_is_written_too() {
    let mut volume = Volume::new(SHAPE, oblique(), Voxels::U8((0..60).collect())).unwrap();
    volume.scaling = Scaling { slope: 0.5, intercept: -8.0 };
    let back = read_back(&volume, "a.nii.gz");
    assert_eq!((back.scaling, back.voxels), (volume.scaling, volume.voxels));
}

/// The two forms of the affine must agree, whichever another program prefers.
#[test]
fn quaternion_form_and_affine_form_agree() {
    let volume = Volume::new(SHAPE, oblique(), Voxels::U8((0..60).collect())).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.nii");
    volume.write_nifti(&path, 0).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[254] = 0; // sform_code, so that the quaternion counts
    std::fs::write(&path, bytes).unwrap();
    let back = Volume::read(&path, &ReadOptions::default()).unwrap();
    let pairs = back.affine.matrix().iter().zip(volume.affine.matrix().iter());
    for (a, b) in pairs {
        assert_abs_diff_eq!(a, b, epsilon = 1e-4);
    }
}

#[test]
fn a_sheared_affine_has_no_quaternion_form() {
    let sheared = Affine::new([[1., 0.3, 0., 0.], [0., 1., 0., 0.], [0., 0., 1., 0.]]).unwrap();
    let back =
        read_back(&Volume::new(SHAPE, sheared, Voxels::U8((0..60).collect())).unwrap(), "a.nii");
    let header = back.header.unwrap();
    assert_eq!((header.qform_code, header.sform_code), (0, 1));
    assert_abs_diff_eq!(back.affine.matrix()[(0, 1)], 0.3, epsilon = 1e-6);
}

#[test]
fn the_same_volume_gives_the_same_bytes_under_any_name() {
    let dir = tempfile::tempdir().unwrap();
    let volume = Volume::new(SHAPE, oblique(), Voxels::U8((0..60).collect())).unwrap();
    let written = ["one.nii.gz", "two.nii.gz"].map(|name| {
        let path = dir.path().join(name);
        volume.write_nifti(&path, 6).unwrap();
        std::fs::read(path).unwrap()
    });
    assert_eq!(written[0], written[1]);
    // RFC 1952, 2.3: no flags (so no name), time 0.
    assert_eq!(written[0][3..8], [0; 5]);
}

#[test]
fn an_axis_too_long_for_the_format_is_named() {
    let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
    let volume = Volume::new([2, 40_000, 2], affine, Voxels::U8(vec![0; 160_000])).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let error = volume.write_nifti(&dir.path().join("long.nii"), 0).unwrap_err().to_string();
    assert!(error.contains("long.nii: dim[2] = 40000"), "{error}");
}

#[test]
fn samples_that_do_not_fill_the_shape_are_refused() {
    let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
    assert!(Volume::new([2, 2, 2], affine, Voxels::U8(vec![0; 7])).is_err());
}
