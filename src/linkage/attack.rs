//! The attack: every probe against a gallery, for each part of the head by itself.

use super::first_look::first_look;
use super::part::Part;
use super::region_match::{self, is_enrolled};
use super::rule::LinkageRule;
use super::score_matrix::{Person, ScoreMatrix};
use super::template::Template;
use crate::face::named_region::NamedRegion;
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
    /// The parts that were compared at all.
    pub compared: &'static [Part],
    /// The regions that match, probe by probe: bits in the order of [`NamedRegion::all`].
    matching: Vec<u32>,
}

impl Attack {
    /// One that looked at faces only, not region by region.
    pub fn by_face(face: ScoreMatrix) -> Self {
        let count = face.probes().len() * face.gallery().len();
        let (probes, gallery) = (face.probes().to_vec(), face.gallery().to_vec());
        let nothing = ScoreMatrix::new(probes, gallery, vec![f32::NAN; count])
            .unwrap_or_else(|_| unreachable!("as many as the face has"));
        Self {
            face,
            ears: nothing.clone(),
            vault: nothing,
            compared: &[Part::Face],
            matching: vec![0; count],
        }
    }

    /// The scores of one part.
    pub fn part(&self, part: Part) -> &ScoreMatrix {
        match part {
            Part::Face => &self.face,
            Part::Ears => &self.ears,
            Part::Vault => &self.vault,
        }
    }

    /// Names of the regions by which a pair matches, of every part; none of a pair that was only
    /// compared at first look.
    pub fn regions(&self, probe: usize, gallery: usize) -> impl Iterator<Item = &'static str> {
        let bits = self.matching[probe * self.face.gallery().len() + gallery];
        let named = NamedRegion::all().iter().enumerate();
        named.filter(move |(n, _)| bits >> n & 1 == 1).map(|(_, region)| region.name.as_str())
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
    let mut matching = vec![0; probes.len() * gallery.len()];
    let mut matrix = |part: Part| {
        let rows: Vec<Vec<(f32, u32)>> =
            probes.par_iter().map(|probe| row(&probe.template, gallery, part, rule)).collect();
        let found = rows.concat();
        for (all, (_, regions)) in matching.iter_mut().zip(&found) {
            *all |= regions;
        }
        let scores = found.into_iter().map(|(score, _)| score).collect();
        ScoreMatrix::new(people(probes), people(gallery), scores)
            .unwrap_or_else(|_| unreachable!("a row has one score per scan of the gallery"))
    };
    let [face, ears, vault] = Part::ALL.map(&mut matrix);
    Attack { face, ears, vault, compared: &Part::ALL, matching }
}

/// Score by which those behind the preselected fall per unit of similarity: a region's logarithm of
/// distance has a standard deviation of a third (`data/linkage.toml`).
const FALL: f64 = 3.0;

/// Score and matching regions for each scan of the gallery.
fn row(probe: &Template, gallery: &[Enrolled], part: Part, rule: &LinkageRule) -> Vec<(f32, u32)> {
    let close = |scan: &Enrolled| {
        let found = region_match::compare(probe, &scan.template, part, rule);
        (found.score.unwrap_or(f64::NAN), found.matching)
    };
    let narrow = |(score, regions): (f64, u32)| (score as f32, regions);
    if gallery.len() <= rule.preselected {
        return gallery.par_iter().map(|scan| narrow(close(scan))).collect();
    }
    let look = |scan: &Enrolled| first_look(probe, &scan.template, part).unwrap_or(f64::NAN);
    let first: Vec<f64> = gallery.par_iter().map(look).collect();
    let chosen = best(&first, rule.preselected);
    let scores: Vec<(f64, u32)> = chosen.par_iter().map(|&n| close(&gallery[n])).collect();
    let lowest = scores.iter().map(|(score, _)| *score).fold(f64::INFINITY, f64::min);
    let least_similar = chosen.iter().map(|&n| first[n]).fold(f64::INFINITY, f64::min);
    let behind = |scan: &Enrolled, similarity: f64| {
        let enrolled = [probe, &scan.template].iter().all(|t| is_enrolled(t, part, rule));
        let score = lowest - FALL * (least_similar - similarity);
        // Where nobody could be compared closely, nothing is known of the others either.
        if enrolled && score.is_finite() { score } else { f64::NAN }
    };
    let others = gallery.iter().zip(&first).map(|(scan, s)| narrow((behind(scan, *s), 0)));
    let mut row: Vec<(f32, u32)> = others.collect();
    for (&n, &score) in chosen.iter().zip(&scores) {
        row[n] = narrow(score);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::canonical_grid::{Patch, PatchName};
    use crate::face::descriptor::Heights;

    /// A head whose skin waves as its person's does, tilted and shifted by the session.
    fn head(person: u32, session: u32, shown: impl Fn(&Patch, f32) -> bool) -> Enrolled {
        let (a, b) = (person as f32 * 1.7, session as f32);
        let height = |u: f32, v: f32| {
            let shape = (u / 11.0 + a).sin()
                + (v / 9.0 - 2.0 * a).cos()
                + (u / 23.0 + v / 17.0 + 3.0 * a).sin();
            1.2 * shape + b * (0.8 + 0.01 * u - 0.008 * v)
        };
        let patches = Patch::ALL.each_ref().map(|patch| {
            let at = |cell: usize| {
                let [u, v] = patch.place(cell);
                if shown(patch, v) { height(u, v) } else { f32::NAN }
            };
            (0..patch.len()).map(at).collect()
        });
        let template = Template::of(&Heights::from_patches(patches));
        Enrolled { person: Person(person), template }
    }

    fn session(people: u32, session: u32) -> Vec<Enrolled> {
        (0..people).map(|person| head(person, session, |_, _| true)).collect()
    }

    fn found(matrix: &ScoreMatrix) -> usize {
        let first = |probe: usize| {
            let row = matrix.row(probe);
            let best = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
            best.is_some_and(|best| matrix.mated(probe, best))
        };
        (0..matrix.probes().len()).filter(|&probe| first(probe)).count()
    }

    #[test]
    fn every_part_finds_the_person_and_names_the_regions() {
        let (probes, gallery) = (session(6, 1), session(6, 0));
        let attack = attack(&probes, &gallery, LinkageRule::shipped());
        for part in Part::ALL {
            assert_eq!(found(attack.part(part)), 6, "{part:?}");
        }
        let mated: Vec<&str> = attack.regions(2, 2).collect();
        assert!(mated.contains(&"cheek_left") && mated.contains(&"vault"), "{mated:?}");
        assert!(attack.regions(2, 3).count() < mated.len());
    }

    #[test]
    fn few_preselected_give_the_same_first_and_everybody_a_score() {
        let (probes, gallery) = (session(12, 1), session(12, 0));
        let all = attack(&probes, &gallery, LinkageRule::shipped());
        let rule = LinkageRule { preselected: 4, ..LinkageRule::shipped().clone() };
        let few = attack(&probes, &gallery, &rule);
        for part in Part::ALL {
            assert_eq!(found(few.part(part)), found(all.part(part)), "{part:?}");
            for probe in 0..12 {
                let (few, all) = (few.part(part).row(probe), all.part(part).row(probe));
                assert_eq!(
                    few.iter().zip(all).filter(|(a, b)| a.to_bits() == b.to_bits()).count(),
                    4
                );
                assert!(few.iter().all(|score| score.is_finite()));
            }
        }
    }

    #[test]
    fn a_face_that_is_gone_is_a_failure_to_enrol_and_never_a_score() {
        let gallery = session(5, 0);
        // Of the face, what lies above the eyes.
        let probes: Vec<Enrolled> = (0..5)
            .map(|p| head(p, 1, |patch, v| patch.name != PatchName::Face || v > 30.0))
            .collect();
        for preselected in [2, 50] {
            let rule = LinkageRule { preselected, ..LinkageRule::shipped().clone() };
            let attack = attack(&probes, &gallery, &rule);
            for probe in 0..5 {
                assert!(attack.face.row(probe).iter().all(|score| score.is_nan()));
                assert!(attack.vault.row(probe).iter().any(|score| score.is_finite()));
            }
        }
    }

    #[test]
    fn the_best_come_in_order_and_never_without_a_number() {
        assert_eq!(best(&[0.1, f64::NAN, 0.7, 0.7, -1.0], 3), [2, 3, 0]);
        assert_eq!(best(&[f64::NAN], 3), [0_usize; 0]);
    }
}
