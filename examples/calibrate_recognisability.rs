//! What each region of the face tells of a person, measured; and how true the probabilities are
//! that follow from it.
//!
//! ```text
//! calibrate_recognisability CALIBRATION_OUT TEST_OUT... [--write TOML] [--curve CSV]
//! ```
//!
//! Each OUT is the output folder of `countenance faces` on intact scans of people with two sessions
//! or more. On the first, random sets of regions are compared between everybody's first and second
//! session. The weights are those under which the observed hits are most likely. On every further folder, whose people took no part, the
//! predicted probability to be first among all its people is held against how often that happened.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

use countenance::base::stats::interval::wilson;
use countenance::base::stats::stream;
use countenance::face::canonical_grid::PatchName;
use countenance::face::descriptor::Heights;
use countenance::face::likeness::{Comparison, Takeoff};
use countenance::face::named_region::NamedRegion;
use countenance::face::recognisability::{Model, first_of};
use countenance::report::scan::ScanReport;
use rayon::prelude::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Not the face that defacing is about: forehead, temples and the angles of the jaw, which tools leave
/// and which follow the skull. What they tell belongs to the comparison of heads, not of faces.
const NOT_FACE: [&str; 5] = ["forehead", "temple_right", "temple_left", "jaw_right", "jaw_left"];
const SETS: usize = 120;
const SEED: u64 = 1;

struct Person {
    first: Heights,
    second: Heights,
}

/// One set of regions compared between all people.
struct Trial {
    regions: u32,
    /// For each person: whether the right one was first.
    people: Vec<bool>,
    gallery: usize,
}

fn people(out: &Path) -> Vec<Person> {
    let folder = std::fs::read_dir(out.join("scans"));
    let Ok(folder) = folder else {
        eprintln!("{}: no output folder of countenance faces", out.display());
        std::process::exit(64);
    };
    let mut files: Vec<PathBuf> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    let mut scans: Vec<(String, Heights)> = Vec::new();
    for file in files {
        let text = std::fs::read(&file).expect("a result that can be read");
        let report: ScanReport = serde_json::from_slice(&text).expect("a result of this version");
        if let (Some(person), Some(descriptor)) = (report.participant_id, report.descriptor) {
            scans.push((person, descriptor.heights().expect("a whole descriptor")));
        }
    }
    let pair = |two: &[(String, Heights)]| {
        (two[0].0 == two[1].0).then(|| Person { first: two[0].1.clone(), second: two[1].1.clone() })
    };
    scans.windows(2).filter_map(pair).collect()
}

fn trial(people: &[Person], regions: u32) -> Option<Trial> {
    let comparison = Comparison::new(PatchName::Face, regions, Takeoff::Tilt);
    let score = |a: &Person, b: &Person| {
        comparison.of(&a.first, &b.second).map(|like| -like.rms_mm.max(1e-3).ln())
    };
    let mut seen = Vec::new();
    let mut gallery = 0;
    for (me, probe) in people.iter().enumerate() {
        let Some(mated) = score(probe, probe) else { continue };
        let others: Vec<f64> = (people.iter().enumerate())
            .filter(|(other, _)| *other != me)
            .filter_map(|(_, other)| score(probe, other))
            .collect();
        if others.len() < 4 {
            continue;
        }
        gallery = gallery.max(others.len() + 1);
        seen.push(others.iter().all(|&s| s < mated));
    }
    (!seen.is_empty()).then_some(Trial { regions, people: seen, gallery })
}

fn trials(people: &[Person], bits: &[usize], seed: u64) -> Vec<Trial> {
    let mut random = stream::stream(SEED, &[seed]);
    let mut sets: Vec<u32> = bits.iter().map(|bit| 1 << bit).collect();
    while sets.len() < SETS {
        let amount = 1 + stream::below(&mut random, bits.len());
        let drawn = stream::draw_without_replacement(&mut random, bits.len(), amount);
        sets.push(drawn.iter().fold(0, |set, &n| set | 1 << bits[n as usize]));
    }
    sets.into_par_iter().filter_map(|set| trial(people, set)).collect()
}

/// Weights ≥ 0 and the ceiling under which the hits are most likely (binomial), by coordinate
/// ascent with golden sections. The ceiling is the part of scans that can be compared at all.
fn fit(trials: &[Trial], bits: &[usize]) -> (Vec<f64>, f64) {
    /// D² at which even one of thousands is certain.
    const MOST: f64 = 60.0;
    let mut parameters = vec![3.0; bits.len()];
    parameters.push(0.95);
    let likelihood = |parameters: &[f64]| {
        let (weights, ceiling) = parameters.split_at(bits.len());
        let one = |trial: &Trial| {
            let inside = bits.iter().zip(weights).filter(|(b, _)| trial.regions & (1 << **b) != 0);
            let square: f64 = inside.map(|(_, w)| w).sum();
            let p = capped(ceiling[0], first_of(trial.gallery, square.sqrt()), trial.gallery);
            let hits = trial.people.iter().filter(|first| **first).count() as f64;
            hits * p.ln() + (trial.people.len() as f64 - hits) * (1.0 - p).max(1e-9).ln()
        };
        // A weak pull to zero: what no set needs gets no weight.
        trials.par_iter().map(one).sum::<f64>() - 0.05 * weights.iter().sum::<f64>()
    };
    for _ in 0..4 {
        for n in 0..parameters.len() {
            let (mut low, mut high) = if n < bits.len() { (0.0, MOST) } else { (0.5, 0.999) };
            for _ in 0..14 {
                let (left, right) = (high - 0.618 * (high - low), low + 0.618 * (high - low));
                let mut at = |value: f64| {
                    parameters[n] = value;
                    likelihood(&parameters)
                };
                if at(left) > at(right) { high = right } else { low = left }
            }
            parameters[n] = 0.5 * (low + high);
        }
    }
    let ceiling = parameters.pop().unwrap_or(1.0);
    (parameters, ceiling)
}

/// Some scans cannot be compared (a wrong pose); for them the attacker guesses.
fn capped(ceiling: f64, p: f64, gallery: usize) -> f64 {
    ceiling * p + (1.0 - ceiling) / gallery as f64
}

/// Left and right tell as much of a person as each other: both get the mean of their weights.
fn even_out_sides(weights: &mut [f64], bits: &[usize]) {
    let all = NamedRegion::all();
    for n in 0..bits.len() {
        let other = all[bits[n]].name.replace("_right", "_left");
        let side = bits.iter().position(|&bit| all[bit].name == other);
        if let Some(side) = side.filter(|&side| side != n) {
            let mean = 0.5 * (weights[n] + weights[side]);
            (weights[n], weights[side]) = (mean, mean);
        }
    }
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        let value = arguments.get(at + 1).cloned();
        arguments.drain(at..(at + 2).min(arguments.len()));
        value
    };
    let (write, curve) = (option("--write"), option("--curve"));
    let [calibration, tests @ ..] = &arguments[..] else {
        eprintln!(
            "usage: calibrate_recognisability CALIBRATION_OUT TEST_OUT... [--write TOML] [--curve CSV]"
        );
        std::process::exit(64);
    };
    let all = NamedRegion::all();
    let face = |bit: &usize| {
        all[*bit].patch == PatchName::Face && !NOT_FACE.contains(&all[*bit].name.as_str())
    };
    let bits: Vec<usize> = (0..all.len()).filter(face).collect();
    let persons = people(Path::new(calibration));
    let (mut weights, ceiling) = fit(&trials(&persons, &bits, 0), &bits);
    even_out_sides(&mut weights, &bits);
    let mut file = format!(
        "# What each region of the face tells of a person: its part of D² (see src/face/recognisability.rs).\nsource = \"examples/calibrate_recognisability.rs on {} people with two sessions\"\n# Part of scans that can be compared at all.\nceiling = {ceiling:.3}\n",
        persons.len()
    );
    for (bit, weight) in bits.iter().zip(&weights) {
        println!("{:14} {weight:6.2}", all[*bit].name);
        let _ = write!(file, "\n[[region]]\nname = \"{}\"\nweight = {weight:.2}\n", all[*bit].name);
    }
    if let Some(path) = write {
        std::fs::write(path, &file).expect("a file that can be written");
    }
    let model = Model::read(&file).expect("the file just made");
    let mut rows = String::from(
        "people,predicted_low,predicted_high,predicted_mean,observed,wilson_low,wilson_high,comparisons\n",
    );
    for (number, test) in tests.iter().enumerate() {
        let persons = people(Path::new(test));
        println!("\n{}: {} people", test, persons.len());
        println!("predicted   mean  observed  95 % (Wilson; sets share people)      n");
        let mut bins = vec![(0.0, 0u64, 0u64); 10];
        for trial in trials(&persons, &bits, 1 + number as u64) {
            let set = |bit: usize| f64::from(u8::from(trial.regions & (1 << bit) != 0));
            let predicted = model.first_of(trial.gallery, set);
            let bin = ((predicted * 10.0) as usize).min(9);
            for first in &trial.people {
                bins[bin].0 += predicted;
                bins[bin].1 += u64::from(*first);
                bins[bin].2 += 1;
            }
        }
        for (bin, &(sum, hits, n)) in bins.iter().enumerate().filter(|(_, b)| b.2 > 0) {
            let (low, high) = (bin as f64 / 10.0, (bin + 1) as f64 / 10.0);
            let (mean, seen) = (sum / n as f64, hits as f64 / n as f64);
            let Some(band) = wilson(hits, n, 0.95) else { continue };
            println!(
                "{low:.1}–{high:.1}    {mean:.3}   {seen:.3}    {:.3}–{:.3}   {n:6}",
                band.low, band.high
            );
            let _ = writeln!(
                rows,
                "{},{low:.1},{high:.1},{mean:.4},{seen:.4},{:.4},{:.4},{n}",
                persons.len(),
                band.low,
                band.high
            );
        }
    }
    if let Some(path) = curve {
        std::fs::write(path, rows).expect("a file that can be written");
    }
}
