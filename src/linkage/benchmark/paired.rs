//! Method against method on the same people.

use super::super::evaluation::auc::area;
use super::super::evaluation::comparisons::Comparisons;
use super::super::evaluation::enrolment;
use super::super::evaluation::identification::{LEVEL, ranks};
use super::super::score_matrix::{Person, ScoreMatrix};
use crate::base::stats::bootstrap::by_subject;
use crate::base::stats::interval::Interval;
use crate::base::stats::{holm, mcnemar};
use serde::Serialize;

/// Two methods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paired {
    /// Places of the two in the list of methods.
    pub methods: [usize; 2],
    /// People who are probes of both.
    pub people: u64,
    /// Found at rank 1 under the first method alone, under the second alone.
    pub only: [u64; 2],
    /// Exact `McNemar` test of rank-1, adjusted over all pairs of methods (Holm).
    pub rank_one_p: f64,
    /// Of them those whose face could be compared under both: who enters the areas.
    pub enrolled: u64,
    /// AUC of the first less AUC of the second over these; nothing where they are too few.
    pub area_difference: Option<f64>,
    /// Its 95 % interval: people drawn anew, the same for both. Nothing where every draw gives the
    /// same: that shows no spread, and not that there is none.
    pub area_interval: Option<Interval>,
    /// Two-sided p value of the same, adjusted over all pairs of methods (Holm).
    pub area_p: Option<f64>,
}

/// People drawn anew so many times.
const REPLICATES: usize = 1000;

/// Every pair of methods whose matrices share probes; one probe a person and one gallery for all.
/// Areas are compared over at least `fewest` people.
pub fn all(methods: &[&ScoreMatrix], fewest: u64, seed: u64) -> Vec<Paired> {
    let mut found = Vec::new();
    for first in 0..methods.len() {
        for second in first + 1..methods.len() {
            let matrices = [methods[first], methods[second]];
            found.extend(compare(matrices, [first, second], fewest, seed));
        }
    }
    let adjusted = holm::adjust(&found.iter().map(|p| p.rank_one_p).collect::<Vec<_>>());
    for (pair, p) in found.iter_mut().zip(adjusted) {
        pair.rank_one_p = p;
    }
    let tested: Vec<f64> = found.iter().filter_map(|p| p.area_p).collect();
    let with_area = found.iter_mut().filter(|p| p.area_p.is_some());
    for (pair, p) in with_area.zip(holm::adjust(&tested)) {
        pair.area_p = Some(p);
    }
    found
}

fn compare(
    matrices: [&ScoreMatrix; 2],
    methods: [usize; 2],
    fewest: u64,
    seed: u64,
) -> Option<Paired> {
    let both: Vec<Person> = matrices[0]
        .probes()
        .iter()
        .filter(|person| matrices[1].probes().contains(person))
        .copied()
        .collect();
    let [first, second] = matrices.map(|matrix| rows_of(matrix, &both));
    let (first, second) = (first?, second?);
    let hits = [&first, &second].map(|matrix| ranks(matrix).first());
    let pairs = hits[0].iter().zip(&hits[1]).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
    let (mut people, mut only) = (0, [0, 0]);
    for (a, b) in pairs {
        people += 1;
        only[0] += u64::from(a && !b);
        only[1] += u64::from(b && !a);
    }
    let areas = areas(matrices, &both, fewest, seed);
    let rank_one_p = mcnemar::exact(only[0], only[1]);
    (people > 0).then_some(Paired {
        methods,
        people,
        only,
        rank_one_p,
        enrolled: areas.enrolled,
        area_difference: areas.difference,
        area_interval: areas.interval,
        area_p: areas.p,
    })
}

/// Areas beside each other.
#[derive(Default)]
struct Areas {
    enrolled: u64,
    difference: Option<f64>,
    interval: Option<Interval>,
    p: Option<f64>,
}

fn areas(matrices: [&ScoreMatrix; 2], both: &[Person], fewest: u64, seed: u64) -> Areas {
    let compared = |person: &&Person| {
        let row = |matrix: &ScoreMatrix| matrix.probes().iter().position(|p| p == *person);
        matrices.iter().all(|m| row(m).is_some_and(|row| !enrolment::failed(m, row)))
    };
    let enrolled: Vec<Person> = both.iter().filter(compared).copied().collect();
    let people = enrolled.len() as u64;
    if people < fewest {
        return Areas { enrolled: people, ..Areas::default() };
    }
    let [Some(first), Some(second)] = matrices.map(|matrix| rows_of(matrix, &enrolled)) else {
        return Areas::default();
    };
    // The same people in the same order on both sides: numbers of people agree.
    let comparisons = [Comparisons::of(&first), Comparisons::of(&second)];
    let difference =
        |times: &[u32]| Some(area(&comparisons[0], times)? - area(&comparisons[1], times)?);
    let found = difference(&comparisons[0].once());
    let subjects = comparisons[0].subjects();
    let drawn = found.and_then(|_| by_subject(subjects, REPLICATES, LEVEL, seed, difference));
    let spread = drawn.as_ref().map(|drawn| drawn.interval).filter(|i| i.high > i.low);
    let p = drawn.map(|drawn| two_sided(&drawn.values));
    Areas { enrolled: people, difference: found, interval: spread, p }
}

/// Twice the smaller share of differences on either side of 0, the sample itself counted as one
/// (Davison & Hinkley 1997, section 4.4).
fn two_sided(drawn: &[f64]) -> f64 {
    let share = |n: usize| (n + 1) as f64 / (drawn.len() + 1) as f64;
    let below = drawn.iter().filter(|d| **d <= 0.0).count();
    let above = drawn.iter().filter(|d| **d >= 0.0).count();
    (2.0 * share(below.min(above))).min(1.0)
}

/// The rows of some people's probes, in that order.
fn rows_of(matrix: &ScoreMatrix, people: &[Person]) -> Option<ScoreMatrix> {
    let row = |person: &Person| matrix.probes().iter().position(|probe| probe == person);
    let rows: Option<Vec<usize>> = people.iter().map(row).collect();
    let scores = rows?.into_iter().flat_map(|row| matrix.row(row).to_vec()).collect();
    ScoreMatrix::new(people.to_vec(), matrix.gallery().to_vec(), scores).ok()
}

#[cfg(test)]
mod tests {
    use super::super::super::evaluation::simulated::{normal_scores, people};
    use super::*;

    #[test]
    fn a_method_is_as_good_as_itself_and_worse_than_none() {
        let (open, closed) = (normal_scores(30, 5.0, 0.3, 1), normal_scores(30, 0.3, 0.3, 2));
        let found = all(&[&open, &open, &closed], 5, 4);
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].only, found[0].rank_one_p), ([0, 0], 1.0));
        assert_eq!((found[0].area_difference, found[0].area_p), (Some(0.0), Some(1.0)));
        for pair in &found[1..] {
            assert!(pair.rank_one_p < 0.001 && pair.area_p.unwrap() < 0.01, "{pair:?}");
            assert!(pair.area_interval.unwrap().low > 0.1, "{pair:?}");
        }
    }

    #[test]
    fn areas_are_those_of_people_who_could_be_compared_under_both() {
        let open = normal_scores(12, 4.0, 0.3, 1);
        let mut scores: Vec<f32> = (0..12).flat_map(|p| open.row(p)).copied().collect();
        scores[..60].fill(f32::NAN);
        let partly = ScoreMatrix::new(people(12), people(12), scores).unwrap();
        let found = all(&[&open, &partly], 5, 4);
        assert_eq!((found[0].people, found[0].enrolled), (12, 7));
        // The same scores: no difference in any draw, and that is no interval.
        assert_eq!((found[0].area_difference, found[0].area_interval), (Some(0.0), None));
        let few = all(&[&open, &partly], 8, 4);
        assert_eq!((few[0].enrolled, few[0].area_difference), (7, None));
    }

    #[test]
    fn only_people_who_are_probes_of_both_count() {
        let all_people = normal_scores(12, 4.0, 0.3, 1);
        let half: Vec<f32> =
            (0..12).filter(|p| p % 2 == 1).flat_map(|p| all_people.row(p)).copied().collect();
        let probes = (0..12).filter(|p| p % 2 == 1).map(Person).collect();
        let half = ScoreMatrix::new(probes, people(12), half).unwrap();
        let found = all(&[&all_people, &half], 5, 4);
        assert_eq!((found[0].people, found[0].only), (6, [0, 0]));
        assert_eq!(found[0].area_difference, Some(0.0));
        assert_eq!(all(&[&all_people], 5, 4), []);
    }
}
