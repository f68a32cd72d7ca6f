//! The attack: every probe against a gallery, for each part of the head by itself.

use super::part::Part;
use super::region_match;
use super::rule::LinkageRule;
use super::score_matrix::{Person, ScoreMatrix};
use super::template::Template;
use rayon::prelude::*;

/// A scan that takes part, and whose it is.
#[derive(Clone, Debug)]
pub struct Enrolled {
    /// The same number for the same person on both sides.
    pub person: Person,
    /// Its skin.
    pub template: Template,
}

/// What the attack found: one matrix per part, NaN where two scans could not be compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// By the face alone: brow to chin.
    pub face: ScoreMatrix,
    /// By the pinnae alone.
    pub ears: ScoreMatrix,
    /// By the skull alone.
    pub vault: ScoreMatrix,
}

impl Attack {
    /// The scores of one part.
    pub fn part(&self, part: Part) -> &ScoreMatrix {
        match part {
            Part::Face => &self.face,
            Part::Ears => &self.ears,
            Part::Vault => &self.vault,
        }
    }
}

/// Compares every probe with every scan of the gallery.
///
/// For each probe and part the `rule.preselected` most similar scans at first look are compared
/// region by region (mean over the regions, in standard deviations by which they are more alike than
/// other people); the others get scores below theirs, in the order of the first look.
/// What the regions of a pair say is told by [`region_match::explain`].
pub fn attack(probes: &[Enrolled], gallery: &[Enrolled], rule: &LinkageRule) -> Attack {
    let people = |side: &[Enrolled]| side.iter().map(|scan| scan.person).collect::<Vec<_>>();
    let matrix = |part: Part| {
        let rows: Vec<Vec<f32>> =
            probes.par_iter().map(|probe| row(&probe.template, gallery, part, rule)).collect();
        ScoreMatrix::new(people(probes), people(gallery), rows.concat())
            .unwrap_or_else(|_| unreachable!("a row has one score per scan of the gallery"))
    };
    let [face, ears, vault] = Part::ALL.map(matrix);
    Attack { face, ears, vault }
}

/// Score by which those behind the preselected fall per unit of similarity: a region's logarithm of
/// distance has a standard deviation of a third (`data/linkage.toml`).
const FALL: f64 = 3.0;

fn row(probe: &Template, gallery: &[Enrolled], part: Part, rule: &LinkageRule) -> Vec<f32> {
    let close = |scan: &Enrolled| {
        region_match::score(probe, &scan.template, part, rule).unwrap_or(f64::NAN)
    };
    if gallery.len() <= rule.preselected {
        return gallery.par_iter().map(|scan| close(scan) as f32).collect();
    }
    let similarity = |scan: &Enrolled| {
        let both = [probe, &scan.template];
        let enrolled = both.iter().all(|t| region_match::is_enrolled(t, part, rule));
        let first = enrolled.then(|| probe.coarse().similarity(scan.template.coarse(), part));
        first.flatten().unwrap_or(f64::NAN)
    };
    let first: Vec<f64> = gallery.par_iter().map(similarity).collect();
    let chosen = best(&first, rule.preselected);
    let scores: Vec<f64> = chosen.par_iter().map(|&n| close(&gallery[n])).collect();
    let lowest = scores.iter().copied().fold(f64::INFINITY, f64::min);
    let least_similar = chosen.iter().map(|&n| first[n]).fold(f64::INFINITY, f64::min);
    // NaN stays NaN; without any score nothing is known of the others either.
    let behind = |similarity: &f64| (lowest - FALL * (least_similar - similarity)) as f32;
    let mut row: Vec<f32> = first.iter().map(behind).collect();
    if !lowest.is_finite() {
        row.fill(f32::NAN);
    }
    for (&n, &score) in chosen.iter().zip(&scores) {
        row[n] = score as f32;
    }
    row
}

/// The numbers of the `most` most similar, ties by number; never of one that is NaN.
pub fn best(similarity: &[f64], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> =
        (0..similarity.len()).filter(|&n| !similarity[n].is_nan()).collect();
    order.sort_by(|&a, &b| similarity[b].total_cmp(&similarity[a]).then(a.cmp(&b)));
    order.truncate(most);
    order
}
