//! All class-based figures of a table at once.

use serde::Serialize;

use super::classes::SizeHistogram;
use super::frequencies::{Frequencies, FrequencyError, MissingMode};
use super::household::{self, HouseholdRisk};
use super::individual::{self, IndividualRisk, Method};
use super::journalist::{self, JournalistRisk};
use super::prosecutor::{self, ProsecutorRisk};
use super::roles::{Role, Roles};
use super::sampling_weights::{self, WeightError};
use super::sensitive::{self, DEFAULT_C, SensitiveRisk};
use super::separation::{self, Separation};
use super::table::Table;

/// What to compute, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct AssessOptions {
    /// What a missing value means.
    pub missing: MissingMode,
    /// Factor c of recursive (c,l)-diversity.
    pub c: f64,
}

impl Default for AssessOptions {
    fn default() -> Self {
        Self { missing: MissingMode::default(), c: DEFAULT_C }
    }
}

/// Figures of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableRisk {
    /// Names of the quasi-identifiers, in the order of the table.
    pub quasi_identifiers: Vec<String>,
    /// What a missing value means in all figures but those that say otherwise.
    pub missing: MissingMode,
    /// Frequencies behind all of it, for explanations.
    #[serde(skip)]
    pub frequencies: Frequencies,
    /// Number of classes of each size; a missing value is a value here.
    pub sizes: SizeHistogram,
    /// Risk if it is known who takes part.
    pub prosecutor: ProsecutorRisk,
    /// How well the quasi-identifiers tell records apart; nothing with fewer than two.
    pub separation: Option<Separation>,
    /// Risk in the population that the weights describe; nothing without weights.
    pub journalist: Option<JournalistRisk>,
    /// Risk by record, exact; without weights 1/f.
    pub individual: IndividualRisk,
    /// The same by the usual approximation.
    pub individual_approximate: IndividualRisk,
    /// Risk by household; nothing without such a column.
    pub household: Option<HouseholdRisk>,
    /// One for each sensitive attribute with a value.
    pub sensitive: Vec<SensitiveRisk>,
}

/// Why a table cannot be assessed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AssessError {
    /// Frequencies cannot be counted.
    #[error(transparent)]
    Frequency(#[from] FrequencyError),
    /// Weights cannot be used.
    #[error(transparent)]
    Weight(#[from] WeightError),
}

/// All class-based figures of a table with these roles.
///
/// # Errors
/// [`AssessError`] for weights that are none, and for keys too wide for wildcards.
pub fn assess(
    table: &Table,
    roles: &Roles,
    options: &AssessOptions,
) -> Result<TableRisk, AssessError> {
    let quasi_identifiers = roles.quasi_identifiers();
    let first = |role| roles.with(role).first().map(|&index| table.column(index));
    let weights = first(Role::Weight).map(sampling_weights::weights).transpose()?;
    let missing = options.missing;
    let found = Frequencies::of(table, &quasi_identifiers, missing, weights.as_deref())?;
    let individual = individual::assess(&found, Method::Exact);
    let persons = found.population_of_class.as_deref();
    let sensitive = roles.with(Role::Sensitive).into_iter();
    Ok(TableRisk {
        quasi_identifiers: quasi_identifiers
            .iter()
            .map(|&index| table.column(index).name.clone())
            .collect(),
        missing,
        sizes: found.classes.size_histogram(),
        prosecutor: prosecutor::assess(&found),
        separation: separation::measure(&found.classes),
        journalist: persons.and_then(|f| journalist::assess(&found, f, "sampling weights")),
        household: first(Role::Household).map(|h| household::assess(&individual.of_record, h)),
        individual_approximate: individual::assess(&found, Method::Approximate),
        individual,
        sensitive: sensitive
            .filter_map(|index| sensitive::assess(&found, table.column(index), options.c))
            .collect(),
        frequencies: found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::read::{ReadOptions, read};
    use crate::disclosure::roles::{Knowledge, propose};

    #[test]
    fn a_file_is_assessed_without_any_choice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("participants.tsv");
        let text = "participant_id\tage\tsex\tgroup\tfamily_id\tsampling_weight\n\
                    a\t30\tF\tHC\t1\t10\nb\t30\tF\tMDD\t1\t20\nc\t41\tM\tHC\t2\t5\n";
        std::fs::write(&path, text).unwrap();
        let participants = read(&path, &ReadOptions::default()).unwrap();
        let roles = propose(&participants, &Knowledge::default());
        let found = assess(&participants.table, &roles, &AssessOptions::default()).unwrap();
        assert_eq!(found.quasi_identifiers, ["age", "sex"]);
        assert_eq!((found.prosecutor.k, found.prosecutor.uniques), (Some(1.0), 1));
        assert!((found.journalist.as_ref().unwrap().k_map - 5.0).abs() < 1e-12);
        assert_eq!(found.household.as_ref().unwrap().households, 2);
        assert_eq!(found.sensitive[0].attribute, "group");
        let json = serde_json::to_value(&found).unwrap();
        assert_eq!(json["missing"]["mode"], "wildcard");
    }

    #[test]
    fn a_table_without_quasi_identifiers_is_one_class() {
        let table = Table::new(vec![]).unwrap();
        let roles = Roles { columns: Vec::new() };
        let found = assess(&table, &roles, &AssessOptions::default()).unwrap();
        assert_eq!((found.prosecutor.records, found.separation), (0, None));
    }
}
