use super::*;
use crate::disclosure::classes::Classes;
use crate::disclosure::hierarchy::guess;
use crate::disclosure::lattice::{Lattice, search};
use crate::disclosure::table::{Column, MISSING, Table};

fn rows() -> (Vec<String>, Vec<Vec<String>>) {
    let header = ["participant_id", " age", "sex", "score"].map(str::to_owned).to_vec();
    let row = |i: usize| {
        let age = if i == 5 { "n/a".to_owned() } else { format!(" {}.25", 20 + i * 7 % 33) };
        vec![format!("sub-{i}"), age, ["F", "M"][i % 2].to_owned(), format!("{} ", i * 13)]
    };
    (header, (0..40).map(row).collect())
}

fn table() -> Table {
    let (header, rows) = rows();
    let column = |(c, name): (usize, &String)| {
        Column::from_values(name.trim(), rows.iter().map(|r| r[c].trim()), |v| v == "n/a")
    };
    Table::new(header.iter().enumerate().map(column).collect()).unwrap()
}

fn solved(k: u32) -> (Vec<Hierarchy>, Solution) {
    let table = table();
    let columns = [1, 2].map(|c| table.column(c));
    let hierarchies: Vec<Hierarchy> =
        columns.iter().map(|c| guess(c).hierarchy(c, k).unwrap()).collect();
    let solution = search(&Lattice::new(&table, &[1, 2], &hierarchies), Goal::k(k)).unwrap();
    (hierarchies, solution)
}

#[test]
fn a_plan_read_back_makes_the_table_of_the_solution() {
    let (hierarchies, solution) = solved(5);
    let plan = Plan::of(&hierarchies, &solution);
    let read = Plan::from_toml(&plan.to_toml().unwrap()).unwrap();
    assert_eq!(read, plan);
    let applied = read.apply(&table(), &[]).unwrap();
    assert_eq!(applied.suppressed, solution.suppressed);
    let kept: Vec<usize> = (0..40).filter(|row| !applied.suppressed.contains(row)).collect();
    let classes = Classes::of(&applied.table.with_rows(&kept), &[1, 2]);
    assert!(classes.sizes.iter().all(|f| *f >= 5), "{:?}", classes.sizes);
}

#[test]
fn only_the_columns_of_the_plan_change_in_the_file() {
    let (header, rows) = rows();
    let (hierarchies, solution) = solved(5);
    let plan = Plan::of(&hierarchies, &solution);
    let out = plan.apply_rows(&header, &rows, |v| v == "n/a", &[]).unwrap();
    assert!(out.iter().zip(&rows).all(|(new, old)| new[0] == old[0] && new[3] == old[3]));
    assert!(out.iter().zip(&rows).any(|(new, old)| new[1] != old[1]));
    assert_eq!(out[5][1], "n/a");
    let short = vec![vec!["x".to_owned()]];
    let error = plan.apply_rows(&header, &short, |_| false, &[]).unwrap_err();
    assert_eq!(error, ApplyError::Ragged { row: 1, found: 1, expected: 4 });
}

#[test]
fn all_rows_of_a_person_are_emptied_and_a_person_counts_once() {
    let ages = Column::from_values("age", ["30", "30", "30", "41", "41"], |_| false);
    let table = Table::new(vec![ages]).unwrap();
    let steps = vec![Step::SuppressRecords { columns: vec!["age".to_owned()], smallest_class: 2 }];
    let plan = Plan { version: 1, goal: Goal::k(2), steps };
    // Person 0 has rows 0 and 3: nobody else is 41 but person 2 in row 4.
    assert_eq!(plan.apply(&table, &[0, 1, 1, 0, 2]).unwrap().suppressed, Vec::<usize>::new());
    // Rows 3 and 4 are one person's: alone at 41, and so emptied everywhere.
    let applied = plan.apply(&table, &[0, 1, 2, 3, 3]).unwrap();
    assert_eq!(applied.suppressed, [3, 4]);
    assert_eq!(applied.table.column(0).codes[3], MISSING);
}

#[test]
fn steps_are_told_with_their_command() {
    let (hierarchies, solution) = solved(5);
    let words = Plan::of(&hierarchies, &solution).words("my table.tsv", "plan.toml", "out.tsv");
    assert!(words[0].starts_with("Generalise age to "), "{words:?}");
    assert_eq!(
        words.last().unwrap(),
        "countenance table 'my table.tsv' --apply plan.toml -o out.tsv"
    );
}

#[test]
fn single_cells_are_emptied_where_records_would_be() {
    // Nobody shares age and sex with four others, and each sex has 20.
    let columns = ["age", "sex"].map(str::to_owned).to_vec();
    let steps = vec![Step::SuppressRecords { columns, smallest_class: 5 }];
    let plan = Plan { version: 1, goal: Goal::k(5), steps };
    let records = plan.apply(&table(), &[]).unwrap();
    let cells = Plan::from_toml(&plan.clone().with_cells().to_toml().unwrap()).unwrap();
    let applied = cells.apply(&table(), &[]).unwrap();
    let gaps = |table: &Table| table.column(1).missing() + table.column(2).missing();
    assert_eq!((gaps(&records.table), gaps(&applied.table), applied.cells), (80, 40, 39));
    let error = cells.apply(&table(), &[0; 40]).unwrap_err();
    assert!(error.to_string().contains("several rows of one person"));
}

#[test]
fn what_does_not_fit_is_named() {
    let (hierarchies, solution) = solved(5);
    let plan = Plan::of(&hierarchies, &solution);
    let other = Table::new(vec![Column::from_values("x", ["1"], |_| false)]).unwrap();
    assert_eq!(plan.apply(&other, &[]).unwrap_err(), ApplyError::NoColumn("age".to_owned()));
    assert!(matches!(Plan::from_toml("version = 1"), Err(PlanError::Form(_))));
    let later = plan.to_toml().unwrap().replace("version = 1", "version = 2");
    assert!(matches!(Plan::from_toml(&later), Err(PlanError::Version(2))));
}
