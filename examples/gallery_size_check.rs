//! Rank-1 among many people as few of them predict it, beside what all of them show.
//!
//! ```text
//! gallery_size_check [--people 40] [--subsets 50] OUT...
//! ```
//!
//! Each OUT is an output folder of `countenance faces` on people with two sessions; the people of all
//! are one gallery. Everybody's last session is looked for among the first sessions: by face, ears and
//! vault, and by every region alone, which finds less and so asks more of a prediction. From random
//! subsets of the people rank-1 among all of them is predicted. Printed: what was observed with its
//! Wilson interval, the mean prediction, the mean ends of its intervals, and in how many subsets the
//! observed rate lies inside.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command that prints a table")]

#[path = "shared/stored_scans.rs"]
mod stored_scans;

use countenance::base::stats::stream::{draw_without_replacement, stream};
use countenance::face::named_region::NamedRegion;
use countenance::linkage::evaluation::gallery_size::GallerySize;
use countenance::linkage::evaluation::identification::ranks;
use countenance::linkage::part::Part;
use countenance::linkage::region_match::{distances, is_enrolled};
use countenance::linkage::rule::LinkageRule;
use countenance::linkage::score_matrix::{Person, ScoreMatrix};
use countenance::linkage::template::Template;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use stored_scans::stored_scans;

/// First and last session of everybody in one output folder.
fn people(out: &str) -> Vec<[Template; 2]> {
    let mut sessions: BTreeMap<String, BTreeMap<Option<String>, Template>> = BTreeMap::new();
    for scan in stored_scans(Path::new(out), "") {
        sessions.entry(scan.person).or_default().insert(scan.session, scan.template);
    }
    let both = |mut of: BTreeMap<_, Template>| Some([of.pop_first()?.1, of.pop_last()?.1]);
    sessions.into_values().filter_map(both).collect()
}

/// What is looked at: the regions (places in the rule) whose scores are averaged.
struct Condition {
    name: String,
    regions: Vec<usize>,
    part: Option<Part>,
}

fn conditions(rule: &LinkageRule) -> Vec<Condition> {
    let of_part = |part: Part| {
        let held = |n: &usize| rule.regions[*n].part == part;
        let regions = (0..rule.regions.len()).filter(held).collect();
        Condition { name: part.as_str().to_owned(), regions, part: Some(part) }
    };
    let alone = |n: usize| {
        let name = format!("{} alone", NamedRegion::all()[rule.regions[n].bit].name);
        Condition { name, regions: vec![n], part: None }
    };
    Part::ALL.into_iter().map(of_part).chain((0..rule.regions.len()).map(alone)).collect()
}

/// Scores of every region of the rule; NaN where one abstains.
fn region_scores(probe: &Template, gallery: &Template, rule: &LinkageRule) -> Vec<f32> {
    let bits: Vec<usize> = rule.regions.iter().map(|region| region.bit).collect();
    let found = distances(probe, gallery, &bits).into_iter().zip(&rule.regions);
    found.map(|(apart, r)| apart.map_or(f32::NAN, |a| r.score(a.rms_mm) as f32)).collect()
}

struct Scores<'a> {
    people: &'a [[Template; 2]],
    rule: &'a LinkageRule,
    /// Of every probe, gallery scan and region.
    regions: Vec<Vec<Vec<f32>>>,
}

impl Scores<'_> {
    /// The matrix of some of the people.
    fn matrix(&self, of: &Condition, some: &[usize]) -> ScoreMatrix {
        let there = |person: usize, session: usize| {
            of.part.is_none_or(|part| is_enrolled(&self.people[person][session], part, self.rule))
        };
        let score = |probe: usize, gallery: usize| {
            let told = of.regions.iter().map(|&n| self.regions[probe][gallery][n]);
            let told: Vec<f32> = told.filter(|score| !score.is_nan()).collect();
            let enrolled = there(probe, 1) && there(gallery, 0) && !told.is_empty();
            if enrolled { told.iter().sum::<f32>() / told.len() as f32 } else { f32::NAN }
        };
        let named: Vec<Person> = some.iter().map(|&person| Person(person as u32)).collect();
        let scores = some.iter().flat_map(|&p| some.iter().map(move |&g| score(p, g))).collect();
        ScoreMatrix::new(named.clone(), named, scores).expect("a score for every pair")
    }
}

fn draw(people: usize, of: usize, seed: u64) -> Vec<usize> {
    let drawn = draw_without_replacement(&mut stream(seed, &[]), of, people);
    drawn.into_iter().map(|n| n as usize).collect()
}

fn row(scores: &Scores<'_>, of: &Condition, few: usize, subsets: u64) {
    let all: Vec<usize> = (0..scores.people.len()).collect();
    let whole = scores.matrix(of, &all);
    let seen = ranks(&whole).rate(1).expect("a probe");
    let among = all.len() as u64;
    let predict = |seed: u64| {
        GallerySize::of(&scores.matrix(of, &draw(few, all.len(), seed))).at(among, seed)
    };
    let predicted: Vec<_> = (0..subsets).into_par_iter().filter_map(predict).collect();
    let mean = |value: &dyn Fn(usize) -> f64| {
        (0..predicted.len()).map(value).sum::<f64>() / predicted.len().max(1) as f64
    };
    let inside = predicted
        .iter()
        .filter(|p| p.interval.low <= seen.rate && seen.rate <= p.interval.high)
        .count();
    println!(
        "{:20} {:5.3} ({:5.3} to {:5.3})   {:5.3} ({:5.3} to {:5.3})   {inside:3} of {}",
        of.name,
        seen.rate,
        seen.wilson.low,
        seen.wilson.high,
        mean(&|n| predicted[n].rank_one),
        mean(&|n| predicted[n].interval.low),
        mean(&|n| predicted[n].interval.high),
        predicted.len(),
    );
}

fn main() {
    let (mut few, mut subsets, mut outs) = (40, 50, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|n| n.parse().ok()).expect("a number");
        match argument.as_str() {
            "--people" => few = number() as usize,
            "--subsets" => subsets = number(),
            _ => outs.push(argument),
        }
    }
    let people: Vec<[Template; 2]> = outs.iter().flat_map(|out| people(out)).collect();
    let rule = LinkageRule::shipped();
    let of = |[_, probe]: &[Template; 2]| {
        people.iter().map(|[gallery, _]| region_scores(probe, gallery, rule)).collect()
    };
    let regions = people.par_iter().map(of).collect();
    let scores = Scores { people: &people, rule, regions };
    println!("rank-1 among {}: observed, and predicted from {few} of them", people.len());
    for condition in conditions(rule) {
        row(&scores, &condition, few, subsets);
    }
}
