//! One search of a gallery per line on standard input, timed: the half of
//! `benches/peers/similarity.py` that is ours.
//!
//! `similarity_rounds PROBES GALLERY LENGTH MOST OUT`: files of little-endian f32, vector after
//! vector. Every line gets one line back, wall and CPU seconds; at the end the places of the
//! candidates go to OUT as little-endian u32.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example; a failed step ends it")]

use countenance::linkage::nearest::{Vectors, most_alike};
use rustix::time::{ClockId, clock_gettime};
use std::io::{BufRead, Write};

fn vectors(path: &str, length: usize) -> Vectors {
    let bytes = std::fs::read(path).unwrap();
    let values = bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    Vectors::new(length, values).unwrap()
}

fn seconds(clock: ClockId) -> f64 {
    let now = clock_gettime(clock);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [probes, gallery, length, most, out] = &arguments[..] else {
        panic!("five arguments: see the first lines of the source");
    };
    let (length, most) = (length.parse().unwrap(), most.parse().unwrap());
    let (probes, gallery) = (vectors(probes, length), vectors(gallery, length));
    let clocks = [ClockId::Monotonic, ClockId::ProcessCPUTime];
    let mut found = Vec::new();
    for _ in std::io::stdin().lock().lines() {
        let before = clocks.map(seconds);
        found = most_alike(&probes, &gallery, most).unwrap();
        let after = clocks.map(seconds);
        println!("{} {}", after[0] - before[0], after[1] - before[1]);
        std::io::stdout().flush().unwrap();
    }
    let places = found.iter().flatten().flat_map(|c| c.gallery.to_le_bytes()).collect::<Vec<u8>>();
    std::fs::write(out, places).unwrap();
}
