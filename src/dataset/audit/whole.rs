//! Rules about the dataset as a whole: labels against dates, shifts, times of conversion, license.

use super::date::Day;
use super::notes::{Fact, Hit};
use super::rule::Rules;
use super::severity::Severity;
use super::{labels, scans};
use std::collections::{BTreeMap, BTreeSet};

/// Studies with fewer participants are narrowed down by their site.
const SMALL_STUDY: usize = 50;
/// A conversion within so many days of a scan tells the day of the scan, nearly.
const NEAR_DAYS: i64 = 7;
/// So many participants in the order of their scans are no chance (1/5! < 0.01).
const ORDERED: usize = 5;

/// The label of the participant that a path belongs to, without `sub-`.
pub(super) fn participant(path: &str) -> Option<&str> {
    path.split(['/', '!']).find_map(|part| {
        let label = part.strip_prefix("sub-")?;
        let end = label.find(['_', '.']).unwrap_or(label.len());
        Some(&label[..end]).filter(|label| !label.is_empty())
    })
}

/// Rules about labels: the labels that tell something, with what.
pub(super) fn telling_labels<'a>(
    paths: impl Iterator<Item = &'a str>,
) -> BTreeMap<String, &'static str> {
    let labels: BTreeSet<&str> =
        paths.filter_map(participant).filter(|label| *label != "emptyroom").collect();
    labels::telling(&labels)
}

/// What the facts of all files show together.
pub(super) fn check(facts: &[(String, Fact)], hits: &mut Vec<Hit>, rules: &Rules, people: usize) {
    let days = days(facts);
    order(&days, hits);
    let by_participant: Vec<Vec<Day>> =
        days.values().map(|found| found.iter().map(|(day, _)| *day).collect()).collect();
    for (n, class) in scans::shift(&by_participant) {
        if let Some((_, path)) = days.values().nth(n).and_then(|found| found.first()) {
            hits.push(of("SC-SHIFT", None, "acq_time", class, path));
        }
    }
    conversions(facts, hits);
    if (1..SMALL_STUDY).contains(&people) {
        for hit in hits.iter_mut().filter(|hit| hit.rule == "JSON-SITE-01") {
            hit.severity = Some(Severity::Moderate);
        }
    }
    license(facts, hits, rules);
}

fn of(
    rule: &'static str,
    severity: Option<Severity>,
    field: &str,
    class: &'static str,
    path: &str,
) -> Hit {
    let (rule, class) = (rule.into(), class.into());
    Hit { rule, severity, field: field.to_owned(), class, path: path.to_owned() }
}

/// A file whose sidecar and table of scans were shifted by different numbers of days: who knows one of
/// the shifts has the other, and intervals between scans are wrong.
pub(super) fn shifts(dated: &mut [(String, Day)], hits: &mut Vec<Hit>) {
    dated.sort();
    for file in dated.chunk_by(|a, b| a.0 == b.0) {
        let numbers = || file.iter().map(|(_, day)| day.number());
        let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else { continue };
        // A scan may go on past midnight.
        if last - first > 1 && file.iter().all(|(_, day)| !day.is_real()) {
            let class = "dates of one scan that are shifted differently";
            hits.push(of("SC-SHIFT", None, "acq_time", class, &file[0].0));
        }
    }
}

/// Days of acquisition of each participant, from tables of scans and from sidecars.
fn days(facts: &[(String, Fact)]) -> BTreeMap<&str, Vec<(Day, &str)>> {
    let mut days: BTreeMap<&str, Vec<(Day, &str)>> = BTreeMap::new();
    for (path, fact) in facts {
        if let (Fact::Acquired(day), Some(label)) = (fact, participant(path))
            && label != "emptyroom"
        {
            days.entry(label).or_default().push((*day, path));
        }
    }
    days
}

/// Numbers given in the order of the scans tell the order.
fn order(days: &BTreeMap<&str, Vec<(Day, &str)>>, hits: &mut Vec<Hit>) {
    let firsts: Option<Vec<(u64, Day, &str)>> = days
        .iter()
        .map(|(label, found)| {
            let (day, path) = found.iter().min_by_key(|(day, _)| *day)?;
            Some((label.parse().ok()?, *day, *path))
        })
        .collect();
    let Some(mut firsts) = firsts else { return };
    firsts.sort_unstable();
    let rising = firsts.windows(2).all(|pair| pair[0].1 < pair[1].1);
    if firsts.len() >= ORDERED && rising {
        let path = firsts[0].2;
        hits.push(of("ID-SEQ", Some(Severity::Low), "sub", "order of the scans", path));
        if firsts.iter().all(|(_, day, _)| !day.is_real()) {
            let class = "order of the participants survives the shift";
            hits.push(of("SC-SHIFT", None, "acq_time", class, path));
        }
    }
}

fn conversions(facts: &[(String, Fact)], hits: &mut Vec<Hit>) {
    let scanned: BTreeSet<i64> = facts
        .iter()
        .filter_map(|(_, fact)| match fact {
            Fact::Acquired(day) if day.is_real() => Some(day.number()),
            _ => None,
        })
        .collect();
    for (path, fact) in facts {
        if let Fact::Compressed(day) = fact
            && scanned.range(day - NEAR_DAYS..=day + NEAR_DAYS).next().is_some()
        {
            let class = "time within a week of a scan";
            hits.push(of("GZ-TIME", Some(Severity::Moderate), "MTIME", class, path));
        }
    }
}

/// A license binds nobody; with findings that need an agreement it is not enough.
fn license(facts: &[(String, Fact)], hits: &mut Vec<Hit>, rules: &Rules) {
    const ROOT: &str = "dataset_description.json";
    let needs_agreement = hits.iter().any(|hit| {
        let Some(rule) = rules.get(&hit.rule) else { return false };
        let own = hit.severity.filter(|_| !rule.fixed).unwrap_or(rule.severity);
        !rule.off && own <= Severity::High
    });
    let at_root = |fact: &Fact| facts.iter().any(|(path, f)| path == ROOT && f == fact);
    if !needs_agreement || at_root(&Fact::UseConditions) {
        return;
    }
    let license = facts.iter().find_map(|(path, fact)| match fact {
        Fact::License(license) if path == ROOT => Some(license.to_lowercase()),
        _ => None,
    });
    let Some(license) = license else { return };
    let open = rules.list("DOC-02", "open_licenses");
    if license.is_empty() {
        hits.push(of("DOC-02", None, "License", "no license", ROOT));
    } else if open.iter().any(|name| license.contains(name.as_str())) {
        hits.push(of("DOC-02", None, "License", "open license", ROOT));
    }
}

#[cfg(test)]
mod tests {
    use super::super::notes::Notes;
    use super::*;

    fn day(year: i32, month: i32, day: i32) -> Day {
        Day::new(year, month, day).unwrap()
    }

    #[test]
    fn dates_of_one_scan_are_shifted_alike() {
        let told = |a: Day, b: Day| {
            let mut hits = Vec::new();
            let mut dated =
                vec![("sub-01/x".to_owned(), a), ("sub-02/x".to_owned(), day(1900, 1, 1))];
            dated.push(("sub-01/x".to_owned(), b));
            shifts(&mut dated, &mut hits);
            hits.iter().map(|hit| hit.path.clone()).collect::<Vec<_>>()
        };
        assert_eq!(told(day(1905, 5, 3), day(1907, 8, 9)), ["sub-01/x"]);
        assert!(told(day(1905, 5, 3), day(1905, 5, 4)).is_empty());
        // True and shifted dates in one participant are told elsewhere.
        assert!(told(day(1905, 5, 3), day(2019, 5, 3)).is_empty());
    }

    #[test]
    fn a_table_and_a_sidecar_are_about_the_same_scan() {
        let mut notes = Notes::default();
        notes.dates("sub-01/anat/sub-01_T1w.nii.gz", day(1905, 5, 3));
        notes.dates("sub-01/anat/sub-01_T1w.json", day(1907, 8, 9));
        let mut hits = Vec::new();
        shifts(&mut notes.dated, &mut hits);
        assert_eq!(hits.len(), 1);
    }

    #[test]
    fn a_shift_that_all_share_keeps_the_order() {
        let of = |years: [i32; 5]| {
            let row = |(n, year): (usize, &i32)| {
                let path = format!("sub-0{n}/sub-0{n}_scans.tsv");
                (path, Fact::Acquired(day(*year, 3, 2)))
            };
            let facts: Vec<(String, Fact)> = years.iter().enumerate().map(row).collect();
            let mut hits = Vec::new();
            check(&facts, &mut hits, &Rules::shipped(), 5);
            hits.iter().any(|hit| hit.rule == "SC-SHIFT")
        };
        assert!(of([1901, 1902, 1903, 1904, 1905]));
        assert!(!of([1905, 1902, 1903, 1904, 1901]));
        assert!(!of([2001, 2002, 2003, 2004, 2005]));
    }
}
