//! What a generalised table has lost, by the measures of the literature.

use super::classes::Classes;
use super::hierarchy::Hierarchy;
use super::lattice::Solution;
use super::table::{Column, MISSING, Table};
use serde::Serialize;

/// Information lost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct InformationLoss {
    /// Iyengar's LM (2002, 10.1145/775047.775089): mean over cells of (A − 1)/(M − 1), with A of the
    /// column's M values fallen together; 0 (nothing) to 1.
    pub generalisation: f64,
    /// Non-uniform entropy (Gionis & Tassa 2009, 10.1109/TKDE.2008.129): bits that a cell's new
    /// value leaves open about the old one, as a share of those that one value for all leaves open.
    pub entropy: f64,
    /// Discernibility (Bayardo & Agrawal 2005, 10.1109/ICDE.2005.42): Σ f² over classes, a
    /// suppressed record counting n.
    pub discernibility: u64,
    /// Records a class over k (`LeFevre` et al. 2006, 10.1109/ICDE.2006.101); 1 is the best. Nothing
    /// when all records are suppressed.
    pub average_class_size: Option<f64>,
    /// Share of the records that are suppressed.
    pub suppressed: f64,
}

/// Classes of a solution: risk is read from them, suppressed records are in none.
pub fn classes_of(
    table: &Table,
    quasi_identifiers: &[usize],
    hierarchies: &[Hierarchy],
    solution: &Solution,
) -> Vec<u32> {
    let generalised = generalised(table, quasi_identifiers, hierarchies, solution);
    let columns: Vec<usize> = (0..generalised.columns().len()).collect();
    let mut kept = vec![true; table.rows()];
    for row in &solution.suppressed {
        kept[*row] = false;
    }
    let rows: Vec<usize> = (0..table.rows()).filter(|row| kept[*row]).collect();
    Classes::of(&generalised.with_rows(&rows), &columns).sizes
}

/// The quasi-identifiers at a solution's levels, suppressed records included.
fn generalised(
    table: &Table,
    quasi_identifiers: &[usize],
    hierarchies: &[Hierarchy],
    solution: &Solution,
) -> Table {
    let columns = quasi_identifiers.iter().zip(hierarchies).zip(&solution.levels);
    let columns = columns.map(|((index, h), level)| h.at(table.column(*index), *level)).collect();
    Table::new(columns).unwrap_or_default()
}

impl InformationLoss {
    /// What a solution loses of a table.
    pub fn of(
        table: &Table,
        quasi_identifiers: &[usize],
        hierarchies: &[Hierarchy],
        solution: &Solution,
    ) -> Self {
        let n = table.rows();
        let sizes = classes_of(table, quasi_identifiers, hierarchies, solution);
        let suppressed = solution.suppressed.len();
        let squares: u64 = sizes.iter().map(|f| u64::from(*f).pow(2)).sum();
        let (mut open, mut most) = (0.0, 0.0);
        for ((index, hierarchy), level) in
            quasi_identifiers.iter().zip(hierarchies).zip(&solution.levels)
        {
            let bits = entropy(table.column(*index), hierarchy, *level, &solution.suppressed);
            open += bits[0];
            most += bits[1];
        }
        let kept = (n - suppressed) as f64;
        let k = f64::from(solution.goal.smallest_class.max(1));
        Self {
            generalisation: solution.loss,
            entropy: if most > 0.0 { open / most } else { 0.0 },
            discernibility: squares + (suppressed * n) as u64,
            average_class_size: (!sizes.is_empty()).then(|| kept / sizes.len() as f64 / k),
            suppressed: suppressed as f64 / n.max(1) as f64,
        }
    }
}

/// Bits left open about a column by its level and the suppression, and by one value for all.
fn entropy(column: &Column, hierarchy: &Hierarchy, level: usize, suppressed: &[usize]) -> [f64; 2] {
    let level = &hierarchy.levels()[level];
    let known = || column.codes.iter().filter(|code| **code != MISSING);
    let mut fine = vec![0u64; column.labels.len()];
    let mut coarse = vec![0u64; level.labels.len()];
    for code in known() {
        fine[*code as usize] += 1;
        coarse[level.code(*code) as usize] += 1;
    }
    let all = known().count() as f64;
    let bits = |code: u32, whole: f64| (whole / fine[code as usize] as f64).log2();
    let of_level = |code: u32| bits(code, coarse[level.code(code) as usize] as f64);
    let most: f64 = known().map(|code| bits(*code, all)).sum();
    let mut open: f64 = known().map(|code| of_level(*code)).sum();
    for code in suppressed.iter().map(|row| column.codes[*row]).filter(|c| *c != MISSING) {
        open += bits(code, all) - of_level(code);
    }
    [open, most]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::hierarchy::Rule;
    use crate::disclosure::lattice::{Found, Goal};
    use approx::assert_relative_eq;

    #[test]
    fn six_ages_by_hand() {
        let ages = ["31", "32", "34", "38", "38", "71"];
        let table = Table::new(vec![Column::from_values("age", ages, |_| false)]).unwrap();
        let rule = Rule::AgeBand { years: 5.0, top: 90.0 };
        let hierarchy = Hierarchy::new(table.column(0), [("bands".to_owned(), rule)]).unwrap();
        let found = Found { optimal: true, lower_bound: 0.0, nodes: 3.0, checked: 1 };
        let goal = Goal { smallest_class: 2, suppression_limit: 0.2 };
        // 31, 32 and 34 fall together: (3 − 1)/(5 − 1) each; 71 is suppressed.
        let loss = (3.0 * 0.5 + 1.0) / 6.0;
        let solution = Solution { goal, levels: vec![1], suppressed: vec![5], loss, found };
        let lost = InformationLoss::of(&table, &[0], &[hierarchy], &solution);
        assert_eq!(lost.discernibility, 9 + 4 + 6);
        assert_relative_eq!(lost.average_class_size.unwrap(), 5.0 / 2.0 / 2.0);
        let open = 3.0 * 3f64.log2() + 6f64.log2();
        let most = 4.0 * 6f64.log2() + 2.0 * 3f64.log2();
        assert_relative_eq!(lost.entropy, open / most, max_relative = 1e-12);
        assert_relative_eq!(lost.suppressed, 1.0 / 6.0);
    }
}
