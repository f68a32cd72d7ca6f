//! A dataset from the folder to the answer: `countenance assess`.
//!
//! The participant level looks at every scan by itself and once at all other files; the group level
//! reads what it left, and no image, so that many machines can share the first.

pub mod config;
mod digest;
mod error;
mod face_evidence;
mod finding_evidence;
mod group_level;
mod kept;
mod kept_scans;
mod linkage;
mod memory;
mod participant_level;
mod people;
mod redact;
mod residual;
mod scan_rows;
mod table_evidence;
mod write;

pub use error::AssessError;
pub use participant_level::run as participant;

use super::output::OutputFolder;
use super::run::refuse_output_inside;
use crate::report::assessment::Assessment;
use config::AssessConfig;
use kept::Kept;

/// What the group level leaves behind.
#[derive(Debug)]
pub struct Finished {
    /// The result.
    pub assessment: Assessment,
    /// Files written, relative to the output folder.
    pub files: Vec<String>,
}

/// Puts together what the participant level left in the output folder, and writes every file of the
/// answer.
///
/// # Errors
/// [`AssessError`] when the participant level did not run, or nothing can be written.
pub fn group(config: &AssessConfig<'_>) -> Result<Finished, AssessError> {
    refuse_output_inside(&config.out, std::slice::from_ref(&config.dataset))?;
    let kept = Kept::read(&config.work)?;
    let out = OutputFolder::create(&config.out)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(config.threads).build()?;
    pool.install(|| {
        let assessed = group_level::assess(config, &kept)?;
        let files = write::all(config, &assessed, &out)?;
        Ok(Finished { assessment: assessed.assessment, files })
    })
}
