//! Which columns tell records apart, alone and together?

use rayon::prelude::*;
use serde::Serialize;

use super::classes::Classes;
use super::separation::{self, Separation};
use super::table::{Column, Table};

/// A set of columns and its power.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SubsetPower {
    /// Indices of the columns, ascending.
    pub columns: Vec<usize>,
    /// Share of the records that are alone.
    pub unique_fraction: f64,
    /// How well the set tells records apart.
    #[serde(flatten)]
    pub separation: Separation,
}

/// Sets grouped at once: each needs memory for one class number a record.
const MOST_SETS: usize = 4096;

/// Distinction and separation of every set of at most `max_size` of the `columns`, smaller sets
/// first, then in the order of the columns.
///
/// `max_size` is lowered until no more than 4096 sets remain; the largest set says how far it went.
/// Empty with fewer than two records.
pub fn search(table: &Table, columns: &[usize], max_size: usize) -> Vec<SubsetPower> {
    within(table, &Classes::of(table, columns), columns, max_size)
}

/// The same where the classes of all `columns` are known: who agrees in all of them agrees in every
/// set, so that one record of each class is enough.
pub fn within(
    table: &Table,
    finest: &Classes,
    columns: &[usize],
    max_size: usize,
) -> Vec<SubsetPower> {
    let one_a_class = |index: &usize| {
        let column = table.column(*index);
        let codes = finest.first.iter().map(|row| column.codes[*row as usize]).collect();
        Column { name: column.name.clone(), codes, labels: column.labels.clone() }
    };
    // Columns of one length, with codes of their own labels.
    let firsts = Table::new(columns.iter().map(one_a_class).collect()).unwrap_or_default();
    let places: Vec<usize> = (0..columns.len()).collect();
    let measure = |set: Vec<usize>| {
        let classes = Classes::of(&firsts, &set);
        let mut sizes = vec![0u32; classes.count()];
        for (class, size) in classes.of_record.iter().zip(&finest.sizes) {
            sizes[*class as usize] += size;
        }
        let alone = sizes.iter().filter(|size| **size == 1).count();
        let unique_fraction = alone as f64 / finest.records().max(1) as f64;
        let separation = separation::of_sizes(&sizes)?;
        let columns = set.into_iter().map(|place| columns[place]).collect();
        Some(SubsetPower { columns, unique_fraction, separation })
    };
    let found: Vec<Option<SubsetPower>> =
        sets(&places, max_size).into_par_iter().map(measure).collect();
    found.into_iter().flatten().collect()
}

/// All sets by size, as long as a whole size fits into the limit.
fn sets(columns: &[usize], max_size: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    // Places in `columns`, so that a column given twice is not taken for one.
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for size in 1..=max_size.min(columns.len()) {
        let from = |set: &Vec<usize>| set.last().map_or(0, |at| at + 1);
        let longer = last.iter().map(|set| columns.len() - from(set)).sum::<usize>();
        if size > 1 && all.len() + longer > MOST_SETS {
            break;
        }
        last = last
            .iter()
            .flat_map(|set| {
                (from(set)..columns.len()).map(move |at| [set.as_slice(), &[at]].concat())
            })
            .collect();
        all.extend(last.iter().map(|set| set.iter().map(|&at| columns[at]).collect()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_record_of_each_class_is_enough(
            rows in prop::collection::vec(prop::collection::vec(0u8..3, 4), 0..40),
        ) {
            let column = |c: usize| {
                let values = rows.iter().map(|row| row[c].to_string());
                Column::from_values(&format!("c{c}"), values, |v| v == "2")
            };
            let table = Table::new((0..4).map(column).collect()).unwrap();
            let columns = [3, 0, 2];
            let found = search(&table, &columns, 3);
            prop_assert_eq!(found.len(), if rows.len() < 2 { 0 } else { 7 });
            for set in found {
                let classes = Classes::of(&table, &set.columns);
                let alone = classes.size_histogram().unique_fraction().unwrap();
                prop_assert!((set.unique_fraction - alone).abs() < 1e-12);
                prop_assert_eq!(Some(set.separation), separation::measure(&classes));
            }
        }
    }

    #[test]
    fn sets_grow_as_far_as_the_limit_allows() {
        assert_eq!(
            sets(&[4, 7, 9], 2),
            [vec![4], vec![7], vec![9], vec![4, 7], vec![4, 9], vec![7, 9]]
        );
        assert_eq!(sets(&[1, 2, 3], 9).len(), 7);
        let many: Vec<usize> = (0..100).collect();
        assert_eq!(sets(&many, 3).len(), 100);
        assert!(sets(&many[..80], 3).iter().all(|set| set.len() <= 2));
    }
}
