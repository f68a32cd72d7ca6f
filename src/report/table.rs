//! Everything found out about a participants table: the one model that CSV, JSON and page print.

pub mod figures;
pub mod metric;
pub mod page;
pub mod summary;
pub mod threshold;

use crate::disclosure::population::estimate::PopulationUniqueness;
use crate::disclosure::read::Names;

use metric::Metric;
use serde::Serialize;
use std::borrow::Cow;

/// The file that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Name of the file, without its folder.
    pub file: String,
    /// SHA-256 of its content, hexadecimal.
    pub sha256: String,
    /// Its lines below the header.
    pub rows: usize,
    /// Version of the program that looked.
    pub version: &'static str,
}

/// A column and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnNote {
    /// Its name.
    pub name: String,
    /// Its role, as `--roles` names them.
    pub role: String,
    /// Different values; these are counts only, never values.
    pub values: usize,
    /// Participants without a value.
    pub missing: usize,
    /// Why it has this role, and what a reader should know of it.
    pub why: String,
}

/// Something that could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotAssessed {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// A model's population uniqueness by sampling fraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// The model.
    pub model: String,
    /// Whether it applies to this sample.
    pub applies: bool,
    /// (sampling fraction, share of the population that is unique).
    pub points: Vec<[f64; 2]>,
}

/// A way to generalise the table, with what it reaches and costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanNote {
    /// Smallest group that was asked for.
    pub for_k: u32,
    /// Smallest group reached among those kept.
    pub smallest_group: u32,
    /// Participants suppressed.
    pub suppressed: usize,
    /// Information lost, 0 to 1.
    pub loss: f64,
    /// Whether no plan of this kind loses less.
    pub optimal: bool,
    /// Column and name of its level.
    pub levels: Vec<(String, String)>,
    /// Whether it is the one written as a plan.
    pub recommended: bool,
}

/// Figures of every participant, column by column; nothing where a figure does not apply at all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Participants {
    /// Names in the table; none for many or where it has none, see [`Participants::id`].
    pub names: Names,
    /// Group.
    pub class: Vec<u32>,
    /// Risk from sample weights.
    pub individual: Option<Vec<Option<f64>>>,
    /// Risk of the household.
    pub household: Option<Vec<Option<f64>>>,
    /// Minimal sample uniques.
    pub suda: Option<SudaColumns>,
}

impl Participants {
    /// Identifier of a participant: the name in the table, else the number of the row.
    pub fn id(&self, participant: usize) -> Cow<'_, str> {
        match self.names.get(participant) {
            Some(name) if !name.is_empty() => Cow::Borrowed(name),
            _ => Cow::Owned(format!("row-{}", participant + 1)),
        }
    }
}

/// SUDA by participant.
#[derive(Clone, Debug, PartialEq)]
pub struct SudaColumns {
    /// Where each participant's sets begin in `sets`; one more than participants.
    pub starts: Vec<usize>,
    /// Sets of quasi-identifiers as bits, smallest first.
    pub sets: Vec<u64>,
    /// Scores.
    pub score: Vec<f64>,
    /// DIS.
    pub dis: Vec<f64>,
}

impl SudaColumns {
    /// The minimal sets of a participant, smallest first.
    pub fn of(&self, participant: usize) -> &[u64] {
        &self.sets[self.starts[participant]..self.starts[participant + 1]]
    }
}

/// A group of participants with the same values and gaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// Participants in it; where groups are not told apart, those of all groups with this frequency.
    pub participants: u32,
    /// f; nothing for a group that was left out.
    pub frequency: Option<f64>,
    /// F.
    pub population: Option<f64>,
    /// Quasi-identifiers without a value, as bits.
    pub missing: u64,
    /// Copula: p, uniqueness, correctness.
    pub copula: Option<[f64; 3]>,
    /// Correctness under independent facts.
    pub independent: Option<f64>,
}

impl Group {
    /// 1/f.
    pub fn risk_known(&self) -> Option<f64> {
        self.frequency.map(|f| 1.0 / f)
    }

    /// 1/F.
    pub fn risk_population(&self) -> Option<f64> {
        self.population.map(|f| 1.0 / f)
    }
}

/// The whole result.
#[derive(Clone, Debug, Serialize)]
pub struct TableReport {
    /// The file.
    pub source: Source,
    /// What the run was asked for.
    pub settings: serde_json::Value,
    /// Participants.
    pub participants: usize,
    /// How missing values were taken, in words.
    pub missing_values: String,
    /// The columns, in the order of the file.
    pub columns: Vec<ColumnNote>,
    /// Names of the quasi-identifiers.
    pub quasi_identifiers: Vec<String>,
    /// What was noticed while reading.
    pub remarks: Vec<String>,
    /// The figures.
    pub metrics: Vec<Metric>,
    /// What could not be looked at.
    pub not_assessed: Vec<NotAssessed>,
    /// Population uniqueness, model by model.
    pub population: Option<PopulationUniqueness>,
    /// The population's name.
    pub population_name: Option<String>,
    /// Population uniqueness by sampling fraction.
    pub curves: Vec<Curve>,
    /// The recommended plan in sentences, with the command that applies it.
    pub steps: Vec<String>,
    /// Ways to generalise the table.
    pub plans: Vec<PlanNote>,
    /// Figures of every participant: in `participants_risk.csv` and `msu.csv`; empty where nobody is told
    /// apart from others.
    #[serde(skip)]
    pub people: Participants,
    /// Groups: in `classes.csv`.
    #[serde(skip)]
    pub groups: Vec<Group>,
}

/// Fewer persons than this must not be shown as a cell with its values: US Centers for Medicare &
/// Medicaid Services, cell size suppression policy.
pub const SMALL_CELL: f64 = 11.0;

impl TableReport {
    /// The group of a participant.
    pub fn group_of(&self, participant: usize) -> &Group {
        &self.groups[self.people.class[participant] as usize]
    }

    /// Names of the quasi-identifiers in a set of bits, joined by `+`.
    pub fn names(&self, set: u64) -> String {
        let inside = |n: &usize| set >> n & 1 == 1;
        let names = (0..self.quasi_identifiers.len().min(64)).filter(inside);
        names.map(|n| self.quasi_identifiers[n].as_str()).collect::<Vec<_>>().join("+")
    }

    /// The first figure of that name.
    pub fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|m| m.metric == name)
    }
}
