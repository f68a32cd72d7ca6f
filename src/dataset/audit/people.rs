//! Tables with one row a person: what each column is and what its cells hold.

use super::content::Content;
use super::date;
use super::key_file;
use super::look::Look;
use super::notes::Notes;
use super::pii::Class;
use super::placeholder::is_placeholder;
use super::severity::Severity;
use super::tables::{self, Table};
use super::{ages, columns, rarity, words};

/// Looks at a table about people.
pub(super) fn check(content: &Content, table: &Table, look: &Look<'_>, notes: &mut Notes) {
    let own = own_identifier(table, look);
    let mut told = Vec::new();
    for (n, (name, cells)) in table.header.iter().zip(&table.columns).enumerate() {
        let filled: Vec<&str> =
            cells.iter().map(String::as_str).filter(|cell| !is_placeholder(cell)).collect();
        if Some(n) == own || filled.is_empty() {
            continue;
        }
        if named(content, name, &filled, look, notes) || values(name, &filled, notes) {
            told.push(n);
        } else {
            columns::content(name, &filled, look, notes);
        }
    }
    ages::check(&content.path, table, look, notes);
    if let Some(own) = own {
        let ids = table.columns[own].iter().map(String::as_str);
        notes.names(ids.filter(|id| !is_placeholder(id)));
        let header = &table.header;
        if let Some(other) = key_file::other_identifier(own, header, &table.columns, look) {
            notes.add("PT-KEY", other, "second identifier of the same rows");
        }
    }
    rarity::check(table, own, &told, look, notes);
    let adds = |hit: &&super::notes::Hit| hit.rule.starts_with("PT-");
    if content.path.contains("phenotype/") && notes.hits.iter().any(|hit| adds(&hit)) {
        notes.add("PHENO-01", "", "facts beside those of the participants table");
    }
}

/// The column that names the rows.
fn own_identifier(table: &Table, look: &Look<'_>) -> Option<usize> {
    table.column(look.list("PT-KEY", "own"))
}

/// Columns whose name says what they hold, if their cells agree; whether one was found.
fn named(
    content: &Content,
    name: &str,
    cells: &[&str],
    look: &Look<'_>,
    notes: &mut Notes,
) -> bool {
    let is = |rule: &str, list: &str| words::contain(name, look.list(rule, list));
    let share = |fits: &dyn Fn(&str) -> bool| {
        cells.iter().filter(|cell| fits(cell)).count() as f64 / cells.len() as f64
    };
    let mostly = |fits: &dyn Fn(&str) -> bool| share(fits) >= MOSTLY;
    let is_acquisition = words::plain(name) == "acqtime" || content.lower().contains("_sessions.");
    if is("PT-DOB", "columns") && mostly(&is_day) {
        notes.add("PT-DOB", name, "birth date");
    } else if is("PT-DOB", "columns") && mostly(&is_year) {
        notes.add_as("PT-DOB", Severity::Moderate, name, "birth year");
    } else if mostly(&is_day) && is_acquisition {
        super::scans::column(name, cells, notes);
    } else if mostly(&is_day) {
        if share(&is_real_day) > 0.0 {
            notes.add("PT-DOB", name, "dates");
        }
    } else if is("PT-NAME", "names") && mostly(&columns::is_name) {
        notes.add("PT-NAME", name, "names");
        if columns::surname_twice(cells) {
            notes.add("PT-FAM", name, "surname of several people");
        }
    } else if is("PT-NAME", "contacts") && mostly(&|cell| columns::is_contact(name, cell)) {
        notes.add("PT-NAME", name, "contact or address");
    } else if is("PT-NAME", "numbers") && mostly(&columns::is_register_number) {
        notes.add("PT-NAME", name, "number of a register");
    } else {
        return place(name, cells, look, notes);
    }
    true
}

/// Share of cells that have to look like what the column's name says.
const MOSTLY: f64 = 0.5;

fn is_day(cell: &str) -> bool {
    date::parse(cell).is_some()
}

fn is_real_day(cell: &str) -> bool {
    date::parse(cell).is_some_and(date::Day::is_real)
}

fn is_year(cell: &str) -> bool {
    cell.parse::<i32>().is_ok_and(|year| (1900..2100).contains(&year))
}

/// Where somebody lives.
fn place(name: &str, cells: &[&str], look: &Look<'_>, notes: &mut Notes) -> bool {
    let is = |list: &str| words::contain(name, look.list("PT-GEO", list));
    let any = |fits: &dyn Fn(&str) -> bool| cells.iter().any(|cell| fits(cell));
    let is_text = |cell: &str| cell.chars().any(char::is_alphabetic);
    if is("postcodes") && any(&columns::is_full_postcode) {
        notes.add_as("PT-GEO", Severity::High, name, "full postcode");
    } else if is("postcodes") && any(&|cell| cell.bytes().filter(u8::is_ascii_digit).count() > 3) {
        notes.add_as("PT-GEO", Severity::Moderate, name, "postcode area");
    } else if is("coordinates") && any(&columns::is_coordinate) {
        notes.add_as("PT-GEO", Severity::High, name, "coordinates");
    } else if is("towns") && any(&is_text) {
        notes.add_as("PT-GEO", Severity::Moderate, name, "town or neighbourhood");
    } else if is("countries") && any(&is_text) {
        notes.add_as("PT-GEO", Severity::Low, name, "country or region");
    } else {
        return false;
    }
    true
}

/// Identifying values in single cells, whatever the column is called.
fn values(name: &str, cells: &[&str], notes: &mut Notes) -> bool {
    let mut classes: Vec<Class> =
        cells.iter().flat_map(|cell| tables::cell_classes(name, cell)).collect();
    classes.sort_unstable();
    classes.dedup();
    for class in &classes {
        match class {
            Class::Postcode => notes.add_as("PT-GEO", Severity::High, name, "full postcode"),
            Class::Date => notes.add_as("PT-FREE", Severity::Moderate, name, "date in text"),
            Class::UserPath => notes.add_as("PT-FREE", Severity::Low, name, class.as_str()),
            Class::TitledName | Class::IpAddress | Class::Uid => {
                notes.add_as("PT-NAME", Severity::High, name, class.as_str());
            }
            _ => notes.add("PT-NAME", name, class.as_str()),
        }
    }
    !classes.is_empty()
}
