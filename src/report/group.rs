//! What all scans of a run show together: the model behind `group.json`.

use crate::face::status::Status;
use serde::{Deserialize, Serialize};

/// What the group was looked at for, and what was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupReport {
    /// Participants of whom a scan shows a face.
    pub participants: usize,
    /// Whether the scans of any derivative, or the originals, were of enough people to tell a face
    /// that a tool put on many of them.
    pub assessed: bool,
    /// One entry per scan that was compared, in the order of the table.
    pub scans: Vec<GroupFinding>,
}

/// What the group adds to one scan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupFinding {
    /// Path of the scan relative to the input it was found under.
    pub scan: String,
    /// Other participants with the same face, among those compared.
    pub same_face_as_others: usize,
    /// Status by the scan alone, as in its own result file.
    pub status_alone: Status,
    /// Status with the group, as in the table.
    pub status: Status,
    /// Recognisability by the scan alone.
    pub recognisability_alone: Option<f64>,
    /// Recognisability with the group, as in the table.
    pub recognisability: Option<f64>,
}
