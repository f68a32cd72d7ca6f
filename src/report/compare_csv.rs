//! `compare.csv`, `compare_regions.csv` and their data dictionaries: one row per pair, and one per
//! pair and region, in the order of the pairs.

use crate::face::cost::{Count, Lobe};
use crate::face::residual::RegionResidual;
use crate::face::same_scan::Verdict;

use super::cell::{missing, number, text};
use super::dictionary;
use super::dictionary::Column;
use super::pair::PairReport;
use std::io::Write;

/// A row: the pair's result, where its JSON lies, and whose scan a swapped copy is.
#[derive(Debug)]
pub struct Row<'a> {
    /// The result.
    pub report: &'a PairReport,
    /// Path of the result file, relative to the output folder; nothing when there is none.
    pub json: Option<&'a str>,
    /// The original that a copy of another scan does show.
    pub belongs_to: Option<&'a str>,
}

/// Writes the header line and one line per row.
///
/// # Errors
/// When `out` cannot be written.
pub fn write<'a>(out: impl Write, rows: impl Iterator<Item = Row<'a>>) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns("compare").map(|c| c.name))?;
    for row in rows {
        csv.write_record(fields(&row))?;
    }
    Ok(csv.flush()?)
}

/// Writes one line per pair and region of which skin was measured.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_regions<'a>(
    out: impl Write,
    reports: impl Iterator<Item = &'a PairReport>,
) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns("compare_regions").map(|c| c.name))?;
    for report in reports {
        for region in &report.regions {
            let who = [text(&report.pair), text(&report.method), region.region.clone()];
            csv.write_record(who.into_iter().chain(measures(region)))?;
        }
    }
    Ok(csv.flush()?)
}

fn measures(region: &RegionResidual) -> [String; 12] {
    [
        region.points.to_string(),
        number(Some(region.forward_median_mm), 3),
        number(Some(region.forward_p95_mm), 3),
        number(region.back_median_mm, 3),
        number(region.back_p95_mm, 3),
        number(Some(region.altered_share), 4),
        number(Some(region.removed_share), 4),
        number(Some(region.mean_face_mm), 3),
        number(Some(region.residue_mm), 3),
        number(Some(region.identity_left_mm), 3),
        number(Some(region.ratio), 4),
        number(Some(region.identity_share), 4),
    ]
}

/// The whole face's measures in the row of a pair.
fn face(report: &PairReport) -> Vec<String> {
    match report.regions.iter().find(|r| r.region == "face") {
        Some(face) => measures(face)[1..].to_vec(),
        None => vec![missing(); 11],
    }
}

/// Columns and what they mean.
const COLUMNS: &str = include_str!("../../data/compare_columns.csv");

fn columns(table: &str) -> impl Iterator<Item = Column> + '_ {
    dictionary::columns(COLUMNS, table)
}

/// The data dictionary of a table, as BIDS puts it beside one: column → description, units.
pub fn dictionary(table: &str) -> serde_json::Value {
    dictionary::json(COLUMNS, table)
}

fn fields(row: &Row<'_>) -> Vec<String> {
    let report = row.report;
    let mut cells = identity(report);
    cells.extend(agreement(row));
    cells.extend(file(report));
    cells.extend(brain(report));
    cells.extend(face(report));
    cells.push(number(report.recognisability, 3));
    cells.push(report.basis.map_or_else(missing, |basis| basis.as_str().to_owned()));
    cells.push(text(&report.not_assessed.join(";")));
    cells.push(report.error.as_deref().map_or_else(String::new, text));
    cells.push(row.json.map_or_else(missing, text));
    cells.push(maybe(report.files.first().map(String::as_str)));
    cells
}

fn maybe(value: Option<&str>) -> String {
    value.map_or_else(missing, text)
}

fn identity(report: &PairReport) -> Vec<String> {
    vec![
        text(&report.pair),
        text(&report.method),
        maybe(report.original.as_deref()),
        maybe(report.defaced.as_deref()),
        maybe(report.participant_id.as_deref()),
        maybe(report.session_id.as_deref()),
        maybe(report.suffix.as_deref()),
        report.status.as_str().to_owned(),
    ]
}

fn agreement(row: &Row<'_>) -> Vec<String> {
    let report = row.report;
    let agreement = report.agreement.as_ref();
    let change = report.frame_change.as_ref().map(|change| {
        let place = serde_json::to_value(change.place).unwrap_or_default();
        format!("{} ({})", change.what, place.as_str().unwrap_or_default())
    });
    let comparison = |exact| if exact { "voxelwise" } else { "interpolated" };
    vec![
        maybe(report.verdict.map(Verdict::as_str)),
        maybe(change.as_deref()),
        maybe(row.belongs_to),
        number(agreement.map(|a| a.equal), 4),
        number(agreement.map(|a| a.correlation), 4),
        maybe(report.on_lattice.map(comparison)),
        number(agreement.map(|a| a.rescaling.slope), 6),
        number(agreement.map(|a| a.rescaling.intercept), 4),
    ]
}

fn file(report: &PairReport) -> Vec<String> {
    let Some(file) = &report.file else { return vec![missing(); 10] };
    let dim = |n: usize| file.dim[n].map(|v| v.to_string()).join("x");
    let datatype = |n: usize| file.datatype[n].map(|d| format!("{d:?}").to_lowercase());
    let changed = (0..2).any(|n| file.scaling[0][n].to_bits() != file.scaling[1][n].to_bits());
    let header: Vec<&str> = file.header.iter().map(|c| c.field.as_str()).collect();
    vec![
        dim(0),
        dim(1),
        file.orientation[0].clone(),
        file.orientation[1].clone(),
        maybe(datatype(0).as_deref()),
        maybe(datatype(1).as_deref()),
        if changed { "yes" } else { "no" }.to_owned(),
        number(Some(file.affine_shift_mm), 3),
        number(Some(file.outside_share), 4),
        text(&header.join(";")),
    ]
}

fn brain(report: &PairReport) -> Vec<String> {
    let Some(brain) = &report.brain else { return vec![missing(); 10 + 2 * Lobe::ALL.len()] };
    let whole = brain.cost.whole;
    let share = |part: usize, all: usize| number((all > 0).then(|| part as f64 / all as f64), 6);
    let mut cells = vec![
        brain.source.as_str().to_owned(),
        maybe(brain.mask.as_deref()),
        number(Some(brain.volume_cm3), 1),
        whole.lost.to_string(),
        share(whole.lost, whole.all),
        whole.changed.to_string(),
        share(whole.changed, whole.all),
        number(Some(brain.cost.mean_change), 4),
        number(Some(brain.cost.max_change), 4),
        number(Some(brain.cost.mean_value), 4),
    ];
    let parts = [|c: &Count| c.lost, |c: &Count| c.changed];
    for part in parts {
        let of = |n: usize| brain.cost.lobes.get(n).map(|c| share(part(c), c.all));
        cells.extend((0..Lobe::ALL.len()).map(|n| of(n).unwrap_or_else(missing)));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::super::pair::PairStatus;
    use super::*;

    /// A pair of which nothing is known.
    fn blank() -> PairReport {
        PairReport {
            pair: "=p".to_owned(),
            method: String::new(),
            original: None,
            defaced: None,
            participant_id: None,
            session_id: None,
            suffix: None,
            status: PairStatus::Unpaired,
            error: None,
            verdict: None,
            frame_change: None,
            agreement: None,
            on_lattice: None,
            file: None,
            brain: None,
            regions: Vec::new(),
            recognisability: None,
            basis: None,
            not_assessed: Vec::new(),
            files: Vec::new(),
            original_provenance: None,
            defaced_provenance: None,
            mask_provenance: None,
            settings: serde_json::Value::Null,
        }
    }

    #[test]
    fn every_cell_has_a_column_and_every_column_a_meaning() {
        let report = blank();
        let cells = fields(&Row { report: &report, json: None, belongs_to: None });
        assert_eq!(cells.len(), columns("compare").count());
        assert_eq!(cells[0], "'=p");
        for lobe in Lobe::ALL {
            for what in ["lost", "changed"] {
                let column = format!("{what}_{}", lobe.name());
                assert!(columns("compare").any(|c| c.name == column), "{column}");
            }
        }
        let all = ["compare", "compare_regions"].map(|table| columns(table).count());
        assert_eq!(all.iter().sum::<usize>(), COLUMNS.lines().count() - 1);
    }
}
