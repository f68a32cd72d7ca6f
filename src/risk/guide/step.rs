//! What to do, in order: from `data/guide/steps.csv` and `outcomes.csv`.

use super::super::destination::Kind;
use serde::{Deserialize, Serialize};

/// As many steps come first as can be kept in mind.
pub const FIRST: usize = 5;

/// A row of the steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRow {
    /// Short name.
    pub step: String,
    /// Place among all steps; lower comes first.
    pub rank: u32,
    /// What to run; empty where somebody is to be asked.
    pub command: String,
    /// Whom to ask, `contact.` in the texts; empty where something is to be run.
    pub contact: String,
}

/// A step, and why it is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What to do.
    #[serde(flatten)]
    pub row: StepRow,
    /// Decisions, gates, nodes of the path and outcomes that call for it.
    pub because: Vec<String>,
}

/// A row of the outcomes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeRow {
    /// `A`, `B`, `C` or `support`.
    pub outcome: String,
    /// Kinds of destinations it allows, separated by `;`; empty where it decides nothing.
    pub allows: String,
    /// What to do with it.
    pub step: String,
    /// Who says so.
    pub source: String,
}

impl OutcomeRow {
    /// Kinds of destinations it allows; `None` for a word that is no kind.
    pub fn kinds(&self) -> Option<Vec<Kind>> {
        let all = [Kind::Public, Kind::Dua, Kind::Enclave, Kind::Derived];
        let words = self.allows.split(';').map(str::trim).filter(|word| !word.is_empty());
        words.map(|word| all.into_iter().find(|kind| kind.as_str() == word)).collect()
    }
}

/// The steps called for, by rank, each once with all its reasons.
pub fn in_order(rows: &[StepRow], called_for: &[(String, String)]) -> Vec<Step> {
    let with_reasons = |row: &StepRow| {
        let mut because: Vec<String> = Vec::new();
        for (_, reason) in called_for.iter().filter(|(step, _)| *step == row.step) {
            if !because.contains(reason) {
                because.push(reason.clone());
            }
        }
        Step { row: row.clone(), because }
    };
    let mut steps: Vec<Step> =
        rows.iter().map(with_reasons).filter(|step| !step.because.is_empty()).collect();
    steps.sort_by_key(|step| step.row.rank);
    steps
}
