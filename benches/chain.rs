//! The whole way of a scan, file to pictures, beside its floor: libdeflate inflating the same file.
//!
//! `cargo bench --bench chain`. The scan is a phantom made at the start (1 mm, int16, `.nii.gz`).
//! `chain/…` runs are interleaved by criterion's own sampling only; compare ratios, not days.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use countenance::base::thresholds::Thresholds;
use countenance::dataset::scan::Selection;
use countenance::face::landmarks;
use countenance::face::mean_head::MeanHead;
use countenance::face::pose;
use countenance::face::still;
use countenance::imaging::head;
use countenance::imaging::render;
use countenance::imaging::render::{Framing, VIEWS};
use countenance::imaging::surface;
use countenance::imaging::volume::{Frame, ReadOptions, Volume};
use countenance::phantom::anthropometry;
use countenance::phantom::cohort;
use countenance::phantom::cohort::CohortSpec;
use countenance::phantom::deface::Fill;
use countenance::phantom::session::SessionRange;
use countenance::pipeline::config::{Decisions, Pictures, RunConfig, ScanSettings};
use countenance::pipeline::run;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::{Path, PathBuf};

/// One phantom scan below `folder`.
fn phantom(folder: &Path) -> PathBuf {
    let spec = CohortSpec {
        subjects: 1,
        sessions: 1,
        seed: 1,
        methods: Vec::new(),
        fill: Fill::Zero,
        range: SessionRange { voxel_mm: Some(1.0), ..SessionRange::default() },
        table: anthropometry::built_in().unwrap(),
        compression: 6,
    };
    cohort::write(&spec, folder, &|_| ()).unwrap();
    folder.join("sub-001/ses-01/anat/sub-001_ses-01_T1w.nii.gz")
}

fn config(scan: &Path, out: &Path) -> RunConfig {
    let pictures = Pictures { views: VIEWS[..5].to_vec(), size: 512, maps: false };
    RunConfig {
        inputs: vec![scan.to_owned()],
        selection: Selection::HeadImages,
        out: out.to_owned(),
        threads: 1,
        fresh: true,
        settings: ScanSettings {
            frame: Frame::Mean,
            pictures: Some(pictures),
            meshes: Vec::new(),
            thresholds: Decisions::new(Thresholds::shipped()).unwrap(),
            seed: 1,
        },
    }
}

fn chain(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let scan = phantom(folder.path());
    let packed = std::fs::read(&scan).unwrap();
    let mut group = c.benchmark_group("chain");
    group.sample_size(20);
    group.bench_function("floor: libdeflate inflates the file", |b| {
        let raw = u32::from_le_bytes(packed[packed.len() - 4..].try_into().unwrap()) as usize;
        b.iter(|| {
            let mut inflated = vec![0; raw];
            let mut inflater = libdeflater::Decompressor::new();
            inflater.gzip_decompress(black_box(&packed), &mut inflated).unwrap();
            inflated
        });
    });
    let out = folder.path().join("out");
    let config = config(&scan, &out);
    group.bench_function("whole scan, five pictures written", |b| {
        b.iter(|| run::run(black_box(&config), |_| (), |_| ()).unwrap());
    });
    let options = ReadOptions::default();
    group.bench_function("read", |b| b.iter(|| Volume::read(black_box(&scan), &options).unwrap()));
    let volume = Volume::read(&scan, &options).unwrap();
    group.bench_function("head", |b| b.iter(|| head::segment(black_box(&volume)).unwrap()));
    let head = head::segment(&volume).unwrap();
    group.bench_function("surface", |b| {
        b.iter(|| surface::outer_surface(black_box(&volume), &head));
    });
    let mesh = surface::outer_surface(&volume, &head);
    let model = MeanHead::shipped();
    group.bench_function("pose, landmarks", |b| {
        b.iter(|| {
            let fitted = pose::fit(black_box(&mesh), &volume, model).unwrap();
            landmarks::locate(&mesh, &fitted, model)
        });
    });
    let fitted = pose::fit(&mesh, &volume, model).unwrap();
    let thresholds = Decisions::new(Thresholds::shipped()).unwrap();
    group.bench_function("what the face still shows", |b| {
        b.iter(|| still::look(black_box(&fitted), &volume, &head, model, &thresholds.still));
    });
    let to_head = fitted.pose.world_to_head;
    group.bench_function("five pictures with PNG", |b| {
        b.iter(|| {
            let drawn =
                render::render(black_box(&mesh), &to_head, &Framing::default(), &VIEWS[..5]);
            let encoded: Vec<_> =
                drawn.iter().map(|p| render::encode_png(&p.shaded).unwrap()).collect();
            encoded
        });
    });
    group.finish();
}

criterion_group!(benches, chain);
criterion_main!(benches);
