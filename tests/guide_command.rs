//! `countenance guide` as a user runs it: the template filled in, evidence, gates, exit codes.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use assert_cmd::Command;
use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Output;

fn guide(arguments: &[&str]) -> Output {
    Command::cargo_bin("countenance").unwrap().arg("guide").args(arguments).output().unwrap()
}

fn told(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

/// The template with some answers filled in, as a file.
fn context(folder: &Path, said: &[(&str, &str)]) -> String {
    let (mut text, _) = told(&guide(&["--template"]));
    for (question, answer) in said {
        let open = format!("\n{question} = \"unknown\"");
        assert!(text.contains(&open), "{question}");
        text = text.replace(&open, &format!("\n{question} = \"{answer}\""));
    }
    let path = folder.join("context.toml");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const PUBLIC: [(&str, &str); 5] = [
    ("deidentified", "yes"),
    ("basis", "consent"),
    ("purposes", "any_worldwide"),
    ("sample", "healthy_adults"),
    ("lesion", "no"),
];

/// One image with a face, one finding, a table, everything else looked at.
const EVIDENCE: &str = r#"{
  "participants": 60,
  "scans": [{ "scan": "sub-01_T1w.nii.gz", "participant": "sub-01", "structural": true,
              "face": "present", "among_scans": { "among": { "people": 100, "first":
              { "estimate": 0.97, "low": 0.9, "high": 1.0 } } },
              "among_photographs": null, "brain": null, "source": "by hand" }],
  "table": { "youngest": 31, "people": [{ "participant": "sub-01", "class": 1, "population": [4, 9] }] },
  "findings": [{ "rule": "SC-ACQ", "severity": "high", "count": 3 }],
  "files": { "total": 10, "not_assessed": 0 }
}"#;

#[test]
fn the_template_filled_in_is_answered_without_data() {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (context(folder.path(), &PUBLIC), folder.path().join("out"));
    let ended = guide(&["--context", &file, "-o", out.to_str().unwrap(), "--destination", "dans"]);
    let (said, errors) = told(&ended);
    assert_eq!(ended.status.code(), Some(0), "{errors}");
    assert!(said.contains("Outcome: A:"), "{said}");
    assert!(said.contains("older than six months"), "{said}");
    assert!(said.contains("remain pseudonymised personal data"), "{said}");
    let mut table = csv::Reader::from_path(out.join("guide.csv")).unwrap();
    let rows: Vec<HashMap<String, String>> = table.deserialize().map(Result::unwrap).collect();
    let column = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(column("node"), ["Q1", "Q2", "Q5", "Q6"]);
    assert_eq!(column("answered_by"), ["asked"; 4]);
    assert_eq!(rows[3]["leads_to"], "A");
    let json = |name: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(out.join(name)).unwrap()).unwrap()
    };
    let headers = table.headers().unwrap().clone();
    let dictionary = json("guide.json");
    assert!(headers.iter().eq(dictionary.as_object().unwrap().keys()), "{dictionary}");
    let answer = json("guide_answer.json");
    assert_eq!(answer["advice"]["outcome"], "A");
    assert_eq!(answer["advice"]["destination"]["gates"][0]["state"], "not_assessed");
    assert!(answer["texts"]["outcome.A"].as_str().unwrap().starts_with("A:"));
    // What was said can be read again and gives the same answer.
    let again = guide(&["--context", out.join("context.toml").to_str().unwrap()]);
    assert!(told(&again).0.contains("Outcome: A:"));
}

#[test]
fn evidence_contradicts_what_was_said_and_gates_fail_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let file = context(folder.path(), &PUBLIC);
    let found = folder.path().join("evidence.json");
    fs::write(&found, EVIDENCE).unwrap();
    let found = found.to_str().unwrap();
    let with = |more: &[&str]| {
        guide(
            &[&["--context", &file, "--evidence", found, "--destination", "public"], more].concat(),
        )
    };
    let ended = with(&[]);
    let (said, _) = told(&ended);
    assert_eq!(ended.status.code(), Some(0), "findings alone are no failure");
    for expected in [
        "only once the first steps",
        "Answered otherwise than found: yes",
        "not kept, or not assessed: 4 of 9. Terms not met, or not known: 0.",
        "faces_present = 1",
        "D-03",
        "[beyond the limit] structural images that show a face: 1; at most 0",
        "countenance faces DATASET -o OUT",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    let failed = with(&["--fail-on", "face,blocking"]);
    assert_eq!(failed.status.code(), Some(3));
    assert!(told(&failed).1.contains("face: fails"), "{}", told(&failed).1);
    assert_eq!(with(&["--fail-on", "blocking"]).status.code(), Some(0));
    // Nothing was looked at: that counts against every gate.
    let blind = guide(&["--context", &file, "--destination", "public", "--fail-on", "blocking"]);
    assert_eq!(blind.status.code(), Some(3));
    assert!(told(&blind).1.contains("blocking: not_assessed"));
}

#[test]
fn dutch_is_dutch() {
    let folder = tempfile::tempdir().unwrap();
    let file = context(folder.path(), &PUBLIC);
    let (said, _) = told(&guide(&["--context", &file, "--lang", "nl", "--destination", "dua"]));
    assert!(said.contains("Uitkomst: A: deel"), "{said}");
    assert!(said.contains("De uitkomst laat deze bestemming toe."), "{said}");
    assert!(!said.contains("First steps"), "{said}");
    let (template, _) = told(&guide(&["--template", "--lang", "nl"]));
    assert!(template.contains("# Wie deden er mee?"), "{template}");
}

#[test]
fn own_tables_replace_shipped_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = context(folder.path(), &PUBLIC);
    let tables = folder.path().join("tables");
    fs::create_dir(&tables).unwrap();
    let own =
        "destination,kind,date,outside_eea,url,source\nmine,dua,2020-01-01,no,,our own terms\n";
    fs::write(tables.join("destinations.csv"), own).unwrap();
    let tables = tables.to_str().unwrap();
    let ended = guide(&["--context", &file, "--tables", tables]);
    assert_eq!(ended.status.code(), Some(65));
    let (_, errors) = told(&ended);
    assert!(errors.contains("destination_terms.csv: openneuro: no such destination"), "{errors}");
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    let ended = guide(&["--context", &file, "--tables", empty.to_str().unwrap()]);
    assert_eq!(ended.status.code(), Some(66));
}

#[test]
fn a_slip_is_named_and_has_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let slip = write("slip.toml", "gdpr = \"yes\"\nbasis = \"maybe\"\n");
    let fine = write("fine.toml", "");
    let broken = write("broken.json", "{ \"participants\": -1 }");
    let impossible = write("impossible.json", r#"{ "files": { "total": 1, "not_assessed": 2 } }"#);
    for (arguments, code, expected) in [
        (vec!["--context", &slip], 65, "slip.toml: line 2: basis = \"maybe\": one of consent"),
        (vec!["--context", "nowhere.toml"], 66, "nowhere.toml"),
        (vec!["--context", &fine, "--evidence", &broken], 65, "broken.json"),
        (vec!["--context", &fine, "--evidence", &impossible], 65, "not_assessed = 2"),
        (vec!["--context", &fine, "--lang", "xx"], 64, "--lang xx: one of en, nl"),
        (
            vec!["--context", &fine, "--destination", "mars"],
            64,
            "--destination mars: one of public",
        ),
        (vec!["--context", &fine, "--destination", "dua", "--fail-on", "x"], 64, "--fail-on x"),
        (vec!["--context", &fine, "--fail-on", "any"], 64, "--destination"),
        (vec!["--context", &fine, "-o", &slip], 73, "slip.toml"),
        (vec![], 64, "--template"),
    ] {
        let ended = guide(&arguments);
        let (_, errors) = told(&ended);
        assert_eq!(ended.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.contains(expected), "{arguments:?}: {errors}");
    }
}

#[cfg(unix)]
#[test]
fn a_result_that_cannot_be_written_to_its_end_has_a_code_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (context, out) = (folder.path().join("context.toml"), folder.path().join("out"));
    std::fs::write(&context, "").unwrap();
    let binary = assert_cmd::cargo::cargo_bin("countenance");
    // Files of more than one KiB are refused, as a full disk refuses them.
    let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" guide --context \"$1\" -o \"$2\"";
    let mut command = std::process::Command::new("bash");
    let ended = command.args(["-c", script]).args([&binary, &context, &out]).output().unwrap();
    assert_eq!(ended.status.code(), Some(74), "{}", String::from_utf8_lossy(&ended.stderr));
}
