//! Ages: too old, too exact, too young.

use super::content::decode;
use super::look::Look;
use super::notes::Notes;
use super::placeholder;
use super::severity::Severity;
use super::tables::Table;
use super::words;
use serde_json::Value;
use std::fs::File;
use std::io::Read;

/// 45 CFR 164.514(b)(2)(i)(C) and BIDS 1.10: higher ages are pooled.
const CAP: f64 = 89.0;
/// The Dutch guide: consent of children younger than this is not theirs alone.
const CHILD: f64 = 16.0;
/// Age of majority.
const MINOR: f64 = 18.0;
/// Years below which months and weeks are the usual unit (infants).
const INFANT: f64 = 3.0;
/// Dictionaries are small.
const DICTIONARY_BYTES: u64 = 4 << 20;

/// Looks at the columns with ages; `path` is that of the table.
pub(super) fn check(path: &str, table: &Table, look: &Look<'_>, notes: &mut Notes) {
    for (name, cells) in table.header.iter().zip(&table.columns) {
        if is_age(name, look) {
            let unit = unit(path, name, look);
            column(name, cells, unit, notes);
        }
    }
}

/// Whether a column holds ages.
pub(super) fn is_age(name: &str, look: &Look<'_>) -> bool {
    words::contain(name, look.list("PT-AGE89", "columns"))
        && !words::contain(name, look.list("PT-AGE89", "not"))
}

fn column(name: &str, cells: &[String], unit: Unit, notes: &mut Notes) {
    let mut exact = false;
    for cell in cells.iter().filter(|cell| !placeholder::is_placeholder(cell)) {
        let Some((value, unit)) = read(cell, unit) else { continue };
        let years = value * unit.years();
        if years > CAP {
            notes.add("PT-AGE89", name, "age over 89");
        } else if cell.trim() == "89+" {
            notes.add_as("PT-AGE89", Severity::Info, name, "ages over 89 pooled");
        }
        if years < CHILD {
            notes.add("PT-MINOR", name, "younger than 16");
        } else if years < MINOR {
            notes.add_as("PT-MINOR", Severity::Low, name, "16 or 17 years");
        }
        exact |= years >= INFANT && (unit != Unit::Year || value.fract() != 0.0);
    }
    if exact {
        notes.add("PT-AGEPREC", name, "age finer than a year");
    }
}

/// `PatientAge` of a sidecar: years, or as DICOM writes it (`093Y`, `018M`).
pub(super) fn sidecar(plain: &str, key: &str, value: &str, notes: &mut Notes) {
    if plain == "patientage"
        && let Some((age, unit)) = read(value, Unit::Year)
        && age * unit.years() > CAP
    {
        notes.add("PT-AGE89", key, "age over 89");
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
}

impl Unit {
    fn years(self) -> f64 {
        match self {
            Self::Year => 1.0,
            Self::Month => 1.0 / 12.0,
            Self::Week => 7.0 / 365.25,
            Self::Day => 1.0 / 365.25,
            Self::Hour => 1.0 / 8766.0,
        }
    }

    fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let starts = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
        match name.as_str() {
            _ if starts(&["year", "jaar", "jahr", "an"]) => Some(Self::Year),
            _ if starts(&["month", "maand", "monat", "mois"]) => Some(Self::Month),
            _ if starts(&["week", "woche"]) => Some(Self::Week),
            _ if starts(&["day", "dag", "tag"]) => Some(Self::Day),
            _ if starts(&["hour", "uur"]) => Some(Self::Hour),
            "y" | "yr" | "yrs" => Some(Self::Year),
            "m" | "mo" | "mos" => Some(Self::Month),
            "w" | "wk" => Some(Self::Week),
            "d" => Some(Self::Day),
            _ => None,
        }
    }
}

/// The number and its own unit, where it has one behind it; nothing for bands like `20-25`.
fn read(cell: &str, unit: Unit) -> Option<(f64, Unit)> {
    let cell = cell.trim();
    let end = cell.find(|c: char| !(c.is_ascii_digit() || ".,".contains(c))).unwrap_or(cell.len());
    let value: f64 = cell[..end].replace(',', ".").parse().ok()?;
    match cell[end..].trim() {
        "" | "+" => Some((value, unit)),
        own => Some((value, Unit::named(own)?)),
    }
}

/// The unit that the table's dictionary gives the column, else the one in its name, else years.
fn unit(path: &str, column: &str, look: &Look<'_>) -> Unit {
    let stem = path.split(".tsv").next().unwrap_or(path);
    let file = look.root.join(format!("{stem}.json"));
    let mut bytes = Vec::new();
    let read = File::open(file).and_then(|f| f.take(DICTIONARY_BYTES).read_to_end(&mut bytes));
    let dictionary: Option<Value> =
        read.ok().and_then(|_| serde_json::from_str(&decode(&bytes)).ok());
    let named = dictionary.and_then(|d| Unit::named(d.get(column)?.get("Units")?.as_str()?));
    let in_name = || words::of(column).iter().filter(|w| w.len() > 2).find_map(|w| Unit::named(w));
    named.or_else(in_name).unwrap_or(Unit::Year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(cells: &[&str], unit: Unit) -> Vec<std::borrow::Cow<'static, str>> {
        let cells: Vec<String> = cells.iter().map(|c| (*c).to_owned()).collect();
        let mut notes = Notes::default();
        column("age", &cells, unit, &mut notes);
        notes.hits.iter().map(|hit| hit.class.clone()).collect()
    }

    #[test]
    fn ages_are_judged_in_their_unit() {
        assert_eq!(classes(&["93"], Unit::Year), ["age over 89"]);
        assert_eq!(classes(&["89+"], Unit::Year), ["ages over 89 pooled"]);
        assert_eq!(classes(&["23.0", "20-25", "n/a", "89"], Unit::Year), Vec::<&str>::new());
        assert_eq!(classes(&["23.41"], Unit::Year), ["age finer than a year"]);
        assert_eq!(classes(&["7", "17"], Unit::Year), ["younger than 16", "16 or 17 years"]);
        assert_eq!(classes(&["1100"], Unit::Month), ["age over 89", "age finer than a year"]);
        assert_eq!(classes(&["14"], Unit::Week), ["younger than 16"]);
        assert_eq!(classes(&["093Y"], Unit::Year), ["age over 89"]);
    }
}
