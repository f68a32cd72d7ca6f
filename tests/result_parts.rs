//! `data/result_parts.txt` names everything that the result of a scan depends on.

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parts() -> Vec<String> {
    let text = fs::read_to_string(root().join("data/result_parts.txt")).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn rust_files(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            rust_files(&entry.unwrap().path(), out);
        }
    } else if path.extension().is_some_and(|e| e == "rs") {
        out.push(path.to_owned());
    }
}

/// Paths that follow a mark in the code, also several in braces.
fn after<'a>(code: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    let is_path = |c: char| c.is_alphanumeric() || "_:./".contains(c);
    code.match_indices(mark).flat_map(move |(at, mark)| {
        let rest = &code[at + mark.len()..];
        let one = &rest[..rest.find(|c| !is_path(c)).unwrap_or(rest.len())];
        let several = rest.strip_prefix('{').and_then(|list| list.split('}').next());
        several.unwrap_or(one).split(',').map(|path| path.trim().split(' ').next().unwrap_or(""))
    })
}

/// The file or folder of a module: the deepest part of its path that there is.
fn module(path: &str) -> Option<String> {
    let mut found = None;
    let mut folder = "src".to_owned();
    for name in path.split("::").filter(|name| !name.is_empty()) {
        folder = format!("{folder}/{name}");
        let file = format!("{folder}.rs");
        if root().join(&file).is_file() {
            found = Some(file);
        } else if !root().join(&folder).is_dir() {
            break;
        }
    }
    found
}

#[test]
fn every_file_that_a_result_depends_on_is_in_the_checksum() {
    let parts = parts();
    let holds =
        |file: &str| parts.iter().any(|part| file == part || file.starts_with(&format!("{part}/")));
    let mut missing = Vec::new();
    let mut seen = 0;
    for part in &parts {
        assert!(root().join(part).exists(), "{part}: no such file");
        let mut files = Vec::new();
        rust_files(&root().join(part), &mut files);
        for file in files {
            let code = fs::read_to_string(&file).unwrap();
            let code = code.split("#[cfg(test)]").next().unwrap();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code: String = lines.flat_map(|line| [line, "\n"]).collect();
            let own = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            let above = own.rsplit_once('/').unwrap().0.strip_prefix("src/").unwrap().to_owned();
            let used = after(&code, "crate::").map(str::to_owned);
            // `super` of a file in a part that is a folder lies in that part too.
            let beside = after(&code, "super::").map(|rest| format!("{above}::{rest}"));
            let beside = beside.filter(|_| above == "pipeline" || above == "report");
            let modules: Vec<String> = used.chain(beside).filter_map(|m| module(&m)).collect();
            let mut data: Vec<String> = Vec::new();
            for mark in ["include_str!(\"", "include_bytes!(\""] {
                let plain =
                    after(&code, mark).map(|path| path.trim_start_matches("../").to_owned());
                data.extend(plain);
            }
            seen += modules.len() + data.len();
            let open = modules.into_iter().chain(data).filter(|file| !holds(file));
            // What stands in a list of modules is no code of its own.
            let open = open.filter(|file| !is_list(file));
            missing.extend(open.map(|file| format!("{file}, used in {own}")));
        }
    }
    assert!(seen > 100, "no import was read: the test looks in the wrong place");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Whether a file holds nothing but names of modules.
fn is_list(file: &str) -> bool {
    let Ok(code) = fs::read_to_string(root().join(file)) else { return false };
    Path::new(file).extension().is_some_and(|ending| ending == "rs")
        && code.lines().all(|line| {
            let line = line.trim();
            line.is_empty()
                || line.starts_with("//")
                || line.contains("mod ")
                || line.starts_with("#[")
        })
}
