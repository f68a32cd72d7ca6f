//! What each region of the face tells of a person, measured; and how true the probabilities are
//! that follow from it.
//!
//! ```text
//! calibrate_recognisability [--calibrate COHORT]... [--test COHORT]... [--write TOML] [--curve CSV] [--picture SVG]
//! ```
//!
//! A COHORT is `NAME=INTACT_OUT[,KIND=DEFACED_OUT...][,others=INTACT_OUT...]`: output folders of
//! `countenance faces` on intact scans of people with two sessions, on defaced copies of them, and on
//! intact scans of other people among whom they are also searched. Every scan is matched
//! against the intact scans of the other session: how far its mate stands out among the other
//! people is what the law has to predict.
//!
//! The law comes from intact and really defaced scans (not replaced ones, which only the group can
//! tell), and from intact ones to whose surface noise was added; the weights of the regions from
//! these and from intact scans of which random sets of regions are compared. The sets have a law of
//! their own, which is dropped: what is cut is also placed less well than what is left out.
//!
//! On every `--test` cohort predictions are held against what was seen, by kind of defacing and
//! by range of predictions. Without `--calibrate` the shipped model is tested.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

mod attack;
mod curve;
mod fit;
mod matching;
mod people;

use attack::Attack;
use countenance::base::stats::auc::auc;
use countenance::base::stats::stream;
use countenance::face::canonical_grid::{Patch, PatchName};
use countenance::face::descriptor::Heights;
use countenance::face::named_region::NamedRegion;
use countenance::face::recognisability::{Evidence, GALLERY, Law, Model, below};
use countenance::linkage::template::Template;
use curve::Point;
use fit::{Fit, Part, Seen};
use matching::{Outcome, outcome};
use people::{Cohort, Scan};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Not the face that defacing is about: forehead, temples and the angles of the jaw, which tools leave
/// and which follow the skull. What they tell belongs to the comparison of heads, not of faces.
const NOT_FACE: [&str; 5] = ["forehead", "temple_right", "temple_left", "jaw_right", "jaw_left"];
/// Random sets of regions compared on every intact scan.
const SETS: usize = 24;
/// How much one of them counts: each scan takes part in some 40.
const SETS_COUNT: f64 = 0.025;
const SEED: u64 = 1;
/// Noise added to every third intact scan, σ in mm: up to what a scan of 3 mm voxels shows.
const NOISE_MM: [f64; 3] = [0.3, 1.0, 2.0];
/// Kinds of folders whose face is somebody else's.
const FOREIGN: [&str; 2] = ["reface", "average"];

/// The face's regions that are weighed: bits, and for each its group (left and right are one).
struct Regions {
    bits: Vec<usize>,
    group: Vec<usize>,
    names: Vec<String>,
}

impl Regions {
    fn of_face() -> Self {
        let all = NamedRegion::all();
        let face = |bit: &usize| {
            all[*bit].patch == PatchName::Face && !NOT_FACE.contains(&all[*bit].name.as_str())
        };
        let bits: Vec<usize> = (0..all.len()).filter(face).collect();
        let mut names: Vec<String> = Vec::new();
        let mut group = Vec::new();
        for &bit in &bits {
            let name = all[bit].name.trim_end_matches("_right").trim_end_matches("_left");
            let number = names.iter().position(|n| n == name).unwrap_or(names.len());
            if number == names.len() {
                names.push(name.to_owned());
            }
            group.push(number);
        }
        Self { bits, group, names }
    }

    fn mask(&self) -> u32 {
        self.bits.iter().fold(0, |mask, bit| mask | 1 << bit)
    }

    fn seen(&self, evidence: &Evidence, set: u32, outcome: &Outcome) -> Seen {
        let share = |&bit: &usize| if set & (1 << bit) != 0 { evidence.share(bit) } else { 0.0 };
        Seen {
            shares: self.bits.iter().map(share).collect(),
            edge: evidence.edge,
            noise_mm: evidence.noise_mm,
            stands_out: outcome.stands_out,
            others: outcome.others.clone(),
        }
    }
}

/// Intact scans, compared on random sets of regions.
fn of_sets(cohorts: &[Cohort], regions: &Regions) -> Vec<Seen> {
    let mut random = stream::stream(SEED, &[0]);
    let mut draw = || {
        let amount = 1 + stream::below(&mut random, regions.bits.len());
        let drawn = stream::draw_without_replacement(&mut random, regions.bits.len(), amount);
        drawn.iter().fold(0u32, |set, &n| set | 1 << regions.bits[n as usize])
    };
    let single = regions.bits.iter().map(|bit| 1u32 << bit);
    let sets: Vec<u32> = single.chain((0..SETS).map(|_| draw())).collect();
    let of_set = |&set: &u32| {
        let attack = Attack::on(set);
        let of_scan = |cohort: &Cohort| -> Vec<Seen> {
            let scans = cohort.gallery[..cohort.own].iter();
            let one =
                |s: &Scan| Some(regions.seen(&s.evidence, set, &outcome(s, cohort, &attack)?));
            scans.filter_map(one).collect()
        };
        cohorts.iter().flat_map(of_scan).collect::<Vec<Seen>>()
    };
    sets.par_iter().flat_map_iter(of_set).collect()
}

/// Whole faces: intact, defaced, and with noise on them.
fn of_faces(cohorts: &[Cohort], regions: &Regions) -> Vec<Seen> {
    let attack = Attack::on(regions.mask());
    let mut all = Vec::new();
    for cohort in cohorts {
        let own = |(kind, _): &&(String, Scan)| !FOREIGN.contains(&kind.as_str());
        let probes: Vec<&(String, Scan)> = cohort.probes.iter().filter(own).collect();
        let seen = |scan: &Scan| {
            Some(regions.seen(&scan.evidence, u32::MAX, &outcome(scan, cohort, &attack)?))
        };
        all.extend(probes.par_iter().filter_map(|(_, s)| seen(s)).collect::<Vec<Seen>>());
        let intact = cohort.gallery[..cohort.own].iter().enumerate().step_by(3);
        let noisy: Vec<Scan> = intact
            .flat_map(|(n, scan)| NOISE_MM.map(|sigma| with_noise(scan, sigma, n as u64)))
            .collect();
        all.extend(noisy.par_iter().filter_map(seen).collect::<Vec<Seen>>());
    }
    all
}

fn with_noise(scan: &Scan, sigma: f64, number: u64) -> Scan {
    let mut random = stream::stream(SEED, &[1, number, (sigma * 1000.0) as u64]);
    let patches = Patch::ALL.each_ref().map(|patch| {
        let heights = scan.heights.patch(patch.name).iter();
        heights.map(|h| h + (sigma * stream::normal_pair(&mut random)[0]) as f32).collect()
    });
    let heights = Heights::from_patches(patches);
    let mut evidence = scan.evidence.clone();
    evidence.noise_mm = Evidence::of(&heights, &[]).noise_mm;
    let template = Template::of(&heights);
    let (person, session) = (scan.person.clone(), scan.session.clone());
    Scan { person, session, heights, template, evidence }
}

/// The model under which the cohorts' matching is most likely, as the file that is shipped.
fn calibrate(cohorts: &[Cohort], regions: &Regions) -> String {
    let parts = [
        Part::new(of_faces(cohorts, regions), 1.0),
        Part::new(of_sets(cohorts, regions), SETS_COUNT),
    ];
    let skew = fit::skew(&parts[0].seen.iter().flat_map(|s| s.others.clone()).collect::<Vec<_>>());
    let mut fit = Fit { parts, group: &regions.group, weights: vec![0.3; regions.names.len()] };
    fit.ascend();
    let people: usize = cohorts.iter().map(|c| c.own).sum();
    for (part, name) in fit.parts.iter().zip(["faces", "sets of regions"]) {
        println!("{} comparisons of {name}: {:?}", part.seen.len(), part.law);
    }
    println!("log-likelihood {:.1}", fit.likelihood());
    let sum: f64 = regions.group.iter().map(|&g| fit.weights[g]).sum();
    let Law {
        distance, power, variety, scatter, softness, roughness, ceiling, hold, steep, ..
    } = fit.parts[0].law;
    let mut file = format!(
        "# What each region of the face tells of a person, and the law by which it tells (see src/face/recognisability.rs).\nsource = \"examples/calibrate_recognisability on {people} intact scans and their defaced copies\"\n\n[law]\ndistance = {distance:.3}   # standard deviations by which a whole, sharp face stands out\npower = {power:.3}\nvariety = {variety:.3}\nscatter = {scatter:.3}\nsoftness = {softness:.3}\nroughness = {roughness:.3}\nceiling = {ceiling:.4}   # part of whole faces that are placed right\nhold = {hold:.3}   # one over the part that has to be left for that\nsteep = {steep:.3}   # how sharply it sets in\nskew = {skew:.2}   # skewness of other people's scores\n"
    );
    for (bit, group) in regions.bits.iter().zip(&regions.group) {
        let (name, weight) = (&NamedRegion::all()[*bit].name, fit.weights[*group] / sum);
        println!("{name:14} {weight:6.4}");
        let _ = write!(file, "\n[[region]]\nname = \"{name}\"\nweight = {weight:.4}\n");
    }
    file
}

/// Ranges of predictions.
const BINS: [f64; 6] = [0.0, 0.2, 0.5, 0.8, 0.95, 1.0001];

/// Prints how true the predictions are on a cohort; its points for table and picture.
fn test(cohort: &Cohort, model: &Model, regions: &Regions) -> Vec<Point> {
    let attack = Attack::on(regions.mask());
    let matched: Vec<(&str, &Scan, Option<Outcome>)> = (cohort.probes.par_iter())
        .map(|(kind, scan)| (kind.as_str(), scan, outcome(scan, cohort, &attack)))
        .collect();
    println!("\n{}", cohort.name);
    tails(&matched, model.law().skew);
    println!(
        "{:16} {:>6} {:>6} {:>9} {:>9} {:>15} {:>10} {:>10} {:>7}",
        "probes of",
        "probes",
        "people",
        "predicted",
        "seen",
        "95 % (CP)",
        "of 100",
        "seen(100)*",
        "AUROC"
    );
    let hundred = |s: &Scan| model.first_of(GALLERY, &s.evidence);
    let of_kind = |kind: &str| {
        let scans = cohort.probes.iter().filter(move |(k, _)| k == kind);
        scans.map(|(_, scan)| hundred(scan)).collect::<Vec<f64>>()
    };
    let intact = of_kind("intact");
    let mut kinds: Vec<&str> = Vec::new();
    for (kind, ..) in &matched {
        if !kinds.contains(kind) {
            kinds.push(kind);
        }
    }
    let mut points = Vec::new();
    for kind in kinds {
        let chosen = matched.iter().filter(|(k, ..)| *k == kind);
        let area = auc(&intact, &of_kind(kind)).map_or(f64::NAN, |a| a.area);
        points.extend(row(cohort, kind, chosen, model, area));
    }
    for ends in BINS.windows(2) {
        let inside = |(kind, scan, _): &&(&str, &Scan, Option<Outcome>)| {
            let p = hundred(scan);
            p >= ends[0] && p < ends[1] && !FOREIGN.contains(kind)
        };
        let name = format!("of 100: {}-{}", ends[0], ends[1].min(1.0));
        points.extend(row(cohort, &name, matched.iter().filter(inside), model, f64::NAN));
    }
    points
}

/// How often other people's scores lie beyond some values, against the law.
fn tails(matched: &[(&str, &Scan, Option<Outcome>)], skew: f64) {
    let intact = matched.iter().filter(|(kind, ..)| *kind == "intact");
    let scores: Vec<f64> =
        intact.filter_map(|(.., o)| o.as_ref()).flat_map(|o| o.others.clone()).collect();
    print!("false match rate of {} comparisons, seen (law):", scores.len());
    for z in [1.0, 2.0, 2.5, 3.0] {
        let over = scores.iter().filter(|&&s| s > z).count() as f64 / scores.len().max(1) as f64;
        print!("  > {z}: {over:.4} ({:.4})", 1.0 - below(z, skew));
    }
    println!();
}

/// One line: of some probes, what was predicted for the people searched and what was seen.
fn row<'a>(
    cohort: &Cohort,
    what: &str,
    probes: impl Iterator<Item = &'a (&'a str, &'a Scan, Option<Outcome>)>,
    model: &Model,
    area: f64,
) -> Option<Point> {
    let (mut predicted, mut hundred, mut seen_hundred, mut hits) = (0.0, 0.0, 0.0, 0u64);
    let (mut count, mut gallery) = (0u64, 0);
    let mut persons = BTreeSet::new();
    let largest = cohort.people();
    for (_, scan, outcome) in probes {
        let people = outcome.as_ref().map_or(largest, |o| o.gallery);
        predicted += model.first_of(people, &scan.evidence);
        hundred += model.first_of(GALLERY, &scan.evidence);
        hits += u64::from(outcome.as_ref().is_some_and(|o| o.first));
        let guess = 1.0 / GALLERY as f64;
        let rate = |z: f64| below(z, model.law().skew).powf(GALLERY as f64 - 1.0);
        seen_hundred += outcome.as_ref().and_then(|o| o.stands_out).map_or(guess, rate);
        (count, gallery) = (count + 1, gallery.max(people));
        persons.insert(scan.person.as_str());
    }
    let name = cohort.name.clone();
    let predicted = predicted / count as f64;
    let (what, persons) = (what.to_owned(), persons.len() as u64);
    let point = Point { cohort: name, what, predicted, hits, probes: count, persons, gallery };
    let band = point.interval()?;
    let (hundred, extrapolated) = (hundred / count as f64, seen_hundred / count as f64);
    println!(
        "{:16} {count:6} {gallery:6} {predicted:9.3} {:9.3}   {:.3} - {:.3} {hundred:10.3} {extrapolated:10.3} {area:7.3}{}",
        point.what,
        point.seen(),
        band.low,
        band.high,
        if (band.low..=band.high).contains(&predicted) { "" } else { "  outside" }
    );
    Some(point)
}

/// All values of an option, taken out of the arguments.
fn options(arguments: &mut Vec<String>, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    while let Some(at) = arguments.iter().position(|a| a == name) {
        found.extend(arguments.get(at + 1).cloned());
        arguments.drain(at..(at + 2).min(arguments.len()));
    }
    found
}

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| options(&mut arguments, name);
    let cohorts = |given: Vec<String>| given.iter().map(|a| Cohort::read(a)).collect::<Vec<_>>();
    let (calibration, tests) = (cohorts(option("--calibrate")), cohorts(option("--test")));
    let (write, table, picture) = (option("--write"), option("--curve"), option("--picture"));
    if !arguments.is_empty() || (calibration.is_empty() && tests.is_empty()) {
        eprintln!(
            "usage: calibrate_recognisability [--calibrate NAME=INTACT_OUT[,KIND=DEFACED_OUT...]]... [--test COHORT]... [--write TOML] [--curve CSV] [--picture SVG]"
        );
        std::process::exit(64);
    }
    let regions = Regions::of_face();
    let mut model = Model::shipped().clone();
    if !calibration.is_empty() {
        let file = calibrate(&calibration, &regions);
        println!("{}", file.split("\n[[region]]").next().unwrap_or_default());
        model = Model::read(&file).expect("the file just made");
        for path in &write {
            std::fs::write(path, &file).expect("a file that can be written");
        }
    }
    println!(
        "\n* seen(100): mean of (1 - FMR)^99 at the mated scores, extrapolated from the people searched"
    );
    let points: Vec<Point> = tests.iter().flat_map(|c| test(c, &model, &regions)).collect();
    for path in &table {
        std::fs::write(path, curve::csv(&points)).expect("a file that can be written");
    }
    for path in &picture {
        let ranges = points.iter().filter(|p| p.what.starts_with("of 100"));
        std::fs::write(path, curve::svg(ranges)).expect("a file that can be written");
    }
}
