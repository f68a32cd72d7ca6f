//! A surface and five pictures of it, each beside its floor.
//!
//! `cargo bench --bench render`. Compare the lines of one run, not runs of different days.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use countenance::base::space::Affine;
use countenance::imaging::head::{BitGrid, Head};
use countenance::imaging::render::{Framing, VIEWS, encode_png, render};
use countenance::imaging::surface::outer_surface;
use countenance::imaging::volume::{Volume, Voxels};
use criterion::{Criterion, criterion_group, criterion_main};
use nalgebra::Isometry3;
use std::hint::black_box;

const SHAPE: [usize; 3] = [256, 256, 176];

/// An egg as large as a head (semi-axes 78, 98 and 112 mm) with waves of a millimetre on it and two
/// voxels wide edges, 1 mm voxels, int16; about as many vertices as a head has.
fn egg() -> (Volume, Head) {
    let affine =
        Affine::new([[0., 0., -1., 88.], [1., 0., 0., -128.], [0., 1., 0., -120.]]).unwrap();
    let mut mask = BitGrid::new(SHAPE);
    let mut samples = Vec::with_capacity(SHAPE.iter().product());
    for k in 0..SHAPE[2] {
        for j in 0..SHAPE[1] {
            for i in 0..SHAPE[0] {
                let (x, y, z) = (88.0 - k as f32, i as f32 - 128.0, j as f32 - 120.0);
                let wave = ((x * 0.3).sin() + (y * 0.25).sin() + (z * 0.28).sin()) * 0.01;
                let r = ((x / 78.0).powi(2) + (y / 98.0).powi(2) + (z / 112.0).powi(2)).sqrt();
                let depth_mm = (1.0 + wave - r) * 95.0;
                let value = (400.0 * (depth_mm + 1.0).clamp(0.0, 2.0)) as i16;
                if value >= 300 {
                    mask.set(i, j, k);
                }
                samples.push(value);
            }
        }
    }
    let volume = Volume::new(SHAPE, affine, Voxels::I16(samples)).unwrap();
    (volume, Head::from_mask(mask, 300.0, [1.0; 3]))
}

fn surface(c: &mut Criterion) {
    let (volume, head) = egg();
    let mesh = outer_surface(&volume, &head);
    let mut group = c.benchmark_group("surface of 256x256x176 int16");
    group.bench_function("floor: sum of all voxels", |b| {
        let Voxels::I16(samples) = &volume.voxels else { return };
        b.iter(|| black_box(samples).iter().map(|&s| i64::from(s)).sum::<i64>());
    });
    group.bench_function("floor: copy of the mesh", |b| b.iter(|| black_box(&mesh).clone()));
    group.bench_function(format!("outer surface, {} vertices", mesh.vertices.len()), |b| {
        b.iter(|| outer_surface(black_box(&volume), black_box(&head)));
    });
    group.finish();
}

fn pictures(c: &mut Criterion) {
    let (volume, head) = egg();
    let mesh = outer_surface(&volume, &head);
    let (pose, framing) = (Isometry3::identity(), Framing::default());
    let pictures = render(&mesh, &pose, &framing, &VIEWS[..5]);
    let mut group = c.benchmark_group("five views of 512x512");
    group.bench_function("floor: read the mesh, write depth and shade", |b| {
        b.iter(|| {
            let read: f32 = mesh.vertices.iter().chain(&mesh.normals).flatten().sum();
            let used: u32 = mesh.triangles.iter().flatten().fold(0, |a, v| a ^ v);
            let written = vec![(read as u64) ^ u64::from(used); 5 * 512 * 512 * 9 / 8];
            black_box(written)
        });
    });
    group.bench_function(format!("render {} triangles", mesh.triangles.len()), |b| {
        b.iter(|| render(black_box(&mesh), &pose, &framing, &VIEWS[..5]));
    });
    group.bench_function("encode five PNG", |b| {
        b.iter(|| pictures.iter().map(|p| encode_png(&p.shaded).unwrap().len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, surface, pictures);
criterion_main!(benches);
