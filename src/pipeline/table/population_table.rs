//! A user's own counts of the population: one row a combination of facts, with its persons.

use crate::disclosure::frequencies::Frequencies;
use crate::disclosure::table::{MISSING, Table};

use super::TableError;
use super::config::TableConfig;
use super::input::Input;
use rustc_hash::FxHashMap;
use std::fs;
use std::path::Path;

/// Names of the column that counts persons.
const COUNTS: [&str; 5] = ["persons", "count", "population", "n", "weight"];
/// Code of a value that the participants' table does not have.
const STRANGE: u32 = MISSING - 1;

/// Persons of the population by the codes of the participants' table.
pub(super) struct External {
    persons: FxHashMap<Vec<u32>, f64>,
}

/// Reads the table of the population, if one was named.
pub(super) fn read(config: &TableConfig, input: &Input) -> Result<Option<External>, TableError> {
    let Some(path) = &config.population_table else { return Ok(None) };
    let text =
        fs::read_to_string(path).map_err(|error| TableError::File { path: path.clone(), error })?;
    let wrong = |problem| TableError::PopulationTable { path: path.clone(), problem };
    parse(&text, separator(path), input).map(Some).map_err(wrong)
}

fn separator(path: &Path) -> u8 {
    let tabs = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv"));
    if tabs { b'\t' } else { b',' }
}

fn parse(text: &str, separator: u8, input: &Input) -> Result<External, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(separator)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = csv.headers().map_err(|e| e.to_string())?.clone();
    let place = |name: &str| header.iter().position(|h| h == name);
    let columns: Vec<usize> = input
        .names()
        .iter()
        .map(|name| place(name).ok_or_else(|| format!("has no column {name}")))
        .collect::<Result<_, _>>()?;
    let count = COUNTS.iter().find_map(|name| place(name));
    let count = count.ok_or_else(|| format!("has no column of persons: {}", COUNTS.join(", ")))?;
    let code_of = dictionaries(input.table(), &input.quasi_identifiers);
    let mut persons: FxHashMap<Vec<u32>, f64> = FxHashMap::default();
    for (n, row) in csv.records().enumerate() {
        let row = row.map_err(|e| e.to_string())?;
        let number: Option<f64> = row.get(count).and_then(|c| c.parse().ok());
        let number = number.filter(|v| v.is_finite() && *v >= 0.0).ok_or_else(|| {
            format!("row {}: the column {} is no number of persons", n + 1, &header[count])
        })?;
        let cell = |(at, codes): (&usize, &FxHashMap<&str, u32>)| {
            codes.get(row.get(*at).unwrap_or_default()).copied().unwrap_or(STRANGE)
        };
        let key: Vec<u32> = columns.iter().zip(&code_of).map(cell).collect();
        *persons.entry(key).or_insert(0.0) += number;
    }
    Ok(External { persons })
}

fn dictionaries<'t>(table: &'t Table, columns: &[usize]) -> Vec<FxHashMap<&'t str, u32>> {
    let labels = |column: &usize| {
        let labels = table.column(*column).labels.iter();
        labels.zip(0..).map(|(label, code)| (label.as_str(), code)).collect()
    };
    columns.iter().map(labels).collect()
}

impl External {
    /// Persons of each class; a gap fits every value.
    pub(super) fn of_classes(&self, input: &Input, frequencies: &Frequencies) -> Vec<f64> {
        let columns = input.codes();
        let of_row = |row: &u32| {
            let key: Vec<u32> = columns.iter().map(|codes| codes[*row as usize]).collect();
            if !key.contains(&MISSING) {
                return self.persons.get(&key).copied().unwrap_or(0.0);
            }
            let fits =
                |other: &&Vec<u32>| key.iter().zip(*other).all(|(a, b)| a == b || *a == MISSING);
            // In the order of the keys, so that sums do not depend on hashes.
            let mut fitting: Vec<&Vec<u32>> = self.persons.keys().filter(fits).collect();
            fitting.sort_unstable();
            fitting.into_iter().map(|key| self.persons[key]).sum()
        };
        frequencies.classes.first.iter().map(of_row).collect()
    }
}
