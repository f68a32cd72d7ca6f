//! Reading a 256×256×176 int16 `.nii.gz` beside its floor: libdeflate's inflate of the same file.
//!
//! `COUNTENANCE_BENCH_VOLUME=head.nii.gz cargo bench --bench volume` takes a real one.
#![allow(clippy::unwrap_used, reason = "a bench may stop here")]

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;

use countenance::base::space::Affine;
use countenance::imaging::volume::{ReadOptions, Volume, Voxels};
use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

const SHAPE: [usize; 3] = [256, 256, 176];

/// A ball of "tissue" with a smooth bias and noise everywhere: compresses as a scan does.
fn noisy_ball() -> Volume {
    let mut random = Pcg64::seed_from_u64(1);
    let mut samples = Vec::with_capacity(SHAPE.iter().product());
    for k in 0..SHAPE[2] {
        for j in 0..SHAPE[1] {
            for i in 0..SHAPE[0] {
                let [x, y, z] = [i as f32 - 128.0, j as f32 - 128.0, k as f32 - 88.0];
                let inside = x * x + y * y + z * z < 80.0 * 80.0;
                let signal = if inside { 600.0 + 2.0 * x + y } else { 0.0 };
                // The sum of a few uniform numbers is close enough to a normal one.
                let noise: f32 = (0..4).map(|_| random.random_range(-12.0..12.0)).sum();
                samples.push((signal + noise).abs() as i16);
            }
        }
    }
    Volume::new(SHAPE, Affine::from_voxel_sizes([1.0; 3]).unwrap(), Voxels::I16(samples)).unwrap()
}

fn bench(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let given = std::env::var_os("COUNTENANCE_BENCH_VOLUME").map(PathBuf::from);
    let path = given.unwrap_or_else(|| folder.path().join("ball.nii.gz"));
    if !path.exists() {
        noisy_ball().write_nifti(&path, 6).unwrap();
    }
    let mut group = criterion.benchmark_group("volume");
    group.sample_size(20);
    group.bench_function("floor: libdeflate inflates the file", |b| {
        b.iter(|| {
            let packed = fs::read(&path).unwrap();
            let length = packed.last_chunk().map_or(0, |l| u32::from_le_bytes(*l)) as usize;
            let mut raw = vec![0; length];
            libdeflater::Decompressor::new().gzip_decompress(&packed, &mut raw).unwrap();
            black_box(raw);
        });
    });
    group.bench_function("Volume::read", |b| {
        b.iter(|| black_box(Volume::read(&path, &ReadOptions::default()).unwrap()));
    });
    group.bench_function("Volume::write_nifti, level 6", |b| {
        let volume = Volume::read(&path, &ReadOptions::default()).unwrap();
        let copy = folder.path().join("copy.nii.gz");
        b.iter(|| volume.write_nifti(&copy, 6).unwrap());
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
