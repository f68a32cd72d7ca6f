//! The answer in short.

use crate::dataset::audit::finding::Finding;
use crate::dataset::audit::severity::Severity;
use crate::risk::guide::advice::Advice;
use crate::risk::truth::Truth;
use serde::Serialize;

/// The first thing a reader sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerBox {
    /// The guide's outcome: `A`, `B`, `C` or `support` (find support first).
    pub outcome: String,
    /// Something on the path has to be done before the outcome holds.
    pub after_steps: bool,
    /// Short name of the destination; nothing where none was named.
    pub destination: Option<String>,
    /// Whether the outcome allows it.
    pub allowed: Truth,
    /// Limits of the destination that are not kept, or of which nobody knows.
    pub gates_against: usize,
    /// Findings that identify directly or defeat protection.
    pub blocking: usize,
    /// Findings that identify with one source that is easily had.
    pub to_fix: usize,
    /// Things that could not be looked at: files, and images whose face could not be judged.
    pub not_assessed: usize,
}

impl AnswerBox {
    /// Counts; `not_assessed` of files and of images.
    pub fn of(advice: &Advice, findings: &[Finding], not_assessed: usize) -> Self {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let goal = advice.destination.as_ref();
        let against = goal.map(|g| g.gates.iter().filter(|gate| gate.state.is_against()).count());
        Self {
            outcome: advice.outcome.clone(),
            after_steps: advice.after_steps,
            destination: goal.map(|g| g.profile.id.clone()),
            allowed: goal.map_or(Truth::Unknown, |g| g.allowed),
            gates_against: against.unwrap_or(0),
            blocking: count(Severity::Block),
            to_fix: count(Severity::High),
            not_assessed,
        }
    }
}
