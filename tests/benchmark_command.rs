//! `countenance benchmark` as a user runs it: controls, methods, tables, page, resuming, exit codes.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use assert_cmd::Command;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

/// Four people, two sessions, and copies with the face masked or replaced; made once for all tests.
fn set() -> PathBuf {
    static COHORT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = COHORT.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        Command::cargo_bin("countenance")
            .unwrap()
            .args(["phantom", "--subjects", "4", "--sessions", "2", "--seed", "11"])
            .args(["--voxel", "2.5", "--deface", "mask,average", "--compression", "1"])
            .arg(folder.path().join("set"))
            .assert()
            .success();
        folder
    });
    folder.path().join("set")
}

fn benchmark(dataset: &Path, out: &Path, more: &[&str]) -> Output {
    Command::cargo_bin("countenance")
        .unwrap()
        .arg("benchmark")
        .args([dataset, out])
        .args(more)
        .output()
        .unwrap()
}

type Row = HashMap<String, String>;

fn rows(out: &Path, table: &str) -> Vec<Row> {
    let mut rows = csv::Reader::from_path(out.join(table).with_extension("csv")).unwrap();
    rows.deserialize().map(Result::unwrap).collect()
}

fn method<'a>(rows: &'a [Row], name: &str) -> &'a Row {
    rows.iter().find(|row| row["method"] == name).unwrap()
}

#[test]
fn methods_and_controls_stand_beside_each_other_and_four_people_judge_nothing() {
    let out = tempfile::tempdir().unwrap();
    let ended = benchmark(&set(), out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let told = String::from_utf8(ended.stdout).unwrap();
    assert!(told.contains("mask") && told.contains("untested") && !told.contains("sub-"), "{told}");
    let methods = rows(out.path(), "methods");
    let names: Vec<&str> = methods.iter().map(|row| row["method"].as_str()).collect();
    assert_eq!(names, ["un-defaced", "mean face", "average", "mask"]);
    for row in &methods {
        assert_eq!((&*row["leakage"], &*row["probes"]), ("cross-session", "4"));
        assert_eq!(row["verdict"], "untested", "ten probes are the least");
    }
    let undefaced = method(&methods, "un-defaced");
    assert_eq!((&*undefaced["rank1"], &*undefaced["eer"]), ("1.0000", "0.0000"));
    assert_eq!(undefaced["intact"], "4");
    let null = method(&methods, "mean face");
    assert_eq!((&*null["intact"], &*null["recognisability"]), ("n/a", "n/a"));
    // A skull that no method touches finds the same people under every method.
    assert_eq!(method(&methods, "mask")["vault_rank1"], undefaced["vault_rank1"]);
    let masked = method(&methods, "mask");
    assert_eq!((&*masked["fte"], &*masked["rank1"], &*masked["eer"]), ("1.0000", "0.0000", "n/a"));
    let number = |row: &Row, column: &str| row[column].parse::<f64>().unwrap();
    let regions = rows(out.path(), "regions");
    let region = |name: &str, region: &str| {
        regions.iter().find(|r| r["method"] == name && r["region"] == region).unwrap()
    };
    let nose = region("mask", "nose_tip");
    assert!(number(nose, "identity_share") < 0.1 && nose["matching"] == "n/a", "{nose:?}");
    assert!(number(region("un-defaced", "cheek_left"), "matching") > 0.5);
    let left = |name: &str| number(method(&methods, name), "identity_share");
    assert!(left("mask") < 0.4 && left("average") < 0.4, "{} {}", left("mask"), left("average"));
    assert!(
        number(masked, "brain_lost") < 0.001 && number(masked, "brain_rescan_difference") < 0.1
    );
    tables_are_whole(out.path());
}

/// Every table has a dictionary that describes every column, and holds what it is about.
fn tables_are_whole(out: &Path) {
    for table in ["methods", "regions", "scans", "pairs", "cmc", "det", "gallery_size"] {
        let rows = rows(out, table);
        let text = fs::read_to_string(out.join(table).with_extension("json")).unwrap();
        let dictionary: serde_json::Value = serde_json::from_str(&text).unwrap();
        for column in rows[0].keys() {
            assert!(dictionary[column]["Description"].is_string(), "{table} {column}");
        }
    }
    let scans = rows(out, "scans");
    assert_eq!(scans.iter().filter(|row| row["side"] == "gallery").count(), 4);
    assert_eq!(scans.iter().filter(|row| row["method"] == "average").count(), 4);
    let pairs = rows(out, "pairs");
    assert_eq!((&*pairs[0]["first"], &*pairs[0]["second"]), ("average", "mask"));
    let sizes = rows(out, "gallery_size");
    assert!(sizes.iter().any(|row| row["method"] == "un-defaced" && row["origin"] == "measured"));
    let page = fs::read_to_string(out.join("benchmark.html")).unwrap();
    assert!(page.contains("Nothing can be said") && page.contains("<svg"));
    assert!(!page.contains("sub-0"), "nobody is named on the page");
    assert!(out.join("figures/cmc_1.svg").is_file());
}

#[test]
fn results_of_faces_are_used_again_and_methods_can_be_named() {
    let out = tempfile::tempdir().unwrap();
    let (faces, named) = (out.path().join("a"), out.path().join("b"));
    // Small pictures of one view: more than the benchmark asks for.
    Command::cargo_bin("countenance")
        .unwrap()
        .args(["faces", "--views", "frontal", "--size", "64"])
        .arg(set())
        .arg("-o")
        .arg(&faces)
        .assert()
        .success();
    let looked = |folder: &Path| {
        let files = fs::read_dir(folder.join("scans")).unwrap().map(|f| f.unwrap().path());
        let mut files: Vec<_> =
            files.map(|f| (f.clone(), fs::metadata(f).unwrap().modified().unwrap())).collect();
        files.sort();
        files
    };
    let before = looked(&faces);
    let ended = benchmark(&set(), &faces, &["--no-originals", "--threads", "1"]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(looked(&faces), before, "nothing was analysed again");
    let again = set().join("derivatives/mask");
    let typed = format!("hidden={}", again.display());
    let ended = benchmark(&set(), &named, &["--no-originals", "--method", &typed]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let (all, one) = (rows(&faces, "methods"), rows(&named, "methods"));
    assert_eq!(one.len(), 3);
    for column in ["fte", "rank1", "rank1_high", "vault_rank1", "same_scan_rank1", "removed"] {
        assert_eq!(method(&one, "hidden")[column], method(&all, "mask")[column], "{column}");
        assert_eq!(method(&one, "un-defaced")[column], method(&all, "un-defaced")[column]);
    }
    // The same again, with other threads.
    let table = |folder: &Path| fs::read(folder.join("methods.csv")).unwrap();
    let first = table(&faces);
    benchmark(&set(), &faces, &["--no-originals", "--threads", "2"]);
    assert_eq!(table(&faces), first);
}

#[test]
fn what_cannot_be_compared_is_said_and_the_exit_code_tells() {
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name);
    let code = |dataset: &Path, more: &[&str]| benchmark(dataset, &at("o"), more).status.code();
    assert_eq!(code(&at("nowhere"), &[]), Some(66));
    assert_eq!(code(&set(), &["--method", "without a folder"]), Some(64));
    assert_eq!(benchmark(&set(), &set().join("inside"), &[]).status.code(), Some(64));
    // A dataset of one session without derivatives: nothing is defaced.
    let scan = "sub-001/ses-01/anat/sub-001_ses-01_T1w.nii.gz";
    let bare = at("bare").join(scan);
    fs::create_dir_all(bare.parent().unwrap()).unwrap();
    fs::copy(set().join(scan), &bare).unwrap();
    let ended = benchmark(&at("bare"), &at("p"), &[]);
    assert_eq!(ended.status.code(), Some(66));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("--method NAME=DIR"));
}
