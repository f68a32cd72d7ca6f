//! The participants table as evidence: how many share each participant's facts, there and in the
//! population.

use super::config::AssessConfig;
use crate::disclosure::classes::SizeHistogram;
use crate::pipeline::table::{self, Measured};
use crate::report::assessment::table_part::TablePart;
use crate::report::table::{Group, TableReport};
use crate::risk::evidence::{PersonInTable, TableEvidence};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Measures the table; why not, in words, where there is none that can be used.
pub(super) fn measure(config: &AssessConfig<'_>) -> Result<Measured, String> {
    let table = config.table();
    if !table.file.exists() {
        return Err("there is no participants.tsv".to_owned());
    }
    let folder = format!("{}/", config.dataset.display());
    table::measure(&table).map_err(|error| error.to_string().replace(&folder, ""))
}

/// Identifiers of the participants, as paths write them where they know them.
pub(super) fn ids(report: &TableReport, in_paths: &BTreeSet<String>) -> Vec<String> {
    let with_prefix = |id: Cow<'_, str>| {
        let longer = format!("sub-{id}");
        if in_paths.contains(&longer) { longer } else { id.into_owned() }
    };
    let participants = 0..report.people.class.len();
    participants.map(|participant| with_prefix(report.people.id(participant))).collect()
}

/// The table as the report tells it; `names` has one name a participant.
pub(super) fn part(measured: Measured, names: &[String]) -> TablePart {
    let Measured { report, doubt, .. } = measured;
    let is_doubtful = doubt.is_some();
    let person = |(n, name): (usize, &String)| {
        let group = report.group_of(n);
        let class = group.frequency?.max(1.0);
        let (population, population_estimate) = in_population(group, class, is_doubtful);
        Some(PersonInTable { participant: name.clone(), class, population, population_estimate })
    };
    let people = names.iter().enumerate().filter_map(person).collect();
    let sizes = report.groups.iter().map(|group| u64::from(group.participants));
    let class_sizes = SizeHistogram::of_classes(sizes).iter().map(|(n, m)| [n, m]).collect();
    TablePart { report, class_sizes, people }
}

/// F, `[fewest, most]`, and its best estimate: counted, or 1 over the chance that a match is right
/// under each model. Where models are in doubt, the table itself is the lower end.
fn in_population(group: &Group, class: f64, doubt: bool) -> (Option<[f64; 2]>, Option<f64>) {
    if let Some(counted) = group.population {
        let counted = counted.max(class);
        return (Some([counted; 2]), Some(counted));
    }
    let Some(([_, _, copula], independent)) = group.copula.zip(group.independent) else {
        return (None, None);
    };
    let people = |right: f64| (1.0 / right).max(class);
    let (a, b) = (people(copula), people(independent));
    if !(a.is_finite() && b.is_finite()) {
        return (None, None);
    }
    if doubt { (Some([class, a.max(b)]), None) } else { (Some([a.min(b), a.max(b)]), Some(a)) }
}

/// The table as evidence.
pub(super) fn evidence(part: &TablePart) -> TableEvidence {
    let report = &part.report;
    let population = report.population_name.as_deref();
    let models = population.map_or_else(
        || "no population named".to_owned(),
        |name| format!("population: {name}; Gaussian copula and independent facts"),
    );
    TableEvidence {
        quasi_identifiers: report.quasi_identifiers.clone(),
        // Ages stay in the table; the audit's rule on minors reads them.
        youngest: None,
        people: part.people.clone(),
        source: format!("countenance {}: {}; {models}", report.source.version, report.source.file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_population_is_counted_or_a_range_over_the_models() {
        let counted = Group { population: Some(50.0), ..Group::default() };
        assert_eq!(in_population(&counted, 2.0, true), (Some([50.0, 50.0]), Some(50.0)));
        let modelled =
            Group { copula: Some([1e-6, 0.1, 0.01]), independent: Some(0.05), ..Group::default() };
        assert_eq!(in_population(&modelled, 2.0, false), (Some([20.0, 100.0]), Some(100.0)));
        // In doubt the table itself is the lower end, and there is no best estimate.
        assert_eq!(in_population(&modelled, 2.0, true), (Some([2.0, 100.0]), None));
        // The population holds at least those who take part.
        assert_eq!(in_population(&modelled, 30.0, false), (Some([30.0, 100.0]), Some(100.0)));
        assert_eq!(in_population(&Group::default(), 2.0, false), (None, None));
    }
}
