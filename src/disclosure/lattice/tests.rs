use super::*;
use crate::disclosure::hierarchy::{Rule, user};
use crate::disclosure::table::{Column, MISSING};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Every node, from the records: the best by loss, then by levels.
fn brute_force(
    table: &Table,
    hierarchies: &[Hierarchy],
    weights: &[f64],
    goal: Goal,
) -> Option<(Vec<usize>, f64, Vec<usize>)> {
    let n = table.rows();
    let mut best: Option<(Vec<usize>, f64, Vec<usize>)> = None;
    let mut nodes = vec![Vec::new()];
    for hierarchy in hierarchies {
        nodes = nodes
            .into_iter()
            .flat_map(|node: Vec<usize>| {
                (0..hierarchy.levels().len()).map(move |l| [node.clone(), vec![l]].concat())
            })
            .collect();
    }
    for levels in nodes {
        let at = |row: usize| -> Vec<u32> {
            (0..levels.len())
                .map(|c| hierarchies[c].levels()[levels[c]].code(table.column(c).codes[row]))
                .collect()
        };
        let mut sizes: HashMap<Vec<u32>, u32> = HashMap::new();
        for row in 0..n {
            *sizes.entry(at(row)).or_default() += 1;
        }
        let suppressed: Vec<usize> =
            (0..n).filter(|row| sizes[&at(*row)] < goal.smallest_class).collect();
        if suppressed.len() as f64 > goal.suppression_limit * n as f64 + 1e-9 {
            continue;
        }
        let mut sum = suppressed.len() as f64 * weights.iter().sum::<f64>();
        for c in 0..levels.len() {
            let level = &hierarchies[c].levels()[levels[c]];
            for row in (0..n).filter(|row| !suppressed.contains(row)) {
                sum += weights[c] * level.loss(level.code(table.column(c).codes[row]));
            }
        }
        let loss = sum / (n as f64 * weights.iter().sum::<f64>());
        if best.as_ref().is_none_or(|b| loss < b.1 - 1e-9) {
            best = Some((levels, loss, suppressed));
        }
    }
    best
}

/// A hierarchy over codes 0..8: pairs, fours, all; or eight, three groups, all.
fn hierarchy(column: &Column, odd: bool) -> Hierarchy {
    let entries = |by: &dyn Fn(u32) -> u32| -> BTreeMap<String, String> {
        (0..8).map(|v: u32| (v.to_string(), format!("g{}", by(v)))).collect()
    };
    let maps = if odd {
        vec![entries(&|v| v.saturating_sub(1) / 3)]
    } else {
        vec![entries(&|v| v / 2), entries(&|v| v / 4)]
    };
    let named = |(at, entries)| (format!("level {at}"), Rule::Table { entries });
    Hierarchy::new(column, maps.into_iter().enumerate().map(named)).unwrap()
}

fn table(rows: &[Vec<u32>]) -> Table {
    let labels: Vec<String> = (0..8).map(|v| v.to_string()).collect();
    let column = |c: usize| Column {
        name: format!("c{c}"),
        codes: rows.iter().map(|r| if r[c] == 8 { MISSING } else { r[c] }).collect(),
        labels: labels.clone(),
    };
    Table::new((0..4).map(column).collect()).unwrap()
}

proptest! {
    #[test]
    fn as_found_by_looking_at_every_node(
        rows in prop::collection::vec(prop::collection::vec(0u32..9, 4), 1..50),
        k in 2u32..6,
        limit in prop_oneof![Just(0.0), Just(0.05), Just(0.3), Just(1.0)],
        weights in prop::collection::vec(prop_oneof![Just(1.0), 0.2f64..4.0], 4),
    ) {
        let table = table(&rows);
        let hierarchies: Vec<Hierarchy> =
            table.columns().iter().enumerate().map(|(c, col)| hierarchy(col, c % 2 == 1)).collect();
        let goal = Goal { smallest_class: k, suppression_limit: limit };
        let lattice = Lattice::new(&table, &[0, 1, 2, 3], &hierarchies).weighted(weights.clone());
        let found = search(&lattice, goal);
        let expected = brute_force(&table, &hierarchies, &weights, goal);
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some((_, loss, _))) = (found, expected) {
            prop_assert!(found.found.optimal);
            prop_assert!((found.loss - loss).abs() < 1e-9, "{:?} {}", found, loss);
            prop_assert!(found.suppressed.len() as f64 <= limit * rows.len() as f64 + 1e-9);
            // The suppressed records are those in small classes of the node.
            let columns: Vec<Column> = (0..4)
                .map(|c| hierarchies[c].at(table.column(c), found.levels[c])).collect();
            let classes = Classes::of(&Table::new(columns).unwrap(), &[0, 1, 2, 3]);
            let small: Vec<usize> = classes.frequencies().enumerate()
                .filter(|(_, f)| *f < k).map(|(row, _)| row).collect();
            prop_assert_eq!(found.suppressed, small);
        }
    }
}

#[test]
fn thresholds_ask_for_the_classes_of_their_sources() {
    let k = |risk| Goal::of_threshold(risk).unwrap().smallest_class;
    assert_eq!([k(0.09), k(0.2), k(0.05), k(0.5), k(1.0)], [11, 5, 20, 2, 1]);
    assert_eq!(Goal::of_threshold(0.0), None);
    assert_eq!(Goal::of_threshold(f64::NAN), None);
}

#[test]
fn fewer_records_than_the_smallest_class_have_no_solution() {
    let table = table(&vec![vec![0; 4]; 4]);
    let hierarchies: Vec<Hierarchy> =
        table.columns().iter().map(|column| hierarchy(column, false)).collect();
    let lattice = Lattice::new(&table, &[0, 1, 2, 3], &hierarchies);
    assert_eq!(search(&lattice, Goal::k(5)), None);
    assert!(search(&lattice, Goal::k(4)).unwrap().loss.abs() < 1e-12);
}

#[test]
fn a_lattice_too_large_to_count_has_a_heuristic_solution() {
    // 8 levels in each of 12 columns: 7·10¹⁰ nodes.
    let labels: Vec<String> = (0..128).map(|v| v.to_string()).collect();
    let column = |c: usize| Column {
        name: format!("c{c}"),
        codes: (0..60u32).map(|row| (row * (c as u32 * 2 + 1) + c as u32) % 128).collect(),
        labels: labels.clone(),
    };
    let table = Table::new((0..12).map(column).collect()).unwrap();
    let text: Vec<String> = (0..128u32)
        .map(|v| (0..7).map(|bit| (v >> bit).to_string()).collect::<Vec<_>>().join(";"))
        .collect();
    let rules = user::rules(&text.join("\n")).unwrap();
    let hierarchies: Vec<Hierarchy> =
        table.columns().iter().map(|col| Hierarchy::new(col, rules.clone()).unwrap()).collect();
    let quasi_identifiers: Vec<usize> = (0..12).collect();
    let lattice = Lattice::new(&table, &quasi_identifiers, &hierarchies);
    let found = search(&lattice, Goal::k(3)).unwrap();
    assert!(!found.found.optimal && found.loss < 1.0, "{found:?}");
    assert!(found.suppressed.len() <= 3);
}
