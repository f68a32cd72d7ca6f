//! Where data may go: dated profiles from `data/guide/destinations.csv`, since terms change.

use super::date::Date;
use super::truth::Truth;
use serde::{Deserialize, Serialize};

/// After so many months a profile is to be looked up again.
pub const OLD_AFTER_MONTHS: u32 = 6;

/// Who can get at the data there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Anyone.
    Public,
    /// Registered users who signed a data use agreement.
    Dua,
    /// Users of a workspace that the data do not leave.
    Enclave,
    /// Anyone, but of derived data only.
    Derived,
}

impl Kind {
    /// The word used in every table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Dua => "dua",
            Self::Enclave => "enclave",
            Self::Derived => "derived",
        }
    }
}

/// A destination as it was known on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// Short name, as `--destination` takes it.
    #[serde(rename = "destination")]
    pub id: String,
    /// Who can get at the data.
    pub kind: Kind,
    /// When this was last looked up.
    pub date: Date,
    /// Whether the data leave the European Economic Area: `yes`, `no` or `unknown`.
    pub outside_eea: String,
    /// Its address; empty for a kind of place.
    pub url: String,
    /// Where its terms are written.
    pub source: String,
}

/// A term of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The destination.
    pub destination: String,
    /// Short name.
    pub term: String,
    /// The condition under which it is met; empty where only people can tell.
    pub requires: String,
    /// Where it is written.
    pub source: String,
}

impl Destination {
    /// Properties that facts may ask for.
    pub const PROPERTIES: [&'static str; 3] = ["id", "kind", "outside_eea"];

    /// Whether a property has a value.
    pub fn has(&self, property: &str, value: &str) -> Truth {
        let own = match property {
            "id" => self.id.as_str(),
            "kind" => self.kind.as_str(),
            "outside_eea" => self.outside_eea.as_str(),
            _ => return Truth::Unknown,
        };
        if own == "unknown" { Truth::Unknown } else { Truth::from(own == value) }
    }

    /// Whether its terms should be looked up again.
    pub fn is_old(&self, today: Date) -> bool {
        self.date.is_older_than(OLD_AFTER_MONTHS, today)
    }
}
