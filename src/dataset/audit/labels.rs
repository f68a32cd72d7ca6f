//! File and folder names: dates in them, and labels of participants that mean something.

use super::mask;
use super::notes::Notes;
use super::pii;
use super::severity::Severity;
use std::collections::{BTreeMap, BTreeSet};

/// Looks at one path.
pub(super) fn check(path: &str, notes: &mut Notes) {
    let empty_room = path.split('/').any(|part| part == "sub-emptyroom");
    for part in path.split('/') {
        if mask::dates(part).is_empty() {
            continue;
        }
        if part.starts_with("sub-") && !part.contains('_') {
            notes.add("ID-SEQ", "sub", "date");
        } else if empty_room {
            // BIDS prescribes ses-YYYYMMDD for noise recordings (BIDS 1.10, MEG).
            notes.add_as("SES-DATE", Severity::Low, "ses", "date of a noise recording");
        } else {
            notes.add("SES-DATE", entity_of_date(part), "date");
        }
    }
    for class in pii::classes("", path) {
        if class != pii::Class::Date {
            notes.add_as("SES-DATE", class.severity(), "path", class.as_str());
        }
    }
}

/// The entity whose value holds the date; `name` outside of entities.
fn entity_of_date(part: &str) -> &str {
    let holds = |entity: &&str| !mask::dates(entity).is_empty();
    let entity = part.split('_').find(holds).and_then(|entity| entity.split_once('-'));
    match entity {
        Some((key, _)) if key.bytes().all(|b| b.is_ascii_lowercase()) && !key.is_empty() => key,
        _ => "name",
    }
}

/// Labels that tell who somebody is: initials before a number, long numbers. The paths with them.
///
/// A prefix that many participants share is the name of a study or site; initials differ.
pub(super) fn telling(participants: &BTreeSet<&str>) -> BTreeMap<String, &'static str> {
    let mut telling = BTreeMap::new();
    let prefixes: Vec<(&str, &str)> =
        participants.iter().filter_map(|label| Some((*label, initials(label)?))).collect();
    let distinct: BTreeSet<&str> = prefixes.iter().map(|(_, prefix)| *prefix).collect();
    let enough = prefixes.len() >= FEWEST && prefixes.len() * 2 > participants.len();
    if enough && distinct.len() as f64 >= DISTINCT_SHARE * prefixes.len() as f64 {
        telling.extend(prefixes.iter().map(|(label, _)| ((*label).to_owned(), "initials")));
    }
    for label in participants {
        if label.len() >= REGISTER_DIGITS && label.bytes().all(|b| b.is_ascii_digit()) {
            telling.insert((*label).to_owned(), "number as a register gives it");
        }
    }
    telling
}

/// Fewest participants whose prefixes can be compared.
const FEWEST: usize = 4;
/// Share of different prefixes above which they are no codes of groups or sites. Of 27 public
/// datasets, seven participants of three hospitals have a share of 0.43.
const DISTINCT_SHARE: f64 = 0.6;
/// Hospital numbers have seven digits or more; public studies number with six or fewer (HCP).
const REGISTER_DIGITS: usize = 7;

/// Two or three letters, alone or in front of a number: `jd`, `JD12`.
fn initials(label: &str) -> Option<&str> {
    let end = label.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(label.len());
    let (letters, rest) = label.split_at(end);
    let fits = (2..=3).contains(&end) && rest.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_differ_and_study_codes_do_not() {
        let telling = |labels: &[&str]| telling(&labels.iter().copied().collect()).len();
        assert_eq!(telling(&["jd01", "ab02", "pk03", "mv04", "jd05"]), 5);
        assert_eq!(telling(&["cm4", "cm8", "ir05", "ir07", "ir08", "jh17", "jh19"]), 0);
        assert_eq!(telling(&["PD01", "PD02", "HC01", "HC02"]), 0);
        assert_eq!(telling(&["01", "02", "03", "0004517"]), 1);
        assert_eq!(telling(&["100307", "control01", "patient02"]), 0);
    }

    #[test]
    fn the_entity_with_the_date_is_named() {
        assert_eq!(entity_of_date("sub-01_ses-20190501_T1w.nii.gz"), "ses");
        assert_eq!(entity_of_date("export-of_2019-05-01.csv"), "name");
    }
}
