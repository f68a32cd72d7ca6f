//! The risk of one participant.

use crate::risk::joint::person::AttackerRisk;
use serde::Serialize;

/// A participant and what every attacker could do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonRisk {
    /// Identifier, as in the table or in paths; another name where identifiers are redacted.
    pub participant: String,
    /// One figure for each attacker, in the order of `Assessment::attackers`.
    pub risks: Vec<AttackerRisk>,
}
