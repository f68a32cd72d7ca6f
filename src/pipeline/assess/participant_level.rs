//! The first level of an assessment: every scan by itself, and one look at all other files.

use super::config::AssessConfig;
use super::error::AssessError;
use super::kept::{self, Kept};
use super::memory;
use crate::base::atomic::Access;
use crate::dataset::description::Description;
use crate::dataset::inventory;
use crate::dataset::scan::{self, InputError, ScanInput, Selection};
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::pipeline::run::{self, Finished};
use serde_json::json;
use std::io;

/// Looks at the chosen scans and writes one result file for each; what is complete and unchanged is
/// not done again. The first part of a run also looks at all other files.
///
/// # Errors
/// [`AssessError`] when there is nothing to look at or nowhere to write.
pub fn run(
    config: &AssessConfig<'_>,
    on_start: impl FnOnce(usize),
    on_finished: impl Fn(&Finished) + Sync,
) -> Result<Vec<Finished>, AssessError> {
    let description = describe(config)?;
    let inside = std::slice::from_ref(&config.dataset);
    run::refuse_output_inside(&config.out, inside)?;
    run::refuse_output_inside(&config.work, inside)?;
    let scans = scans(config)?;
    let chosen = chosen(config, &scans)?;
    let out = OutputFolder::create(&config.out)?;
    let work = OutputFolder::create_for_owner(&config.work)?;
    write_description(&out)?;
    on_start(chosen.len());
    let at_once = |limit| memory::at_once(&chosen, limit, config.threads);
    let threads = config.memory.map_or(config.threads, at_once);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    pool.install(|| {
        let is_there = config.work.join(kept::NAME).is_file();
        if config.shard.is_first() && (config.filter.is_empty() || !is_there) {
            Kept::of(&config.dataset, description, &scans, &config.rules)?.write(&work)?;
        }
        Ok(run::each(&chosen, &config.run(), &out, &on_finished)?)
    })
}

/// The dataset's description, or why it cannot be assessed.
fn describe(config: &AssessConfig<'_>) -> Result<Description, AssessError> {
    let path = &config.dataset;
    let listed =
        inventory::of(path).map_err(|error| AssessError::Input { path: path.clone(), error })?;
    if listed.is_empty() {
        return Err(AssessError::Empty(path.clone()));
    }
    match Description::read(path) {
        Ok(description) => Ok(description),
        Err(error) if config.validate => Err(AssessError::InvalidBids(error)),
        Err(_) => Ok(Description::default()),
    }
}

/// Every image of a head; a dataset may have none.
fn scans(config: &AssessConfig<'_>) -> Result<Vec<ScanInput>, AssessError> {
    let inputs = std::slice::from_ref(&config.dataset);
    match scan::find(inputs, Selection::HeadImages) {
        Ok(scans) => Ok(scans),
        Err(InputError::Empty(_)) => Ok(Vec::new()),
        Err(error) => Err(AssessError::Run(error.into())),
    }
}

fn chosen(config: &AssessConfig<'_>, scans: &[ScanInput]) -> Result<Vec<ScanInput>, AssessError> {
    let fitting: Vec<&ScanInput> = scans.iter().filter(|s| config.filter.chooses(s)).collect();
    if fitting.is_empty() && !config.filter.is_empty() {
        return Err(AssessError::NothingSelected(config.dataset.clone()));
    }
    let mine = fitting.into_iter().enumerate().filter(|(place, _)| config.shard.holds(*place));
    Ok(mine.map(|(_, scan)| scan.clone()).collect())
}

/// The results are a derivative of the dataset (BIDS 1.10, "Derived dataset").
fn write_description(out: &OutputFolder) -> Result<(), OutputError> {
    const NAME: &str = "dataset_description.json";
    let description = json!({
        "Name": "Countenance: re-identification risk",
        "BIDSVersion": "1.10.0",
        "DatasetType": "derivative",
        "GeneratedBy": [{
            "Name": "countenance",
            "Version": env!("CARGO_PKG_VERSION"),
            "Description": "countenance assess",
        }],
    });
    let failed = |e| OutputError { path: out.root().join(NAME), error: io::Error::other(e) };
    let mut text = serde_json::to_vec_pretty(&description).map_err(failed)?;
    text.push(b'\n');
    out.write(NAME, Access::Usual, &text)
}
