//! Why an assessment ends early. A scan or a table that cannot be used never ends it: that is told as
//! not assessed.

use crate::dataset::description::DescriptionError;
use crate::pipeline::output::OutputError;
use crate::pipeline::run::RunError;
use crate::risk::evidence::EvidenceError;
use std::io;
use std::path::PathBuf;

/// Why an assessment ends early.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// The dataset cannot be listed.
    #[error("{}: {error}", path.display())]
    Input {
        /// The folder.
        path: PathBuf,
        /// The system's message.
        error: io::Error,
    },
    /// There is not a single file.
    #[error("{}: no file in it", .0.display())]
    Empty(PathBuf),
    /// It is no BIDS dataset.
    #[error("{0}; --skip-bids-validation takes the folder as it is")]
    InvalidBids(DescriptionError),
    /// Labels or filters fit no scan.
    #[error("{}: no image of a head fits the labels and filters", .0.display())]
    NothingSelected(PathBuf),
    /// The group level lacks what the participant level leaves.
    #[error("{}: {problem}; run `countenance assess BIDS_DIR OUT participant` first", path.display())]
    NoParticipantLevel {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A run that cannot go on.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Evidence that cannot be.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A result could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The threads could not be started.
    #[error("threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}
