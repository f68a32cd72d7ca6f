//! Who could try: what each attacker knows, from `data/guide/attackers.csv`.

use serde::{Deserialize, Serialize};

/// With what an attacker compares a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Nothing.
    None,
    /// Photographs of people.
    Photographs,
    /// Other scans of people, compared by the face alone.
    ScanFace,
    /// Other scans of people, compared by everything in them, skull and brain too.
    Scan,
}

/// An attacker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attacker {
    /// Short name.
    #[serde(rename = "attacker")]
    pub id: String,
    /// He knows the facts that the table calls quasi-identifiers.
    #[serde(with = "yes_no")]
    pub facts: bool,
    /// He knows that the person takes part.
    #[serde(with = "yes_no")]
    pub participation: bool,
    /// With what he compares the face.
    pub face: Known,
    /// Who describes such an attacker.
    pub source: String,
}

/// Attackers from a CSV with the columns of `data/guide/attackers.csv`.
///
/// # Errors
/// The line of a row that does not fit.
pub fn read(text: &str) -> Result<Vec<Attacker>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes()).into_deserialize().collect()
}

mod yes_no {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<bool, D::Error> {
        match String::deserialize(from)?.as_str() {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(D::Error::custom(format!("{other}: neither yes nor no"))),
        }
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn serialize<S: Serializer>(is_so: &bool, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(if *is_so { "yes" } else { "no" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_names_its_line() {
        let text = "attacker,facts,participation,face,source\nx,yes,maybe,none,s";
        let told = read(text).unwrap_err().to_string();
        assert!(told.contains("line: 2") && told.contains("maybe"), "{told}");
    }
}
