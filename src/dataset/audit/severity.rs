//! How bad a finding is.

use serde::{Deserialize, Serialize};

/// How bad a finding is, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Identifies a person directly, or undoes the protection of the rest.
    Block,
    /// Identifies with one source that is easily had.
    High,
    /// Narrows strongly, or tells something sensitive.
    Moderate,
    /// Narrows a little.
    Low,
    /// Worth knowing.
    Info,
    /// Could not be looked at; counts against a gate.
    NotAssessed,
}

impl Severity {
    /// Every severity, the worst first.
    pub const ALL: [Self; 6] =
        [Self::Block, Self::High, Self::Moderate, Self::Low, Self::Info, Self::NotAssessed];

    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::High => "high",
            Self::Moderate => "moderate",
            Self::Low => "low",
            Self::Info => "info",
            Self::NotAssessed => "not-assessed",
        }
    }

    /// The severity of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == name)
    }
}
