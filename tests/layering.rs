//! Imports run only downwards: every `crate::X` in a layer names the layer itself or one it may use.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Layer → layers it may import (itself always).
const MAY_USE: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("imaging", &["base"]),
    ("face", &["base", "imaging"]),
    ("linkage", &["base", "imaging", "face"]),
    ("phantom", &["base", "imaging"]),
    ("dataset", &["base", "imaging", "face"]),
    ("disclosure", &["base"]),
    ("risk", &["base", "linkage", "disclosure", "dataset"]),
    ("report", &["base", "imaging", "face", "linkage", "dataset", "disclosure", "risk"]),
    (
        "pipeline",
        &["base", "imaging", "face", "linkage", "dataset", "disclosure", "risk", "report"],
    ),
    (
        "cli",
        &[
            "base",
            "imaging",
            "face",
            "linkage",
            "phantom",
            "dataset",
            "disclosure",
            "risk",
            "report",
            "pipeline",
        ],
    ),
];

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Names after `crate::` in a source line, also in `use crate::{a::…, b::…}`; comments do not count.
fn imported_layers(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with('$'))
        .map(|(at, word)| code[at + word.len()..].chars().take_while(|&c| is_name(c)).collect())
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[test]
fn imports_run_only_downwards() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in files {
        let inside = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        let layer = inside.split(['/', '.']).next().unwrap().to_owned();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == layer) else {
            assert!(layer == "lib" || layer == "main", "{inside} belongs to no layer");
            continue;
        };
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            assert!(!line.contains("use crate::{"), "{inside}: one `use crate::layer::` per line");
            for used in imported_layers(line) {
                let is_layer = MAY_USE.iter().any(|(name, _)| *name == used);
                seen += usize::from(is_layer);
                if is_layer && used != layer && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{inside}:{}: {layer} must not use {used}", number + 1));
                }
            }
        }
    }
    assert!(seen > 0, "no import was read: the test looks in the wrong place");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
