//! Exit codes, after BSD `sysexits.h` where it has one.

use crate::pipeline::output::OutputError;
use std::io::ErrorKind;
use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Done; what was found is in the results.
    Ok = 0,
    /// Done, but at least one scan could not be read; its row says why.
    Failure = 1,
    /// Done, and a limit that was to be kept is not (`--fail-on`).
    GateFailed = 3,
    /// The folder is no valid BIDS dataset (16 to 18 as other BIDS Apps have them).
    InvalidBids = 16,
    /// The analysis level is neither participant nor group.
    UnknownLevel = 17,
    /// Labels and filters fit no scan.
    NothingSelected = 18,
    /// The arguments are wrong.
    Usage = 64,
    /// A file that is there cannot be used: no table, no plan, a value that cannot be.
    Data = 65,
    /// An input is missing or holds no scan.
    NoInput = 66,
    /// The output folder or a file in it cannot be made.
    CannotCreate = 73,
    /// A result could not be written to its end: the disk is full, a limit is reached, a device fails.
    Io = 74,
    /// The system lacks something for the moment.
    Temporary = 75,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// Whether a file could not be made at all, or not be written to its end.
    pub(super) fn of_output(error: &OutputError) -> Self {
        use ErrorKind::{
            AlreadyExists, InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound,
            PermissionDenied, ReadOnlyFilesystem,
        };
        match error.error.kind() {
            AlreadyExists | IsADirectory | InvalidFilename | InvalidInput | NotADirectory
            | NotFound | PermissionDenied | ReadOnlyFilesystem => Self::CannotCreate,
            _ => Self::Io,
        }
    }
}

/// An error together with the code it ends the program with.
pub(super) struct Failure {
    pub(super) exit: Exit,
    pub(super) error: anyhow::Error,
}

/// What a subcommand returns.
pub(super) type Outcome = Result<Exit, Failure>;

/// Gives an error its exit code.
pub(super) trait OrExit<T> {
    fn or_exit(self, exit: Exit) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> OrExit<T> for Result<T, E> {
    fn or_exit(self, exit: Exit) -> Result<T, Failure> {
        self.map_err(|error| Failure { exit, error: error.into() })
    }
}
