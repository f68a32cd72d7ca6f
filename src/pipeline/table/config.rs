//! What a run on a table is asked to do, validated.

use crate::disclosure::frequencies::MissingMode;
use crate::report::table::threshold::Threshold;

use serde::Serialize;
use std::path::PathBuf;

/// Which parts are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each part is asked for by itself")]
pub struct Parts {
    /// Groups and the risks of their members; always measured, since all others need them.
    pub classes: bool,
    /// Which columns tell participants apart, alone and together.
    pub columns: bool,
    /// What groups tell about sensitive attributes.
    pub sensitive: bool,
    /// Minimal sample uniques.
    pub suda: bool,
    /// Uniqueness in the population.
    pub population: bool,
    /// How to generalise the table.
    pub plan: bool,
}

impl Parts {
    /// Names on the command line.
    pub const NAMES: [&str; 6] = ["classes", "columns", "sensitive", "suda", "population", "plan"];

    /// Whether nothing but the groups is asked for.
    pub fn classes_only(self) -> bool {
        !(self.columns || self.sensitive || self.suda || self.population || self.plan)
    }

    /// Every part.
    pub fn all() -> Self {
        Self {
            classes: true,
            columns: true,
            sensitive: true,
            suda: true,
            population: true,
            plan: true,
        }
    }

    /// The parts of these names; `all` is every one. Nothing for an unknown name.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Option<Self> {
        let none = Self {
            classes: true,
            columns: false,
            sensitive: false,
            suda: false,
            population: false,
            plan: false,
        };
        names.into_iter().try_fold(none, |parts, name| match name {
            "all" => Some(Self::all()),
            "classes" => Some(parts),
            "columns" => Some(Self { columns: true, ..parts }),
            "sensitive" => Some(Self { sensitive: true, ..parts }),
            "suda" => Some(Self { suda: true, ..parts }),
            "population" => Some(Self { population: true, ..parts }),
            "plan" => Some(Self { plan: true, ..parts }),
            _ => None,
        })
    }
}

impl TableConfig {
    /// Whether nothing is told of single participants or groups, so that they need not be kept apart.
    pub(super) fn counts_only(&self) -> bool {
        self.figures_only
            && self.parts.classes_only()
            && !self.show_values
            && self.explain.is_empty()
            && self.apply.is_none()
            && self.weights.is_none()
            && self.household.is_none()
            && self.population_tables.is_empty()
    }
}

/// The population that the participants are drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Population {
    /// Its name in the report.
    pub name: String,
    /// Persons.
    pub persons: u64,
    /// Who counted them.
    pub source: String,
}

/// A column of numbers that is measured in bins.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bins {
    /// Its name.
    pub column: String,
    /// Width of a bin, in the column's unit; above 0.
    pub width: f64,
}

/// A whole run.
#[derive(Clone, Debug, Serialize)]
pub struct TableConfig {
    /// The table.
    #[serde(serialize_with = "file_name")]
    pub file: PathBuf,
    /// Columns an outsider may know; proposed where empty.
    pub quasi_identifiers: Vec<String>,
    /// Columns an attacker would learn; proposed where empty.
    pub sensitive: Vec<String>,
    /// Column of sample weights.
    pub weights: Option<String>,
    /// Column that names households.
    pub household: Option<String>,
    /// File of roles.
    #[serde(skip)]
    pub roles: Option<PathBuf>,
    /// Columns whose numbers are known only roughly.
    pub bins: Vec<Bins>,
    /// How missing values are taken.
    pub missing: MissingMode,
    /// The population.
    pub population: Option<Population>,
    /// Counts of the population by quasi-identifiers, together or apart.
    #[serde(skip)]
    pub population_tables: Vec<PathBuf>,
    /// Folder of a user's own hierarchies, `<column>.csv`.
    #[serde(skip)]
    pub hierarchies: Option<PathBuf>,
    /// What is measured.
    pub parts: Parts,
    /// Participants whose risk is explained.
    #[serde(skip)]
    pub explain: Vec<String>,
    /// A plan to apply to the table.
    #[serde(skip)]
    pub apply: Option<PathBuf>,
    /// Greatest share of participants that a plan may suppress.
    pub suppression: f64,
    /// Whether a plan empties single cells instead of all of a record's.
    pub suppress_cells: bool,
    /// Whether the tables of participants are left out, as for registers of millions.
    pub figures_only: bool,
    /// Whether values are written, into a file that is not to be passed on.
    pub show_values: bool,
    /// Seed of everything drawn at random.
    pub seed: u64,
    /// Threads; 0 means one per core.
    #[serde(skip)]
    pub threads: usize,
    /// What figures are compared with.
    pub thresholds: Vec<Threshold>,
}

impl TableConfig {
    /// The threads that a run of its own works on.
    pub(super) fn pool(&self) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
        rayon::ThreadPoolBuilder::new().num_threads(self.threads).build()
    }

    /// The settings as a result holds them: nothing in them depends on where files lie or on the
    /// number of threads.
    pub fn as_json(&self) -> serde_json::Value {
        // Fails for maps whose keys are no strings only; there are none.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// How missing values are taken, in words.
    pub fn missing_in_words(&self) -> String {
        match self.missing {
            MissingMode::Category => "category (missing is a value)".to_owned(),
            MissingMode::Wildcard { alpha } if alpha >= 1.0 => {
                "wildcard (missing matches every value)".to_owned()
            }
            MissingMode::Wildcard { alpha } => {
                format!("wildcard (missing matches every value with weight {alpha})")
            }
            MissingMode::Drop => "drop (participants with a missing value are left out)".to_owned(),
        }
    }
}

fn file_name<S: serde::Serializer>(
    path: &std::path::Path,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.file_name().unwrap_or_default().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_named_one_by_one_or_all() {
        assert_eq!(Parts::named(["all"]), Some(Parts::all()));
        assert_eq!(Parts::named(Parts::NAMES), Some(Parts::all()));
        let suda = Parts::named(["suda"]).unwrap();
        assert!(suda.suda && suda.classes && !suda.plan);
        assert_eq!(Parts::named(["sudoku"]), None);
    }
}
