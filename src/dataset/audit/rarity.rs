//! Participants who stand out: rare values, extreme numbers, combinations nobody else has.

use super::look::Look;
use super::notes::Notes;
use super::placeholder::is_placeholder;
use super::tables::Table;
use super::{ages, columns, words};
use std::collections::BTreeMap;

/// A value held by fewer rows is rare (the guide: extreme or unique values are removed).
const FEW: usize = 3;
/// Tables with fewer rows have no common values.
const FEWEST_ROWS: usize = 10;
/// Columns with more values are no categories.
const MOST_CATEGORIES: usize = 12;
/// Robust z, by median and median absolute deviation, beyond which a number is extreme.
const EXTREME: f64 = 4.0;
/// Standard deviations in a median absolute deviation of normal numbers.
const MAD_TO_SD: f64 = 1.4826;

/// Looks at the columns that are not told of already.
pub(super) fn check(
    table: &Table,
    own: Option<usize>,
    told: &[usize],
    look: &Look<'_>,
    notes: &mut Notes,
) {
    let rows = table.columns.first().map_or(0, Vec::len);
    for (n, (name, cells)) in table.header.iter().zip(&table.columns).enumerate() {
        if Some(n) == own || told.contains(&n) || rows < FEWEST_ROWS {
            continue;
        }
        let filled: Vec<&str> =
            cells.iter().map(String::as_str).filter(|cell| !is_placeholder(cell)).collect();
        match numbers(&filled) {
            Some(numbers) if is_extreme(&numbers) => notes.add("PT-RARE", name, "extreme number"),
            None if has_rare(&filled) => notes.add("PT-RARE", name, "rare category"),
            _ => {}
        }
    }
    combinations(table, look, notes);
}

/// All cells as numbers, unless one is none.
fn numbers(cells: &[&str]) -> Option<Vec<f64>> {
    cells.iter().map(|cell| cell.parse().ok().filter(|n: &f64| n.is_finite())).collect()
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn is_extreme(numbers: &[f64]) -> bool {
    if numbers.len() < FEWEST_ROWS {
        return false;
    }
    let mut numbers = numbers.to_vec();
    numbers.sort_by(f64::total_cmp);
    let middle = median(&numbers);
    let mut distances: Vec<f64> = numbers.iter().map(|n| (n - middle).abs()).collect();
    distances.sort_by(f64::total_cmp);
    let spread = MAD_TO_SD * median(&distances);
    spread > 0.0 && distances.last().is_some_and(|d| d / spread > EXTREME)
}

fn has_rare(cells: &[&str]) -> bool {
    let counts = counts(cells.iter().copied());
    (2..=MOST_CATEGORIES).contains(&counts.len()) && counts.values().any(|count| *count < FEW)
}

fn counts<'a, T: Ord + 'a>(values: impl Iterator<Item = T>) -> BTreeMap<T, usize> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts
}

/// Rows that nobody shares on what registers and acquaintances know, and groups of rows about whom a
/// sensitive fact becomes known all the same, because all of a group have it.
fn combinations(table: &Table, look: &Look<'_>, notes: &mut Notes) {
    let chosen = known_to_others(table, look);
    let rows = table.columns.first().map_or(0, Vec::len);
    if chosen.len() < 2 || rows < 2 {
        return;
    }
    let row = |n: usize| chosen.iter().map(|c| table.columns[*c][n].as_str()).collect::<Vec<_>>();
    let mut groups: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for n in 0..rows {
        groups.entry(row(n)).or_default().push(n);
    }
    if groups.values().any(|group| group.len() == 1) {
        let names: Vec<&str> = chosen.iter().map(|c| table.header[*c].as_str()).collect();
        notes.add("PT-QI", &names.join("+"), "combination that only one row has");
    }
    for (n, name) in table.header.iter().enumerate().filter(|(n, _)| !chosen.contains(n)) {
        let tells = |list: &str| words::contain(name, look.list("PT-SENS", list));
        let cells = &table.columns[n];
        if (tells("columns") || tells("special"))
            && groups.values().any(|group| all_have(group, cells, look))
        {
            notes.add("PT-SENS", name, "same value for everybody of a group");
        }
    }
}

/// Columns that an outsider may know.
fn known_to_others(table: &Table, look: &Look<'_>) -> Vec<usize> {
    let known = look.list("PT-QI", "columns");
    let fits = |name: &String| words::contain(name, known) || ages::is_age(name, look);
    (0..table.header.len()).filter(|n| fits(&table.header[*n])).collect()
}

/// Whether a group of two or more has one value that says something (l-diversity of 1: Machanavajjhala
/// et al. 2007, doi 10.1145/1217299.1217302, homogeneity attack). Who is alone is told by PT-QI.
fn all_have(group: &[usize], cells: &[String], look: &Look<'_>) -> bool {
    let Some(first) = group.first().map(|n| &cells[*n]) else { return false };
    let says = !is_placeholder(first) && !columns::is_negative(first, look);
    group.len() > 1 && says && group.iter().all(|n| cells[*n] == *first)
}

#[cfg(test)]
mod tests {
    use super::super::rule::Rules;
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn classes(rows: &[[&str; 4]]) -> Vec<String> {
        let header = ["participant_id", "age", "sex", "diagnosis"].map(str::to_owned).to_vec();
        let column = |n: usize| rows.iter().map(|row| row[n].to_owned()).collect();
        let table = Table { header, columns: (0..4).map(column).collect() };
        let (rules, names) = (Rules::shipped(), BTreeSet::new());
        let look = Look { rules: &rules, root: Path::new("."), names: &names };
        let mut notes = Notes::about("participants.tsv");
        combinations(&table, &look, &mut notes);
        notes.hits.iter().map(|hit| format!("{} {}", hit.rule, hit.class)).collect()
    }

    #[test]
    fn who_belongs_to_a_group_has_what_all_of_it_have() {
        let same = "PT-SENS same value for everybody of a group";
        let two = |a, b| classes(&[["1", "30", "F", a], ["2", "30", "F", b]]);
        assert_eq!(two("MDD", "MDD"), [same]);
        assert!(two("MDD", "control").is_empty());
        assert!(two("control", "control").is_empty() && two("n/a", "n/a").is_empty());
        // Who is alone is singled out; that is the other rule.
        let alone = classes(&[["1", "30", "F", "MDD"], ["2", "40", "F", "none"]]);
        assert_eq!(alone, ["PT-QI combination that only one row has"]);
    }
}
