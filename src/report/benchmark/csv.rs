//! The tables of `countenance benchmark`; their columns are described in
//! `data/benchmark_columns.csv`.

use super::super::cell::{missing, number, significant, text, yes};
use super::super::dictionary;
use super::super::rate_cells::{self, comparisons, count, ends, rank, share, written};
use super::{BenchmarkReport, MethodResult};
use crate::face::status::Status;
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::evaluation::gallery_size::Origin;

const COLUMNS: &str = include_str!("../../../data/benchmark_columns.csv");

/// A table with its name.
pub type NamedTable = (&'static str, Result<Vec<u8>, csv::Error>);

/// Every table.
pub fn all(report: &BenchmarkReport) -> [NamedTable; 7] {
    let of_rates = |table: &str, rows: fn(&[String], &Rates) -> Vec<Vec<String>>| {
        let of = |m: &MethodResult| m.rates.as_ref().map(|rates| rows(&[text(&m.name)], rates));
        written(COLUMNS, table, report.methods.iter().filter_map(of).flatten())
    };
    let methods = report.methods.iter();
    [
        ("methods", written(COLUMNS, "methods", methods.clone().map(|m| method(report, m)))),
        ("regions", written(COLUMNS, "regions", methods.clone().flat_map(regions))),
        ("scans", written(COLUMNS, "scans", scans(report))),
        ("pairs", written(COLUMNS, "pairs", pairs(report))),
        ("cmc", of_rates("cmc", rate_cells::cmc)),
        ("det", of_rates("det", rate_cells::det)),
        ("gallery_size", written(COLUMNS, "gallery_size", methods.flat_map(sizes))),
    ]
}

/// The data dictionary of a table: column → description, units.
pub fn dictionary(table: &str) -> serde_json::Value {
    dictionary::json(COLUMNS, table)
}

fn method(report: &BenchmarkReport, method: &MethodResult) -> Vec<String> {
    let rates = method.rates.as_ref();
    let mut cells = vec![
        text(&method.name),
        method.role.as_str().to_owned(),
        report.leakage.as_str().to_owned(),
        method.verdict.as_str().to_owned(),
        count(rates.map(|r| r.rank_one.probes)),
        count(rates.map(|r| r.rank_one.gallery as u64)),
        method.missing.to_string(),
        count(rates.map(|r| r.failures_to_enrol as u64)),
        share(rates.map(Rates::failure_rate)),
    ];
    cells.extend(rank(rates.map(|r| &r.rank_one)));
    cells.extend(ends(rates.map(|r| r.rank_one.clopper_pearson)));
    cells.extend(rank(rates.map(|r| &r.rank_five)));
    cells.extend(comparisons(rates));
    for other in [&method.ears, &method.vault, &method.same_scan] {
        cells.push(share(other.as_ref().map(|r| r.rate)));
    }
    cells.push(count(method.left.as_ref().map(|left| left.compared as u64)));
    cells.extend(rank(method.left.as_ref().map(|left| &left.rank_one)));
    cells.push(number(method.left.as_ref().map(|left| left.chance.p_value), 4));
    cells.push(share(method.recognisability));
    let statuses = Status::ALL.iter().enumerate().map(|(n, _)| method.statuses.map(|s| s[n]));
    cells.extend(statuses.map(|n| count(n.map(|n| n as u64))));
    let face = method.face();
    cells.push(number(face.map(|r| r.residue_mm), 2));
    cells.push(number(face.map(|r| r.mean_face_mm), 2));
    cells.push(share(face.map(|r| r.identity_share)));
    cells.push(significant(method.brain.map(|b| b.lost_share)));
    cells.push(significant(method.brain.map(|b| b.most_lost_share)));
    cells.push(significant(method.brain.map(|b| b.changed_share)));
    cells.push(significant(method.brain.and(report.rescan).map(|r| r.share)));
    cells
}

/// Every region that was measured beside the original or matches.
fn regions(method: &MethodResult) -> Vec<Vec<String>> {
    let mut names: Vec<&str> = method.residues.iter().map(|r| r.region.as_str()).collect();
    names.extend(method.matching.iter().map(|m| m.0).filter(|name| {
        let measured = |r: &super::Residue| r.region == *name;
        !method.residues.iter().any(measured)
    }));
    let row = |name: &&str| {
        let residue = method.residues.iter().find(|r| r.region == *name);
        let matching = method.matching.iter().find(|m| m.0 == *name).map(|m| m.1);
        vec![
            text(&method.name),
            (*name).to_owned(),
            share(matching),
            count(residue.map(|r| r.pairs as u64)),
            number(residue.map(|r| r.residue_mm), 2),
            number(residue.map(|r| r.mean_face_mm), 2),
            share(residue.map(|r| r.identity_share)),
        ]
    };
    names.iter().map(row).collect()
}

fn scans(report: &BenchmarkReport) -> impl Iterator<Item = Vec<String>> {
    report.scans.iter().map(|scan| {
        vec![
            text(&scan.method),
            scan.side.to_owned(),
            text(&scan.participant_id),
            scan.session_id.clone().unwrap_or_else(missing),
            text(&scan.scan),
            scan.status.map_or_else(missing, |status| status.as_str().to_owned()),
            share(scan.recognisability),
            scan.enrolled.map_or_else(missing, |e| yes(e).to_owned()),
            count(scan.rank.map(u64::from)),
            number(scan.own_score, 4),
            number(scan.best_other, 4),
        ]
    })
}

fn pairs(report: &BenchmarkReport) -> impl Iterator<Item = Vec<String>> {
    report.paired.iter().map(|pair| {
        let [first, second] = pair.methods.map(|n| text(&report.methods[n].name));
        let mut cells = vec![first, second, pair.people.to_string()];
        cells.extend(pair.only.map(|n| n.to_string()));
        cells.push(significant(Some(pair.rank_one_p)));
        cells.push(pair.enrolled.to_string());
        cells.push(share(pair.area_difference));
        cells.extend(ends(pair.area_interval));
        cells.push(significant(pair.area_p));
        cells
    })
}

fn sizes(method: &MethodResult) -> Vec<Vec<String>> {
    let row = |size: &crate::linkage::evaluation::gallery_size::SizedRate| {
        let origin = match size.origin {
            Origin::Measured => "measured",
            Origin::Extrapolated => "extrapolated",
        };
        let mut cells = vec![text(&method.name), size.people.to_string()];
        let numbers = [size.rank_one, size.interval.low, size.interval.high];
        cells.extend(numbers.map(|v| number(Some(v), 6)));
        cells.push(origin.to_owned());
        cells
    };
    method.sizes.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_column_in_order() {
        let names: Vec<String> = dictionary::columns(COLUMNS, "methods").map(|c| c.name).collect();
        let first = names.iter().position(|name| name == "intact").unwrap();
        let statuses = Status::ALL.map(|status| status.as_str().replace('-', "_"));
        assert_eq!(names[first..first + statuses.len()], statuses);
    }
}
