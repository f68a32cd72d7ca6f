//! Why a file could not be read as a volume: file, field, value.

use std::fmt::Display;
use std::io;
use std::path::PathBuf;

/// A file that could not be read (or written) as a volume.
#[derive(Debug, thiserror::Error)]
#[error("{}: {kind}", path.display())]
pub struct VolumeError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    #[source]
    pub kind: VolumeErrorKind,
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum VolumeErrorKind {
    /// The operating system refused (missing file, no permission, disk error).
    #[error("cannot be {action}: {error}")]
    Io {
        /// `read` or `written`.
        action: &'static str,
        /// The system's own message.
        error: io::Error,
    },
    /// A directory or device bears a volume's name.
    #[error("is {0}, not a file")]
    NotAFile(&'static str),
    /// The data are not here: an annex or LFS pointer, or a link whose target is missing.
    #[error("content missing: {0}")]
    ContentMissing(&'static str),
    /// Neither NIfTI nor MGH.
    #[error("is no NIfTI or MGH volume: {0}")]
    Unrecognised(&'static str),
    /// One of the two files of a `.hdr`/`.img` pair is missing.
    #[error("has no {missing} file beside it")]
    PairIncomplete {
        /// The missing half, `.hdr` or `.img`.
        missing: &'static str,
    },
    /// A header field that cannot be true or cannot be used.
    #[error("{field} = {value}: {problem}")]
    Field {
        /// Field as the format's standard names it.
        field: String,
        /// Its value.
        value: String,
        /// Why that is wrong.
        problem: String,
    },
    /// The data end early.
    #[error("{what}: {found} bytes of {expected} are there")]
    Truncated {
        /// What ends early: `header`, `voxels`.
        what: &'static str,
        /// Bytes needed.
        expected: u64,
        /// Bytes found.
        found: u64,
    },
    /// The gzip container is damaged.
    #[error("gzip: {problem} (after {at} inflated bytes)")]
    Gzip {
        /// What is wrong.
        problem: &'static str,
        /// Inflated bytes before the damage was noticed.
        at: u64,
    },
    /// The memory the header asks for is not available.
    #[error("{bytes} bytes of memory for the voxels are not available")]
    Memory {
        /// Bytes asked for.
        bytes: u64,
    },
    /// No voxel is a finite number.
    #[error("voxels = NaN or infinite: not one of {count} is a finite number")]
    NoFiniteVoxel {
        /// Number of voxels.
        count: u64,
    },
    /// The number of samples does not fit the shape.
    #[error("shape = {shape:?}: {samples} samples were given")]
    Shape {
        /// Voxels along each axis.
        shape: [usize; 3],
        /// Number of samples.
        samples: usize,
    },
}

impl VolumeErrorKind {
    /// A field that cannot be true or cannot be used.
    pub(super) fn field(
        field: impl Into<String>,
        value: impl Display,
        problem: impl Into<String>,
    ) -> Self {
        Self::Field { field: field.into(), value: value.to_string(), problem: problem.into() }
    }

    /// A failed read.
    pub(super) fn reading(error: io::Error) -> Self {
        Self::Io { action: "read", error }
    }
}
