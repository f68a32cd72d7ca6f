//! The parts of a head that are compared apart from each other.

use serde::{Deserialize, Serialize};

/// What is compared apart from the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Brow to chin: what defacing is about.
    Face,
    /// Both pinnae.
    Ears,
    /// The skull, which defacing leaves alone: the control.
    Vault,
}

impl Part {
    /// Every part, in the order of the columns.
    pub const ALL: [Self; 3] = [Self::Face, Self::Ears, Self::Vault];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Face => "face",
            Self::Ears => "ears",
            Self::Vault => "vault",
        }
    }
}
