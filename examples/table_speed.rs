//! Seconds of the kernels behind `countenance table`, beside what they were asked to take.
//!
//! `cargo run --release --example table_speed -- t1e5.tsv t1e6.tsv adult.csv`: tables of 10⁵ and 10⁶
//! persons with the columns age, sex, handedness, site, education, ethnicity, postcode and 2 % missing
//! (`n/a`), and the Adult table. Each row has the least wall and CPU time (of all threads) of three
//! runs, reading not included (whole processes beside their peers: `benches/peers/table_peers.py`). A
//! busy machine lengthens the wall time; an idle one needs no more of it than of CPU time. So a limit
//! is kept where either is below it.

#![allow(clippy::unwrap_used, reason = "an example; a failed step ends it")]

use countenance::base::stats::stream::{normal_pair, stream};
use countenance::disclosure::frequencies::{Frequencies, MissingMode};
use countenance::disclosure::population::Sampling;
use countenance::disclosure::population::copula::Copula;
use countenance::disclosure::read::{ReadOptions, read};
use countenance::disclosure::sensitive::{self, DEFAULT_C};
use countenance::disclosure::suda::{Weighting, minimal_sample_uniques, scores};
use countenance::disclosure::table::Table;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const SIX: [&str; 6] = ["age", "sex", "handedness", "site", "education", "ethnicity"];
const ADULT: [&str; 6] = ["age", "education", "occupation", "race", "sex", "native-country"];
const RUNS: usize = 3;

fn table(path: &str) -> Table {
    read(Path::new(path), &ReadOptions::default()).unwrap().table
}

fn positions(table: &Table, names: &[&str]) -> Vec<usize> {
    names.iter().map(|name| table.position(name).unwrap()).collect()
}

/// Seconds of CPU that the process has used.
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Prints the least times of some runs beside the limit.
fn timed<T>(what: &str, limit: f64, run: impl Fn() -> T) {
    let mut least = [f64::INFINITY; 2];
    for _ in 0..RUNS {
        let start = (Instant::now(), cpu());
        black_box(run());
        let took = [start.0.elapsed().as_secs_f64(), cpu() - start.1];
        least = [least[0].min(took[0]), least[1].min(took[1])];
    }
    let [wall, used] = least;
    let kept = if wall.min(used) <= limit { "kept" } else { "NOT KEPT" };
    eprintln!("{what:<62} wall {wall:>8.4} s, CPU {used:>8.4} s of {limit:>5.2} s  {kept}");
}

fn suda(what: &str, limit: f64, table: &Table, columns: &[usize]) {
    let codes: Vec<&[u32]> = columns.iter().map(|c| table.column(*c).codes.as_slice()).collect();
    timed(what, limit, || {
        let msus = minimal_sample_uniques(&codes, codes.len()).unwrap();
        scores(&msus, Weighting::Elliot)
    });
}

/// 10⁴ records of 10 correlated columns.
fn correlated() -> Vec<Vec<u32>> {
    let mut columns = vec![Vec::new(); 10];
    for record in 0..10_000 {
        let mut random = stream(4, &[record]);
        let [common, _] = normal_pair(&mut random);
        for (c, column) in columns.iter_mut().enumerate() {
            let [own, _] = normal_pair(&mut random);
            let spread = 1.0 + c as f64;
            column.push((2.0 * spread + spread * (0.5 * common + 0.8 * own)).max(0.0) as u32);
        }
    }
    columns
}

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [small, large, adult] = paths.as_slice() else {
        eprintln!("usage: table_speed 1e5.tsv 1e6.tsv adult.csv");
        std::process::exit(64);
    };
    let table_1e5 = table(small);
    let six = positions(&table_1e5, &SIX);
    timed("wildcards, 1e5 x 6, 2 % missing (sdcMicro 35 s)", 0.2, || {
        Frequencies::of(&table_1e5, &six, MissingMode::default(), None).unwrap()
    });
    let seven = [six.as_slice(), &positions(&table_1e5, &["postcode"])].concat();
    suda("SUDA2 and scores, 1e5 x 7 with postcode (sdcMicro 11.6 s)", 0.5, &table_1e5, &seven);
    let table_1e6 = table(large);
    suda(
        "SUDA2 and scores, 1e6 x 6 (sdcMicro 29.5 s)",
        3.0,
        &table_1e6,
        &positions(&table_1e6, &SIX),
    );
    let adult = table(adult);
    let (keys, salary) = (positions(&adult, &ADULT), adult.position("salary-class").unwrap());
    timed("all of section 2 on Adult, 6 columns (pycanon 115 s)", 0.05, || {
        let found = Frequencies::of(&adult, &keys, MissingMode::Category, None).unwrap();
        sensitive::assess(&found, adult.column(salary), DEFAULT_C).unwrap()
    });
    let columns = correlated();
    let slices: Vec<&[u32]> = columns.iter().map(Vec::as_slice).collect();
    let sampling = Sampling::new(10_000, 17_942_942).unwrap();
    timed("copula, fit and every record, 1e4 x 10", 10.0, || {
        Copula::fit(&slices, 1).unwrap().records(&slices, sampling)
    });
}
