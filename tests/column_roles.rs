//! Headers as clinics, registers and universities of several countries write them: what is each column
//! taken for?

#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use countenance::disclosure::read::{ReadOptions, read};
use countenance::disclosure::roles::{Knowledge, Role, propose};
use std::fmt::Write as _;

/// What a column holds.
#[derive(Clone, Copy)]
enum Holds {
    /// Another word for each person.
    Own,
    /// Two words.
    Words,
    /// Few whole numbers.
    Whole,
    /// Another decimal number for each person.
    Measured,
    /// Days.
    Days,
}

use Holds::{Days, Measured, Own, Whole, Words};
use Role::{DirectIdentifier, Household, Other, QuasiIdentifier, Sensitive};

const PERSONS: usize = 14;

fn value(holds: Holds, person: usize) -> String {
    match holds {
        Own => format!("Q{}x", 7919 * (person + 3) % 1009),
        Words => ["left", "right"][person % 2].to_owned(),
        Whole => (12 + person % 5).to_string(),
        Measured => format!("{}.{}", 51 + 3 * person, person % 10),
        Days => format!("19{}-0{}-1{}", 50 + person, 1 + person % 9, person % 10),
    }
}

/// Role of each column of a table with these columns.
fn roles(columns: &[(&str, Holds, Role)]) -> Vec<(String, Role)> {
    let names: Vec<&str> = columns.iter().map(|c| c.0).collect();
    let mut text = names.join("\t");
    for person in 0..PERSONS {
        let values: Vec<String> = columns.iter().map(|c| value(c.1, person)).collect();
        write!(text, "\n{}", values.join("\t")).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("participants.tsv");
    std::fs::write(&path, text).unwrap();
    let found = read(&path, &ReadOptions::default()).unwrap();
    let roles = propose(&found, &Knowledge::default());
    roles.columns.into_iter().map(|c| (c.name, c.role)).collect()
}

fn are(columns: &[(&str, Holds, Role)]) {
    let found = roles(columns);
    let wrong: Vec<String> = columns
        .iter()
        .filter_map(|(name, _, expected)| {
            let role = found.iter().find(|(column, _)| column == name).unwrap().1;
            (role != *expected).then(|| format!("{name}: {role:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_dutch_clinic() {
    are(&[
        ("deelnemer_id", Own, DirectIdentifier),
        ("geslacht", Words, QuasiIdentifier),
        ("leeftijd", Whole, QuasiIdentifier),
        ("geboortedatum", Days, QuasiIdentifier),
        ("postcode", Own, QuasiIdentifier),
        ("opleidingsniveau", Whole, QuasiIdentifier),
        ("handvoorkeur", Words, QuasiIdentifier),
        ("diagnose", Words, Sensitive),
        ("MMSE", Whole, Sensitive),
        ("ziekteduur", Measured, Sensitive),
    ]);
}

#[test]
fn a_dutch_register() {
    are(&[
        ("bsn", Own, DirectIdentifier),
        ("naam", Own, DirectIdentifier),
        ("woonplaats", Words, QuasiIdentifier),
        ("geboorteland", Words, QuasiIdentifier),
        ("burgerlijke_staat", Words, QuasiIdentifier),
        ("beroep", Own, QuasiIdentifier),
        ("inkomen", Measured, Sensitive),
        ("huishouden", Own, Household),
        ("roken", Words, Sensitive),
    ]);
}

#[test]
fn a_german_university() {
    are(&[
        ("ProbandenID", Own, DirectIdentifier),
        ("Geschlecht", Words, QuasiIdentifier),
        ("Alter", Whole, QuasiIdentifier),
        ("PLZ", Own, QuasiIdentifier),
        ("Beruf", Words, QuasiIdentifier),
        ("Händigkeit", Words, QuasiIdentifier),
        ("Größe", Measured, Other),
        ("Erkrankung", Words, Sensitive),
        ("Medikation", Words, Sensitive),
        ("Telefonnummer", Own, DirectIdentifier),
    ]);
}

#[test]
fn a_french_hospital() {
    are(&[
        ("identifiant", Own, DirectIdentifier),
        ("sexe", Words, QuasiIdentifier),
        ("âge", Whole, QuasiIdentifier),
        ("date_de_naissance", Days, QuasiIdentifier),
        ("code_postal", Own, QuasiIdentifier),
        ("latéralité", Words, QuasiIdentifier),
        ("niveau_etudes", Whole, QuasiIdentifier),
        ("traitement", Words, Sensitive),
    ]);
}

#[test]
fn abbreviations() {
    are(&[
        ("sub", Own, DirectIdentifier),
        ("dob", Days, QuasiIdentifier),
        ("edu_yrs", Whole, QuasiIdentifier),
        ("marst", Words, QuasiIdentifier),
        ("dx", Words, Sensitive),
        ("MoCA", Whole, Sensitive),
        ("bl_age", Whole, QuasiIdentifier),
        ("TIV", Measured, Other),
    ]);
}

#[test]
fn an_export_of_a_clinical_database() {
    are(&[
        ("record_id", Own, DirectIdentifier),
        ("redcap_event_name", Words, Other),
        ("date_of_birth", Days, QuasiIdentifier),
        ("zip", Own, QuasiIdentifier),
        ("phone_number", Own, DirectIdentifier),
        ("mrn", Own, DirectIdentifier),
        ("admission_date", Days, QuasiIdentifier),
        ("nihss", Whole, Sensitive),
        ("lesion_side", Words, Sensitive),
    ]);
}

#[test]
fn a_study_of_dementia() {
    are(&[
        ("RID", Own, DirectIdentifier),
        ("VISCODE", Words, Other),
        ("DX_bl", Words, Sensitive),
        ("AGE", Measured, QuasiIdentifier),
        ("PTGENDER", Words, QuasiIdentifier),
        ("PTEDUCAT", Whole, QuasiIdentifier),
        ("PTMARRY", Words, QuasiIdentifier),
        ("APOE4", Whole, Sensitive),
        ("CDRSB", Whole, Sensitive),
        ("SITEID", Whole, QuasiIdentifier),
    ]);
}

#[test]
fn twins_and_families() {
    are(&[
        ("Subject", Own, DirectIdentifier),
        ("Age_in_Yrs", Whole, QuasiIdentifier),
        ("Family_ID", Own, Household),
        ("Zygosity", Words, QuasiIdentifier),
        ("SSAGA_Educ", Whole, QuasiIdentifier),
        ("SSAGA_Income", Whole, Sensitive),
        ("Weight", Measured, Other),
    ]);
}

#[test]
fn children() {
    are(&[
        ("participant_id", Own, DirectIdentifier),
        ("age_months", Whole, QuasiIdentifier),
        ("school_grade", Whole, QuasiIdentifier),
        ("siblings", Whole, QuasiIdentifier),
        ("household_income", Whole, Sensitive),
        ("gestational_age", Whole, Sensitive),
        ("birth_weight", Measured, Sensitive),
        ("CBCL_total", Whole, Sensitive),
    ]);
}

#[test]
fn ages_of_an_illness_are_no_ages() {
    are(&[
        ("patient_id", Own, DirectIdentifier),
        ("age", Whole, QuasiIdentifier),
        ("age_onset", Whole, Sensitive),
        ("age_op", Whole, Sensitive),
        ("illness_duration", Measured, Sensitive),
        ("chlorpromazine_eq", Measured, Sensitive),
        ("HAMD17", Whole, Sensitive),
        ("sport_hours", Measured, Other),
        ("sports", Words, QuasiIdentifier),
    ]);
}
