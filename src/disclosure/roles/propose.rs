//! Roles from names and contents.

use std::collections::HashMap;

use super::content::{Content, NumberForm, content};
use super::knowledge::{Form, Knowledge, Row};
use super::{ColumnRole, Role, Roles};
use crate::disclosure::read::ParticipantsTable;
use crate::disclosure::table::Column;

/// More distinct numbers than this are a measurement: others know it only roughly. Years of
/// education, grades and numbers of children have fewer; quotients of the ten items of the Edinburgh
/// inventory are the 21 tens from −100 to 100 (Oldfield 1971).
const FEW: usize = 21;
/// Share of the records whose value nobody else has, from which on a value is a name of its own.
const OWN: f64 = 0.9;
/// With fewer records, values are different by chance.
const FEWEST_OWN: usize = 10;
/// Facts that are one however often they were measured: a second column of it adds little that
/// others know.
const COUNTED_ONCE: [&str; 2] = ["age", "handedness"];

/// Proposes a role for every column, with its reason.
pub fn propose(participants: &ParticipantsTable, knowledge: &Knowledge) -> Roles {
    let person = participants.persons.column.as_ref().map(|name| ColumnRole {
        name: name.clone(),
        index: None,
        role: Role::DirectIdentifier,
        fact: Some("name".to_owned()),
        reason: "names the persons; it is used to tell them apart and for nothing else".to_owned(),
        source: knowledge.find(name).map(|row| row.source.clone()),
        set_by_user: false,
        content: None,
    });
    let columns = participants.table.columns().iter().enumerate().map(|(index, column)| {
        let content = content(column, participants.persons.of_record.as_deref());
        let found = judge(column, &content, participants, knowledge);
        let Judged { role, row, reason } = found;
        ColumnRole {
            name: column.name.clone(),
            index: Some(index),
            role,
            fact: row.map(|row| row.fact.clone()),
            reason,
            source: row.map(|row| row.source.clone()),
            set_by_user: false,
            content: Some(content),
        }
    });
    let mut roles = Roles { columns: person.into_iter().chain(columns).collect() };
    count_once(&mut roles);
    roles
}

struct Judged<'a> {
    role: Role,
    row: Option<&'a Row>,
    reason: String,
}

fn judge<'a>(
    column: &Column,
    content: &Content,
    participants: &ParticipantsTable,
    knowledge: &'a Knowledge,
) -> Judged<'a> {
    if content.known == 0 {
        return Judged { role: Role::Other, row: None, reason: "has no value".to_owned() };
    }
    match knowledge.find(&column.name) {
        Some(row) if row.form == Form::Telling && !speaks(column, participants, knowledge) => {
            let reason = "a group, but neither its values nor the JSON speak of health; name it \
                          with --sensitive if it tells who is ill";
            Judged { role: Role::Other, row: Some(row), reason: reason.to_owned() }
        }
        Some(row) if fits(row.form, content) => {
            let mut reason = format!("{}: {}", row.fact, row.reason);
            if row.role == Role::QuasiIdentifier {
                reason += &told_by(content);
            }
            Judged { role: row.role, row: Some(row), reason }
        }
        Some(row) if matches!(row.form, Form::Few | Form::Binned) => {
            let reason = format!(
                "{}: measured to {} values, which others know only roughly; in bins it would be a \
                 quasi-identifier",
                row.fact, content.distinct
            );
            Judged { role: Role::Other, row: Some(row), reason }
        }
        _ => {
            let (role, reason) = by_content(&column.name, content, participants);
            Judged { role, row: None, reason }
        }
    }
}

/// Whether the values of a group, or what the JSON says of them, speak of health.
fn speaks(column: &Column, participants: &ParticipantsTable, knowledge: &Knowledge) -> bool {
    let described = participants.sidecar.of(&column.name);
    let levels = described.map_or(&[][..], |found| &found.levels);
    let texts = column.labels.iter().chain(levels.iter().flat_map(|(level, text)| [level, text]));
    let description = described.and_then(|found| found.description.as_ref());
    knowledge.tells_health(texts.chain(description).map(String::as_str))
}

fn fits(form: Form, content: &Content) -> bool {
    let words_or_ranges = matches!(content.numbers, None | Some(NumberForm::Binned));
    let is_measured = matches!(content.numbers, Some(NumberForm::Decimal { .. }));
    // Half years of education are few among many persons, and so are quotients of laterality where
    // most are 1; those spread over all values are not.
    let repeated = !is_measured || 2 * content.shared >= content.known;
    match form {
        Form::Any | Form::Telling => true,
        Form::Value => false,
        Form::Binned => words_or_ranges,
        Form::Few => words_or_ranges || (content.distinct <= FEW && repeated),
        Form::Number => is_measured || content.numbers == Some(NumberForm::Whole),
        Form::Distinct => own_values(content),
    }
}

fn own_values(content: &Content) -> bool {
    content.known >= FEWEST_OWN && content.alone as f64 >= OWN * content.known as f64
}

/// What the content of a quasi-identifier adds to its reason.
fn told_by(content: &Content) -> String {
    match content.numbers {
        Some(NumberForm::DayExact { days_x100 }) => format!(
            "; years of whole days (times {} gives whole numbers): nearly a birth date, round it",
            f64::from(days_x100) / 100.0
        ),
        Some(NumberForm::Decimal { digits }) => {
            format!("; decimals (up to {digits}) tell more than whole numbers would")
        }
        _ if content.distinct == 1 => "; one value, which tells nobody apart".to_owned(),
        _ if content.dates => "; full dates".to_owned(),
        _ => String::new(),
    }
}

fn by_content(name: &str, content: &Content, participants: &ParticipantsTable) -> (Role, String) {
    let say = |role, text: &str| (role, text.to_owned());
    let levels = participants.sidecar.of(name).map_or(&[][..], |column| &column.levels);
    let means = |word: &str| levels.iter().any(|(_, meaning)| meaning.eq_ignore_ascii_case(word));
    if content.dates {
        say(Role::QuasiIdentifier, "its values are dates, which others may know")
    } else if means("male") && means("female") {
        say(Role::QuasiIdentifier, "sex, by the JSON beside the table: it shows")
    } else if content.free_text {
        say(Role::Sensitive, "free text, which can tell anything: read it before it is shared")
    } else if content.numbers.is_none() && own_values(content) {
        say(Role::DirectIdentifier, "almost every record has its own word, like a name")
    } else if content.numbers.is_some() {
        say(Role::Other, "numbers under a name that tells no fact known to others")
    } else {
        say(Role::Other, "its name tells no fact known to others; set its role if they know it")
    }
}

/// Leaves one quasi-identifier for each fact that counts once: the one with most values, then the
/// first.
fn count_once(roles: &mut Roles) {
    let known = |column: &ColumnRole| column.content.as_ref().map_or(0, |content| content.known);
    let mut best: HashMap<String, (usize, String)> = HashMap::new();
    let is_one = |column: &ColumnRole| {
        column.role == Role::QuasiIdentifier
            && column.fact.as_deref().is_some_and(|fact| COUNTED_ONCE.contains(&fact))
    };
    for column in roles.columns.iter().filter(|column| is_one(column)) {
        let fact = column.fact.clone().unwrap_or_default();
        let kept = best.entry(fact).or_insert_with(|| (known(column), column.name.clone()));
        if known(column) > kept.0 {
            *kept = (known(column), column.name.clone());
        }
    }
    for column in roles.columns.iter_mut().filter(|column| is_one(column)) {
        let (_, kept) = &best[column.fact.as_deref().unwrap_or_default()];
        if *kept != column.name {
            column.role = Role::Other;
            column.reason = format!("{}; counted once, by {kept}", column.reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::read::{FileFacts, Persons, Sidecar};
    use crate::disclosure::table::Table;

    fn participants(columns: &[(&str, &[&str])]) -> ParticipantsTable {
        let column = |(name, values): &(&str, &[&str])| {
            Column::from_values(name, values.iter(), str::is_empty)
        };
        let table = Table::new(columns.iter().map(column).collect()).unwrap();
        let file = FileFacts {
            path: "participants.tsv".into(),
            compressed: false,
            separator: '\t',
            encoding: "UTF-8",
            rows: table.rows(),
            columns: columns.len() + 1,
            sha256: String::new(),
            missing_codes: Vec::new(),
        };
        let persons = Persons { column: Some("participant_id".to_owned()), ..Persons::default() };
        ParticipantsTable { table, persons, sidecar: Sidecar::default(), file, notes: Vec::new() }
    }

    fn role(columns: &[(&str, &[&str])], name: &str) -> (Role, String) {
        let roles = propose(&participants(columns), &Knowledge::default());
        let found = roles.of(name).unwrap();
        (found.role, found.reason.clone())
    }

    #[test]
    fn what_shows_or_is_known_is_a_quasi_identifier() {
        let table: &[(&str, &[&str])] = &[
            ("Sex", &["F", "M", ""]),
            ("age", &["76.9260273972603", "30.2712328767123", ""]),
            ("height (cm)", &["171.5", "180", "165"]),
            ("BDI", &["3", "17", "4"]),
            ("run", &["a", "b", "a"]),
            ("empty", &["", "", ""]),
        ];
        assert_eq!(role(table, "Sex").0, Role::QuasiIdentifier);
        let (found, reason) = role(table, "age");
        assert!(found == Role::QuasiIdentifier && reason.contains("birth date"), "{reason}");
        assert_eq!(role(table, "height (cm)").0, Role::Other);
        assert_eq!(role(table, "BDI").0, Role::Sensitive);
        assert_eq!(role(table, "run").0, Role::Other);
        assert_eq!(role(table, "empty").0, Role::Other);
        assert_eq!(role(table, "participant_id").0, Role::DirectIdentifier);
    }

    #[test]
    fn a_fact_counts_once() {
        let table: &[(&str, &[&str])] =
            &[("age_first", &["3", "", ""]), ("age_scan", &["7", "8", "9"])];
        assert_eq!(role(table, "age_scan").0, Role::QuasiIdentifier);
        let (found, reason) = role(table, "age_first");
        assert!(found == Role::Other && reason.ends_with("by age_scan"), "{reason}");
    }

    #[test]
    fn a_group_is_sensitive_where_it_speaks_of_health() {
        let of = |values: &[&str]| role(&[("group", values)], "group").0;
        assert_eq!(of(&["control", "asd", "asd"]), Role::Sensitive);
        assert_eq!(of(&["1", "2", "2"]), Role::Sensitive);
        assert_eq!(of(&["maze", "face", "face"]), Role::Other);
    }

    #[test]
    fn quotients_of_laterality_count_where_most_are_the_same() {
        let mut most = vec!["1"; 12];
        most.extend(["0.9", "-0.68", "-1"]);
        let spread: Vec<String> = (0..15).map(|n| format!("0.{n:02}")).collect();
        let spread: Vec<&str> = spread.iter().map(String::as_str).collect();
        assert_eq!(role(&[("handedness", &most)], "handedness").0, Role::QuasiIdentifier);
        assert_eq!(role(&[("handedness", &spread)], "handedness").0, Role::Other);
    }

    #[test]
    fn contents_tell_what_names_do_not() {
        let dates: &[&str] = &["2020-01-02", "2021-03-04"];
        assert_eq!(role(&[("visit", dates)], "visit").0, Role::QuasiIdentifier);
        let codes: Vec<String> = (0..20).map(|n| format!("P{n}")).collect();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        assert_eq!(role(&[("label", &codes)], "label").0, Role::DirectIdentifier);
        assert_eq!(role(&[("old_code", &codes)], "old_code").0, Role::DirectIdentifier);
    }
}
