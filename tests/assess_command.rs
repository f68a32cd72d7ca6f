//! `countenance assess` as a user runs it: a demo with known answers, every figure computed again by
//! hand, interruptions, several machines, bad datasets.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "assess/schema.rs"]
mod schema;

use assert_cmd::Command;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/demo");

/// Exit code, stdout and stderr; the day is fixed, so that bytes are too.
fn assess(dataset: &Path, out: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ended = Command::cargo_bin("countenance")
        .unwrap()
        .args(["assess", dataset.to_str().unwrap(), out.to_str().unwrap()])
        .args(arguments)
        .env("SOURCE_DATE_EPOCH", "1795651200")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (ended.status.code().unwrap(), text(ended.stdout), text(ended.stderr))
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                all.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    all
}

fn same(a: &Path, b: &Path) {
    let (a, b) = (files(a), files(b));
    assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (name, bytes) in &a {
        assert!(bytes == &b[name], "{name} differs");
    }
}

type Rows = Vec<HashMap<String, String>>;

fn rows(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn number(cell: &str) -> Option<f64> {
    (cell != "n/a").then(|| cell.parse().unwrap())
}

const ALL_FLAGS: [&str; 4] = ["--destination", "public", "--population", "NL"];

/// Invented identifying values in the demo (`src/phantom/cohort/plant.rs`).
const PLANTED: [&str; 12] = [
    "Voorbeeld",
    "Anna",
    "7654321",
    "1969-08-17",
    "2023-03-14",
    "2023-04-02",
    "2023-05-21",
    "Example Hospital",
    "MR3T-02",
    "9712 GX",
    "9723 AB",
    "epilepsy",
];

#[test]
fn the_demo_is_answered_and_nothing_is_written_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let (demo, out) = (Path::new(DEMO), folder.path().join("out"));
    let before = files(demo);
    let (code, said, errors) = assess(demo, &out, &ALL_FLAGS);
    assert_eq!(code, 0, "{errors}");
    assert!(files(demo) == before);
    assert!(said.contains("Outcome") && said.contains("First steps"), "{said}");

    // What was done to each participant, in turn (data/README.md has the command).
    let expected = [
        ("sub-001", "present"),
        ("sub-002", "absent"),
        ("sub-003", "partial"),
        ("sub-004", "replaced"),
        ("sub-005", "replaced"),
        ("sub-006", "replaced"),
        ("sub-007", "replaced"),
        ("sub-008", "replaced"),
    ];
    let scans = rows(&out.join("scans_risk.csv"));
    let told: Vec<(&str, &str)> =
        scans.iter().map(|r| (r["participant_id"].as_str(), r["face"].as_str())).collect();
    assert_eq!(told, expected);
    let found: Vec<String> =
        rows(&out.join("findings.csv")).iter().map(|row| row["rule"].clone()).collect();
    for rule in ["JSON-ID-01", "SC-ACQ", "FACE-01", "FACE-02"] {
        assert!(found.iter().any(|r| r == rule), "{rule} of {found:?}");
    }

    for (name, bytes) in files(&out) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for value in PLANTED {
            assert!(!text.contains(value), "{value} in {name}");
        }
    }
    for value in PLANTED {
        assert!(!said.contains(value) && !errors.contains(value), "{value} on the terminal");
    }
    let schema = include_str!("../data/report.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    let report = fs::read_to_string(out.join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    schema::check(&schema, &schema, &report, "report").unwrap();
    let mut broken = report;
    broken["answer"]["outcome"] = "fine".into();
    assert!(schema::check(&schema, &schema, &broken, "report").is_err());
}

/// One participant's row, computed again from the tables alone.
struct ByHand<'a> {
    scans: Vec<&'a HashMap<String, String>>,
    table: &'a HashMap<String, String>,
    severities: Vec<&'a str>,
    everybody: f64,
}

/// Rules whose findings are in the figures of faces and table already.
const TOLD_ELSEWHERE: [&str; 11] = [
    "FACE-01", "FACE-02", "FACE-03", "FACE-04", "FACE-05", "FACE-06", "FACE-07", "BRAIN-01",
    "PT-QI", "PT-RARE", "PT-MINOR",
];

impl ByHand<'_> {
    /// Ends for somebody who searches among `people` (fewest, most) with a face known among `known`.
    fn searched(low: f64, high: f64, known: f64, [fewest, most]: [f64; 2]) -> [f64; 2] {
        let floor = |r: f64| r.max(1.0 / known);
        let end = |people: f64, upper: bool| {
            let power = (people - 1.0) / (known - 1.0);
            let plain = if upper { floor(high) } else { floor(low) };
            // Few people: the lower end stays, the upper one rises; many: the other way round.
            let value = if (people <= known) == upper { plain.powf(power) } else { plain };
            value.max(1.0 / people)
        };
        [if most.is_finite() { end(most, false) } else { 0.0 }, end(fewest, true)]
    }

    fn people(&self, attacker: &str) -> Option<[f64; 2]> {
        let cell = |name: &str| number(&self.table[name]);
        let class = cell("class").unwrap();
        match attacker {
            "acquaintance" | "combination_knowing_participation" => {
                Some([class, self.everybody.max(class)])
            }
            "journalist" | "combination" | "combination_with_photographs" => {
                match (cell("population_fewest"), cell("population_most")) {
                    (Some(fewest), Some(most)) => Some([fewest.max(class), most.max(class)]),
                    _ => Some([class, f64::INFINITY]),
                }
            }
            _ => None,
        }
    }

    fn ends(&self, attacker: &str) -> [f64; 2] {
        let people = self.people(attacker);
        let prefix = match attacker {
            "stranger_with_photographs" | "combination_with_photographs" => "photographs",
            "holder_of_another_scan" | "combination" | "combination_knowing_participation" => {
                "scans"
            }
            _ => "",
        };
        let guess = people.map(|[fewest, most]| [1.0 / most, 1.0 / fewest]);
        let mut ends = if prefix.is_empty() {
            guess.unwrap()
        } else {
            let of = |scan: &&HashMap<String, String>| {
                let cell = |name: &str| number(&scan[&format!("{prefix}_{name}")]);
                let (low, high) = (cell("low")?, cell("high")?);
                Some(match people {
                    None if cell("people")? >= 100.0 => [low, high],
                    None => Self::searched(low, high, cell("people")?, [100.0; 2]),
                    Some(people) => Self::searched(low, high, cell("people")?, people),
                })
            };
            let known: Vec<[f64; 2]> =
                self.scans.iter().filter(|s| s["face"] != "undetermined").filter_map(of).collect();
            let worst = known.iter().copied().reduce(|a, b| [a[0].max(b[0]), a[1].max(b[1])]);
            let mut worst = worst.unwrap_or([0.0, 1.0]);
            let untested = known.len() < self.scans.len();
            // Brains are never compared.
            if untested || attacker == "holder_of_another_scan" {
                worst[1] = 1.0;
            }
            if let Some([low, _]) = guess {
                worst[0] = worst[0].max(low);
            }
            worst
        };
        let knows = people.is_some();
        if self.severities.iter().any(|s| *s == "block" || *s == "high" && knows) {
            ends[1] = 1.0;
        }
        ends
    }
}

#[test]
fn every_row_of_the_joint_risk_follows_from_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let (code, _, errors) = assess(Path::new(DEMO), &out, &ALL_FLAGS);
    assert_eq!(code, 0, "{errors}");
    let [scans, table, findings, risks] =
        ["scans_risk", "participants_table", "findings_risk", "participants_risk"]
            .map(|name| rows(&out.join(format!("{name}.csv"))));
    assert_eq!(risks.len(), 8 * 7);
    for row in &risks {
        let who = &row["participant_id"];
        let concerns = |f: &&HashMap<String, String>| {
            let whom = &f["participants"];
            let told = TOLD_ELSEWHERE.contains(&f["rule"].as_str());
            !told && (whom == "all" || whom.split(';').any(|p| p == who))
        };
        let by_hand = ByHand {
            scans: scans.iter().filter(|scan| &scan["participant_id"] == who).collect(),
            table: table.iter().find(|person| &person["participant_id"] == who).unwrap(),
            severities: findings.iter().filter(concerns).map(|f| f["severity"].as_str()).collect(),
            everybody: 8.0,
        };
        let ends = by_hand.ends(&row["attacker"]);
        let told = ["low", "high"].map(|end| number(&row[end]).unwrap());
        for (a, b) in ends.iter().zip(told) {
            // Tables have six digits.
            assert!((a - b).abs() < 2e-5, "{who} {}: {ends:?} {told:?}", row["attacker"]);
        }
        let estimate = number(&row["estimate"]);
        assert!(estimate.is_none_or(|e| told[0] <= e && e <= told[1]), "{row:?}");
        let named = by_hand.severities.contains(&"block");
        assert!(!named || estimate == Some(1.0), "{row:?}");
    }
    // The names lie beside the second participant's images and concern nobody else.
    let acquaintance = |who: &str| {
        risks
            .iter()
            .find(|r| r["participant_id"] == who && r["attacker"] == "stranger_with_photographs")
            .unwrap()
    };
    assert_eq!(acquaintance("sub-002")["estimate"], "1");
    assert_ne!(acquaintance("sub-003")["estimate"], "1");
}

#[test]
fn threads_interruptions_and_machines_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let demo = Path::new(DEMO);
    let run = |out: &str, arguments: &[&str]| {
        let (code, _, errors) = assess(demo, &at(out), arguments);
        assert_eq!(code, 0, "{out}: {errors}");
    };
    run("one", &["--threads", "1", "--destination", "dua"]);
    run("two", &["--nprocs", "2", "--destination", "dua"]);
    same(&at("one"), &at("two"));

    // Interrupted: some results are missing, one is cut short, nothing was put together.
    for name in ["report.json", "report.html", "participants_risk.csv", "work/dataset.json"] {
        fs::remove_file(at("two").join(name)).unwrap();
    }
    let mut results: Vec<_> =
        fs::read_dir(at("two/scans")).unwrap().map(|entry| entry.unwrap().path()).collect();
    results.sort();
    fs::remove_file(&results[1]).unwrap();
    let whole = fs::read(&results[2]).unwrap();
    fs::write(&results[2], &whole[..whole.len() / 2]).unwrap();
    run("two", &["--destination", "dua"]);
    same(&at("one"), &at("two"));

    // Three machines, then the group level, from what they left.
    for shard in ["2/3", "1/3", "3/3"] {
        run("three", &["participant", "--shard", shard, "--destination", "dua"]);
    }
    assert!(!at("three/report.json").exists());
    run("three", &["group", "--destination", "dua"]);
    same(&at("one"), &at("three"));
}

#[test]
fn results_of_other_code_are_not_taken_for_those_of_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let (out, demo) = (folder.path().join("out"), Path::new(DEMO));
    assert_eq!(assess(demo, &out, &["participant"]).0, 0);
    let result = fs::read_dir(out.join("scans")).unwrap().next().unwrap().unwrap().path();
    let made = fs::read_to_string(&result).unwrap();
    let told: serde_json::Value = serde_json::from_str(&made).unwrap();
    let code = told["provenance"]["version"].as_str().unwrap().to_owned();
    // The same version, and a checksum that another state of the code would have.
    let (version, sum) = code.split_once('+').unwrap();
    assert_eq!((version, sum.len()), (env!("CARGO_PKG_VERSION"), 16));
    let other = format!("{version}+0000000000000000");
    fs::write(&result, made.replace(&code, &other)).unwrap();
    let (ended, _, errors) = assess(demo, &out, &["group"]);
    assert_eq!(ended, 66);
    assert!(errors.contains(&format!("made by {other}")), "{errors}");
    // The participant level makes it again, and nothing else.
    let before = |name: &fs::DirEntry| name.metadata().unwrap().modified().unwrap();
    let times = || -> Vec<_> {
        fs::read_dir(out.join("scans")).unwrap().map(|e| before(&e.unwrap())).collect()
    };
    let earlier = times();
    assert_eq!(assess(demo, &out, &[]).0, 0);
    assert_eq!(fs::read_to_string(&result).unwrap(), made);
    assert_eq!(times().iter().zip(&earlier).filter(|(a, b)| a != b).count(), 1);

    let kept = fs::read_to_string(out.join("work/dataset.json")).unwrap();
    fs::write(out.join("work/dataset.json"), kept.replace(&code, &other)).unwrap();
    assert_eq!(assess(demo, &out, &["group"]).0, 66);
}

#[test]
fn the_group_level_needs_no_image() {
    let folder = tempfile::tempdir().unwrap();
    let (copy, out) = (folder.path().join("copy"), folder.path().join("out"));
    for (name, bytes) in files(Path::new(DEMO)) {
        let path = copy.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let (code, _, errors) = assess(&copy, &out, &["group"]);
    assert_eq!(code, 66);
    assert!(errors.contains("participant"), "{errors}");
    assert_eq!(assess(&copy, &out, &["participant"]).0, 0);
    for (name, _) in files(&copy) {
        if name.ends_with(".nii.gz") {
            fs::remove_file(copy.join(name)).unwrap();
        }
    }
    let (code, _, errors) = assess(&copy, &out, &["group"]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(rows(&out.join("faces.csv")).len(), 8);
    assert!(rows(&out.join("faces.csv")).iter().all(|row| row["status"] != "untested"));
}

#[test]
fn what_was_not_looked_at_is_not_assessed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let only = ["--participant-label", "002", "sub-003", "--redact-ids", "--show-values"];
    let (code, said, errors) = assess(Path::new(DEMO), &out, &only);
    assert_eq!(code, 0, "{errors}");
    assert!(said.contains("6 could not be judged"), "{said}");
    let scans = rows(&out.join("scans_risk.csv"));
    let open = scans.iter().filter(|row| row["face"] == "undetermined").count();
    assert_eq!((scans.len(), open), (8, 6));
    let blind = |row: &&HashMap<String, String>| row["severity"] == "not-assessed";
    assert!(rows(&out.join("findings.csv")).iter().any(|row| blind(&row)));
    // Other names in everything that is passed on; who is who lies apart.
    for (name, bytes) in files(&out) {
        let apart = name.starts_with("scans/") || name.starts_with("work/");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if apart || name.starts_with("do_not_share/") {
            continue;
        }
        assert!(!text.contains("sub-002"), "{name}");
    }
    assert_eq!(rows(&out.join("participants_risk.csv"))[0]["participant_id"], "sub-R001");
    let key = fs::read_to_string(out.join("do_not_share/participants.tsv")).unwrap();
    assert!(key.contains("sub-002\tsub-R002"), "{key}");
}

#[test]
fn bad_datasets_end_with_a_code_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let make = |name: &str, content: &[(&str, &str)]| {
        fs::create_dir_all(at(name)).unwrap();
        for (file, text) in content {
            fs::write(at(name).join(file), text).unwrap();
        }
        at(name)
    };
    let description = ("dataset_description.json", r#"{"Name": "Bare", "BIDSVersion": "1.10.0"}"#);
    let ended = |dataset: &Path, arguments: &[&str]| assess(dataset, &at("out"), arguments);

    assert_eq!(ended(&at("missing"), &[]).0, 66);
    assert_eq!(ended(&make("empty", &[]), &[]).0, 66);
    let loose = make("loose", &[("notes.txt", "nothing")]);
    let (code, _, errors) = ended(&loose, &[]);
    assert_eq!(code, 16);
    assert!(errors.contains("--skip-bids-validation"), "{errors}");
    assert_eq!(errors.matches("No such file").count(), 1, "{errors}");
    assert_eq!(ended(&loose, &["--skip-bids-validation"]).0, 0);

    // No image, no table: told as such, and every limit on them is not assessed or kept.
    let bare = make("bare", &[description]);
    let (code, said, errors) = ended(&bare, &["--destination", "public"]);
    assert_eq!(code, 0, "{errors}");
    assert!(said.contains("No image of a head was found"), "{said}");
    assert!(said.contains("there is no participants.tsv"), "{said}");
    let failed = ended(&bare, &["--destination", "public", "--fail-on", "table_risk"]);
    assert_eq!(failed.0, 3, "{}", failed.2);

    assert_eq!(ended(&bare, &["everything"]).0, 17);
    assert_eq!(ended(&bare, &["--participant-label", "99"]).0, 18);
    assert_eq!(ended(&bare, &["--shard", "1/2"]).0, 64);
    assert_eq!(ended(&bare, &["participant", "--shard", "3/2"]).0, 64);
    assert_eq!(ended(&bare, &["--date", "2026-02-30"]).0, 64);
    assert_eq!(assess(&bare, &bare.join("inside"), &[]).0, 64);
    assert!(!bare.join("inside").exists());
    fs::write(at("file"), "").unwrap();
    assert_eq!(assess(&bare, &at("file"), &[]).0, 73);
}

#[test]
fn the_evidence_can_be_given_to_the_guide() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert_eq!(assess(Path::new(DEMO), &out, &["--destination", "public"]).0, 0);
    let context = folder.path().join("context.toml");
    fs::write(&context, "").unwrap();
    let ended = Command::cargo_bin("countenance")
        .unwrap()
        .args(["guide", "--destination", "public", "--evidence"])
        .arg(out.join("evidence.json"))
        .arg("--context")
        .arg(&context)
        .env("SOURCE_DATE_EPOCH", "1795651200")
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    let own = fs::read_to_string(out.join("guide.txt")).unwrap();
    assert_eq!(said, own, "{}", String::from_utf8_lossy(&ended.stderr));
}

#[test]
fn the_descriptor_names_the_flags_that_there_are() {
    let text = include_str!("../data/boutiques.json");
    let descriptor: serde_json::Value = serde_json::from_str(text).unwrap();
    let help = Command::cargo_bin("countenance").unwrap().args(["assess", "--help"]).output();
    let help = String::from_utf8(help.unwrap().stdout).unwrap();
    let inputs = descriptor["inputs"].as_array().unwrap();
    let named = inputs.iter().filter_map(|input| input["command-line-flag"].as_str());
    let known = help.lines().filter_map(|line| {
        // Explanations are indented deeper than flags, also where one begins with a flag.
        let (indent, line) = (line.len() - line.trim_start().len(), line.trim_start());
        let flag = line.split_whitespace().find(|word| word.starts_with("--"))?;
        (line.starts_with('-') && indent <= 6).then(|| flag.trim_end_matches(['.', ',']))
    });
    let known: BTreeSet<&str> = known.filter(|flag| *flag != "--help").collect();
    assert!(known.contains("--participant-label") && known.contains("--threads"), "{known:?}");
    assert_eq!(named.collect::<BTreeSet<&str>>(), known);
    let line = descriptor["command-line"].as_str().unwrap();
    for input in inputs {
        assert!(line.contains(input["value-key"].as_str().unwrap()), "{input}");
    }
}
