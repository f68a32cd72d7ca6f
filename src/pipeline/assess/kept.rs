//! What the participant level keeps of the dataset as a whole for the group level, which reads no
//! image: the files it has, what the audit saw in them, and which scans there are.

use super::error::AssessError;
use crate::base::atomic::Access;
use crate::base::program;
use crate::dataset::audit;
use crate::dataset::audit::looked::Looked;
use crate::dataset::audit::rule::Rules;
use crate::dataset::description::Description;
use crate::dataset::scan::ScanInput;
use crate::pipeline::output::{OutputError, OutputFolder};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::Path;

/// Its file in the work folder.
pub(super) const NAME: &str = "dataset.json";

/// The dataset as the participant level saw it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    version: String,
    /// Name of the dataset's folder.
    pub(super) folder: String,
    /// What it says of itself.
    pub(super) description: Description,
    /// What the audit saw.
    pub(super) looked: Looked,
    /// Every image of a head.
    pub(super) scans: Vec<KeptScan>,
}

/// A scan without the place of its file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptScan {
    pub(super) scan: String,
    pub(super) stem: String,
    pub(super) participant_id: Option<String>,
    pub(super) session_id: Option<String>,
    pub(super) suffix: Option<String>,
}

impl Kept {
    /// Looks at the files of a dataset.
    pub(super) fn of(
        dataset: &Path,
        description: Description,
        scans: &[ScanInput],
        rules: &Rules,
    ) -> Result<Self, AssessError> {
        let failed = |error| AssessError::Input { path: dataset.to_owned(), error };
        let looked = audit::look(dataset, rules).map_err(failed)?;
        let real = dataset.canonicalize().map_err(failed)?;
        let kept = |scan: &ScanInput| KeptScan {
            scan: scan.scan.clone(),
            stem: scan.stem.clone(),
            participant_id: scan.participant_id.clone(),
            session_id: scan.session_id.clone(),
            suffix: scan.suffix.clone(),
        };
        Ok(Self {
            version: program::CODE.to_owned(),
            folder: real.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            description,
            looked,
            scans: scans.iter().map(kept).collect(),
        })
    }

    /// Writes it for its owner.
    pub(super) fn write(&self, work: &OutputFolder) -> Result<(), OutputError> {
        let failed = |e| OutputError { path: work.root().join(NAME), error: io::Error::other(e) };
        let text = serde_json::to_vec(self).map_err(failed)?;
        work.write(NAME, Access::OwnerOnly, &text)
    }

    /// Reads what an earlier participant level kept.
    pub(super) fn read(work: &Path) -> Result<Self, AssessError> {
        let path = work.join(NAME);
        let failed =
            |problem: String| AssessError::NoParticipantLevel { path: path.clone(), problem };
        let text = fs::read(&path).map_err(|e| failed(e.to_string()))?;
        let kept: Self = serde_json::from_slice(&text).map_err(|e| failed(e.to_string()))?;
        made_by_this(&kept.version).map_err(failed)?;
        Ok(kept)
    }
}

/// Whether this program would make the same again.
///
/// # Errors
/// The words that say by what it was made.
pub(super) fn made_by_this(code: &str) -> Result<(), String> {
    if code == program::CODE {
        return Ok(());
    }
    Err(format!("made by {code}, and this is {}", program::CODE))
}
