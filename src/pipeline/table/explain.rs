//! Why is this participant at risk?

use crate::disclosure::explain;
use crate::disclosure::explain::Asked;
use crate::report::table::TableReport;

use super::config::TableConfig;
use super::input::Input;
use super::{Measured, TableError};

/// A text for each participant that was asked for.
pub(super) fn all(
    config: &TableConfig,
    input: &Input,
    found: &Measured,
) -> Result<Vec<String>, TableError> {
    config.explain.iter().map(|name| one(name, config, input, found)).collect()
}

fn one(
    name: &str,
    config: &TableConfig,
    input: &Input,
    found: &Measured,
) -> Result<String, TableError> {
    let report = &found.report;
    // Labels are typed with and without `sub-`.
    let full = format!("sub-{name}");
    let record = (0..report.participants).find(|n| {
        let id = report.people.id(*n);
        id == name || id == full
    });
    let Some(record) = record else {
        let name = name.to_owned();
        return Err(TableError::Unknown { option: "--explain", name, what: "participant" });
    };
    let id = report.people.id(record);
    let Some(msus) = &found.msus else {
        return Ok(format!("{id}: combinations of facts were not searched (--metrics suda)"));
    };
    let group = report.group_of(record);
    let asked = Asked {
        show_values: config.show_values,
        journalist: group.risk_population().or(group.copula.map(|c| c[2])),
    };
    let told = explain::explain(input.table(), &input.quasi_identifiers, msus, record, asked);
    let by_gap = group.frequency.map_or(0.0, |f| f - f64::from(told.class_size));
    let gaps = if by_gap < 0.5 {
        String::new()
    } else if told.alone_with.is_empty() {
        format!("; {by_gap} more could be the same, as values are missing")
    } else {
        "; only participants with missing values could be the same".to_owned()
    };
    Ok(format!("{id}: {}{gaps}\n{}", told.words, formulas(report, record)))
}

/// The participant's numbers with their formulas.
fn formulas(report: &TableReport, record: usize) -> String {
    let group = report.group_of(record);
    let mut lines = Vec::new();
    if let Some(f) = group.frequency {
        lines.push(format!(
            "  f = {f} of {} participants match, itself included ({}); risk 1/f = {:.3} where it is \
             known that the person takes part",
            report.participants,
            report.missing_values,
            1.0 / f
        ));
    } else {
        lines.push("  left out, because a fact is missing".to_owned());
    }
    if let Some(persons) = group.population {
        lines.push(format!(
            "  F = {persons} persons of the population; risk 1/F = {:.3e}",
            1.0 / persons
        ));
    }
    if let Some([p, alone, right]) = group.copula {
        lines.push(format!(
            "  p = {p:.3e} for a person of the population to have these facts (Gaussian copula); \
             nobody else there has them with (1-p)^(N-1) = {alone:.3}; a match is right with \
             (1-(1-p)^N)/(N p) = {right:.3}"
        ));
    }
    if let Some(suda) = &report.people.suda {
        lines.push(format!(
            "  SUDA score {} = sum of (M-s)! over {} minimal combinations of s of M = {} columns",
            suda.score[record],
            suda.of(record).len(),
            report.quasi_identifiers.len()
        ));
    }
    lines.join("\n")
}
