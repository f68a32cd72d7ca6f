//! `scans.tsv`: when each file was acquired, and who did it.

use super::date::{self, Day};
use super::look::Look;
use super::notes::{Fact, Notes};
use super::placeholder::is_placeholder;
use super::severity::Severity;
use super::tables::{self, Table};
use super::words;

/// Looks at a table with one row a file.
pub(super) fn check(table: &Table, look: &Look<'_>, notes: &mut Notes) {
    days_of_files(table, notes);
    let staff = look.list("SC-OP", "columns");
    for (name, cells) in table.header.iter().zip(&table.columns) {
        let filled: Vec<&str> =
            cells.iter().map(String::as_str).filter(|cell| !is_placeholder(cell)).collect();
        if filled.is_empty() || words::plain(name) == "filename" {
            continue;
        }
        if words::contain(name, staff) {
            notes.add("SC-OP", name, "name of staff or of the series");
        } else {
            column(name, &filled, notes);
        }
    }
}

/// The day of every file, as `filename` and `acq_time` tell it.
fn days_of_files(table: &Table, notes: &mut Notes) {
    let column = |wanted: &str| table.header.iter().position(|name| words::plain(name) == wanted);
    let (Some(file), Some(time)) = (column("filename"), column("acqtime")) else { return };
    let folder = notes.path().rsplit_once('/').map_or(String::new(), |(f, _)| format!("{f}/"));
    for (file, time) in table.columns[file].iter().zip(&table.columns[time]) {
        if let Some(day) = date::parse(time) {
            notes.dates(&format!("{folder}{file}"), day);
        }
    }
}

/// A column that may hold the time of an acquisition.
pub(super) fn column(name: &str, cells: &[&str], notes: &mut Notes) {
    for cell in cells {
        if let Some(day) = date::parse(cell) {
            notes.fact(Fact::Acquired(day));
            if day.is_real() {
                let class = if has_time(cell) { "date and time" } else { "date" };
                notes.add("SC-ACQ", name, class);
            }
        } else if date::is_time_of_day(cell) && cell.contains(':') {
            notes.add_as("SC-ACQ", Severity::Info, name, "time of day");
        } else {
            for class in tables::cell_classes(name, cell) {
                notes.add_as("EV-01", Severity::Moderate, name, class.as_str());
            }
        }
    }
}

fn has_time(cell: &str) -> bool {
    cell.split_once('T').is_some_and(|(_, time)| !time.starts_with("00:00:00"))
}

/// How the days of different participants lie to each other: what a shift has left of the truth.
///
/// `days` are those of one participant each.
pub(super) fn shift(days: &[Vec<Day>]) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let is_mixed = |days: &Vec<Day>| {
        days.iter().any(|day| day.is_real()) && days.iter().any(|day| !day.is_real())
    };
    for (n, _) in days.iter().enumerate().filter(|(_, days)| is_mixed(days)) {
        found.push((n, "shifted and true dates in one participant"));
    }
    let shifted: Vec<&Vec<Day>> =
        days.iter().filter(|d| !d.is_empty() && d.iter().all(|day| !day.is_real())).collect();
    let firsts: Vec<Day> = shifted.iter().filter_map(|days| days.iter().min().copied()).collect();
    let mut distinct = firsts.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() >= WORKING_DAYS && !distinct.iter().any(|day| day.is_weekend()) {
        found.push((
            days.iter().position(|d| !d.is_empty()).unwrap_or(0),
            "weekdays survive the shift",
        ));
    }
    found
}

/// So many different days, none of them at a weekend, come about by chance with a probability of
/// (5/7)^14 < 0.01 when every participant has an own random shift.
const WORKING_DAYS: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_shift_for_all_keeps_the_weekdays() {
        // 1900-01-01 was a Monday.
        let weeks = |day: i32| -> Vec<Vec<Day>> {
            (1..=20).filter_map(|n| Day::new(1900 + n, 1, day)).map(|d| vec![d]).collect()
        };
        let working: Vec<Vec<Day>> =
            weeks(3).into_iter().chain(weeks(17)).filter(|d| !d[0].is_weekend()).collect();
        assert_eq!(shift(&working)[0].1, "weekdays survive the shift");
        assert!(shift(&weeks(3)).is_empty());
        let mixed = vec![vec![Day::new(1900, 1, 1).unwrap(), Day::new(2019, 1, 1).unwrap()]];
        assert_eq!(shift(&mixed)[0].1, "shifted and true dates in one participant");
    }
}
