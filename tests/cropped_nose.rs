//! Is a face whole whose nose ends at the edge of the field of view?
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]
#![allow(clippy::unnecessary_cast, reason = "one kind of sample is f32 already")]

use countenance::base::space::WorldPoint;
use countenance::imaging::volume::{ReadOptions, Volume, Voxels};
use countenance::with_samples;
use std::path::Path;
use std::process::Command;

fn countenance(arguments: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_countenance")).args(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// What `faces` says of a scan.
fn looked_at(scan: &Path) -> serde_json::Value {
    let out = tempfile::tempdir().unwrap();
    countenance(&[
        "faces",
        scan.to_str().unwrap(),
        "-o",
        out.path().to_str().unwrap(),
        "--no-renders",
    ]);
    let result = out.path().join("scans").read_dir().unwrap().next().unwrap().unwrap();
    serde_json::from_slice(&std::fs::read(result.path()).unwrap()).unwrap()
}

/// A scan in the standard order up to a slice along its second axis, which runs to the front.
fn up_to(volume: &Volume, end: usize) -> Volume {
    let [ni, nj, nk] = volume.shape;
    let samples: Vec<f32> =
        with_samples!(&volume.voxels, samples => samples.iter().map(|v| *v as f32).collect());
    let left = samples.chunks_exact(ni * nj).flat_map(|slice| &slice[..ni * end]).copied();
    Volume::new([ni, end, nk], volume.affine, Voxels::F32(left.collect())).unwrap()
}

/// Cut 8 mm behind its tip, where most of the mean head's nose still lies inside.
#[test]
fn a_nose_cut_by_the_field_of_view_is_not_whole() {
    let dir = tempfile::tempdir().unwrap();
    let heads = dir.path().join("heads");
    let phantom = ["phantom", heads.to_str().unwrap(), "--subjects", "8", "--sessions", "1"];
    countenance(
        &[&phantom[..], &["--voxel", "2", "--seed", "5553", "--compression", "1"]].concat(),
    );
    let scan = heads.join("sub-008/ses-01/anat/sub-008_ses-01_T1w.nii.gz");
    let whole = looked_at(&scan);
    assert_eq!(whole["status"], "intact");
    let tip: [f64; 3] =
        serde_json::from_value(whole["landmarks"]["nose_tip"]["world_mm"].clone()).unwrap();
    let options = ReadOptions { standard_order: true, ..ReadOptions::default() };
    let volume = Volume::read(&scan, &options).unwrap();
    let tip = volume.affine.to_voxel(WorldPoint(tip)).0[1].round() as usize;
    for (end, status) in [(volume.shape[1], "intact"), (tip - 4, "partial")] {
        let cropped = dir.path().join(format!("sub-008_ses-{end}_T1w.nii.gz"));
        up_to(&volume, end).write_nifti(&cropped, 1).unwrap();
        let found = looked_at(&cropped);
        assert_eq!(found["status"], status, "{}", found["reason"]);
    }
}
