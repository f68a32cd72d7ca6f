//! `participants_risk.csv` and `msu.csv`: what is known of every participant.

use super::super::cell::{missing, significant, text, yes};
use super::super::table::{Group, TableReport};
use rayon::prelude::*;

/// Rows made by one task; some megabytes of text.
const BLOCK: usize = 1 << 15;

/// One row a participant, in the order of the table.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn participants(report: &TableReport) -> Result<Vec<u8>, csv::Error> {
    let of_group: Vec<Vec<String>> = report.groups.par_iter().map(group_cells).collect();
    in_blocks("participants_risk", report, |csv, n| {
        let people = &report.people;
        let class = people.class[n] as usize;
        let group = &of_group[class];
        let own =
            |column: &Option<Vec<Option<f64>>>| significant(column.as_ref().and_then(|c| c[n]));
        let mut row = csv::StringRecord::with_capacity(256, 20);
        row.push_field(&text(&people.id[n]));
        row.push_field(&class.to_string());
        row.extend(&group[..6]);
        row.push_field(&own(&people.individual));
        row.push_field(&own(&people.household));
        row.extend(&group[6..]);
        row.extend(suda_cells(report, n));
        csv.write_record(&row)
    })
}

/// The cells that all participants of a group share: six before the risks of their own, three after.
fn group_cells(group: &Group) -> Vec<String> {
    let copula = |n: usize| significant(group.copula.map(|c| c[n]));
    let alone = group.frequency.map_or_else(missing, |f| yes(f < 1.5).to_owned());
    vec![
        group.missing.count_ones().to_string(),
        significant(group.frequency),
        alone,
        significant(group.risk_known()),
        significant(group.population),
        significant(group.risk_population()),
        copula(0),
        copula(1),
        copula(2),
    ]
}

fn suda_cells(report: &TableReport, n: usize) -> [String; 5] {
    let Some(suda) = &report.people.suda else { return std::array::from_fn(|_| missing()) };
    let sets = suda.of(n);
    let smallest = sets.first().map(|set| set.count_ones());
    let of_that_size = sets.iter().filter(|set| Some(set.count_ones()) == smallest);
    let names: Vec<String> = of_that_size.map(|set| report.names(*set)).collect();
    [
        sets.len().to_string(),
        smallest.map_or_else(missing, |size| size.to_string()),
        text(&names.join(";")),
        significant(Some(suda.score[n])),
        significant(Some(suda.dis[n])),
    ]
}

/// One row a participant and minimal combination of columns on which nobody else is the same.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn combinations(report: &TableReport) -> Result<Vec<u8>, csv::Error> {
    let columns = report.quasi_identifiers.len();
    let weight = |size: usize| (1..=columns - size.min(columns)).map(|v| v as f64).product::<f64>();
    in_blocks("msu", report, |csv, n| {
        let Some(suda) = &report.people.suda else { return Ok(()) };
        for set in suda.of(n) {
            let size = set.count_ones() as usize;
            csv.write_record([
                text(&report.people.id[n]),
                size.to_string(),
                text(&report.names(*set)),
                significant(Some(weight(size))),
            ])?;
        }
        Ok(())
    })
}

/// A CSV of the participants' rows, made in blocks and put together in their order.
fn in_blocks(
    table: &str,
    report: &TableReport,
    write: impl Fn(&mut csv::Writer<Vec<u8>>, usize) -> Result<(), csv::Error> + Sync,
) -> Result<Vec<u8>, csv::Error> {
    let people = report.participants;
    let blocks: Vec<Vec<u8>> = (0..people.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let mut csv = csv::Writer::from_writer(Vec::new());
            for n in block * BLOCK..people.min((block + 1) * BLOCK) {
                write(&mut csv, n)?;
            }
            csv.into_inner().map_err(|e| e.into_error().into())
        })
        .collect::<Result<_, csv::Error>>()?;
    let mut all = super::written(table, |_| Ok(()))?;
    all.extend(blocks.concat());
    Ok(all)
}
