//! Two heads compared: at first look, region by region, and made ready from what is stored.
//!
//! `cargo bench --bench linkage`. Aim: 5 ms for the regions of a pair. The floor of the first look is
//! reading both sets of heights once.

#![allow(missing_docs, clippy::unwrap_used, reason = "a bench; a failed step ends it")]

use countenance::face::canonical_grid::Patch;
use countenance::face::descriptor::Heights;
use countenance::linkage::first_look::first_look;
use countenance::linkage::part::Part;
use countenance::linkage::region_match::compare;
use countenance::linkage::rule::LinkageRule;
use countenance::linkage::template::Template;
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

/// A head that waves by 1 to 3 mm about the mean head, and lies some mm and degrees off.
fn head(person: f32, off: f32) -> Heights {
    Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
        let at = |cell: usize| {
            let [u, v] = patch.place(cell);
            let shape = (u / 11.0 + person).sin() + (v / 9.0 - person).cos();
            1.2 * shape + off * (1.5 + 0.02 * u - 0.01 * v)
        };
        (0..patch.len()).map(at).collect()
    }))
}

fn pair(criterion: &mut Criterion) {
    let (a, b) = (head(1.0, 0.0), head(2.5, 1.0));
    let (one, other) = (Template::of(&a), Template::of(&b));
    let rule = LinkageRule::shipped();
    let mut group = criterion.benchmark_group("linkage");
    group.bench_function("floor_read_both", |bench| {
        bench.iter(|| {
            let [a, b] = [&a, &b].map(|h| Patch::ALL.each_ref().map(|p| h.patch(p.name)));
            let both = black_box(a).into_iter().zip(black_box(b));
            both.map(|(a, b)| a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum::<f32>()).sum::<f32>()
        });
    });
    group.bench_function("template", |bench| bench.iter(|| Template::of(black_box(&a))));
    group.bench_function("first_look", |bench| {
        bench.iter(|| first_look(black_box(&one), black_box(&other), Part::Face));
    });
    for part in Part::ALL {
        group.bench_function(part.as_str(), |bench| {
            bench.iter(|| compare(black_box(&one), black_box(&other), part, rule));
        });
    }
    group.finish();
}

criterion_group!(benches, pair);
criterion_main!(benches);
