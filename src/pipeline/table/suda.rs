//! Minimal sample uniques: who is alone with few facts?

use crate::disclosure::suda;
use crate::disclosure::suda::{Msus, Weighting};
use crate::report::table::SudaColumns;
use crate::report::table::metric::Found;

use super::Work;
use super::classes::Counted;

/// Cells that a search may visit: some seconds on one core.
const BUDGET: f64 = 1e9;
/// π where the population is not named: the default of Skinner & Elliot 2002.
const FRACTION: f64 = 0.01;

impl Work<'_> {
    /// Searches the sets and adds what they tell of the file.
    pub(super) fn suda(&mut self, counted: &Counted) -> Option<(Msus, SudaColumns)> {
        let input = self.input;
        let columns = input.codes();
        if columns.is_empty() {
            self.missed(
                "combinations nobody shares",
                "no column was taken for one that others know",
            );
            return None;
        }
        let size = suda::greatest_affordable_size(columns.len(), input.table().rows(), BUDGET);
        let msus = match suda::minimal_sample_uniques(&columns, size) {
            Ok(msus) => msus,
            Err(too_many) => {
                self.missed("combinations nobody shares", too_many.to_string());
                return None;
            }
        };
        let limit = if msus.truncated() {
            format!(
                "only combinations of up to {size} columns were searched: scores are lower bounds"
            )
        } else {
            String::new()
        };
        let records = 0..msus.records();
        let alone = records.clone().filter(|r| !msus.of(*r).is_empty()).count();
        let sets: usize = records.clone().map(|r| msus.of(r).len()).sum();
        let noted = |value: f64| Found { note: limit.clone(), ..Found::value(value) };
        self.add("msu_records", noted(alone as f64));
        self.add("msu_count", noted(sets as f64));
        let scores = suda::scores(&msus, Weighting::Elliot);
        for (name, share) in input.names().iter().zip(&scores.column_contributions) {
            self.add("suda_contribution", noted(*share).about(name));
        }
        let dis = self.dis(counted, &scores.scores);
        Some((msus.clone(), told(&msus, scores.scores, dis)))
    }

    /// DIS of the file and of each record; a missing value counts as a value.
    fn dis(&mut self, counted: &Counted, scores: &[f64]) -> Vec<f64> {
        let input = self.input;
        let of_size =
            |size| counted.frequencies.classes.sizes.iter().filter(|s| **s == size).count();
        let (uniques, pairs) = (of_size(1), 2 * of_size(2));
        let persons = self.config.population.as_ref().map(|p| p.persons as f64);
        let fraction = persons.map(|n| (input.table().rows() as f64 / n).min(1.0));
        let share = fraction.unwrap_or(FRACTION);
        let model = format!("Uπ/(Uπ + P(1−π)), π = {share:.3e}");
        let found = suda::file_dis(uniques, pairs, share);
        let why_not = "nobody is alone or in a pair";
        self.add("suda_dis", Found { model, ..Found::maybe(found, why_not) });
        suda::record_dis(scores, input.quasi_identifiers.len(), uniques, pairs, share)
    }
}

fn told(msus: &Msus, score: Vec<f64>, dis: Vec<f64>) -> SudaColumns {
    let mut columns = SudaColumns {
        starts: Vec::with_capacity(msus.records() + 1),
        sets: Vec::new(),
        score,
        dis,
    };
    columns.starts.push(0);
    for record in 0..msus.records() {
        columns.sets.extend_from_slice(msus.of(record));
        columns.starts.push(columns.sets.len());
    }
    columns
}
