//! EDF and BDF recordings: who, when and where stand in the first 256 bytes (EDF+, 2.1.3).

use super::content::decode;
use super::date::Day;
use super::notes::Notes;
use super::placeholder;
use super::severity::Severity;

/// BIDS 1.10, EEG: 1985 is the year of a start that was hidden.
const HIDDEN_YEAR: &str = "85";

/// Looks at the fixed header.
pub(super) fn check(start: &[u8], notes: &mut Notes) {
    let field = |from: usize, to: usize| decode(start.get(from..to).unwrap_or_default());
    if start.len() < 256 {
        notes.not_assessed("EDF header that cannot be read");
        return;
    }
    let patient = field(8, 88);
    for (word, name) in patient.split_whitespace().zip(["code", "sex", "birthdate", "name"]) {
        let own = name == "code" && placeholder::is_own_label(word, notes.path());
        if !placeholder::is_placeholder(word) && !own {
            let severity = if name == "sex" { Severity::Moderate } else { Severity::High };
            notes.add_as("EDF-01", severity, name, "local patient identification");
        }
    }
    recording(&field(88, 168), notes);
    let date = field(168, 176);
    let parts: Vec<i32> = date.split('.').filter_map(|part| part.trim().parse().ok()).collect();
    if let [day, month, year] = parts[..]
        && Day::new(1900 + year, month, day).is_some()
        && !date.trim().ends_with(HIDDEN_YEAR)
    {
        notes.add("EDF-01", "startdate", "date");
    }
}

/// EDF+: `Startdate dd-MMM-yyyy` code, technician, equipment.
fn recording(text: &str, notes: &mut Notes) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.strip_prefix(&["Startdate"]).unwrap_or(&words);
    for (word, name) in words.iter().zip(["startdate", "code", "technician"]) {
        let hidden = name == "startdate" && word.ends_with("1985");
        if !placeholder::is_placeholder(word) && !hidden {
            notes.add("EDF-01", name, "local recording identification");
        }
    }
}
