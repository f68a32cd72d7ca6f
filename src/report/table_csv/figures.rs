//! `table_metrics.csv` and `plan.csv`.

use super::super::cell::{significant, text, yes};
use super::super::table::TableReport;

/// One row a figure and threshold.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn metrics(report: &TableReport) -> Result<Vec<u8>, csv::Error> {
    super::written("table_metrics", |csv| {
        for m in &report.metrics {
            csv.write_record([
                m.metric.clone(),
                text(&m.scope),
                significant(m.value),
                significant(m.low),
                significant(m.high),
                m.units.clone(),
                text(&m.model),
                m.missing_values.clone(),
                text(&m.reference),
                significant(m.threshold),
                m.verdict.as_str().to_owned(),
                text(&m.source),
                text(&m.note),
            ])?;
        }
        Ok(())
    })
}

/// One row a plan.
///
/// # Errors
/// When a row has not as many cells as the header.
pub fn plans(report: &TableReport) -> Result<Vec<u8>, csv::Error> {
    super::written("plan", |csv| {
        for (n, plan) in report.plans.iter().enumerate() {
            let level = |(column, level): &(String, String)| format!("{column} = {level}");
            let levels: Vec<String> = plan.levels.iter().map(level).collect();
            csv.write_record([
                (n + 1).to_string(),
                plan.for_k.to_string(),
                plan.smallest_group.to_string(),
                significant(
                    (plan.smallest_group > 0).then(|| 1.0 / f64::from(plan.smallest_group)),
                ),
                plan.suppressed.to_string(),
                significant(Some(plan.suppressed as f64 / report.participants.max(1) as f64)),
                significant(Some(plan.loss)),
                yes(plan.optimal).to_owned(),
                text(&levels.join(";")),
                yes(plan.recommended).to_owned(),
            ])?;
        }
        Ok(())
    })
}
