//! `countenance link` as a user runs it: who is found, what is said of copies, resuming, exit codes.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use assert_cmd::Command;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

/// Four people, two sessions, and copies with the face masked; made once for all tests.
fn cohort() -> &'static Path {
    static COHORT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = COHORT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        Command::cargo_bin("countenance")
            .unwrap()
            .args(["phantom", "--subjects", "4", "--sessions", "2", "--seed", "11"])
            .args(["--voxel", "2.5", "--deface", "mask", "--compression", "1"])
            .arg(folder.path().join("set"))
            .assert()
            .success();
        folder
    });
    folder.path()
}

fn link(gallery: &[PathBuf], probes: &[PathBuf], out: &Path, more: &[&str]) -> Output {
    Command::cargo_bin("countenance")
        .unwrap()
        .arg("link")
        .arg("--gallery")
        .args(gallery)
        .arg("--probes")
        .args(probes)
        .arg("-o")
        .arg(out)
        .args(more)
        .output()
        .unwrap()
}

fn rows(out: &Path) -> Vec<HashMap<String, String>> {
    let mut table = csv::Reader::from_path(out.join("scores.csv")).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

/// One scan of every person.
fn of_session(session: &str) -> Vec<PathBuf> {
    let scan = |n: u32| {
        let name = format!("sub-{n:03}/ses-{session}/anat/sub-{n:03}_ses-{session}_T1w.nii.gz");
        cohort().join("set").join(name)
    };
    (1..=4).map(scan).collect()
}

#[test]
fn people_are_found_across_sessions_and_the_rows_say_by_what() {
    let out = tempfile::tempdir().unwrap();
    let ended = link(&of_session("01"), &of_session("02"), out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let told = String::from_utf8(ended.stdout).unwrap();
    assert!(told.contains("4 probes against 4 scans of 4 people"), "{told}");
    assert!(told.contains("face : 4 of 4 found"), "{told}");
    assert!(!told.contains("sub-"), "nobody is named: {told}");
    let rows = rows(out.path());
    assert_eq!(rows.len(), 16);
    for row in &rows {
        let mated = row["probe_participant_id"] == row["gallery_participant_id"];
        assert_eq!(row["leakage"], if mated { "cross-session" } else { "n/a" });
        assert_eq!(row["rank"] == "1", mated, "{row:?}");
        for part in ["face", "ears", "vault"] {
            assert!(row[part].parse::<f64>().unwrap().is_finite());
        }
        assert_eq!(row["regions"].split(';').count() > 8, mated, "{row:?}");
    }
    let mut rates = csv::Reader::from_path(out.path().join("rates.csv")).unwrap();
    let rates: Vec<HashMap<String, String>> = rates.deserialize().map(Result::unwrap).collect();
    let parts: Vec<&str> = rates.iter().map(|row| row["part"].as_str()).collect();
    assert_eq!(parts, ["face", "ears", "vault"]);
    let face = ["leakage", "probes", "rank1", "eer", "auc"].map(|column| rates[0][column].as_str());
    assert_eq!(face, ["cross-session", "4", "1.0000", "0.0000", "1.0000"]);
    for table in ["cmc", "det"] {
        let rows = fs::read_to_string(out.path().join(table).with_extension("csv")).unwrap();
        assert!(rows.lines().count() > 3 && rows.starts_with("part,leakage,"), "{rows}");
    }
    let dictionary = fs::read_to_string(out.path().join("scores.json")).unwrap();
    let dictionary: serde_json::Value = serde_json::from_str(&dictionary).unwrap();
    for column in rows[0].keys() {
        assert!(dictionary[column]["Description"].is_string(), "{column}");
    }
}

#[test]
fn a_masked_copy_is_known_as_a_copy_by_its_voxels_and_its_face_is_not_compared() {
    let out = tempfile::tempdir().unwrap();
    // Under a name that says nothing of where it comes from.
    let copies = tempfile::tempdir().unwrap();
    let masked = cohort()
        .join("set/derivatives/mask/sub-002/ses-01/anat/sub-002_ses-01_desc-defaced_T1w.nii.gz");
    let renamed = copies.path().join("sub-7_ses-9_T1w.nii.gz");
    fs::copy(masked, &renamed).unwrap();
    let ended = link(&of_session("01"), &[renamed], out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    for row in rows(out.path()) {
        let copy = row["gallery_participant_id"] == "sub-002";
        let label = if copy { "same-scan (upper bound)" } else { "n/a" };
        assert_eq!(row["leakage"], label, "{row:?}");
        assert_eq!((&*row["face"], &*row["rank"]), ("n/a", "n/a"));
        assert!(row["vault"].parse::<f64>().is_ok());
    }
}

#[test]
fn earlier_results_lists_and_threads_give_the_same_bytes() {
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name);
    let table = |name: &str| fs::read(at(name).join("scores.csv")).unwrap();
    let set = cohort().join("set");
    let (gallery, probes) = (of_session("01"), of_session("02"));
    link(&gallery, &probes, &at("a"), &["--threads", "1"]);
    let first = table("a");
    // Again, with everything analysed already.
    link(&gallery, &probes, &at("a"), &["--threads", "2"]);
    assert_eq!(table("a"), first);
    // From the analyses.
    link(&[at("a/gallery")], &[at("a/probes")], &at("b"), &[]);
    assert_eq!(table("b"), first);
    // From a list.
    let lines: Vec<String> = probes.iter().map(|p| p.display().to_string()).collect();
    fs::write(at("probes.txt"), lines.join("\n")).unwrap();
    link(&[at("a/gallery")], &[at("probes.txt")], &at("c"), &[]);
    assert_eq!(table("c"), first);
    // A whole dataset against itself: its own scans only; copies of the probe hide nobody.
    link(std::slice::from_ref(&set), std::slice::from_ref(&set), &at("d"), &["--top", "1"]);
    let rows = rows(&at("d"));
    assert!(rows.iter().all(|row| row["probe_scan"].starts_with("sub-")));
    for kind in ["same-scan (upper bound)", "cross-session"] {
        let ranks: Vec<&str> =
            rows.iter().filter(|r| r["leakage"] == kind).map(|r| r["rank"].as_str()).collect();
        assert_eq!(ranks, ["1"; 8], "{kind}");
    }
}

#[test]
fn what_cannot_be_used_is_said_and_the_exit_code_tells() {
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name);
    let scan = vec![of_session("01").remove(0)];
    fs::write(at("broken.nii.gz"), b"no volume").unwrap();
    let broken = link(&scan, &[scan[0].clone(), at("broken.nii.gz")], &at("a"), &[]);
    assert_eq!(broken.status.code(), Some(1));
    let failures = fs::read_to_string(at("a/failures.csv")).unwrap();
    assert!(failures.contains("probes,broken.nii.gz,broken.nii.gz"), "{failures}");
    let code =
        |gallery: PathBuf, more: &[&str]| link(&[gallery], &scan, &at("b"), more).status.code();
    assert_eq!(code(at("nowhere"), &[]), Some(66));
    assert_eq!(code(scan[0].clone(), &["--preselect", "0"]), Some(64));
    fs::write(at("result.json"), b"{}").unwrap();
    assert_eq!(code(at("result.json"), &[]), Some(65));
}

#[cfg(not(feature = "onnx"))]
#[test]
fn a_model_is_not_ignored_by_a_program_that_knows_none() {
    let out = tempfile::tempdir().unwrap();
    let scan = [of_session("01").remove(0)];
    let ended = link(&scan, &scan, &out.path().join("out"), &["--model", "face.onnx"]);
    assert_eq!(ended.status.code(), Some(64));
    let told = String::from_utf8(ended.stderr).unwrap();
    assert!(told.contains("--model face.onnx") && told.contains("--features onnx"), "{told}");
    assert!(!out.path().join("out").exists());
}
