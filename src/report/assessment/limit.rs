//! How often the checks err, from `data/limits.csv`.

use serde::{Deserialize, Serialize};

/// A measured error rate, or a limit that is known without one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Name of its sentence, `limit.` in the texts.
    pub limit: String,
    /// What was measured; nothing for a limit in words.
    pub value: Option<f64>,
    /// Lower end of its 95 % interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// On how many scans or cases.
    pub cases: Option<u64>,
    /// On what.
    pub on: String,
    /// What printed the number.
    pub source: String,
}
