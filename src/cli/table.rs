//! `countenance table`: disclosure risk of a participants table.

use crate::disclosure::frequencies::MissingMode;
use crate::disclosure::lattice::SUPPRESSION_LIMIT;
use crate::disclosure::population::preset;
use crate::pipeline::run::RunError;
use crate::pipeline::table;
use crate::pipeline::table::TableError;
use crate::pipeline::table::config::{Bins, Parts, Population, TableConfig};
use crate::report::table::summary;
use crate::report::table::threshold;
use crate::report::table::threshold::Threshold;

use super::args::Args;
use super::exit::{Exit, Failure, OrExit, Outcome};
use anyhow::{Context, anyhow};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `table`.
#[derive(Debug, clap::Args)]
pub(super) struct TableArgs {
    /// Participants table: TSV, CSV or semicolons, plain or gzip
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Folder for the report; never inside the table's dataset, nor the table's own folder
    #[arg(short, long, value_name = "DIR", required_unless_present = "explain")]
    out: Option<PathBuf>,

    /// Columns that an outsider may know, separated by commas [default: proposed from their names]
    #[arg(long, value_delimiter = ',', value_name = "COLUMNS")]
    qi: Vec<String>,

    /// Columns that an attacker would learn [default: proposed from their names]
    #[arg(long, value_delimiter = ',', value_name = "COLUMNS")]
    sensitive: Vec<String>,

    /// Column with the persons of the population that each participant stands for
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,

    /// Column that names the household or family
    #[arg(long, value_name = "COLUMN")]
    household: Option<String>,

    /// CSV with the columns `column` and `role`: `quasi_identifier`, `sensitive`,
    /// `direct_identifier`, `weight`, `household`, other
    #[arg(long, value_name = "FILE")]
    roles: Option<PathBuf>,

    /// Take a column's numbers in bins, as others know them; 1 rounds down
    #[arg(long, value_delimiter = ',', value_name = "COLUMN=WIDTH", value_parser = bins)]
    bin: Vec<Bins>,

    /// How a missing value is taken: a value of its own, one that matches every value, or a reason
    /// to leave the participant out
    #[arg(long, default_value = "wildcard", value_name = "MODE",
          value_parser = ["category", "wildcard", "drop"])]
    missing: String,

    /// How much a match counts that rests on another's missing value, 0 to 1
    #[arg(long, default_value_t = 1.0, value_name = "WEIGHT")]
    alpha: f64,

    /// The population that the participants are drawn from: persons, or NL, BE, DE, UK, US
    #[arg(long, value_name = "N")]
    population: Option<String>,

    /// CSV of the population: columns of quasi-identifiers, and `count`; several are fitted together
    #[arg(long, value_name = "CSV")]
    population_table: Vec<PathBuf>,

    /// Folder with a hierarchy COLUMN.csv: one row a value, one column a coarser level
    #[arg(long, value_name = "DIR")]
    hierarchies: Option<PathBuf>,

    /// What is measured: classes, columns, sensitive, suda, population, plan, all
    #[arg(long, value_delimiter = ',', default_value = "all", value_name = "PARTS")]
    metrics: Vec<String>,

    /// Say why this participant is at risk (may be given several times); without --out, nothing else
    #[arg(long, value_name = "PARTICIPANT")]
    explain: Vec<String>,

    /// Apply a plan (plan.toml of an earlier run): the generalised table is written as well
    #[arg(long, value_name = "PLAN", requires = "out")]
    apply: Option<PathBuf>,

    /// Greatest share of participants whose values a plan may remove
    #[arg(long, default_value_t = SUPPRESSION_LIMIT, value_name = "SHARE")]
    suppression: f64,

    /// What a plan empties of those who still stand out: all their quasi-identifiers, or the cells that
    /// at least k of them do not share
    #[arg(long, default_value = "records", value_name = "WHAT", value_parser = ["records", "cells"])]
    suppress: String,

    /// Thresholds in place of the shipped ones, as in `data/disclosure_thresholds.csv`
    #[arg(long, value_name = "CSV")]
    thresholds: Option<PathBuf>,

    /// Leave out the tables of participants and groups (`participants_risk.csv`, `msu.csv`,
    /// `classes.csv`), as for registers
    #[arg(long, requires = "out")]
    figures_only: bool,

    /// Also write the values behind the groups, into a file that is not to be passed on
    #[arg(long)]
    show_values: bool,
}

/// Measures the table and tells on stdout what was found.
pub(super) fn run(typed: &TableArgs, args: &Args) -> Outcome {
    let config = config(typed, args).or_exit(Exit::Usage)?;
    let (mut told, explanations) = match &typed.out {
        Some(out) => reported(&config, out)?,
        None => (String::new(), table::explain(&config).map_err(failure)?),
    };
    for explanation in &explanations {
        told.push_str(explanation);
        told.push('\n');
    }
    // A closed pipe is the reader's choice: the files are written.
    let _ = std::io::stdout().write_all(told.as_bytes());
    Ok(Exit::Ok)
}

/// Writes the report; its summary, and the explanations asked for.
fn reported(config: &TableConfig, out: &Path) -> Result<(String, Vec<String>), Failure> {
    let finished = table::run(config, out).map_err(failure)?;
    for remark in &finished.report.remarks {
        log::info!("{remark}");
    }
    let files = format!("{} files in {}", finished.files.len(), out.display());
    Ok((summary::text(&finished.report, &files), finished.explanations))
}

fn failure(error: TableError) -> Failure {
    let exit = match &error {
        TableError::Read(error) if error.is_name() => Exit::Usage,
        TableError::Read(_)
        | TableError::Weight(_)
        | TableError::PopulationTable { .. }
        | TableError::Population(_)
        | TableError::UserHierarchy { .. }
        | TableError::Hierarchy(_)
        | TableError::Frequencies(_)
        | TableError::Plan { .. }
        | TableError::Apply(_) => Exit::Data,
        TableError::File { .. } => Exit::NoInput,
        TableError::Roles(_)
        | TableError::Unknown { .. }
        | TableError::Run(RunError::OutputInsideInput { .. }) => Exit::Usage,
        TableError::Run(RunError::Output(error)) | TableError::Output(error) => {
            Exit::of_output(error)
        }
        TableError::Run(_) => Exit::CannotCreate,
        TableError::Threads(_) => Exit::Temporary,
    };
    Failure { exit, error: error.into() }
}

/// From what was typed to what is meant.
fn config(typed: &TableArgs, args: &Args) -> anyhow::Result<TableConfig> {
    let parts = Parts::named(typed.metrics.iter().map(String::as_str)).ok_or_else(|| {
        let names = Parts::NAMES.join(", ");
        anyhow!("--metrics {}: any of all, {names}", typed.metrics.join(","))
    })?;
    if !(0.0..=1.0).contains(&typed.suppression) {
        return Err(anyhow!("--suppression {}: a share lies in 0 to 1", typed.suppression));
    }
    if typed.apply.is_some() && !typed.bin.is_empty() {
        return Err(anyhow!(
            "--apply: a plan is applied to the values as they are; leave out --bin"
        ));
    }
    Ok(TableConfig {
        file: typed.file.clone(),
        quasi_identifiers: trimmed(&typed.qi),
        sensitive: trimmed(&typed.sensitive),
        weights: typed.weights.clone(),
        household: typed.household.clone(),
        roles: typed.roles.clone(),
        bins: typed.bin.clone(),
        missing: match typed.missing.as_str() {
            "category" => MissingMode::Category,
            "drop" => MissingMode::Drop,
            _ => MissingMode::Wildcard { alpha: typed.alpha },
        },
        population: typed.population.as_deref().map(population).transpose()?,
        population_tables: typed.population_table.clone(),
        hierarchies: typed.hierarchies.clone(),
        parts,
        explain: typed.explain.clone(),
        apply: typed.apply.clone(),
        suppression: typed.suppression,
        suppress_cells: typed.suppress == "cells",
        figures_only: typed.figures_only,
        show_values: typed.show_values,
        seed: args.seed,
        threads: args.threads,
        thresholds: thresholds(typed.thresholds.as_deref())?,
    })
}

/// A column and the width of its bins.
fn bins(typed: &str) -> Result<Bins, String> {
    let parts = typed.rsplit_once('=').map(|(column, width)| (column.trim(), width.trim().parse()));
    match parts {
        Some((column, Ok(width))) if !column.is_empty() && width > 0.0 && f64::is_finite(width) => {
            Ok(Bins { column: column.to_owned(), width })
        }
        _ => Err("a column, =, and a number above 0, as age=5".to_owned()),
    }
}

fn trimmed(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A number of persons, or a country's.
pub(super) fn population(typed: &str) -> anyhow::Result<Population> {
    if let Ok(persons) = typed.replace(['_', ' '], "").parse::<u64>()
        && persons > 0
    {
        let (name, source) = ("the population".to_owned(), "given with --population".to_owned());
        return Ok(Population { name, persons, source });
    }
    let presets = preset::shipped();
    let found = preset::find(&presets, typed).ok_or_else(|| {
        let codes: Vec<&str> = presets.iter().map(|p| p.code.as_str()).collect();
        anyhow!("--population {typed}: a number of persons, or one of {}", codes.join(", "))
    })?;
    let source = format!("{} ({})", found.source, found.date);
    Ok(Population { name: found.name, persons: found.persons, source })
}

fn thresholds(file: Option<&Path>) -> anyhow::Result<Vec<Threshold>> {
    let Some(path) = file else { return Ok(threshold::shipped()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("--thresholds {}", path.display()))?;
    threshold::read(&text).with_context(|| path.display().to_string())
}
