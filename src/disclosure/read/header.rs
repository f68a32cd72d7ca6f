//! Names of the columns.

use super::error::Problem;
use super::{Note, ReadOptions};

/// Columns of a file, and what is read of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Names, each once.
    pub(super) names: Vec<String>,
    /// The column that names persons.
    pub(super) person: Option<usize>,
    /// Columns that become columns of the table, ascending.
    pub(super) kept: Vec<usize>,
}

/// Names of the column that names persons, by preference (BIDS: `participant_id`); compared without
/// case. Not `patient`: that may be the opposite of a control.
const PERSON: [&str; 12] = [
    "participant_id",
    "subject_id",
    "patient_id",
    "participant",
    "subject",
    "sub",
    "record_id",
    "proband_id",
    "probanden_id",
    "deelnemer_id",
    "pseudonym",
    "id",
];

impl Header {
    /// The columns of a header's cells; what had to be changed goes to `notes`.
    pub(super) fn of(
        cells: Vec<String>,
        options: &ReadOptions,
        notes: &mut Vec<Note>,
    ) -> Result<Self, Problem> {
        let names = unique_names(cells, notes);
        let find = |wanted: &String| {
            names
                .iter()
                .position(|name| name == wanted)
                .ok_or_else(|| Problem::NoColumn { name: wanted.clone(), has: shown(&names) })
        };
        let person = match &options.person_column {
            Some(wanted) => Some(find(wanted)?),
            None => PERSON
                .iter()
                .find_map(|known| names.iter().position(|name| name.eq_ignore_ascii_case(known))),
        };
        let mut kept: Vec<usize> = match &options.columns {
            Some(wanted) => wanted.iter().map(find).collect::<Result<_, _>>()?,
            None => (0..names.len()).collect(),
        };
        kept.retain(|column| Some(*column) != person);
        kept.sort_unstable();
        kept.dedup();
        Ok(Self { names, person, kept })
    }
}

/// Names without blanks around them; a name that is missing or used before gets a number.
fn unique_names(cells: Vec<String>, notes: &mut Vec<Note>) -> Vec<String> {
    let mut used = std::collections::HashSet::new();
    let mut names = Vec::with_capacity(cells.len());
    for (column, cell) in cells.into_iter().enumerate() {
        let trimmed = cell.trim();
        let mut name = trimmed.to_owned();
        if name.is_empty() {
            name = format!("column {}", column + 1);
            notes.push(Note::column(&name, "has no name in the header".to_owned()));
        } else if trimmed.len() < cell.len() {
            notes.push(Note::column(trimmed, "blanks around the name were left out".to_owned()));
        }
        let base = name.clone();
        let mut number = 1;
        while !used.insert(name.clone()) {
            number += 1;
            name = format!("{base} ({number})");
        }
        if number > 1 {
            let text = format!("is the {number}. column of that name, now called {name}");
            notes.push(Note::column(&base, text));
        }
        names.push(name);
    }
    names
}

/// The first names of a header, for a message.
fn shown(names: &[String]) -> String {
    const SHOWN: usize = 20;
    let first = names[..names.len().min(SHOWN)].join(", ");
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{first} and {more} more"),
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str], options: &ReadOptions) -> (Result<Header, Problem>, Vec<Note>) {
        let mut notes = Vec::new();
        let cells = names.iter().map(|name| (*name).to_owned()).collect();
        (Header::of(cells, options, &mut notes), notes)
    }

    #[test]
    fn names_are_trimmed_and_made_unique() {
        let (found, notes) =
            header(&["Subject", " sex", "", "sex", "sex"], &ReadOptions::default());
        let found = found.unwrap();
        assert_eq!(found.names, ["Subject", "sex", "column 3", "sex (2)", "sex (3)"]);
        assert_eq!((found.person, found.kept), (Some(0), vec![1, 2, 3, 4]));
        assert_eq!(notes.len(), 4);
    }

    #[test]
    fn what_is_asked_for_has_to_be_there() {
        let options = ReadOptions { columns: Some(vec!["age".to_owned()]), ..Default::default() };
        let (found, _) = header(&["id", "sex"], &options);
        assert!(found.unwrap_err().to_string().contains("no column age; it has id, sex"));
        let (found, _) = header(&["age", "sex", "ID"], &options);
        assert_eq!(
            found.unwrap(),
            Header {
                names: vec!["age".to_owned(), "sex".to_owned(), "ID".to_owned()],
                person: Some(2),
                kept: vec![0],
            }
        );
    }
}
