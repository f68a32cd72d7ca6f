//! Rates of an attack as cells of tables: what `link` and `benchmark` write alike.

use super::cell::{missing, number, significant};
use super::dictionary;
use crate::base::stats::interval::Interval;
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::evaluation::estimate::Estimate;
use crate::linkage::evaluation::identification::RankRate;

/// A table of a dictionary: header line, then rows.
///
/// # Errors
/// When a row has not as many cells as the table has columns.
pub(super) fn written(
    columns: &'static str,
    table: &str,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<Vec<u8>, csv::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(dictionary::columns(columns, table).map(|c| c.name))?;
    for row in rows {
        csv.write_record(row)?;
    }
    csv.into_inner().map_err(|e| e.into_error().into())
}

pub(super) fn share(value: Option<f64>) -> String {
    number(value, 4)
}

pub(super) fn count(value: Option<u64>) -> String {
    value.map_or_else(missing, |n| n.to_string())
}

pub(super) fn ends(interval: Option<Interval>) -> [String; 2] {
    [share(interval.map(|i| i.low)), share(interval.map(|i| i.high))]
}

/// Hits, rate, and its Wilson interval.
pub(super) fn rank(rate: Option<&RankRate>) -> Vec<String> {
    let mut cells = vec![count(rate.map(|r| r.hits)), share(rate.map(|r| r.rate))];
    cells.extend(ends(rate.map(|r| r.wilson)));
    cells
}

/// Value and interval.
pub(super) fn estimate(found: Option<Estimate>) -> Vec<String> {
    let mut cells = vec![share(found.map(|e| e.value))];
    cells.extend(ends(found.map(|e| e.interval)));
    cells
}

/// Chance, EER, AUC and d′.
pub(super) fn comparisons(rates: Option<&Rates>) -> Vec<String> {
    let chance = rates.map(|r| r.chance);
    let mut cells = [chance.map(|c| c.expected), chance.map(|c| c.high), chance.map(|c| c.p_value)]
        .map(share)
        .to_vec();
    cells.extend(estimate(rates.and_then(|r| r.equal_error_rate)));
    cells.extend(estimate(rates.and_then(|r| r.area)));
    cells.push(number(rates.and_then(|r| r.d_prime), 2));
    cells
}

/// Rows of the cumulative match characteristic, each after the same first cells.
pub(super) fn cmc(first: &[String], rates: &Rates) -> Vec<Vec<String>> {
    let row = |rate: &RankRate| {
        let mut cells = first.to_vec();
        cells.extend([rate.rank.to_string(), rate.probes.to_string()]);
        cells.extend(rank(Some(rate)));
        cells
    };
    rates.cmc.iter().map(row).collect()
}

/// Rows of the DET curve, likewise.
pub(super) fn det(first: &[String], rates: &Rates) -> Vec<Vec<String>> {
    let row = |point: &crate::linkage::evaluation::det::DetPoint| {
        let mut cells = first.to_vec();
        cells.push(number(Some(point.threshold), 6));
        cells.extend(
            [point.false_match_rate, point.false_non_match_rate].map(|v| significant(Some(v))),
        );
        cells
    };
    rates.det.iter().map(row).collect()
}
