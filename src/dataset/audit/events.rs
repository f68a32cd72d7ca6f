//! Tables of events, answers and samples, row by row.

use super::date;
use super::notes::Notes;
use super::pii::Class;
use super::severity::Severity;
use super::tables::{self, Lines};
use std::collections::BTreeSet;
use std::io;

/// Different answers held in memory.
const MOST_ANSWERS: usize = 1000;
/// An answer of so many words is a sentence.
const SENTENCE: usize = 5;
/// So many different sentences in one column are answers and not instructions.
const SENTENCES: usize = 3;

/// Looks at all rows; `are_events` where somebody may have typed.
pub(super) fn check(
    are_events: bool,
    header: &[String],
    lines: &mut Lines<'_>,
    notes: &mut Notes,
) -> io::Result<()> {
    let mut answers: Vec<BTreeSet<String>> = vec![BTreeSet::new(); header.len()];
    while let Some(cells) = lines.next()? {
        for (n, cell) in cells.iter().enumerate().filter(|(_, cell)| !tables::is_number(cell)) {
            let name = header.get(n).map_or("", String::as_str);
            one(name, cell, notes);
            let is_answer =
                name.contains("response") || name.contains("answer") || name.contains("comment");
            if let Some(answers) = answers.get_mut(n)
                && are_events
                && is_answer
                && answers.len() < MOST_ANSWERS
                && cell.split_whitespace().count() >= SENTENCE
            {
                answers.insert(cell.clone());
            }
        }
    }
    for (name, _) in header.iter().zip(&answers).filter(|(_, a)| a.len() >= SENTENCES) {
        notes.add("EV-01", name, "answers in words");
    }
    Ok(())
}

fn one(name: &str, cell: &str, notes: &mut Notes) {
    if date::parse(cell).is_some_and(date::Day::is_real) && cell.len() >= 10 {
        notes.add("EV-01", name, "time on the clock");
        return;
    }
    for class in tables::cell_classes(name, cell) {
        let severity = match class {
            Class::UserPath | Class::Date => Severity::Low,
            _ => Severity::Moderate,
        };
        notes.add_as("EV-01", severity, name, class.as_str());
    }
}
