//! `countenance compare` on phantoms: pairs, cost, swaps, flips, files of every result.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use assert_cmd::Command;
use countenance::base::space::Affine;
use countenance::imaging::volume::{ReadOptions, Volume, Voxels};
use countenance::phantom::anthropometry;
use countenance::phantom::cohort::{self, CohortSpec};
use countenance::phantom::deface::Fill;
use countenance::phantom::deface::Method;
use countenance::phantom::session::SessionRange;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

/// Two persons, masked and refaced.
static COHORT: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let spec = CohortSpec {
        subjects: 2,
        sessions: 1,
        seed: 31,
        in_place: Vec::new(),
        planted: false,
        methods: vec![Method::Mask, Method::Average],
        fill: Fill::Zero,
        range: SessionRange { voxel_mm: Some(2.5), ..SessionRange::default() },
        table: anthropometry::built_in().unwrap(),
        compression: 1,
    };
    cohort::write(&spec, folder.path(), &|_| {}).unwrap();
    folder
});

fn scan(subject: u32) -> PathBuf {
    let name = format!("sub-{subject:03}/ses-01/anat/sub-{subject:03}_ses-01_T1w.nii.gz");
    COHORT.path().join(name)
}

fn masked(subject: u32) -> PathBuf {
    let name =
        format!("sub-{subject:03}/ses-01/anat/sub-{subject:03}_ses-01_desc-defaced_T1w.nii.gz");
    COHORT.path().join("derivatives/mask").join(name)
}

fn read(path: &Path) -> Volume {
    Volume::read(path, &ReadOptions::default()).unwrap()
}

fn compare(original: &Path, defaced: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = Command::cargo_bin("countenance").unwrap();
    command.arg("compare").arg(original).arg(defaced).arg("-o").arg(out).args(more);
    command.output().unwrap()
}

type Row = BTreeMap<String, String>;

fn rows_of(out: &Path, table: &str) -> Vec<Row> {
    let mut table = csv::Reader::from_path(out.join(table)).unwrap();
    table.deserialize().map(Result::unwrap).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} = {}", row[column]))
}

#[test]
fn a_dataset_and_its_derivatives_are_paired_and_cost_no_brain() {
    let out = tempfile::tempdir().unwrap();
    let derivatives = COHORT.path().join("derivatives");
    let ended = compare(COHORT.path(), &derivatives, out.path(), &[]);
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    let rows = rows_of(out.path(), "compare.csv");
    let methods: Vec<&str> = rows.iter().map(|r| r["method"].as_str()).collect();
    assert_eq!(methods, ["average", "average", "mask", "mask"]);
    for row in &rows {
        assert_eq!((row["status"].as_str(), row["match"].as_str()), ("compared", "same-scan"));
        assert_eq!(row["brain_source"], "found");
        assert!(row["brain_mask"].ends_with("desc-brain_mask.nii.gz"));
        assert_eq!((row["brain_lost_voxels"].as_str(), row["header_changed"].as_str()), ("0", ""));
        // The truth's own count of changed brain voxels.
        let name = row["original"].rsplit('/').next().unwrap().replace("_T1w.nii.gz", ".json");
        let truth = fs::read(COHORT.path().join("sourcedata/truth").join(name)).unwrap();
        let truth: serde_json::Value = serde_json::from_slice(&truth).unwrap();
        let effect = &truth["defaced"][row["method"].as_str()];
        let changed = number(row, "brain_changed_voxels") + number(row, "brain_lost_voxels");
        let off = (changed - effect["changed_brain_voxels"].as_f64().unwrap()).abs();
        // A stored difference of one unit is rounding to us.
        assert!(off <= 0.001 * number(row, "brain_cm3") * 64.0, "{row:?}");
        assert!(out.path().join(&row["json"]).is_file());
    }
    let regions = rows_of(out.path(), "compare_regions.csv");
    let of = |method: &str, region: &str| -> Vec<&Row> {
        let wanted = |r: &&Row| r["method"] == method && r["region"] == region;
        regions.iter().filter(wanted).collect()
    };
    for row in of("mask", "nose_tip").into_iter().chain(of("mask", "mouth")) {
        assert!(number(row, "removed_share") > 0.95, "{row:?}");
        assert!(number(row, "identity_left_mm") < 0.2, "{row:?}");
    }
    for row in of("mask", "vault").into_iter().chain(of("average", "ear_left")) {
        // Untouched: what is left over is the skin's threshold, set anew for each file.
        assert!(number(row, "altered_share") < 0.2 && number(row, "ratio") < 0.4, "{row:?}");
    }
    for row in of("average", "face") {
        // The mean face in the person's place: skin is there, and it is not the person's.
        assert!(
            number(row, "removed_share") < 0.1 && number(row, "altered_share") > 0.3,
            "{row:?}"
        );
    }
    let ratios = |region: &str| -> f64 {
        of("average", region).iter().map(|row| number(row, "ratio")).sum::<f64>() / 2.0
    };
    assert!(
        ratios("mouth") > 2.0 * ratios("forehead"),
        "{} {}",
        ratios("mouth"),
        ratios("forehead")
    );
    assert_eq!(of("mask", "face").len(), 2);
    for (table, row) in [("compare.json", &rows[0]), ("compare_regions.json", &regions[0])] {
        let dictionary: serde_json::Value =
            serde_json::from_slice(&fs::read(out.path().join(table)).unwrap()).unwrap();
        for column in row.keys() {
            assert!(dictionary[column]["Description"].is_string(), "{column}");
        }
    }
}

#[test]
fn a_cut_through_the_brain_is_counted_with_and_without_a_mask() {
    let folder = tempfile::tempdir().unwrap();
    let original = read(&scan(1));
    let mut cut = original.clone();
    // Everything before the head's middle is gone: half of the brain.
    let middle = original
        .affine
        .to_world(countenance::base::space::VoxelIndex(original.shape.map(|n| n as f64 / 2.0)));
    let Voxels::I16(samples) = &mut cut.voxels else { panic!("phantoms are 16-bit") };
    let [ni, nj, _] = original.shape;
    for (n, sample) in samples.iter_mut().enumerate() {
        let voxel = [n % ni, n / ni % nj, n / (ni * nj)].map(|c| c as f64);
        let world = original.affine.to_world(countenance::base::space::VoxelIndex(voxel));
        if world.0[1] > middle.0[1] {
            *sample = 0;
        }
    }
    let path = folder.path().join("cut.nii.gz");
    cut.write_nifti(&path, 1).unwrap();
    let mask = COHORT.path().join("sourcedata/truth/sub-001_ses-01_desc-brain_mask.nii.gz");
    let lost = |more: &[&str], source: &str| {
        let out = tempfile::tempdir().unwrap();
        let ended = compare(&scan(1), &path, out.path(), more);
        assert_eq!(ended.status.code(), Some(0));
        let row = rows_of(out.path(), "compare.csv").remove(0);
        assert_eq!((row["match"].as_str(), row["brain_source"].as_str()), ("same-scan", source));
        assert!(number(&row, "lost_frontal") > 0.5, "{row:?}");
        assert!(number(&row, "lost_occipital") < 0.1, "{row:?}");
        number(&row, "brain_lost_share")
    };
    let given = lost(&["--brain", mask.to_str().unwrap()], "given");
    let estimated = lost(&[], "estimated");
    assert!((0.2..0.6).contains(&given), "{given}");
    assert!((given - estimated).abs() < 0.15, "{given} {estimated}");
}

#[test]
fn swaps_are_found_and_their_owners_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("before")).unwrap();
    fs::create_dir_all(at("after")).unwrap();
    for (name, original, defaced) in [("a", 1, 2), ("b", 2, 1)] {
        fs::copy(scan(original), at(&format!("before/{name}.nii.gz"))).unwrap();
        fs::copy(masked(defaced), at(&format!("after/{name}.nii.gz"))).unwrap();
    }
    fs::write(at("after/c.nii.gz"), b"no volume").unwrap();
    fs::copy(scan(1), at("before/c.nii.gz")).unwrap();
    fs::copy(scan(2), at("before/d.nii.gz")).unwrap();
    let ended = compare(&at("before"), &at("after"), &at("out"), &[]);
    assert_eq!(ended.status.code(), Some(1), "one copy cannot be read");
    let rows = rows_of(&at("out"), "compare.csv");
    let told: Vec<(&str, &str)> =
        rows.iter().map(|r| (r["status"].as_str(), r["match"].as_str())).collect();
    let swapped = ("compared", "different-scan");
    assert_eq!(told, [swapped, swapped, ("failed", "n/a"), ("unpaired", "n/a")]);
    assert!(["b.nii.gz", "d.nii.gz"].contains(&rows[0]["belongs_to"].as_str()), "{:?}", rows[0]);
    assert!(["a.nii.gz", "c.nii.gz"].contains(&rows[1]["belongs_to"].as_str()), "{:?}", rows[1]);
    assert!(rows[2]["error"].contains("c.nii.gz"), "{:?}", rows[2]);
}

/// The volume with the order of its voxels along one axis reversed.
fn reversed(volume: &Volume, axis: usize) -> Volume {
    let [ni, nj, _] = volume.shape;
    let Voxels::I16(samples) = &volume.voxels else { panic!("phantoms are 16-bit") };
    let turned = (0..samples.len()).map(|n| {
        let mut voxel = [n % ni, n / ni % nj, n / (ni * nj)];
        voxel[axis] = volume.shape[axis] - 1 - voxel[axis];
        samples[volume.sample_at(voxel).unwrap()]
    });
    Volume { voxels: Voxels::I16(turned.collect()), ..volume.clone() }
}

#[test]
fn flips_are_found_and_named_and_reordered_files_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let defaced = read(&masked(1));
    let axis = defaced.affine.axis_codes().find(['L', 'R']).unwrap();
    let told = |name: &str, volume: &Volume| {
        let (path, out) = (folder.path().join(name), folder.path().join(format!("{name}.out")));
        volume.write_nifti(&path, 1).unwrap();
        assert_eq!(compare(&scan(1), &path, &out, &[]).status.code(), Some(0));
        let row = rows_of(&out, "compare.csv").remove(0);
        assert_eq!(row["brain_lost_voxels"], "0", "{row:?}");
        format!("{} {}", row["match"], row["frame_change"])
    };
    let flipped = reversed(&defaced, axis);
    assert_eq!(told("data.nii", &flipped), "frame-changed left-right flip (data)");
    let rows = defaced.affine.matrix();
    let affine = |sign: [f64; 3], shift: f64| {
        let row = |r: usize| {
            std::array::from_fn(|c| sign[r] * rows[(r, c)] + if c == 3 { shift } else { 0.0 })
        };
        Affine::new([row(0), row(1), row(2)]).unwrap()
    };
    let with = |affine| Volume { affine, ..defaced.clone() };
    let mirrored = with(affine([-1.0, 1.0, 1.0], 0.0));
    assert_eq!(told("affine.nii", &mirrored), "frame-changed left-right flip (affine)");
    let moved = told("moved.nii", &with(affine([1.0; 3], 10.0)));
    assert_eq!(moved, "frame-changed moved by 17.3 mm (affine)");
    // Voxels and affine reversed together: the same picture in another order.
    let last = defaced.shape[axis] as f64 - 1.0;
    let order = Affine::new(std::array::from_fn(|r| {
        std::array::from_fn(|c| match c {
            3 => rows[(r, 3)] + last * rows[(r, axis)],
            c if c == axis => -rows[(r, c)],
            c => rows[(r, c)],
        })
    }));
    let reordered = Volume { affine: order.unwrap(), ..flipped };
    assert_eq!(told("reordered.nii", &reordered), "same-scan n/a");
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_from_earlier_results() {
    let derivatives = COHORT.path().join("derivatives/mask");
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    compare(COHORT.path(), &derivatives, one.path(), &["--threads", "1"]);
    compare(COHORT.path(), &derivatives, two.path(), &["--threads", "2"]);
    let table = |out: &Path| fs::read(out.join("compare.csv")).unwrap();
    assert_eq!(table(one.path()), table(two.path()));
    compare(COHORT.path(), &derivatives, two.path(), &[]);
    assert_eq!(table(one.path()), table(two.path()));
}

#[test]
fn nothing_is_written_into_an_input() {
    let out = COHORT.path().join("out");
    assert_eq!(compare(COHORT.path(), &masked(1), &out, &[]).status.code(), Some(64));
    assert!(!out.exists());
    let nowhere = compare(&COHORT.path().join("no"), &masked(1), &out, &[]);
    assert_eq!(nowhere.status.code(), Some(66));
}
