//! Which levels of the columns' hierarchies are coarse enough, and lose the least?
//!
//! Every column has its levels; one level a column is a *node*. All records are generalised to the
//! node (full-domain generalisation, Samarati 2001), records that are still in too small a class are
//! suppressed, up to a limit. Nodes form a lattice: coarser nodes have classes that are unions of
//! those of finer nodes. So whoever is in a small class at a node is in one at every finer node,
//! which is what lets [`search`] look at few nodes and still find the best.

mod exact;
mod greedy;
mod node;
mod roll;

use self::roll::{Pool, Rolled};
use super::classes::Classes;
use super::hierarchy::Hierarchy;
use super::prosecutor::WRITTEN_SLACK;
use super::table::Table;
use serde::{Deserialize, Serialize};

/// What a table must reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// k: no record in a class of fewer.
    pub smallest_class: u32,
    /// Greatest share of the records that may be suppressed, 0 to 1.
    pub suppression_limit: f64,
}

/// Share of the records that may be suppressed unless told otherwise: 5 %, as El Emam et al. 2009
/// (10.1197/jamia.M3144) compare algorithms at.
pub const SUPPRESSION_LIMIT: f64 = 0.05;

impl Goal {
    /// Classes of at least k records.
    pub fn k(smallest_class: u32) -> Self {
        Self { smallest_class, suppression_limit: SUPPRESSION_LIMIT }
    }

    /// A greatest risk per record, 1/k: 0.09 asks for classes of 11, 0.2 for classes of 5. `None`
    /// unless the threshold is in (0, 1].
    pub fn of_threshold(risk: f64) -> Option<Self> {
        let in_range = risk > 0.0 && risk <= 1.0;
        in_range
            .then(|| Self::k((1.0 / (risk + WRITTEN_SLACK)).ceil().min(f64::from(u32::MAX)) as u32))
    }
}

/// A table with the hierarchies of its quasi-identifiers.
pub struct Lattice<'a> {
    hierarchies: &'a [Hierarchy],
    /// How much each column's loss counts; 1 unless told otherwise.
    weights: Vec<f64>,
    /// Classes of the records as they are.
    base: Classes,
    /// Codes of each base class, column by column.
    codes: Vec<Vec<u32>>,
    /// Mean loss of the records, by column and level: the least that a node can lose.
    mean_loss: Vec<Vec<f64>>,
}

/// What to do with a table, and what it costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solution {
    /// What was asked for.
    pub goal: Goal,
    /// Level of each quasi-identifier.
    pub levels: Vec<usize>,
    /// Records that are suppressed, ascending.
    pub suppressed: Vec<usize>,
    /// Mean loss a cell, 0 (nothing lost) to 1; the cells of suppressed records are lost.
    pub loss: f64,
    /// How the solution was found.
    pub found: Found,
}

/// How good a solution is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Found {
    /// Whether it is the best node; else it is a `heuristic` one.
    pub optimal: bool,
    /// No node loses less than this.
    pub lower_bound: f64,
    /// Nodes of the lattice.
    pub nodes: f64,
    /// Nodes whose classes were made.
    pub checked: usize,
}

/// A node's classes, weighed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Checked {
    suppressed: u64,
    loss: f64,
}

impl<'a> Lattice<'a> {
    /// The lattice of a table; hierarchy i belongs to column `quasi_identifiers[i]`.
    ///
    /// # Panics
    /// When the numbers of columns and hierarchies differ.
    pub fn new(table: &Table, quasi_identifiers: &[usize], hierarchies: &'a [Hierarchy]) -> Self {
        assert_eq!(quasi_identifiers.len(), hierarchies.len(), "one hierarchy a column");
        let base = Classes::of(table, quasi_identifiers);
        let of_class = |index: &usize| {
            let codes = &table.column(*index).codes;
            base.first.iter().map(|row| codes[*row as usize]).collect()
        };
        let codes: Vec<Vec<u32>> = quasi_identifiers.iter().map(of_class).collect();
        let mean_loss = hierarchies
            .iter()
            .zip(&codes)
            .map(|(hierarchy, codes)| mean_losses(hierarchy, codes, &base))
            .collect();
        Self { hierarchies, weights: vec![1.0; hierarchies.len()], base, codes, mean_loss }
    }

    /// The same with columns that count more (their detail is needed) or less.
    ///
    /// # Panics
    /// When the number of weights is not that of the columns, or one is not positive and finite.
    #[must_use]
    pub fn weighted(mut self, weights: Vec<f64>) -> Self {
        assert_eq!(weights.len(), self.weights.len(), "one weight a column");
        assert!(weights.iter().all(|w| w.is_finite() && *w > 0.0), "weights are positive");
        self.weights = weights;
        self
    }

    /// Number of nodes; a float, as it may be beyond any integer.
    pub fn nodes(&self) -> f64 {
        self.hierarchies.iter().map(|h| h.levels().len() as f64).product()
    }

    /// Records that may be suppressed.
    fn allowed(&self, goal: Goal) -> u64 {
        (goal.suppression_limit.clamp(0.0, 1.0) * self.base.records() as f64 + 1e-9).floor() as u64
    }

    /// Loss of a node before anybody is suppressed; grows along the lattice.
    fn bound(&self, levels: &[usize]) -> f64 {
        let of_column = |(c, level): (usize, &usize)| self.weights[c] * self.mean_loss[c][*level];
        let sum: f64 = levels.iter().enumerate().map(of_column).sum();
        sum / self.weights.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }

    /// Suppressed records and loss of a node with these classes.
    fn weigh(&self, levels: &[usize], rolled: &Rolled, goal: Goal) -> Checked {
        // Counted in whole records, so that the sum does not depend on the order of the classes.
        let mut kept: Vec<Vec<u64>> = levels
            .iter()
            .zip(self.hierarchies)
            .map(|(l, h)| vec![0; h.levels()[*l].labels.len()])
            .collect();
        let mut suppressed = 0;
        for (base, size) in rolled.iter() {
            if size < goal.smallest_class {
                suppressed += u64::from(size);
                continue;
            }
            for (column, counts) in kept.iter_mut().enumerate() {
                let level = &self.hierarchies[column].levels()[levels[column]];
                let code = level.code(self.codes[column][base as usize]);
                if let Some(count) = counts.get_mut(code as usize) {
                    *count += u64::from(size);
                }
            }
        }
        let mut sum = suppressed as f64 * self.weights.iter().sum::<f64>();
        for (column, counts) in kept.iter().enumerate() {
            let loss = &self.hierarchies[column].levels()[levels[column]].loss;
            let of_column: f64 = counts.iter().zip(loss).map(|(n, l)| *n as f64 * l).sum();
            sum += self.weights[column] * of_column;
        }
        let cells = self.base.records() as f64 * self.weights.iter().sum::<f64>();
        Checked { suppressed, loss: if cells > 0.0 { sum / cells } else { 0.0 } }
    }

    fn solution(&self, goal: Goal, levels: Vec<usize>, loss: f64, found: Found) -> Solution {
        let (class_of, rolled) = roll::from_base(self, &levels);
        let small = |row: &usize| {
            let class = class_of[self.base.of_record[*row] as usize];
            rolled.size(class) < goal.smallest_class
        };
        let suppressed = (0..self.base.records()).filter(small).collect();
        Solution { goal, levels, suppressed, loss, found }
    }
}

fn mean_losses(hierarchy: &Hierarchy, codes: &[u32], base: &Classes) -> Vec<f64> {
    let records = base.records().max(1) as f64;
    let of_level = |level: &super::hierarchy::Level| {
        let mut counts = vec![0u64; level.labels.len()];
        for (code, size) in codes.iter().zip(&base.sizes) {
            if let Some(count) = counts.get_mut(level.code(*code) as usize) {
                *count += u64::from(*size);
            }
        }
        counts.iter().zip(&level.loss).map(|(n, l)| *n as f64 * l).sum::<f64>() / records
    };
    hierarchy.levels().iter().map(of_level).collect()
}

/// The node that reaches the goal at the least loss; `None` when not even one value for all does
/// (fewer records than the smallest class).
///
/// A greedy climb finds a good node, then the lattice is searched for a better one: exactly, as OLA
/// (El Emam et al. 2009, 10.1197/jamia.M3144) and Flash (Kohlmayer et al. 2012,
/// 10.1109/SocialCom-PASSAT.2012.52) do, unless it has too many nodes or classes; then the solution
/// is marked as a heuristic one. The same for any number of threads.
pub fn search(lattice: &Lattice<'_>, goal: Goal) -> Option<Solution> {
    let mut pool = Pool::new(lattice);
    let start = greedy::climb(lattice, &mut pool, goal)?;
    let (best, found) = exact::improve(lattice, &mut pool, goal, start);
    Some(lattice.solution(goal, best.levels, best.loss, found))
}

#[cfg(test)]
mod tests;
