//! `countenance faces` as a user runs it: bad input beside good, resuming, exit codes.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use assert_cmd::Command;
use countenance::base::space::Affine;
use countenance::imaging::volume::{Volume, Voxels};
use std::fs;
use std::path::Path;
use std::process::Output;

/// A ball of tissue in noisy air, as large as a head: readable, and no head.
fn write_ball(path: &Path) {
    let mut noise = 1u32;
    let samples = (0..64 * 64 * 64)
        .map(|n: i32| {
            let [x, y, z] = [n % 64, n / 64 % 64, n / 4096].map(|c| c - 32);
            // Numerical Recipes' quick generator: any speckle will do.
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let speckle = (noise >> 27) as i16;
            if x * x + y * y + z * z < 500 { 500 + speckle } else { speckle }
        })
        .collect();
    let affine = Affine::from_voxel_sizes([4.0; 3]).unwrap();
    let volume = Volume::new([64; 3], affine, Voxels::I16(samples)).unwrap();
    volume.write_nifti(path, 1).unwrap();
}

fn faces(inputs: &Path, out: &Path, more: &[&str]) -> Output {
    Command::cargo_bin("countenance")
        .unwrap()
        .arg("faces")
        .arg(inputs)
        .arg("-o")
        .arg(out)
        .args(more)
        .output()
        .unwrap()
}

fn rows(out: &Path) -> Vec<csv::StringRecord> {
    let mut table = csv::Reader::from_path(out.join("faces.csv")).unwrap();
    table.records().map(Result::unwrap).collect()
}

/// `faces.csv` without the column that tells how long it took.
fn without_seconds(out: &Path) -> String {
    let mut text = String::new();
    for row in rows(out) {
        let kept: Vec<&str> =
            row.iter().enumerate().filter(|(n, _)| *n != 32).map(|(_, v)| v).collect();
        text.push_str(&kept.join(","));
        text.push('\n');
    }
    text
}

fn bad_and_good() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    write_ball(&at("good.nii.gz"));
    let whole = fs::read(at("good.nii.gz")).unwrap();
    fs::write(at("truncated.nii.gz"), &whole[..whole.len() / 2]).unwrap();
    fs::write(at("empty.nii"), b"").unwrap();
    fs::write(at("text.nii.gz"), b"not a volume at all").unwrap();
    fs::create_dir(at("folder.nii.gz")).unwrap();
    folder
}

#[test]
fn bad_scans_are_rows_that_say_why_and_the_others_go_on() {
    let input = bad_and_good();
    let out = tempfile::tempdir().unwrap();
    let ended = faces(input.path(), out.path(), &[]);
    assert_eq!(ended.status.code(), Some(1));
    assert!(ended.stdout.is_empty());
    let rows = rows(out.path());
    assert_eq!(rows.len(), 5);
    for row in &rows {
        let (scan, status, error) = (&row[0], &row[6], &row[31]);
        if scan == "good.nii.gz" {
            assert_ne!(status, "failed", "{error}");
            assert_ne!(status, "intact");
        } else {
            assert_eq!(status, "failed", "{scan}");
            assert!(error.starts_with(scan), "{error}");
        }
        assert!(out.path().join(&row[33]).is_file());
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let input = bad_and_good();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    faces(input.path(), one.path(), &["--threads", "1"]);
    faces(input.path(), two.path(), &["--threads", "2"]);
    assert_eq!(without_seconds(one.path()), without_seconds(two.path()));
    for row in rows(one.path()) {
        let result = |out: &Path| fs::read(out.join(&row[33])).unwrap();
        assert_eq!(result(one.path()), result(two.path()));
    }
}

#[test]
fn a_second_run_takes_what_is_complete_and_does_the_rest() {
    let input = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    write_ball(&input.path().join("a.nii.gz"));
    write_ball(&input.path().join("b.nii.gz"));
    faces(input.path(), out.path(), &[]);
    let first = without_seconds(out.path());
    fs::remove_file(out.path().join("scans/b.json")).unwrap();
    faces(input.path(), out.path(), &[]);
    let second = rows(out.path());
    assert_eq!(&second[0][32], "n/a", "a was complete");
    assert_ne!(&second[1][32], "n/a", "b was lost");
    assert_eq!(without_seconds(out.path()), first);
    faces(input.path(), out.path(), &["--seed", "2"]);
    assert_ne!(&rows(out.path())[0][32], "n/a", "other settings, other results");
}

#[test]
fn exit_codes_tell_what_went_wrong() {
    let out = tempfile::tempdir().unwrap();
    let input = tempfile::tempdir().unwrap();
    let code = |inputs: &Path, out: &Path, more: &[&str]| faces(inputs, out, more).status.code();
    assert_eq!(code(input.path(), out.path(), &[]), Some(66), "nothing to look at");
    assert_eq!(code(&input.path().join("x"), out.path(), &[]), Some(66), "no such input");
    write_ball(&input.path().join("a.nii.gz"));
    assert_eq!(code(input.path(), out.path(), &["--no-such"]), Some(64));
    assert_eq!(code(input.path(), out.path(), &["--views", "behind"]), Some(64));
    assert_eq!(code(input.path(), &input.path().join("out"), &[]), Some(64), "writes into input");
    assert!(!input.path().join("out").exists());
    let blocked = out.path().join("file");
    fs::write(&blocked, b"").unwrap();
    assert_eq!(code(input.path(), &blocked.join("out"), &[]), Some(73));
    assert_eq!(code(input.path(), out.path(), &[]), Some(0));
}

#[cfg(unix)]
#[test]
fn pictures_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let input = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    write_ball(&input.path().join("a.nii.gz"));
    faces(input.path(), out.path(), &["--mesh", "ply,stl,gii"]);
    let mode =
        |path: &str| fs::metadata(out.path().join(path)).unwrap().permissions().mode() & 0o777;
    for private in ["renders/a_frontal.png", "meshes/a.ply", "meshes/a.stl", "meshes/a.surf.gii"] {
        assert_eq!(mode(private), 0o600, "{private}");
    }
    assert_eq!(mode("renders"), 0o700);
    assert_eq!(mode("meshes"), 0o700);
}
