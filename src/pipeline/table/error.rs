//! Why a table has no report.

use super::super::output::OutputError;
use super::super::run::RunError;
use crate::disclosure::frequencies::FrequencyError;
use crate::disclosure::hierarchy::HierarchyError;
use crate::disclosure::hierarchy::user::UserHierarchyError;
use crate::disclosure::plan::{ApplyError, PlanError};
use crate::disclosure::population::external::{CountError, PopulationError};
use crate::disclosure::read::ReadError;
use crate::disclosure::roles::RoleError;
use crate::disclosure::sampling_weights::WeightError;

use std::io;
use std::path::PathBuf;

/// Why a table has no report.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The table cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Another file of the user's cannot be read.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's message.
        error: io::Error,
    },
    /// Roles that do not fit the table.
    #[error(transparent)]
    Roles(#[from] RoleError),
    /// A weight that is no number of persons.
    #[error(transparent)]
    Weight(#[from] WeightError),
    /// A name that no column or participant has.
    #[error("{option} {name}: there is no such {what}")]
    Unknown {
        /// The option.
        option: &'static str,
        /// What was typed.
        name: String,
        /// Column or participant.
        what: &'static str,
    },
    /// Matches cannot be counted.
    #[error(transparent)]
    Frequencies(#[from] FrequencyError),
    /// A table of the population that cannot be used.
    #[error("{}: {error}", path.display())]
    PopulationTable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CountError,
    },
    /// Tables of the population that do not fit together.
    #[error(transparent)]
    Population(#[from] PopulationError),
    /// A user's hierarchy that cannot be used.
    #[error("{}: {error}", path.display())]
    UserHierarchy {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: UserHierarchyError,
    },
    /// A hierarchy that does not fit the table.
    #[error(transparent)]
    Hierarchy(#[from] HierarchyError),
    /// A plan that cannot be read.
    #[error("{}: {error}", path.display())]
    Plan {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: PlanError,
    },
    /// A plan that does not fit the table.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// Results would be written beside the table.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The threads could not be started.
    #[error("threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}
