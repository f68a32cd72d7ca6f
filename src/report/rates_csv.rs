//! `rates.csv`, `cmc.csv` and `det.csv` of `countenance link`: how well the attack found people, by
//! part of the head and by how independent a person's scans are.

use super::dictionary;
use super::rate_cells::{self, comparisons, rank, share, written};
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::leakage::Leakage;
use crate::linkage::part::Part;

/// What one part found among people whose scans are so independent.
#[derive(Clone, Debug)]
pub struct PartRates {
    /// Face, ears or vault.
    pub part: Part,
    /// How independent the scans of one person are.
    pub leakage: Leakage,
    /// The numbers.
    pub rates: Rates,
}

const COLUMNS: &str = include_str!("../../data/rate_columns.csv");

/// Every table with its name.
pub fn all(found: &[PartRates]) -> [(&'static str, Result<Vec<u8>, csv::Error>); 3] {
    let curve = |table: &str, rows: fn(&[String], &Rates) -> Vec<Vec<String>>| {
        let of = |part: &PartRates| rows(&first(part), &part.rates);
        written(COLUMNS, table, found.iter().flat_map(of))
    };
    [
        ("rates", written(COLUMNS, "rates", found.iter().map(row))),
        ("cmc", curve("cmc", rate_cells::cmc)),
        ("det", curve("det", rate_cells::det)),
    ]
}

/// The data dictionary of a table: column → description, units.
pub fn dictionary(table: &str) -> serde_json::Value {
    dictionary::json(COLUMNS, table)
}

fn first(found: &PartRates) -> [String; 2] {
    [found.part.as_str().to_owned(), found.leakage.as_str().to_owned()]
}

fn row(found: &PartRates) -> Vec<String> {
    let rates = &found.rates;
    let mut cells = first(found).to_vec();
    cells.extend([
        rates.rank_one.probes.to_string(),
        rates.ranks.people.to_string(),
        rates.rank_one.gallery.to_string(),
        rates.failures_to_enrol.to_string(),
        share(Some(rates.failure_rate())),
    ]);
    cells.extend(rank(Some(&rates.rank_one)));
    cells.extend(rank(Some(&rates.rank_five)));
    cells.extend(comparisons(Some(rates)));
    cells
}
