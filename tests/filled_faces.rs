//! Is a face seen to be gone, whatever stands in its place?
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

fn countenance(arguments: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_countenance")).args(arguments).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// Method (`raw` for the scan itself) → status, class, and scores of nose and left ear; of one phantom
/// of 2 mm, cut and filled.
fn shown(dir: &Path, methods: &str, fill: &str) -> BTreeMap<String, [String; 4]> {
    let [heads, out] = ["heads", "out"].map(|name| dir.join(fill).join(name).display().to_string());
    let phantom = ["phantom", &heads, "--subjects", "1", "--sessions", "1", "--voxel", "2"];
    let cut = ["--seed", "5553", "--compression", "1", "--deface", methods, "--fill", fill];
    countenance(&[&phantom[..], &cut[..]].concat());
    countenance(&["faces", &heads, "-o", &out, "--no-renders"]);
    let mut table = csv::Reader::from_path(Path::new(&out).join("faces.csv")).unwrap();
    let names = table.headers().unwrap().clone();
    let place = |name: &str| names.iter().position(|n| n == name).unwrap();
    let columns = ["status", "method_class", "nose", "ear_left"].map(place);
    let rows = table.records().map(|row| {
        let row = row.unwrap();
        let scan = row[place("scan")].to_owned();
        let method = scan.strip_prefix("derivatives/").and_then(|rest| rest.split('/').next());
        (method.unwrap_or("raw").to_owned(), columns.map(|column| row[column].to_owned()))
    });
    rows.collect()
}

fn score(text: &str) -> f64 {
    text.parse().unwrap()
}

#[test]
fn noise_like_that_of_the_air_hides_no_cut() {
    let dir = tempfile::tempdir().unwrap();
    let shown = shown(dir.path(), "mask,plane,nose,ears,noise_face", "noise");
    let is = |method: &str, status: &str, class: &str| {
        assert_eq!(&shown[method][..2], [status, class], "{method}: {shown:?}");
    };
    is("raw", "intact", "none");
    is("mask", "removed", "template-mask");
    is("plane", "removed", "shear-plane");
    is("nose", "partial", "template-mask");
    is("ears", "partial", "template-mask");
    is("noise_face", "replaced", "refacing");
    assert!(score(&shown["nose"][2]) < 0.5 && score(&shown["raw"][2]) > 0.5, "{shown:?}");
    assert!(score(&shown["ears"][3]) < 0.5 && score(&shown["raw"][3]) > 0.5, "{shown:?}");
}

#[test]
fn what_bright_noise_hides_is_neither_left_nor_removed() {
    let dir = tempfile::tempdir().unwrap();
    let shown = shown(dir.path(), "mask,nose", "tissue_noise");
    assert_eq!(shown["mask"][0], "untested", "{shown:?}");
    assert_eq!(shown["nose"][0], "partial", "{shown:?}");
    assert_eq!([&shown["mask"][2], &shown["nose"][2]], ["n/a", "n/a"], "{shown:?}");
}
