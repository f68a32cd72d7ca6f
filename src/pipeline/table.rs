//! One participants table from file to report.

mod apply;
mod bins;
mod classes;
pub mod config;
mod error;
mod explain;
mod input;
mod plan;
mod population;
mod register;
mod sensitive;
mod suda;
mod unseen;
mod write;

pub use error::TableError;

use crate::dataset::root;
use crate::report::table::metric::{Found, Metrics};
use crate::report::table::{NotAssessed, TableReport};

use super::output::OutputFolder;
use super::run::{RunError, refuse_output_inside};
use config::{Parts, TableConfig};
use input::Input;
use std::path::Path;

/// What a run leaves behind besides its files.
#[derive(Debug)]
pub struct Finished {
    /// The result.
    pub report: TableReport,
    /// Text asked for about single participants.
    pub explanations: Vec<String>,
    /// Files written, relative to the output folder.
    pub files: Vec<String>,
}

/// Reads the table, measures what was asked for, and writes every file into `out`, which lies outside
/// the table's dataset.
///
/// # Errors
/// [`TableError`] when the table cannot be used or nothing can be written.
pub fn run(config: &TableConfig, out: &Path) -> Result<Finished, TableError> {
    refuse_output_beside(out, &config.file)?;
    config.pool()?.install(|| {
        let input = input::read(config)?;
        let found = Work::new(config, &input).measure()?;
        let explanations = explain::all(config, &input, &found)?;
        let out = OutputFolder::create(out)?;
        let files = write::all(config, &input, &found, &out)?;
        Ok(Finished { report: found.report, explanations, files })
    })
}

/// Why each participant of [`TableConfig::explain`] is at risk; writes nothing, and measures nothing
/// that only files tell.
///
/// # Errors
/// [`TableError`] when the table cannot be used or has no such participant.
pub fn explain(config: &TableConfig) -> Result<Vec<String>, TableError> {
    let parts = Parts { columns: false, sensitive: false, plan: false, ..config.parts };
    let config = TableConfig { parts, ..config.clone() };
    config.pool()?.install(|| {
        let input = input::read(&config)?;
        let found = Work::new(&config, &input).measure()?;
        explain::all(&config, &input, &found)
    })
}

/// Reads the table and measures what was asked for, on the threads of the caller; writes nothing.
pub(super) fn measure(config: &TableConfig) -> Result<Measured, TableError> {
    let input = input::read(config)?;
    Work::new(config, &input).measure()
}

/// Nothing is written into the dataset of the table. A loose table may lie above its report, but not
/// beside it: a generalised table bears the name of its original.
fn refuse_output_beside(out: &Path, file: &Path) -> Result<(), RunError> {
    let folder = match file.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    if let Some(dataset) = root::of(folder) {
        return refuse_output_inside(out, &[dataset]);
    }
    match (out.canonicalize(), folder.canonicalize()) {
        (Ok(real), Ok(input)) if real == input => {
            Err(RunError::OutputInsideInput { out: out.to_owned(), input })
        }
        _ => Ok(()),
    }
}

/// The result, and what other outputs than the report are made of.
pub(super) struct Measured {
    pub(super) report: TableReport,
    pub(super) plan: Option<crate::disclosure::plan::Plan>,
    /// Why models of the population may be wrong for this table; nothing where they may not.
    pub(super) doubt: Option<String>,
    msus: Option<crate::disclosure::suda::Msus>,
}

/// A measurement as it goes on.
struct Work<'a> {
    config: &'a TableConfig,
    input: &'a Input,
    metrics: Metrics<'a>,
    not_assessed: Vec<NotAssessed>,
}

impl<'a> Work<'a> {
    fn new(config: &'a TableConfig, input: &'a Input) -> Self {
        let metrics = Metrics::new(&config.thresholds, &config.missing_in_words());
        Self { config, input, metrics, not_assessed: Vec::new() }
    }

    /// Everything that was asked for, in the order of the report.
    fn measure(&mut self) -> Result<Measured, TableError> {
        let (config, input) = (self.config, self.input);
        let register = register::read(config, input)?;
        let mut counted = self.classes(register.as_ref())?;
        if config.parts.sensitive {
            self.sensitive()?;
        }
        let suda = if config.parts.suda { self.suda(&counted) } else { None };
        let (population, curves) = if config.parts.population {
            self.population(&mut counted, register.as_ref())
        } else {
            (None, Vec::new())
        };
        let planned = if config.parts.plan { self.plan()? } else { plan::Planned::default() };
        let (msus, suda) = suda.unzip();
        let doubt = counted.doubt.take();
        let (people, groups) = counted.into_people(input, suda, config.counts_only());
        let report = TableReport {
            source: input.source.clone(),
            settings: config.as_json(),
            participants: input.people(),
            missing_values: config.missing_in_words(),
            columns: input.columns.clone(),
            quasi_identifiers: input.names(),
            remarks: input.remarks.clone(),
            metrics: std::mem::replace(&mut self.metrics, Metrics::new(&[], "")).into_all(),
            not_assessed: std::mem::take(&mut self.not_assessed),
            population,
            population_name: config.population.as_ref().map(|p| p.name.clone()),
            curves,
            steps: planned.steps,
            plans: planned.notes,
            people,
            groups,
        };
        Ok(Measured { report, plan: planned.plan, doubt, msus })
    }

    fn add(&mut self, metric: &str, found: Found) {
        self.metrics.add(metric, found);
    }

    /// Notes something that could not be looked at.
    fn missed(&mut self, what: &str, why: impl Into<String>) {
        self.not_assessed.push(NotAssessed { what: what.to_owned(), why: why.into() });
    }
}
