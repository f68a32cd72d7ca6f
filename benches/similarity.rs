//! Search of a gallery for the most alike vectors, beside its floor: the product alone.
//!
//! `cargo bench --bench similarity`; `benches/peers/similarity.py` times it beside numpy and faiss.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use std::hint::black_box;

use countenance::base::stats::stream::{normal_pair, stream};
use countenance::linkage::nearest::{Vectors, most_alike};
use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use ndarray::linalg::general_mat_mul;

const COUNT: usize = 2048;
const LENGTH: usize = 512;

fn values(seed: u64) -> Vec<f32> {
    let mut random = stream(seed, &[]);
    (0..COUNT * LENGTH).map(|_| normal_pair(&mut random)[0] as f32).collect()
}

fn search(c: &mut Criterion) {
    let [a, b] = [1, 2].map(|seed| Array2::from_shape_vec((COUNT, LENGTH), values(seed)).unwrap());
    let [probes, gallery] = [1, 2].map(|seed| Vectors::new(LENGTH, values(seed)).unwrap());
    let mut group = c.benchmark_group("similarity_2048x2048x512");
    group.sample_size(10);
    group.bench_function("floor_product_on_one_thread", |bench| {
        let mut product = Array2::<f32>::zeros((COUNT, COUNT));
        bench.iter(|| {
            general_mat_mul(1.0, &a, &b.t(), 0.0, &mut product);
            black_box(&mut product);
        });
    });
    group.bench_function("most_alike_10", |bench| {
        bench.iter(|| most_alike(black_box(&probes), black_box(&gallery), 10));
    });
}

criterion_group!(benches, search);
criterion_main!(benches);
