//! Where the CPU time of a scan goes, step by step, beside its floor: libdeflate inflating the file.
//!
//! `cargo bench --bench chain -- [SCAN] [--rounds N]`. Without a scan a phantom is made (1 mm, int16,
//! `.nii.gz`). Every round runs all steps one after the other, on one thread, as the program does;
//! the least CPU time of each step counts, because a shared machine only ever adds.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]
#![allow(clippy::print_stdout, reason = "the table is the result")]

use countenance::base::thresholds::Thresholds;
use countenance::face::canonical_grid;
use countenance::face::canonical_grid::PatchName;
use countenance::face::descriptor::Descriptor;
use countenance::face::landmarks;
use countenance::face::mean_head::MeanHead;
use countenance::face::pose;
use countenance::face::same_scan::Fingerprint;
use countenance::face::still;
use countenance::imaging::head;
use countenance::imaging::render;
use countenance::imaging::render::{Framing, VIEWS};
use countenance::imaging::surface;
use countenance::imaging::volume::{ReadOptions, Volume};
use countenance::phantom::anthropometry;
use countenance::phantom::cohort;
use countenance::phantom::cohort::CohortSpec;
use countenance::phantom::deface::Fill;
use countenance::phantom::session::SessionRange;
use countenance::pipeline::config::Decisions;
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::path::{Path, PathBuf};

/// One phantom scan below `folder`.
fn phantom(folder: &Path) -> PathBuf {
    let spec = CohortSpec {
        subjects: 1,
        sessions: 1,
        seed: 1,
        in_place: Vec::new(),
        planted: false,
        methods: Vec::new(),
        fill: Fill::Zero,
        range: SessionRange { voxel_mm: Some(1.0), ..SessionRange::default() },
        table: anthropometry::built_in().unwrap(),
        compression: 6,
    };
    cohort::write(&spec, folder, &|_| ()).unwrap();
    folder.join("sub-001/ses-01/anat/sub-001_ses-01_T1w.nii.gz")
}

/// CPU time of this process, ms.
fn cpu_ms() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}

/// The least CPU time of every step, in order of first use.
#[derive(Default)]
struct Laps(Vec<(&'static str, f64)>);

impl Laps {
    fn time<T>(&mut self, step: &'static str, work: impl FnOnce() -> T) -> T {
        let start = cpu_ms();
        let result = black_box(work());
        let ms = cpu_ms() - start;
        match self.0.iter_mut().find(|(name, _)| *name == step) {
            Some((_, least)) => *least = least.min(ms),
            None => self.0.push((step, ms)),
        }
        result
    }
}

fn inflate(packed: &[u8]) -> Vec<u8> {
    let raw = u32::from_le_bytes(packed[packed.len() - 4..].try_into().unwrap()) as usize;
    let mut inflated = vec![0; raw];
    libdeflater::Decompressor::new().gzip_decompress(packed, &mut inflated).unwrap();
    inflated
}

/// What `pipeline::participant` and `pipeline::pictures` do with a scan, each step timed.
fn round(laps: &mut Laps, scan: &Path, thresholds: &Decisions) {
    let model = MeanHead::shipped();
    let options = ReadOptions { standard_order: true, ..ReadOptions::default() };
    let volume = laps.time("read, in order", || Volume::read(scan, &options).unwrap());
    laps.time("fingerprint", || Fingerprint::of(&volume));
    let head = laps.time("head", || head::segment(&volume).unwrap());
    let mesh = laps.time("surface", || surface::outer_surface(&volume, &head));
    laps.time("area, volume", || mesh.skin_area_and_volume());
    let fitted = laps.time("pose", || {
        pose::fit(&mesh, &volume, model, &thresholds.skin, &thresholds.pose).unwrap()
    });
    let landmarks = laps.time("landmarks", || landmarks::locate(&mesh, &fitted, model));
    let noisy = head.noise_sigma_value.is_some();
    let grid =
        laps.time("canonical grid", || canonical_grid::sample(&mesh, &volume, &fitted, noisy));
    laps.time("what the face still shows", || {
        let face = grid.patch(PatchName::Face);
        still::look(&fitted, &volume, &head, model, face, &landmarks, &thresholds.still)
    });
    laps.time("descriptor", || Descriptor::of(&grid));
    let to_head = fitted.pose.world_to_head;
    let drawn = laps.time("five pictures", || {
        render::render(&mesh, &to_head, &Framing::default(), &VIEWS[..5])
    });
    laps.time("PNG", || {
        drawn.iter().map(|p| render::encode_png(&p.shaded).unwrap()).collect::<Vec<_>>()
    });
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let rounds_at = arguments.iter().position(|a| a == "--rounds");
    let rounds = rounds_at.map_or(15, |at| arguments[at + 1].parse().unwrap());
    let named = arguments.first().filter(|a| !a.starts_with("--"));
    let folder = tempfile::tempdir().unwrap();
    let scan = named.map_or_else(|| phantom(folder.path()), PathBuf::from);
    let packed = std::fs::read(&scan).unwrap();
    let thresholds = Decisions::new(Thresholds::shipped()).unwrap();
    let mut laps = Laps::default();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    for _ in 0..rounds {
        laps.time("libdeflate", || inflate(&packed));
        pool.install(|| round(&mut laps, &scan, &thresholds));
    }
    let floor = laps.0[0].1;
    println!("{:26} {:>8} {:>9}", "step", "CPU ms", "x floor");
    for (step, ms) in &laps.0 {
        println!("{step:26} {ms:8.2} {:9.2}", ms / floor);
    }
    let whole: f64 = laps.0[1..].iter().map(|(_, ms)| ms).sum();
    println!("{:26} {whole:8.2} {:9.2}", "whole", whole / floor);
}
