//! What a column is to an attacker.
//!
//! Roles are proposed from a column's name and what is in it, each with its reason in words; a user
//! can set any of them. What is known of names lies in `data/column_roles.csv`.

mod choice;
mod content;
mod knowledge;
mod propose;

pub use choice::{RoleChoice, RoleError, read_roles};
pub use content::{Content, NumberForm, content};
pub use knowledge::{Knowledge, KnowledgeError};
pub use propose::propose;

use serde::{Deserialize, Serialize};

/// What a column is to an attacker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Names a person: to be replaced by a code before anything is shared.
    #[serde(alias = "direct identifier", alias = "direct-identifier")]
    DirectIdentifier,
    /// Known to others, who could find a person by it.
    #[serde(alias = "quasi-identifier", alias = "quasi identifier")]
    QuasiIdentifier,
    /// What an attacker would learn.
    Sensitive,
    /// Persons of the population that a record stands for.
    #[serde(alias = "sampling weight", alias = "sampling_weight")]
    Weight,
    /// Persons who are found together.
    Household,
    /// None of these.
    Other,
}

impl Role {
    /// The role in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::DirectIdentifier => "direct identifier",
            Self::QuasiIdentifier => "quasi-identifier",
            Self::Sensitive => "sensitive",
            Self::Weight => "sampling weight",
            Self::Household => "household",
            Self::Other => "other",
        }
    }
}

/// A column's role, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ColumnRole {
    /// Name of the column.
    pub name: String,
    /// Its index in the table; nothing for the column that names persons, which is not in it.
    pub index: Option<usize>,
    /// The role.
    pub role: Role,
    /// What is measured, where the name tells it: `age`, `sex`, …
    pub fact: Option<String>,
    /// Why, in words.
    pub reason: String,
    /// Where that is known from; nothing for what the content tells or the user says.
    pub source: Option<String>,
    /// Whether the user set it.
    pub set_by_user: bool,
    /// What is in the column; nothing for the column that names persons.
    pub content: Option<Content>,
}

/// Roles of all columns, in the order of the table, the column that names persons first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Roles {
    /// One a column.
    pub columns: Vec<ColumnRole>,
}

impl Roles {
    /// Indices of the columns with a role, ascending.
    pub fn with(&self, role: Role) -> Vec<usize> {
        self.columns.iter().filter(|c| c.role == role).filter_map(|c| c.index).collect()
    }

    /// Indices of the quasi-identifiers, ascending.
    pub fn quasi_identifiers(&self) -> Vec<usize> {
        self.with(Role::QuasiIdentifier)
    }

    /// The role of a column by its name.
    pub fn of(&self, name: &str) -> Option<&ColumnRole> {
        self.columns.iter().find(|column| column.name == name)
    }
}
