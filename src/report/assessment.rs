//! Everything an assessment found out: the one model that `report.json`, the tables, the page and
//! the box on the terminal print.
//!
//! Nothing in it depends on where files lie, on the number of threads or on the clock, but for
//! [`RunFacts::date`], which is part of the question.

pub mod answer;
pub mod dataset_facts;
pub mod limit;
pub mod linkage_part;
pub mod page;
pub mod person_risk;
pub mod residual;
pub mod run_facts;
pub mod scan_row;
pub mod table_part;
pub mod text;

use super::group::GroupReport;
use super::table::NotAssessed;
use crate::dataset::audit::finding::Finding;
use crate::risk::evidence::Evidence;
use crate::risk::guide::advice::Advice;
use crate::risk::joint::attacker::Attacker;
use answer::AnswerBox;
use dataset_facts::DatasetFacts;
use limit::Limit;
use linkage_part::LinkagePart;
use person_risk::PersonRisk;
use residual::Residual;
use run_facts::RunFacts;
use scan_row::ScanRow;
use serde::Serialize;
use table_part::TablePart;

/// Version of the model's shape. A change that breaks a reader of `report.json` raises it.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole result, in the order in which it is told.
#[derive(Clone, Debug, Serialize)]
pub struct Assessment {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The answer in short.
    pub answer: AnswerBox,
    /// What was assessed.
    pub dataset: DatasetFacts,
    /// With what, and when.
    pub run: RunFacts,
    /// Who could try; the order of every participant's risks.
    pub attackers: Vec<Attacker>,
    /// The risk of every participant, by identifier.
    pub people: Vec<PersonRisk>,
    /// Every image of a head, in the order of `faces.csv`.
    pub scans: Vec<ScanRow>,
    /// What the scans show only together.
    pub group: GroupReport,
    /// Scans of one person matched to each other; nothing where nobody has two that can be.
    pub linkage: Option<LinkagePart>,
    /// What the audit found, the worst first.
    pub findings: Vec<Finding>,
    /// The participants table; nothing without one.
    pub table: Option<TablePart>,
    /// The guide's answer: path, answers, decisions, steps, destination with its gates and terms.
    pub guide: Advice,
    /// What is left once the proposed fixes are made.
    pub residual: Residual,
    /// What could not be looked at, beside the findings that say so.
    pub not_assessed: Vec<NotAssessed>,
    /// How often the checks err, as far as it was measured.
    pub limits: Vec<Limit>,
    /// The evidence that all of it was answered from; a file of its own.
    #[serde(skip)]
    pub evidence: Evidence,
}
