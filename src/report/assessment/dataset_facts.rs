//! What was assessed.

use serde::Serialize;

/// The dataset, and how much of it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DatasetFacts {
    /// `Name` of its description, else the name of its folder.
    pub name: String,
    /// `BIDSVersion` of its description; nothing where it has none.
    pub bids_version: Option<String>,
    /// `DatasetType` of its description; `raw` is what BIDS takes where it says nothing.
    pub dataset_type: Option<String>,
    /// SHA-256 over names and sizes of all files, the checksums of the scans that were read and that
    /// of the participants table: two datasets with one digest were the same as far as it was looked.
    pub digest: String,
    /// Participants: in the table, or by the labels in paths.
    pub participants: usize,
    /// Sessions of all participants, by the labels in paths of scans.
    pub sessions: usize,
    /// Datasets in it with a description of their own, such as derivatives: folders below its own.
    pub nested: Vec<String>,
    /// Bytes of all files.
    pub bytes: u64,
    /// Files and links that a share would copy.
    pub files: usize,
    /// Those that could not be read.
    pub files_not_assessed: usize,
    /// Images of heads.
    pub scans: usize,
    /// Those of which nothing can be said of the face: out of view, uncertain, unreadable, not looked
    /// at.
    pub scans_not_assessed: usize,
}
