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

/// A scan in the standard order up to a slice along its second axis, which runs to the front; where `cut` says
/// so of a voxel, zero.
fn up_to(volume: &Volume, end: usize, cut: impl Fn([usize; 3]) -> bool) -> Volume {
    let [ni, nj, nk] = volume.shape;
    let samples: Vec<f32> =
        with_samples!(&volume.voxels, samples => samples.iter().map(|v| *v as f32).collect());
    let places = (0..nk).flat_map(|k| (0..end).flat_map(move |j| (0..ni).map(move |i| [i, j, k])));
    let value =
        |[i, j, k]: [usize; 3]| if cut([i, j, k]) { 0.0 } else { samples[(k * nj + j) * ni + i] };
    Volume::new([ni, end, nk], volume.affine, Voxels::F32(places.map(value).collect())).unwrap()
}

/// Where the nose of a phantom of 2 mm was cut 8 mm behind its tip by the field of view, most of the mean head's
/// still lies inside; where a tool then takes the rest, what it leaves lies where a flat nose would: 18 mm behind the tip
/// the wall is taken for one unless the fill before it is seen, farther back it is not.
#[test]
fn a_nose_cut_by_the_field_of_view_is_not_whole_and_none_if_the_rest_was_cut_away() {
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
    let tip = volume.affine.to_voxel(WorldPoint(tip)).0.map(|v| v.round() as usize);
    let found = |end: usize, deep: usize| {
        let around = |at: usize, tip: usize, [below, above]: [usize; 2]| {
            (tip - below..=tip + above).contains(&at)
        };
        let cut = |[i, j, k]: [usize; 3]| {
            j + deep > tip[1] && around(i, tip[0], [10, 10]) && around(k, tip[2], [7, 17])
        };
        let cropped = dir.path().join(format!("sub-008_ses-{end}x{deep}_T1w.nii.gz"));
        up_to(&volume, end, |at| deep > 0 && cut(at)).write_nifti(&cropped, 1).unwrap();
        looked_at(&cropped)
    };
    for (end, deep, status) in
        [(volume.shape[1], 0, "intact"), (tip[1] - 4, 0, "partial"), (tip[1] - 4, 9, "partial")]
    {
        let found = found(end, deep);
        assert_eq!(found["status"], status, "{}", found["reason"]);
        let nose = found["features"].as_array().unwrap().iter().find(|f| f["feature"] == "nose");
        let left = nose.unwrap()["score"].as_f64().is_some_and(|score| score >= 0.5);
        assert_eq!(left, deep == 0, "{}", found["reason"]);
    }
}
