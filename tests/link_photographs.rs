//! `countenance link --model`: a network made here, compared with itself computed by hand; scans
//! across sessions, scans against photographs, faces that are gone, and what cannot be used.

#![cfg(all(feature = "cli", feature = "onnx"))]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

#[path = "onnx/protobuf.rs"]
mod protobuf;
#[path = "onnx/tiny_network.rs"]
mod tiny_network;

use assert_cmd::Command;
use countenance::imaging::photograph::RgbImage;
use countenance::imaging::render::{GrayImage, encode_png};
use countenance::linkage::embedding::network::{Network, one_thread};
use countenance::linkage::embedding::settings::InputSettings;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use tiny_network::{LENGTH, SETTINGS, SIZE, TinyNetwork};

fn run(arguments: &[&str]) -> Output {
    Command::cargo_bin("countenance").unwrap().args(arguments).output().unwrap()
}

/// Four people in two sessions, copies of them without a face, a model, and its link of the one
/// session with the other in `linked`; made once. For `tests/oracle/onnxruntime_oracle.py`,
/// `COUNTENANCE_KEEP` names an empty folder to leave it in.
fn made() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let kept = std::env::var_os("COUNTENANCE_KEEP").map(PathBuf::from);
        let folder = kept.unwrap_or_else(|| tempfile::tempdir().unwrap().keep());
        let at = |name: &str| folder.join(name).display().to_string();
        let phantom = ["phantom", "--subjects", "4", "--sessions", "2", "--seed", "11"];
        let how = ["--voxel", "2.5", "--deface", "mask", "--compression", "1"];
        let ended = run(&[&phantom[..], &how, &[&at("set")]].concat());
        assert!(ended.status.success(), "{}", said(&ended));
        fs::write(at("model.onnx"), TinyNetwork::new().to_onnx()).unwrap();
        fs::write(at("model.json"), SETTINGS).unwrap();
        let [gallery, probes] = ["01", "02"].map(|session| of_session(&folder, session));
        let ended = link(&at("model.onnx"), &gallery, &probes, Path::new(&at("linked")), &[]);
        assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
        folder
    })
}

fn of_session(folder: &Path, session: &str) -> Vec<PathBuf> {
    let scan = |n: u32| {
        let name = format!("sub-{n:03}/ses-{session}/anat/sub-{n:03}_ses-{session}_T1w.nii.gz");
        folder.join("set").join(name)
    };
    (1..=4).map(scan).collect()
}

fn link(model: &str, gallery: &[PathBuf], probes: &[PathBuf], out: &Path, more: &[&str]) -> Output {
    let mut command = Command::cargo_bin("countenance").unwrap();
    command.args(["link", "--model", model, "--gallery"]).args(gallery);
    command.arg("--probes").args(probes).arg("-o").arg(out).args(more).output().unwrap()
}

fn said(ended: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&ended.stdout) + &text(&ended.stderr)
}

type Row = HashMap<String, String>;

fn rows(table: PathBuf) -> Vec<Row> {
    csv::Reader::from_path(table).unwrap().deserialize().map(Result::unwrap).collect()
}

/// What the model saw of a scan.
fn aligned(side: &str, person: u32, session: &str) -> PathBuf {
    let name = format!("linked/{side}/aligned/sub-{person:03}_ses-{session}_T1w_frontal.png");
    made().join(name)
}

fn pixels(file: PathBuf) -> Vec<[u8; 3]> {
    RgbImage::decode(&fs::read(file).unwrap()).unwrap().pixels
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[test]
fn the_runtime_computes_what_the_hand_computes() {
    let network =
        Network::load(&made().join("model.onnx"), InputSettings::parse(SETTINGS).unwrap());
    let network = network.unwrap();
    let noise = (0..SIZE * SIZE).map(|n| [n * 7919, n * 104_729, n * 31].map(|x| (x >> 3) as u8));
    let picture = RgbImage { width: SIZE, height: SIZE, pixels: noise.collect() };
    let found = network.embed(&picture, &one_thread()).unwrap();
    let expected = TinyNetwork::new().by_hand(&picture.pixels);
    assert_eq!(found.values().len(), LENGTH);
    for (found, expected) in found.values().iter().zip(&expected) {
        assert!((f64::from(*found) - expected).abs() < 1e-5, "{found} {expected}");
    }
}

#[test]
fn people_are_found_across_sessions_by_the_cosines_of_the_pictures_kept() {
    let rows = rows(made().join("linked/scores.csv"));
    assert_eq!(rows.len(), 16);
    let network = TinyNetwork::new();
    let person = |row: &Row, side: &str| {
        row[&format!("{side}_participant_id")].strip_prefix("sub-").unwrap().parse::<u32>().unwrap()
    };
    for row in &rows {
        let (a, b) = (person(row, "probe"), person(row, "gallery"));
        assert_eq!(row["leakage"], if a == b { "cross-session" } else { "n/a" });
        assert_eq!(row["rank"] == "1", a == b, "{row:?}");
        assert_eq!([&*row["ears"], &row["vault"], &row["regions"]], ["n/a", "n/a", ""]);
        let probe = network.by_hand(&pixels(aligned("probes", a, "02")));
        let known = network.by_hand(&pixels(aligned("gallery", b, "01")));
        let face: f64 = row["face"].parse().unwrap();
        assert!((face - cosine(&probe, &known)).abs() < 1e-4, "{row:?}");
    }
    let told = fs::read_to_string(made().join("linked/embedding.json")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["embedding_length"], LENGTH);
    assert_eq!(told["probes"]["embedded"], 4);
    let dictionary = fs::read_to_string(made().join("linked/scores.json")).unwrap();
    assert!(dictionary.contains("Cosine of the two embeddings"), "{dictionary}");
}

/// A folder of photographs: what the model saw of the first session, each named another way, and
/// one twice as large.
fn photographs(folder: &Path) {
    let names = ["sub-001/a.png", "sub-002_photo.PNG", "2019_sub-003.png", "sub-004/ses-x/b.png"];
    fs::create_dir_all(folder.join("sub-001")).unwrap();
    fs::create_dir_all(folder.join("sub-004/ses-x")).unwrap();
    for (person, name) in (1..).zip(names) {
        let small = RgbImage::decode(&fs::read(aligned("gallery", person, "01")).unwrap()).unwrap();
        let side = if person == 3 { 2 * SIZE } else { SIZE };
        let of = |n: usize| small.pixels[n / side * SIZE / side * SIZE + n % side * SIZE / side][0];
        let large = (0..side * side).map(of).collect();
        let image = GrayImage { width: side, height: side, pixels: large };
        fs::write(folder.join(name), encode_png(&image).unwrap()).unwrap();
    }
}

#[test]
fn scans_find_the_photographs_of_their_people_and_one_bad_one_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    photographs(&at("photos"));
    let model = made().join("model.onnx").display().to_string();
    let (photos, scans) = ([at("photos")], [made().join("linked/probes")]);
    let ended = link(&model, &photos, &scans, &at("good"), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    let told = said(&ended);
    assert!(told.contains("4 probes against 4 scans of 4 people"), "{told}");
    assert!(told.contains("face : 4 of 4 found"), "{told}");
    assert!(!told.contains("sub-") && !told.contains("ears"), "{told}");
    let good = rows(at("good/scores.csv"));
    let with_scans = rows(made().join("linked/scores.csv"));
    for row in &good {
        let same = |other: &&Row| {
            ["probe_participant_id", "gallery_participant_id"]
                .iter()
                .all(|&id| other[id] == row[id])
        };
        let mated = row["probe_participant_id"] == row["gallery_participant_id"];
        assert_eq!(row["leakage"], if mated { "cross-modality" } else { "n/a" });
        assert_eq!(row["rank"] == "1", mated, "{row:?}");
        // The same picture is the same face, whether drawn now, read, or made small again.
        assert_eq!(row["face"], with_scans.iter().find(same).unwrap()["face"], "{row:?}");
    }
    fs::write(at("photos/sub-001/broken.png"), b"\x89PNG no picture").unwrap();
    fs::copy(at("photos/sub-001/a.png"), at("photos/somebody.png")).unwrap();
    let wide = GrayImage { width: 70, height: 60, pixels: vec![100; 4200] };
    fs::write(at("photos/sub-004/wide.png"), encode_png(&wide).unwrap()).unwrap();
    let ended = link(&model, &photos, &scans, &at("bad"), &["--threads", "1"]);
    assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
    assert_eq!(rows(at("bad/scores.csv")), good);
    let failures = rows(at("bad/failures.csv"));
    let of = |scan: &str| &failures.iter().find(|row| row["scan"] == scan).unwrap()["error"];
    assert_eq!(failures.len(), 3, "{failures:?}");
    assert!(of("sub-001/broken.png").starts_with("sub-001/broken.png: PNG: "));
    assert!(of("somebody.png").starts_with("somebody.png: participant: none: "));
    let size = "sub-004/wide.png: size: 70 × 60: the model is shown 64 × 64 pictures";
    assert!(of("sub-004/wide.png").starts_with(size));
}

#[test]
fn a_face_that_is_gone_fails_to_enrol() {
    let out = tempfile::tempdir().unwrap();
    let model = made().join("model.onnx").display().to_string();
    let masked = (1..=2).map(|n| {
        let person = format!("sub-{n:03}/ses-02/anat/sub-{n:03}_ses-02_desc-defaced_T1w.nii.gz");
        made().join("set/derivatives/mask").join(person)
    });
    let mut probes: Vec<PathBuf> = masked.collect();
    probes.push(made().join("linked/probes"));
    let gallery = [made().join("linked/gallery")];
    let ended = link(&model, &gallery, &probes, out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    assert!(said(&ended).contains("face : 4 of 6 found before every other person; 2 failed"));
    for row in rows(out.path().join("scores.csv")) {
        let masked = row["probe_scan"].contains("defaced");
        assert_eq!(row["face"] == "n/a", masked, "{row:?}");
        assert_eq!(row["rank"] == "n/a", masked, "{row:?}");
    }
    let kept = fs::read_dir(out.path().join("probes/aligned")).unwrap().count();
    assert_eq!(kept, 4, "no picture of a face that is gone");
}

#[test]
fn several_views_make_one_face() {
    let out = tempfile::tempdir().unwrap();
    let model = made().join("model.onnx").display().to_string();
    let settings = out.path().join("three.json");
    let three = r#""channels": "BGR", "views": ["frontal", "right30", "left30"]"#;
    fs::write(&settings, SETTINGS.replace(r#""channels": "BGR""#, three)).unwrap();
    let more = ["--model-settings", settings.to_str().unwrap()];
    // Drawn from the front only.
    let (gallery, probes) = ([made().join("linked/gallery")], [made().join("linked/probes")]);
    let ended = link(&model, &gallery, &probes, &out.path().join("a"), &more);
    assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
    let failures = fs::read_to_string(out.path().join("a/failures.csv")).unwrap();
    assert!(failures.contains("files: no picture right30 in its result"), "{failures}");
    let [gallery, probes] = ["01", "02"].map(|session| vec![of_session(made(), session).remove(1)]);
    let ended = link(&model, &gallery, &probes, &out.path().join("b"), &more);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    let network = TinyNetwork::new();
    let face = |side: &str, session: &str| {
        let mut sum = vec![0.0; LENGTH];
        for view in ["frontal", "right30", "left30"] {
            let name = format!("b/{side}/aligned/sub-002_ses-{session}_T1w_{view}.png");
            let values = network.by_hand(&pixels(out.path().join(name)));
            for (sum, value) in sum.iter_mut().zip(values) {
                *sum += value;
            }
        }
        let length = cosine(&sum, &sum).sqrt();
        sum.into_iter().map(|value| value / length).collect::<Vec<f64>>()
    };
    let found: f64 = rows(out.path().join("b/scores.csv"))[0]["face"].parse().unwrap();
    assert!((found - cosine(&face("probes", "02"), &face("gallery", "01"))).abs() < 1e-4);
}

#[test]
fn what_is_wrong_with_a_model_is_said_before_anything_is_analysed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let attempt = |settings: &str| {
        fs::write(at("settings.json"), settings).unwrap();
        let model = made().join("model.onnx").display().to_string();
        let settings = at("settings.json").display().to_string();
        let scans = of_session(made(), "01");
        let ended = link(&model, &scans, &scans, &at("out"), &["--model-settings", &settings]);
        assert!(!at("out/gallery").exists());
        (ended.status.code(), said(&ended))
    };
    let cases = [
        (SETTINGS.replace("mean", "meen"), "settings.json: unknown field `meen`"),
        (SETTINGS.replace(": 64", ": 4"), "settings.json: size: 4: "),
        (
            SETTINGS.replace(": 64", ": 112"),
            "model.onnx: input picture: [1, 3, 64, 64] where the settings say [1, 3, 112, 112]",
        ),
        (
            SETTINGS.replace("\"size\"", "\"output\": \"fc1\", \"size\""),
            "model.onnx: output: fc1: the model has embedding",
        ),
    ];
    for (settings, expected) in cases {
        let (code, told) = attempt(&settings);
        assert_eq!(code, Some(65), "{told}");
        assert!(told.contains(expected), "{told} instead of {expected}");
    }
    fs::write(at("broken.onnx"), b"no network").unwrap();
    fs::write(at("broken.json"), SETTINGS).unwrap();
    let broken = at("broken.onnx").display().to_string();
    let scans = of_session(made(), "01");
    let ended = link(&broken, &scans, &scans, &at("out"), &[]);
    assert_eq!(ended.status.code(), Some(65));
    assert!(said(&ended).contains("broken.onnx: no usable ONNX model"), "{}", said(&ended));
    let ended = link(&broken, &scans, &scans, &at("out"), &["--preselect", "3"]);
    assert_eq!(ended.status.code(), Some(64));
}

#[test]
fn outputs_without_a_direction_are_failures_of_their_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    photographs(&at("photos"));
    for (factor, told) in [(0.0, "all 96 values are zero"), (f32::NAN, "value 0 is not a finite")] {
        fs::write(at("model.onnx"), TinyNetwork::scaled(factor).to_onnx()).unwrap();
        fs::write(at("model.json"), SETTINGS).unwrap();
        let model = at("model.onnx").display().to_string();
        let ended = link(&model, &[at("photos")], &[at("photos")], &at("out"), &[]);
        assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
        let failures = rows(at("out/failures.csv"));
        assert_eq!(failures.len(), 8);
        assert!(failures.iter().all(|row| row["error"].contains(told)), "{failures:?}");
    }
}
