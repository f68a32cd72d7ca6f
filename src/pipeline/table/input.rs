//! The table as it is measured: who the records are, and what each column is to an attacker.

use crate::disclosure::read;
use crate::disclosure::read::{ParticipantsTable, ReadOptions};
use crate::disclosure::roles;
use crate::disclosure::roles::{Knowledge, Role, RoleChoice, Roles};
use crate::disclosure::sampling_weights;
use crate::disclosure::table::Table;
use crate::report::table::{ColumnNote, Source};

use super::TableError;
use super::bins;
use super::config::TableConfig;
use std::fs;

/// A table with its roles.
pub(super) struct Input {
    pub(super) participants: ParticipantsTable,
    pub(super) source: Source,
    pub(super) columns: Vec<ColumnNote>,
    pub(super) quasi_identifiers: Vec<usize>,
    pub(super) sensitive: Vec<usize>,
    pub(super) household: Option<usize>,
    /// Persons each record stands for.
    pub(super) weights: Option<Vec<f64>>,
    pub(super) remarks: Vec<String>,
}

/// Reads the table and gives its columns their roles.
pub(super) fn read(config: &TableConfig) -> Result<Input, TableError> {
    let path = &config.file;
    fs::metadata(path).map_err(|error| TableError::File { path: path.clone(), error })?;
    let columns = named_only(config);
    let as_groups = config.counts_only()
        && config.sensitive.is_empty()
        && config.bins.is_empty()
        && columns.is_some();
    let options = ReadOptions { columns, as_groups, ..ReadOptions::default() };
    let mut participants = read::read(path, &options)?;
    bins::coarsen(&mut participants.table, &config.bins)?;
    let roles = roles::propose(&participants, &Knowledge::default());
    let roles = roles.with_choice(&choice(config)?)?;
    let weights = weights(&participants.table, &roles)?;
    Ok(Input {
        source: source(config, &participants),
        columns: notes(&roles, participants.persons.records),
        quasi_identifiers: in_order(config, &participants.table, roles.quasi_identifiers()),
        sensitive: roles.with(Role::Sensitive),
        household: roles.with(Role::Household).first().copied(),
        weights,
        remarks: remarks(&participants, &roles),
        participants,
    })
}

/// Columns to read where groups are all that is asked for and the quasi-identifiers are named: others
/// would take time and memory for nothing.
fn named_only(config: &TableConfig) -> Option<Vec<String>> {
    if !config.parts.classes_only() || config.quasi_identifiers.is_empty() || config.roles.is_some()
    {
        return None;
    }
    let named = [&config.weights, &config.household].into_iter().flatten();
    Some(config.quasi_identifiers.iter().chain(&config.sensitive).chain(named).cloned().collect())
}

/// Roles from the command line and the file of roles.
fn choice(config: &TableConfig) -> Result<RoleChoice, TableError> {
    let named = |names: &Vec<String>| (!names.is_empty()).then(|| names.clone());
    let columns = match &config.roles {
        None => Vec::new(),
        Some(path) => {
            let read = fs::read_to_string(path);
            let text = read.map_err(|error| TableError::File { path: path.clone(), error })?;
            roles::read_roles(&text)?
        }
    };
    Ok(RoleChoice {
        quasi_identifiers: named(&config.quasi_identifiers),
        sensitive: named(&config.sensitive),
        weights: config.weights.clone(),
        household: config.household.clone(),
        columns,
    })
}

fn source(config: &TableConfig, participants: &ParticipantsTable) -> Source {
    Source {
        file: config.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        sha256: participants.file.sha256.clone(),
        rows: participants.file.rows,
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// Quasi-identifiers in the order of `--qi`, else in that of the table.
fn in_order(config: &TableConfig, table: &Table, found: Vec<usize>) -> Vec<usize> {
    if config.quasi_identifiers.is_empty() {
        return found;
    }
    let mut ordered: Vec<usize> = Vec::new();
    for column in config.quasi_identifiers.iter().filter_map(|name| table.position(name)) {
        if !ordered.contains(&column) {
            ordered.push(column);
        }
    }
    ordered
}

fn weights(table: &Table, roles: &Roles) -> Result<Option<Vec<f64>>, TableError> {
    let column = roles.with(Role::Weight).first().map(|index| table.column(*index));
    Ok(column.map(sampling_weights::weights).transpose()?)
}

/// The columns as the report shows them: counts, never values.
fn notes(roles: &Roles, people: usize) -> Vec<ColumnNote> {
    let note = |role: &roles::ColumnRole| ColumnNote {
        name: role.name.clone(),
        role: role.role.words().to_owned(),
        values: role.content.as_ref().map_or(people, |c| c.distinct),
        missing: role.content.as_ref().map_or(0, |c| c.missing),
        why: role.reason.clone(),
    };
    roles.columns.iter().map(note).collect()
}

/// What the reader assumed, and columns that must not be shared at all.
fn remarks(participants: &ParticipantsTable, roles: &Roles) -> Vec<String> {
    let told = participants.notes.iter().map(|note| match &note.column {
        Some(column) => format!("{column}: {}", note.text),
        None => note.text.clone(),
    });
    let names = roles.columns.iter().filter(|c| c.role == Role::DirectIdentifier);
    let names = names
        .filter(|c| c.index.is_some())
        .map(|c| format!("{}: {}. Remove it before the table is shared.", c.name, c.reason));
    let unread = participants.file.columns.saturating_sub(roles.columns.len());
    let unread = (unread > 0).then(|| {
        format!("{unread} columns were not looked at: groups need those of --qi only; leave out --metrics for all")
    });
    told.chain(names).chain(unread).collect()
}

impl Input {
    pub(super) fn table(&self) -> &Table {
        &self.participants.table
    }

    /// Number of participants.
    pub(super) fn people(&self) -> usize {
        self.participants.persons.records
    }

    /// Names of the quasi-identifiers.
    pub(super) fn names(&self) -> Vec<String> {
        self.quasi_identifiers.iter().map(|c| self.table().column(*c).name.clone()).collect()
    }

    /// Codes of the quasi-identifiers.
    pub(super) fn codes(&self) -> Vec<&[u32]> {
        self.quasi_identifiers.iter().map(|c| self.table().column(*c).codes.as_slice()).collect()
    }
}
