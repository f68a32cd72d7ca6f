//! What a header says wrongly or leaves open, as data: the report shows it, nothing is logged.
//!
//! The idea is nibabel's battery runners (level, message, fix); the levels are fewer.

use serde::{Deserialize, Serialize};

/// How much a finding matters for what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Unusual, without effect on voxels or geometry.
    Info,
    /// Something had to be assumed; another program may read the file differently.
    Warning,
    /// The file contradicts itself; what was read may be wrong.
    Error,
}

impl Level {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding about one header field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeaderCheck {
    /// Field as the format's standard names it, e.g. `pixdim[2]`.
    pub field: String,
    /// How much it matters.
    pub level: Level,
    /// What is wrong, with the numeric value found (never a text field's content).
    pub message: String,
    /// What was assumed instead, if anything had to be.
    pub assumed: Option<String>,
}

/// Findings in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Checks(pub(super) Vec<HeaderCheck>);

impl Checks {
    /// Records a finding after which nothing had to be assumed.
    pub(super) fn note(&mut self, level: Level, field: &str, message: impl Into<String>) {
        self.push(level, field, message.into(), None);
    }

    /// Records a finding together with what is assumed instead.
    pub(super) fn assume(&mut self, field: &str, message: impl Into<String>, assumed: &str) {
        self.push(Level::Warning, field, message.into(), Some(assumed.to_owned()));
    }

    fn push(&mut self, level: Level, field: &str, message: String, assumed: Option<String>) {
        self.0.push(HeaderCheck { field: field.to_owned(), level, message, assumed });
    }
}
