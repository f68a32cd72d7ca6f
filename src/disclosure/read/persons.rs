//! From rows to persons: tables with one row per session count nobody twice.

use std::collections::HashMap;

use serde::Serialize;

use super::row_names::RowNames;
use super::{Names, Note};
use crate::disclosure::table::{Column, MISSING, Table};

/// Who the records of a table are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Persons {
    /// The column that names them; nothing where each row is taken for a person.
    pub column: Option<String>,
    /// Names, one a record; empty without such a column, and for more than 2 000 000 persons in
    /// the order of their names. Never for outputs that are shared.
    #[serde(skip)]
    pub names: Names,
    /// Rows of the file.
    pub rows: usize,
    /// Persons, one a record unless [`Persons::of_record`] says otherwise.
    pub records: usize,
    /// Persons of each record; nothing where each record is one person.
    #[serde(skip)]
    pub of_record: Option<Vec<u32>>,
    /// Columns that differ between rows of one person: the record has the first value known.
    pub differing: Vec<Differing>,
}

/// A column that differs between rows of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// Name of the column.
    pub column: String,
    /// Persons whose rows differ in it; a missing value differs from nothing.
    pub persons: usize,
}

const EACH_ROW: &str = "no column names persons: each row was taken for a person";

/// Makes one record of all rows of a person.
///
/// A column keeps the value that a person's rows share; where they differ, the first known value
/// is kept and the column is listed. Rows without a name are persons of their own.
pub(super) fn collapse(
    table: Table,
    names: Option<(String, RowNames)>,
    notes: &mut Vec<Note>,
) -> (Table, Persons) {
    let rows = table.rows();
    let Some((column, names)) = names else {
        notes.push(Note::file(EACH_ROW.to_owned()));
        return (table, Persons { rows, records: rows, ..Persons::default() });
    };
    let names = match names {
        RowNames::Kept(names) => names,
        RowNames::Distinct | RowNames::Lost => Names::default(),
    };
    if !names.has_repeated() {
        let column = Some(column);
        let persons = Persons { column, names, rows, records: rows, ..Persons::default() };
        return (table, persons);
    }
    let (person_of, first) = number(&names);
    let mut differing = Vec::new();
    let collapsed: Vec<Column> = table
        .columns()
        .iter()
        .map(|column| {
            let (codes, persons) = one_value(column, &person_of, first.len());
            if persons > 0 {
                differing.push(Differing { column: column.name.clone(), persons });
            }
            Column { name: column.name.clone(), codes, labels: column.labels.clone() }
        })
        .collect();
    let records = first.len();
    notes.push(Note::file(told(rows, records, &differing)));
    let names = first.iter().filter_map(|&row| names.get(row)).collect();
    let table = Table::new(collapsed).unwrap_or_else(|e| unreachable!("one code a person: {e}"));
    let column = Some(column);
    (table, Persons { column, names, rows, records, differing, ..Persons::default() })
}

/// A table whose records are groups of persons, each person one row.
pub(super) fn grouped(
    table: Table,
    sizes: Vec<u32>,
    names: Option<(String, RowNames)>,
    rows: usize,
    notes: &mut Vec<Note>,
) -> (Table, Persons) {
    if names.is_none() {
        notes.push(Note::file(EACH_ROW.to_owned()));
    }
    let column = names.map(|(column, _)| column);
    let of_record = Some(sizes);
    (table, Persons { column, rows, records: rows, of_record, ..Persons::default() })
}

/// Person of each row, and the first row of each person.
fn number(names: &Names) -> (Vec<u32>, Vec<usize>) {
    let mut known = HashMap::new();
    let mut first = Vec::new();
    let mut person_of = Vec::with_capacity(names.len());
    for (row, name) in names.iter().enumerate() {
        let new = first.len() as u32;
        let person = if name.is_empty() { new } else { *known.entry(name).or_insert(new) };
        if person == new {
            first.push(row);
        }
        person_of.push(person);
    }
    (person_of, first)
}

/// First known value of each person, and the number of persons with another one.
fn one_value(column: &Column, person_of: &[u32], persons: usize) -> (Vec<u32>, usize) {
    let mut codes = vec![MISSING; persons];
    let mut differs = vec![false; persons];
    for (&person, &code) in person_of.iter().zip(&column.codes) {
        let kept = &mut codes[person as usize];
        if *kept == MISSING {
            *kept = code;
        } else if code != MISSING && code != *kept {
            differs[person as usize] = true;
        }
    }
    (codes, differs.into_iter().filter(|d| *d).count())
}

fn told(rows: usize, records: usize, differing: &[Differing]) -> String {
    let one =
        format!("{rows} rows of {records} persons: one record was made of each person's rows");
    if differing.is_empty() {
        return format!("{one}; they agree in every column");
    }
    let names: Vec<&str> = differing.iter().map(|d| d.column.as_str()).collect();
    format!("{one}; the first known value was kept where they differ: {}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_person_are_one_record() {
        let missing = |v: &str| v == "-";
        let sex = Column::from_values("sex", ["F", "M", "-", "M", "F"], missing);
        let age = Column::from_values("age", ["30", "-", "31", "40", "30"], missing);
        let table = Table::new(vec![sex, age]).unwrap();
        let names: Names = ["a", "b", "a", "b", ""].into_iter().collect();
        let mut notes = Vec::new();
        let (table, persons) =
            collapse(table, Some(("id".to_owned(), RowNames::Kept(names))), &mut notes);
        assert_eq!((table.rows(), persons.rows, persons.records), (3, 5, 3));
        let column = |at: usize| (0..3).map(|r| table.column(at).value(r)).collect::<Vec<_>>();
        assert_eq!(column(0), [Some("F"), Some("M"), Some("F")]);
        assert_eq!(column(1), [Some("30"), Some("40"), Some("30")]);
        assert_eq!(persons.differing, [Differing { column: "age".to_owned(), persons: 1 }]);
        assert_eq!(persons.names.iter().collect::<Vec<_>>(), ["a", "b", ""]);
        assert!(notes[0].text.contains("5 rows of 3 persons") && notes[0].text.ends_with("age"));
    }

    #[test]
    fn names_in_any_order_are_found_repeated() {
        let repeated = |names: &[&str]| names.iter().copied().collect::<Names>().has_repeated();
        assert!(!repeated(&["a", "b", "c"]) && !repeated(&["b", "a", "c"]));
        assert!(repeated(&["a", "b", "a"]) && repeated(&["a", "a"]));
    }
}
