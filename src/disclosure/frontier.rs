//! Risk against information: what each further step of protection costs.

use super::hierarchy::Hierarchy;
use super::lattice::{Goal, Lattice, Solution, search};
use super::loss::{InformationLoss, classes_of};
use super::table::Table;
use serde::Serialize;

/// Sizes of the smallest class that are shown unless told otherwise: 2 (nobody alone), 3, 5 (risk
/// 0.2) and 11 (risk 0.09, EMA Policy 0070 and Health Canada PRCI).
pub const SMALLEST_CLASSES: [u32; 4] = [2, 3, 5, 11];

/// A point of the frontier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Levels and suppressed records.
    pub solution: Solution,
    /// Name of the level of each quasi-identifier.
    pub level_names: Vec<String>,
    /// Prosecutor risk of the records that are kept.
    pub risk: Risk,
    /// What is lost.
    pub loss: InformationLoss,
}

/// Prosecutor risk: the attacker knows that the person is in the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Risk {
    /// Greatest risk of a record, 1/min f; 0 when there is none.
    pub highest: f64,
    /// Mean risk of the records, u/n.
    pub average: f64,
    /// Share of the records that are unique.
    pub unique: f64,
    /// Classes.
    pub classes: usize,
}

impl Risk {
    /// Risk of records in classes of these sizes.
    pub fn of(sizes: &[u32]) -> Self {
        let records: u64 = sizes.iter().map(|f| u64::from(*f)).sum();
        let n = records.max(1) as f64;
        let smallest = sizes.iter().min().copied();
        Self {
            highest: smallest.map_or(0.0, |f| 1.0 / f64::from(f)),
            average: sizes.len() as f64 / n,
            unique: sizes.iter().filter(|f| **f == 1).count() as f64 / n,
            classes: sizes.len(),
        }
    }
}

/// The table as it is, then the best solution for each smallest class, ascending; those that cannot
/// be reached are left out. Every point loses at least as much as the one before and is at most as
/// risky.
pub fn frontier(
    table: &Table,
    quasi_identifiers: &[usize],
    hierarchies: &[Hierarchy],
    smallest_classes: &[u32],
    suppression_limit: f64,
) -> Vec<Point> {
    let lattice = Lattice::new(table, quasi_identifiers, hierarchies);
    let mut asked: Vec<u32> = smallest_classes.iter().copied().filter(|k| *k > 1).collect();
    asked.push(1);
    asked.sort_unstable();
    asked.dedup();
    let goals = asked.into_iter().map(|smallest_class| Goal { smallest_class, suppression_limit });
    let solved = goals.filter_map(|goal| search(&lattice, goal));
    solved.map(|s| point(table, quasi_identifiers, hierarchies, s)).collect()
}

/// A solution with its risk and loss.
pub fn point(
    table: &Table,
    quasi_identifiers: &[usize],
    hierarchies: &[Hierarchy],
    solution: Solution,
) -> Point {
    let level_names = hierarchies
        .iter()
        .zip(&solution.levels)
        .map(|(h, level)| h.levels()[*level].name.clone())
        .collect();
    let risk = Risk::of(&classes_of(table, quasi_identifiers, hierarchies, &solution));
    let loss = InformationLoss::of(table, quasi_identifiers, hierarchies, &solution);
    Point { solution, level_names, risk, loss }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::hierarchy::guess;
    use crate::disclosure::table::Column;

    #[test]
    fn less_risk_costs_more() {
        let age = |i: u32| (20 + i * 37 % 61).to_string();
        let ages = Column::from_values("age", (0..87).map(age), |_| false);
        let sex = Column::from_values("sex", (0..87).map(|i| ["F", "M"][i % 2]), |_| false);
        let table = Table::new(vec![ages, sex]).unwrap();
        let hierarchies: Vec<Hierarchy> =
            table.columns().iter().map(|c| guess(c).hierarchy(c, 5).unwrap()).collect();
        let points = frontier(&table, &[0, 1], &hierarchies, &SMALLEST_CLASSES, 0.05);
        assert_eq!(points.len(), 5);
        assert!(points[0].loss.generalisation.abs() < 1e-12 && points[0].risk.unique > 0.3);
        for pair in points.windows(2) {
            assert!(pair[0].loss.generalisation <= pair[1].loss.generalisation);
            assert!(pair[0].risk.highest >= pair[1].risk.highest);
        }
        assert!(points[4].risk.highest <= 1.0 / 11.0);
    }
}
