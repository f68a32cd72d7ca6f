//! The user's own counts of the population.

use crate::disclosure::population::estimate::ModelFigure;
use crate::disclosure::population::external;
use crate::disclosure::population::external::{Matched, Population};

use super::TableError;
use super::config::TableConfig;
use super::input::Input;
use std::fs;

/// Counts of the population, and the table's records among them.
pub(super) struct Register {
    pub(super) population: Population,
    pub(super) matched: Matched,
}

/// Reads the tables of the population and puts them together, if any were named.
pub(super) fn read(config: &TableConfig, input: &Input) -> Result<Option<Register>, TableError> {
    if config.population_tables.is_empty() {
        return Ok(None);
    }
    let mut tables = Vec::new();
    for path in &config.population_tables {
        let text = fs::read_to_string(path)
            .map_err(|error| TableError::File { path: path.clone(), error })?;
        let table = external::read(&text)
            .map_err(|error| TableError::PopulationTable { path: path.clone(), error })?;
        tables.push(table);
    }
    let names = input.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let population = Population::of(&tables, &names)?;
    let matched = population.matched(input.table());
    Ok(Some(Register { population, matched }))
}

impl Register {
    /// Whether the tables count all the facts, and hold everybody whose facts are all known.
    pub(super) fn describes_them(&self) -> bool {
        self.population.not_counted.is_empty()
            && self.matched.unknown == 0
            && self.matched.impossible == 0
    }

    /// The figure as one of several models'.
    pub(super) fn figure(&self) -> ModelFigure {
        let mut figure = self.population.figure();
        if figure.does_not_apply.is_none() && !self.describes_them() {
            figure.does_not_apply = self.doubt();
        }
        figure
    }

    /// Why some of the records have no figure, or all of them a doubtful one.
    pub(super) fn doubt(&self) -> Option<String> {
        let found = [
            (self.matched.missing, "participants have a missing value"),
            (self.matched.unknown, "participants have values that the population table lacks"),
            (self.matched.impossible, "groups are larger than the population has such persons"),
        ];
        let told: Vec<String> =
            found.iter().filter(|f| f.0 > 0).map(|f| format!("{} {}", f.0, f.1)).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}
