//! `--fail-on`: which gates end a run with a code of their own.

use super::Judged;
use std::collections::BTreeSet;

/// Gates that are to fail a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FailOn {
    /// Every gate of the destination.
    Any,
    /// These.
    Gates(BTreeSet<String>),
}

/// A gate that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--fail-on {typed}: any, or one of {known}")]
pub struct FailOnError {
    typed: String,
    known: String,
}

impl FailOn {
    /// Reads `any`, or names of gates.
    ///
    /// # Errors
    /// [`FailOnError`] for a name that no gate has.
    pub fn parse<'a>(
        typed: impl IntoIterator<Item = &'a str>,
        gates: &BTreeSet<&str>,
    ) -> Result<Self, FailOnError> {
        let mut chosen = BTreeSet::new();
        for name in typed.into_iter().map(str::trim) {
            if name == "any" {
                return Ok(Self::Any);
            }
            if !gates.contains(name) {
                let known = gates.iter().copied().collect::<Vec<_>>().join(", ");
                return Err(FailOnError { typed: name.to_owned(), known });
            }
            chosen.insert(name.to_owned());
        }
        Ok(Self::Gates(chosen))
    }

    /// The gates that count against the destination and that were asked for.
    pub fn failed<'a>(&self, judged: &'a [Judged]) -> Vec<&'a Judged> {
        let asked_for = |gate: &&Judged| match self {
            Self::Any => true,
            Self::Gates(names) => names.contains(&gate.gate),
        };
        judged.iter().filter(|gate| gate.state.is_against()).filter(asked_for).collect()
    }
}
