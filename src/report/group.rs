//! What all scans of a run show together: the model behind `group.json`.

use crate::face::status::Status;
use serde::{Deserialize, Serialize};

/// What the group was looked at for, and what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupReport {
    /// Participants of whom a scan shows a face.
    pub participants: usize,
    /// Whether that was so for any of the derivatives.
    pub assessed: bool,
    /// One entry per derivative, and one for the scans outside any.
    pub derivatives: Vec<DerivativeFinding>,
    /// One entry per scan that was compared, in the order of the table.
    pub scans: Vec<GroupFinding>,
}

/// Whether a derivative was looked at for a face that a tool put on many people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DerivativeFinding {
    /// Its folder, relative to the input; empty for the scans outside any derivative.
    pub derivative: String,
    /// Its scans, with a whole face or without.
    pub scans: usize,
    /// Participants of whom its scans show a whole face, own or put on.
    pub participants: usize,
    /// Whether they were enough to tell; where not, nobody has looked, and no face was cleared.
    pub assessed: bool,
    /// Scans that show a face of others.
    pub replaced: usize,
}

/// What the group adds to one scan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFinding {
    /// Path of the scan relative to the input it was found under.
    pub scan: String,
    /// Other participants with the same face, among those compared.
    pub same_face_as_others: usize,
    /// Other participants of the derivative with whom it was compared.
    pub compared_with_others: usize,
    /// Status by the scan alone, as in its own result file.
    pub status_alone: Status,
    /// Status with the group, as in the table.
    pub status: Status,
    /// Recognisability by the scan alone.
    pub recognisability_alone: Option<f64>,
    /// Recognisability with the group, as in the table.
    pub recognisability: Option<f64>,
}
