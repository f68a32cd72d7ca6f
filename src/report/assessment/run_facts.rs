//! With what a dataset was assessed, and when.

use crate::risk::date::Date;
use serde::Serialize;

/// Program, settings and day of an assessment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunFacts {
    /// Version of this program.
    pub version: &'static str,
    /// The day as of which it is answered: `--date`, else `SOURCE_DATE_EPOCH`, else today.
    pub date: Date,
    /// Seed of everything drawn at random.
    pub seed: u64,
    /// Code of the language of all sentences.
    pub language: String,
    /// Whether participants bear other names here than in the dataset.
    pub redacted: bool,
    /// Everything else that the result depends on.
    pub settings: serde_json::Value,
}
