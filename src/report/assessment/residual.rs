//! What is left once the proposed fixes are made.

use super::person_risk::PersonRisk;
use crate::risk::chance::Chance;
use serde::Serialize;

/// The joint risk before and after, with what "after" takes for granted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Residual {
    /// Fixes that are taken as made, `residual.` in the texts, each with what it rests on.
    pub fixes: Vec<Fix>,
    /// One entry for each attacker.
    pub attackers: Vec<ResidualRisk>,
    /// The risk of every participant after the fixes, as `Assessment::people` before them.
    pub people: Vec<PersonRisk>,
    /// What no fix changes, `stays.` in the texts.
    pub stays: Vec<&'static str>,
}

/// A fix that is taken as made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fix {
    /// Name of its sentence, `residual.` in the texts.
    pub key: &'static str,
    /// To how many scans, findings or participants it applies.
    pub count: usize,
}

/// One attacker against the participant who stands out most.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResidualRisk {
    /// The attacker.
    pub attacker: String,
    /// The figure of the participant who stands out most as the dataset is.
    pub before: Chance,
    /// The same after the fixes; that may be another participant.
    pub after: Chance,
}
