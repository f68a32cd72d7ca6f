//! What an assessment is asked to do, validated.

use crate::dataset::audit::rule::Rules;
use crate::dataset::filter::Filter;
use crate::dataset::scan::Selection;
use crate::dataset::shard::Shard;
use crate::disclosure::frequencies::MissingMode;
use crate::disclosure::lattice::SUPPRESSION_LIMIT;
use crate::pipeline::config::{RunConfig, ScanSettings};
use crate::pipeline::table::config::{Parts, Population, TableConfig};
use crate::report::table::threshold;
use crate::risk::date::Date;
use crate::risk::destination::Destination;
use crate::risk::guide::context::Context;
use crate::risk::knowledge::Knowledge;
use crate::risk::texts::Language;
use serde_json::json;
use std::path::PathBuf;

/// A whole assessment.
#[derive(Clone, Debug)]
pub struct AssessConfig<'a> {
    /// The dataset; nothing is written into it.
    pub dataset: PathBuf,
    /// Folder for the results, outside the dataset.
    pub out: PathBuf,
    /// Folder for what is kept between the levels; readable by its owner only.
    pub work: PathBuf,
    /// Whether a folder without a valid description is refused.
    pub validate: bool,
    /// Which scans are looked at; the others count as not assessed.
    pub filter: Filter,
    /// Which part of them this run looks at.
    pub shard: Shard,
    /// Scans analysed at once; 0 means one per core.
    pub threads: usize,
    /// Memory that the scans at work should stay within, bytes; nothing for no bound.
    pub memory: Option<u64>,
    /// What every scan's result depends on.
    pub settings: ScanSettings,
    /// Rules of the audit.
    pub rules: Rules,
    /// The population that the participants are drawn from.
    pub population: Option<Population>,
    /// The guide's tables.
    pub knowledge: &'a Knowledge,
    /// What only people can tell.
    pub context: &'a Context,
    /// Where the data are to go.
    pub destination: Option<&'a Destination>,
    /// In which language the answer is given.
    pub language: Language<'a>,
    /// The day as of which it is given.
    pub date: Date,
    /// Whether participants get other names in everything that is passed on.
    pub redact: bool,
    /// Whether values are written, into files that are not to be passed on.
    pub show_values: bool,
}

impl AssessConfig<'_> {
    /// The run over the scans.
    pub(super) fn run(&self) -> RunConfig {
        RunConfig {
            inputs: vec![self.dataset.clone()],
            selection: Selection::HeadImages,
            out: self.out.clone(),
            threads: self.threads,
            fresh: false,
            settings: self.settings.clone(),
        }
    }

    /// The measurement of the participants table.
    pub(super) fn table(&self) -> TableConfig {
        TableConfig {
            file: self.dataset.join("participants.tsv"),
            quasi_identifiers: Vec::new(),
            sensitive: Vec::new(),
            weights: None,
            household: None,
            roles: None,
            bins: Vec::new(),
            missing: MissingMode::default(),
            population: self.population.clone(),
            population_tables: Vec::new(),
            hierarchies: None,
            parts: Parts::all(),
            explain: Vec::new(),
            apply: None,
            suppression: SUPPRESSION_LIMIT,
            suppress_cells: false,
            figures_only: false,
            show_values: self.show_values,
            seed: self.settings.seed,
            threads: self.threads,
            thresholds: threshold::shipped(),
        }
    }

    /// Everything that the result depends on besides the dataset.
    pub(super) fn as_json(&self) -> serde_json::Value {
        json!({
            "scans": self.settings.as_json(),
            "population": self.population,
            "destination": self.destination.map(|d| &d.id),
            "show_values": self.show_values,
        })
    }
}
