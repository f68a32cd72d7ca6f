//! The files of a table's report.

use crate::base::atomic::Access;
use crate::report::table::{figures, page};
use crate::report::table_csv;

use super::super::output::written::Written;
use super::super::output::{OutputError, OutputFolder};
use super::config::TableConfig;
use super::input::Input;
use super::{Measured, TableError, apply};
use std::io;

/// Name of the plan.
pub(super) const PLAN: &str = "plan.toml";

/// Writes every file; their names in the order in which a reader needs them.
pub(super) fn all(
    config: &TableConfig,
    input: &Input,
    found: &Measured,
    out: &OutputFolder,
) -> Result<Vec<String>, TableError> {
    let mut files = Files { written: Written::new(out) };
    let report = &found.report;
    let html = page::page(report, &config.thresholds).html();
    files.written.put("table.html", html.as_bytes())?;
    if !config.figures_only {
        files.people("participants_risk", |to| table_csv::participants(report, to))?;
        files.people("msu", |to| table_csv::combinations(report, to))?;
        files.table("classes", table_csv::classes(report))?;
    }
    files.table("table_metrics", table_csv::metrics(report))?;
    files.table("plan", table_csv::plans(report))?;
    if let Some(plan) = &found.plan {
        let text = plan.to_toml().map_err(|e| files.written.failed(PLAN, e))?;
        files.written.put(PLAN, text.as_bytes())?;
    }
    files.written.json("table.json", report)?;
    for figure in figures::all(report, &config.thresholds) {
        files.written.put(&format!("figures/{}.svg", figure.id), figure.file().as_bytes())?;
    }
    if config.show_values {
        files.values(input, found)?;
    }
    if let Some(plan) = &config.apply {
        let (name, bytes) = apply::apply(plan, config, input)?;
        files.written.put(&name, &bytes)?;
    }
    Ok(files.written.names)
}

struct Files<'a> {
    written: Written<'a>,
}

impl Files<'_> {
    /// A CSV with its data dictionary beside it.
    fn table(&mut self, name: &str, bytes: Result<Vec<u8>, csv::Error>) -> Result<(), OutputError> {
        self.written.table(name, bytes, &table_csv::dictionary(name))
    }

    /// The same for one that may have millions of rows.
    fn people(
        &mut self,
        name: &str,
        rows: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let file = format!("{name}.csv");
        self.written.out.write_through(&file, Access::Usual, rows)?;
        self.written.names.push(file);
        self.written.json(&format!("{name}.json"), &table_csv::dictionary(name))
    }

    /// The values behind the groups, for the owner's eyes.
    fn values(&mut self, input: &Input, found: &Measured) -> Result<(), OutputError> {
        const NAME: &str = "classes_do_not_share";
        let table = input.table();
        let mut first = vec![0; found.report.groups.len()];
        for (row, class) in found.report.people.class.iter().enumerate().rev() {
            first[*class as usize] = row;
        }
        let values = |class: usize| {
            let cell = |c: &usize| {
                let column = table.column(*c);
                let value = column.value(first[class]).unwrap_or("n/a");
                (column.name.clone(), value.to_owned())
            };
            input.quasi_identifiers.iter().map(cell).collect()
        };
        let bytes = table_csv::classes_with_values(&found.report, values);
        let bytes = bytes.map_err(|e| self.written.failed(NAME, e))?;
        self.written.out.write(&format!("{NAME}.csv"), Access::OwnerOnly, &bytes)?;
        self.written.names.push(format!("{NAME}.csv"));
        self.written.json(&format!("{NAME}.json"), &table_csv::dictionary(NAME))
    }
}
