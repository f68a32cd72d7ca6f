//! What cells look like, and columns that are sensitive or hold free text.

use super::look::Look;
use super::notes::Notes;
use super::pii;
use super::severity::Severity;
use super::words;
use std::collections::BTreeSet;

/// Free text has more words than this on average.
const FREE_WORDS: f64 = 3.0;
/// Texts of which more than this share are different are no categories.
const DISTINCT_SHARE: f64 = 0.8;
/// Fewer texts are too few to tell.
const FEWEST: usize = 5;

/// Columns that tell something sensitive or a relation, and free text.
pub(super) fn content(name: &str, cells: &[&str], look: &Look<'_>, notes: &mut Notes) {
    let is = |rule: &str, list: &str| words::contain(name, look.list(rule, list));
    if is("PT-FAM", "columns") {
        notes.add("PT-FAM", name, "relation");
    } else if is("PT-SENS", "special") {
        notes.add_as("PT-SENS", Severity::High, name, "special category of data");
    } else if is("PT-SENS", "columns") {
        notes.add("PT-SENS", name, "sensitive fact");
    }
    if is("BRAIN-02", "columns") && cells.iter().any(|cell| !is_negative(cell, look)) {
        notes.add_as("BRAIN-02", Severity::High, name, "lesion, resection or implant");
    }
    if is_free(cells) {
        notes.add("PT-FREE", name, "free text");
    }
}

fn is_free(cells: &[&str]) -> bool {
    let texts: Vec<&&str> =
        cells.iter().filter(|cell| cell.chars().any(char::is_alphabetic)).collect();
    if texts.len() * 2 < cells.len() || texts.is_empty() {
        return false;
    }
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let distinct: BTreeSet<&&&str> = texts.iter().collect();
    let has_words = texts.iter().filter(|text| text.contains(' ')).count() * 2 > texts.len();
    words as f64 / texts.len() as f64 > FREE_WORDS
        || (texts.len() >= FEWEST
            && has_words
            && distinct.len() as f64 > DISTINCT_SHARE * texts.len() as f64)
}

/// One to five words with a capital, or initials; no codes.
pub(super) fn is_name(cell: &str) -> bool {
    let words: Vec<&str> =
        cell.split([' ', ',', '^', '.', '-']).filter(|w| !w.is_empty()).collect();
    let is_word = |word: &&str| word.chars().all(|c| c.is_alphabetic() || c == '\'');
    let small =
        ["van", "de", "der", "den", "von", "la", "le", "di", "da", "ter", "ten", "el", "bin"];
    let has_capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase);
    (1..=5).contains(&words.len())
        && words.iter().all(is_word)
        && words.iter().filter(|word| !small.contains(word)).all(has_capital)
}

/// Whether two cells end in, or have before a comma, the same name.
pub(super) fn surname_twice(cells: &[&str]) -> bool {
    let surname = |cell: &&str| {
        let before = cell.split_once(',').map_or(*cell, |(surname, _)| surname);
        let before = before.split('^').next().unwrap_or(before);
        // Initials alone are no surname.
        let name = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        (name.chars().filter(|c| c.is_alphabetic()).count() > 2).then_some(name)
    };
    let names: Vec<String> = cells.iter().filter_map(surname).collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    distinct.len() < names.len()
}

/// Whether a cell says that there is nothing to tell.
pub(super) fn is_negative(cell: &str, look: &Look<'_>) -> bool {
    let cell = cell.to_lowercase();
    look.list("PT-SENS", "negative").contains(&cell)
}

/// Something by which a person is reached, of the kind the column's name says.
pub(super) fn is_contact(column: &str, cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    let says = |words: &[&str]| {
        words::of(column).iter().any(|own| words.iter().any(|w| own.starts_with(w)))
    };
    if says(&["address", "adres", "street", "straat"]) {
        return letters >= 3 && (digits > 0 || cell.contains('@'));
    }
    if says(&["phone", "tel", "mobile", "fax", "gsm"]) {
        return digits >= 8;
    }
    cell.contains('@')
        || cell.contains("://")
        || cell.starts_with("www.")
        || !pii::classes(column, cell).is_empty()
}

/// Five digits or more, perhaps with a few letters.
pub(super) fn is_register_number(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    digits >= 5 && cell.len() <= 34 && !cell.contains('.')
}

/// Four digits and two letters (Netherlands), or letters and digits in two groups (UK, Canada).
pub(super) fn is_full_postcode(cell: &str) -> bool {
    let plain: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    let bytes = plain.as_bytes();
    let dutch = bytes.len() == 6
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_alphabetic);
    let mixed = (5..=7).contains(&bytes.len())
        && bytes[0].is_ascii_alphabetic()
        && bytes.iter().any(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    dutch || mixed
}

/// A decimal number of degrees with three places or more.
pub(super) fn is_coordinate(cell: &str) -> bool {
    let places = cell.rsplit_once('.').map_or(0, |(_, places)| places.len());
    places >= 3 && cell.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= 180.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_codes() {
        for cell in ["Piet Jansen", "Jansen, P.", "J.P.", "van der Berg", "O'Neill", "Müller"] {
            assert!(is_name(cell), "{cell}");
        }
        for cell in ["control", "sub-01", "P01", "12", "left hand"] {
            assert!(!is_name(cell), "{cell}");
        }
    }

    #[test]
    fn relatives_share_a_surname() {
        for cells in
            [["Piet Jansen", "Els Jansen"], ["Jansen, P.", "Jansen, E."], ["de Wit^A", "Bo de Wit"]]
        {
            assert!(surname_twice(&cells), "{cells:?}");
        }
        for cells in
            [["Piet Jansen", "Els Bakker"], ["J.P.", "J.P."], ["Jansen, Piet", "Bakker, Piet"]]
        {
            assert!(!surname_twice(&cells), "{cells:?}");
        }
    }

    #[test]
    fn postcodes_of_a_street_are_told_from_areas() {
        assert!(is_full_postcode("1012 AB") && is_full_postcode("SW1A 1AA"));
        assert!(!is_full_postcode("1012") && !is_full_postcode("90210"));
    }
}
