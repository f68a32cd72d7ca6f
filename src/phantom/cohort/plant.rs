//! Identifying metadata in a cohort, all invented: what an audit has to find.

use std::fmt::Write;
use std::path::Path;

use serde_json::json;

use super::CohortError;
use super::describe::json_file;
use super::text;
use crate::phantom::identity::{Identity, Sex};

/// Invented postcodes, diagnoses and days of a scan, taken in turn.
const POSTCODES: [&str; 3] = ["9712 GX", "9723 AB", "9471 KL"];
const DIAGNOSES: [&str; 3] = ["control", "epilepsy", "migraine"];
const DAYS: [&str; 3] = ["2023-03-14", "2023-04-02", "2023-05-21"];

/// Postcodes and diagnoses in the table, true days of the scans, names and numbers beside the images of
/// the second person, the site beside all.
pub(super) fn plant(people: &[Identity], sessions: u32, out: &Path) -> Result<(), CohortError> {
    participants(people, out)?;
    for person in people {
        for session in 1..=sessions {
            let turn = (person.subject + session) as usize % DAYS.len();
            let (sub, ses) = (format!("sub-{:03}", person.subject), format!("ses-{session:02}"));
            let image = format!("anat/{sub}_{ses}_T1w.nii.gz");
            let hour = 9 + person.subject % 8;
            let table = format!("filename\tacq_time\n{image}\t{}T{hour:02}:15:00\n", DAYS[turn]);
            text(&out.join(format!("{sub}/{ses}/{sub}_{ses}_scans.tsv")), &table)?;
        }
    }
    let site = json!({ "InstitutionName": "Example Hospital Groningen", "StationName": "MR3T-02" });
    json_file(&out.join("T1w.json"), &site)?;
    let named = json!({
        "PatientName": "Voorbeeld^Anna",
        "PatientID": "7654321",
        "PatientBirthDate": "1969-08-17",
        "AcquisitionDateTime": "2023-04-02T11:15:00",
    });
    json_file(&out.join("sub-002/ses-01/sub-002_ses-01_T1w.json"), &named)
}

fn participants(people: &[Identity], out: &Path) -> Result<(), CohortError> {
    let mut table = "participant_id\tage\tsex\thandedness\tpostcode\tdiagnosis\n".to_owned();
    for person in people {
        let turn = person.subject as usize;
        let hand = if turn.is_multiple_of(4) { "left" } else { "right" };
        let sex = if person.sex == Sex::F { "F" } else { "M" };
        let (postcode, diagnosis) = (POSTCODES[turn % 3], DIAGNOSES[turn % 3]);
        let age = person.age;
        // A `String` takes everything.
        let _ = writeln!(table, "sub-{turn:03}\t{age}\t{sex}\t{hand}\t{postcode}\t{diagnosis}");
    }
    text(&out.join("participants.tsv"), &table)?;
    let columns = json!({
        "age": { "Description": "age at the first visit", "Units": "year" },
        "sex": { "Description": "sex at birth", "Levels": { "F": "female", "M": "male" } },
        "handedness": { "Description": "writing hand" },
        "postcode": { "Description": "where the participant lives" },
        "diagnosis": { "Description": "reason for the scan" },
    });
    json_file(&out.join("participants.json"), &columns)
}
