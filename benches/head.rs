//! Finding the head in 256 × 256 × 176 int16 samples, beside its floor: reading them once.
//!
//! `cargo bench --bench head`. `head/plain` is a head in Rician noise, as most scans; `head/uni`
//! has a background of noise as bright as tissue and is denoised first.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use countenance::base::space::Affine;
use countenance::imaging::head;
use countenance::imaging::volume::{Volume, Voxels};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

const SHAPE: [usize; 3] = [256, 256, 176];

/// Scalp, skull and brain of an ellipsoid; `background` makes noise from a number in 0..1.
fn volume(background: impl Fn(f64) -> f64) -> Volume {
    let mut state = 1u64;
    let mut samples = Vec::with_capacity(SHAPE.iter().product());
    for n in 0..SHAPE.iter().product::<usize>() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        let noise = (state >> 33) as f64 / f64::from(1u32 << 31);
        let at = [n % 256, n / 256 % 256, n / 65_536].map(|v| v as f64);
        let r =
            ((at[0] - 128.0) / 100.0).hypot((at[1] - 128.0) / 110.0).hypot((at[2] - 88.0) / 78.0);
        let tissue = match r {
            r if r < 0.82 => 300.0 + 40.0 * (at[0] / 9.0).sin(),
            r if r < 0.91 => 40.0,
            _ => 400.0,
        };
        let value = if r < 1.0 { tissue + 20.0 * noise } else { background(noise) };
        samples.push(value as i16);
    }
    let affine = Affine::from_voxel_sizes([1.0; 3]).unwrap();
    Volume::new(SHAPE, affine, Voxels::I16(samples)).unwrap()
}

fn head_found(criterion: &mut Criterion) {
    let plain = volume(|u| 12.0 * (-2.0 * (1.0 - u).max(1e-9).ln()).sqrt());
    let uni = volume(|u| 800.0 * u);
    let Voxels::I16(samples) = &plain.voxels else { return };
    let mut group = criterion.benchmark_group("head");
    group.sample_size(20);
    group.bench_function("floor_one_pass", |b| {
        b.iter(|| black_box(samples).iter().filter(|s| **s >= 150).count());
    });
    group.bench_function("plain", |b| b.iter(|| head::segment(black_box(&plain)).unwrap()));
    group.bench_function("uni", |b| b.iter(|| head::segment(black_box(&uni)).unwrap()));
    group.finish();
}

criterion_group!(benches, head_found);
criterion_main!(benches);
