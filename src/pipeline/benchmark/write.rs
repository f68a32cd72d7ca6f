//! The files of a benchmark.

use crate::base::atomic::Access;
use crate::pipeline::output::{OutputError, OutputFolder};
use crate::report::benchmark::page::page;
use crate::report::benchmark::{BenchmarkReport, csv, figures};

/// Writes the page, every table with its data dictionary, and the figures.
pub(super) fn all(report: &BenchmarkReport, out: &OutputFolder) -> Result<(), OutputError> {
    out.write("benchmark.html", Access::Usual, page(report).html().as_bytes())?;
    for (name, bytes) in csv::all(report) {
        out.table(name, bytes, &csv::dictionary(name))?;
    }
    for figure in figures(report) {
        let file = format!("figures/{}.svg", figure.id);
        out.write(&file, Access::Usual, figure.file().as_bytes())?;
    }
    Ok(())
}
