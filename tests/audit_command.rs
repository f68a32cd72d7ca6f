//! `countenance audit` as a user runs it, on a dataset in which every rule has something to find
//! and something to let pass.

#![cfg(all(unix, feature = "cli"))]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "audit/recipe.rs"]
mod recipe;

use assert_cmd::Command;
use countenance::dataset::audit::finding::Finding;
use countenance::dataset::audit::rule::{Example, Rule, Rules};
use countenance::dataset::audit::severity::Severity;
use countenance::dataset::audit::{Faces, audit};
use countenance::face::status::Status;
use std::fs;
use std::path::Path;
use std::process::Output;

/// The examples of all rules in one dataset: every rule has participants of its own.
struct Planted {
    folder: tempfile::TempDir,
    faces: Faces,
    secrets: Vec<String>,
    /// Rule, its planted files, its decoys.
    expected: Vec<(Rule, Vec<Example>, Vec<Example>)>,
}

/// The example moved to other participants.
fn moved(example: &Example, first: usize) -> Example {
    let other = |text: &str| {
        let own = format!("sub-{:03}", first + 1);
        text.replace("sub-01", &format!("sub-{first:03}")).replace("sub-02", &own)
    };
    Example {
        path: other(&example.path),
        text: example.text.as_deref().map(other),
        placed: example.placed.iter().map(|(at, text)| (*at, other(text))).collect(),
        ..example.clone()
    }
}

fn planted() -> Planted {
    let folder = tempfile::tempdir().unwrap();
    let (mut faces, mut secrets, mut expected) = (Faces::new(), Vec::new(), Vec::new());
    for (n, rule) in Rules::shipped().iter().enumerate() {
        let found: Vec<Example> = rule.found.iter().map(|e| moved(e, 2 * n + 100)).collect();
        let mut passed: Vec<Example> = rule.passed.iter().map(|e| moved(e, 2 * n + 500)).collect();
        // There is one description of the dataset, and it is planted.
        passed.retain(|e| e.path != "dataset_description.json");
        for example in found.iter().chain(&passed) {
            recipe::write(folder.path(), example);
            secrets.extend(example.secrets.iter().cloned());
            if let Some(face) = &example.face {
                let status = Status::ALL.into_iter().find(|s| s.as_str() == face).unwrap();
                faces.insert(example.path.clone(), status);
            }
        }
        expected.push((rule.clone(), found, passed));
    }
    Planted { folder, faces, secrets, expected }
}

/// Whether a masked path stands for a true one; a member's path begins with its archive's.
fn is_at(masked: &str, path: &str) -> bool {
    let mut chars = masked.chars();
    let same = path.chars().all(|c| chars.next().is_some_and(|m| m == c || m == '*'));
    let rest = chars.as_str();
    same && (rest.is_empty() || rest.starts_with('!'))
        // History is one finding for the folder, not one a file.
        || path.starts_with(&format!("{masked}/"))
}

#[test]
fn everything_planted_is_found_and_no_decoy_is() {
    let planted = planted();
    let found = audit(planted.folder.path(), &Rules::shipped(), &planted.faces).unwrap();
    let mut wrong = Vec::new();
    let mut files = 0;
    for (rule, plants, decoys) in &planted.expected {
        let of_rule: Vec<&Finding> = found.findings.iter().filter(|f| f.rule == rule.id).collect();
        let is_found = |path: &str| of_rule.iter().any(|f| f.paths.iter().any(|p| is_at(p, path)));
        let told: Vec<&Example> = plants.iter().filter(|e| !e.secrets.is_empty()).collect();
        files += told.len().max(1);
        wrong.extend(
            told.iter()
                .filter(|e| !is_found(&e.path))
                .map(|e| format!("missed {} {}", rule.id, e.path)),
        );
        if !plants.iter().any(|e| is_found(&e.path)) {
            wrong.push(format!("missed {}", rule.id));
        }
        for decoy in decoys {
            let bad = of_rule.iter().filter(|f| {
                f.severity != Severity::NotAssessed || rule.severity == Severity::NotAssessed
            });
            wrong.extend(
                bad.filter(|f| f.paths.iter().any(|p| is_at(p, &decoy.path)))
                    .map(|f| format!("decoy {} {} {}", rule.id, decoy.path, f.value_class)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files >= 67, "{files}");
}

fn run(dataset: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::cargo_bin("countenance").unwrap();
    command.arg("audit").arg(dataset).arg("-o").arg(out).args(more).output().unwrap()
}

#[test]
fn no_output_contains_a_planted_value() {
    let planted = planted();
    let out = tempfile::tempdir().unwrap();
    let ended = run(planted.folder.path(), out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let mut texts = vec![
        String::from_utf8_lossy(&ended.stdout).into_owned(),
        String::from_utf8_lossy(&ended.stderr).into_owned(),
    ];
    for entry in fs::read_dir(out.path()).unwrap() {
        texts.push(fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    assert_eq!(texts.len(), 5, "findings.csv, findings.json, audit.json");
    assert!(planted.secrets.len() > 30);
    for secret in &planted.secrets {
        assert!(!texts.iter().any(|text| text.contains(secret)), "{secret}");
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let planted = planted();
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(planted.folder.path(), one.path(), &["--threads", "1"]);
    run(planted.folder.path(), two.path(), &["--threads", "2"]);
    for name in ["findings.csv", "findings.json", "audit.json"] {
        let read = |folder: &Path| fs::read(folder.join(name)).unwrap();
        assert_eq!(read(one.path()), read(two.path()), "{name}");
    }
}

fn rows(out: &Path) -> Vec<csv::StringRecord> {
    let mut table = csv::Reader::from_path(out.join("findings.csv")).unwrap();
    table.records().map(Result::unwrap).collect()
}

#[test]
fn the_table_has_its_dictionary_and_runs_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let text = "{\"=cmd|' /C calc'!A0\": \"j.jansen@uni.nl\"}";
    fs::write(folder.path().join("a.json"), text).unwrap();
    run(folder.path(), out.path(), &[]);
    let rows = rows(out.path());
    assert!(rows[0][4].starts_with("'="), "{:?}", &rows[0]);
    let header =
        csv::Reader::from_path(out.path().join("findings.csv")).unwrap().headers().unwrap().clone();
    let expected = "rule,severity,count,where,field,value_class,examples,why,remedy,source";
    assert_eq!(header.iter().collect::<Vec<_>>().join(","), expected);
    let text = fs::read_to_string(out.path().join("findings.json")).unwrap();
    let dictionary: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert!(header.iter().all(|column| dictionary[column]["Description"].is_string()));
}

#[test]
fn findings_are_counted_per_dataset_and_not_per_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let put = |path: String, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for n in 1..=5 {
        put(format!("sub-0{n}/anat/sub-0{n}_T1w.json"), r#"{"PatientName": "Jansen"}"#);
    }
    put("derivatives/a/x.json".to_owned(), r#"{"PatientName": "Jansen"}"#);
    run(folder.path(), out.path(), &["--severity", "block"]);
    let rows = rows(out.path());
    let told: Vec<[&str; 3]> = rows.iter().map(|row| [&row[0], &row[2], &row[3]]).collect();
    assert_eq!(told, [["JSON-ID-01", "5", "."], ["JSON-ID-01", "1", "derivatives/a"]]);
    assert_eq!(rows[0][6].split(';').count(), 3);
}

#[test]
fn faces_are_held_against_names_and_claims() {
    let planted = planted();
    let (results, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut table = "scan,status\n".to_owned();
    for (path, status) in &planted.faces {
        table.extend([path, ",", status.as_str(), "\n"]);
    }
    fs::write(results.path().join("faces.csv"), table).unwrap();
    let faces = results.path().to_str().unwrap();
    let ended = run(planted.folder.path(), out.path(), &["--faces", faces]);
    assert!(!String::from_utf8_lossy(&ended.stdout).contains("Faces were not looked for"));
    let blocked = |rule: &str| rows(out.path()).iter().any(|r| &r[0] == rule && &r[1] == "block");
    assert!(blocked("FACE-01") && blocked("FACE-03") && blocked("FACE-06"));
    fs::write(results.path().join("faces.csv"), "scan,status\na,smiling\n").unwrap();
    let ended = run(planted.folder.path(), out.path(), &["--faces", faces]);
    assert_eq!(ended.status.code(), Some(65));
}

#[test]
fn no_content_ends_an_audit() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let endings = [
        "json",
        "tsv",
        "tsv.gz",
        "nii",
        "nii.gz",
        "mgz",
        "zip",
        "tar",
        "tgz",
        "pdf",
        "docx",
        "xlsx",
        "jpg",
        "png",
        "tif",
        "heic",
        "webp",
        "svg",
        "edf",
        "vhdr",
        "vmrk",
        "fif",
        "fif.gz",
        "snirf",
        "set",
        "pos",
        "ds/x.res4",
        "ds/x.infods",
        "txt",
        "DS_Store",
        "hdr",
        "img",
    ];
    // Numerical Recipes' quick generator: any bytes will do.
    let mut state = 1u32;
    let starts: [&[u8]; 12] = [
        b"",
        b"{",
        b"\x1f\x8b\x08\x1c",
        b"PK\x03\x04",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe1",
        b"%PDF-1.4 /Author (",
        b"MATLAB 5.0",
        b"\x89HDF\r\n\x1a\n",
        b"II*\0",
        b"\xff\xfe",
        b"a\tb\n1",
    ];
    for (n, ending) in endings.iter().enumerate() {
        for (m, start) in starts.iter().enumerate() {
            let mut bytes = start.to_vec();
            for _ in 0..(n * 37 + m * 101) % 1500 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes.push((state >> 24) as u8);
            }
            let path = folder.path().join(format!("f{m}.{ending}"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let ended = run(folder.path(), out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0));
    let stderr = String::from_utf8_lossy(&ended.stderr);
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert!(rows(out.path()).iter().all(|row| !row[5].contains("detector failed")));
}

#[test]
fn exit_codes_tell_what_went_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "{}").unwrap();
    let code = |dataset: &Path, out: &Path, more: &[&str]| run(dataset, out, more).status.code();
    assert_eq!(code(folder.path(), out.path(), &[]), Some(0));
    assert_eq!(code(&folder.path().join("x"), out.path(), &[]), Some(66));
    assert_eq!(code(folder.path(), &folder.path().join("out"), &[]), Some(64), "inside the input");
    assert_eq!(code(folder.path(), out.path(), &["--severity", "awful"]), Some(64));
    assert_eq!(code(folder.path(), out.path(), &["--rules", "/nowhere"]), Some(64));
    assert_eq!(code(folder.path(), &out.path().join("audit.json/x"), &[]), Some(73));
}

#[test]
fn rules_are_listed_and_explained() {
    let told = |arguments: &[&str]| {
        let ended = Command::cargo_bin("countenance").unwrap().args(arguments).output().unwrap();
        (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
    };
    let (code, list) = told(&["rules"]);
    assert_eq!((code, list.lines().count()), (Some(0), 67));
    for line in list.lines() {
        let id = line.split('\t').next().unwrap();
        let (code, text) = told(&["explain", id]);
        assert_eq!(code, Some(0));
        assert!(
            ["why", "remedy", "source", "found", "passed"].iter().all(|w| text.contains(w)),
            "{id}"
        );
    }
    assert_eq!(told(&["explain", "NO-SUCH"]).0, Some(64));
}
