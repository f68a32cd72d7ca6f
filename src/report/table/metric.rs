//! Figures of a table with how they are computed and what they are compared with.

use super::threshold::{Threshold, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a figure is, from `data/table_metrics.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Meaning {
    /// Its name in tables.
    pub metric: String,
    /// Its name for readers.
    pub title: String,
    /// Its units.
    pub unit: String,
    /// Its formula.
    pub formula: String,
    /// Who defined it.
    pub reference: String,
}

/// Every figure by its name.
pub fn catalogue() -> &'static BTreeMap<String, Meaning> {
    static ALL: LazyLock<BTreeMap<String, Meaning>> = LazyLock::new(|| {
        const TEXT: &str = include_str!("../../../data/table_metrics.csv");
        let rows = csv::Reader::from_reader(TEXT.as_bytes()).into_deserialize::<Meaning>();
        rows.filter_map(Result::ok).map(|m| (m.metric.clone(), m)).collect()
    });
    &ALL
}

/// A figure, compared with one threshold or with none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metric {
    /// Its name, as in `data/table_metrics.csv`.
    pub metric: String,
    /// What it is about, where that is not the whole table.
    pub scope: String,
    /// The figure; nothing where it is a range.
    pub value: Option<f64>,
    /// Lower end of the range.
    pub low: Option<f64>,
    /// Upper end of the range.
    pub high: Option<f64>,
    /// Its units.
    pub units: String,
    /// How it is computed.
    pub model: String,
    /// How missing values were taken.
    pub missing_values: String,
    /// Who defined it.
    pub reference: String,
    /// What it is compared with.
    pub threshold: Option<f64>,
    /// How it lies to that.
    pub verdict: Verdict,
    /// Who set the threshold, and for what.
    pub source: String,
    /// Why it was not assessed, or what limits it.
    pub note: String,
}

/// A figure as it was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What it is about.
    pub scope: String,
    /// The figure.
    pub value: Option<f64>,
    /// Its range.
    pub range: Option<[f64; 2]>,
    /// How it was computed, where the catalogue's formula does not say it.
    pub model: String,
    /// Who defined it, where the catalogue does not.
    pub reference: String,
    /// Why there is none, or what limits it.
    pub note: String,
}

impl Found {
    /// One number for the whole table.
    pub fn value(value: f64) -> Self {
        Self { value: Some(value), ..Self::default() }
    }

    /// A number that there may be none of.
    pub fn maybe(value: Option<f64>, why_not: &str) -> Self {
        let note = if value.is_none() { why_not.to_owned() } else { String::new() };
        Self { value, note, ..Self::default() }
    }

    /// The same about a part of the table.
    #[must_use]
    pub fn about(self, scope: &str) -> Self {
        Self { scope: scope.to_owned(), ..self }
    }
}

/// Figures as they are collected.
#[derive(Debug)]
pub struct Metrics<'a> {
    thresholds: &'a [Threshold],
    missing_values: String,
    all: Vec<Metric>,
}

impl<'a> Metrics<'a> {
    /// None yet.
    pub fn new(thresholds: &'a [Threshold], missing_values: &str) -> Self {
        Self { thresholds, missing_values: missing_values.to_owned(), all: Vec::new() }
    }

    /// Adds a figure, once for every threshold that it is compared with.
    pub fn add(&mut self, metric: &str, found: Found) {
        let Some(meaning) = catalogue().get(metric) else {
            debug_assert!(false, "{metric} is not in data/table_metrics.csv");
            return;
        };
        let own =
            |found: &str, usual: &str| if found.is_empty() { usual } else { found }.to_owned();
        let finite = |v: f64| v.is_finite().then_some(v);
        let value = found.value.and_then(finite);
        let row = Metric {
            metric: metric.to_owned(),
            value,
            low: found.range.and_then(|r| finite(r[0])),
            high: found.range.and_then(|r| finite(r[1])),
            units: meaning.unit.clone(),
            model: own(&found.model, &meaning.formula),
            missing_values: self.missing_values.clone(),
            reference: own(&found.reference, &meaning.reference),
            threshold: None,
            verdict: Verdict::Reported,
            source: String::new(),
            scope: found.scope,
            note: found.note,
        };
        let range = found.range.or(value.map(|v| [v, v]));
        let before = self.all.len();
        for threshold in self.thresholds.iter().filter(|t| t.metric == metric) {
            self.all.push(Metric {
                threshold: Some(threshold.value),
                verdict: threshold.judge(range),
                source: format!("{}; {}", threshold.source, threshold.meaning),
                ..row.clone()
            });
        }
        if self.all.len() == before {
            let verdict = if range.is_some() { Verdict::Reported } else { Verdict::NotAssessed };
            self.all.push(Metric { verdict, ..row });
        }
    }

    /// All figures, in the order in which they were added.
    pub fn into_all(self) -> Vec<Metric> {
        self.all
    }
}

#[cfg(test)]
mod tests {
    use super::super::threshold;
    use super::*;

    #[test]
    fn every_figure_has_a_title_and_a_formula() {
        let text = include_str!("../../../data/table_metrics.csv");
        assert_eq!(catalogue().len(), text.lines().count() - 1);
        assert!(catalogue().values().all(|m| !m.title.is_empty() && !m.formula.is_empty()));
    }

    #[test]
    fn a_figure_is_compared_with_every_threshold_of_its_own() {
        let shipped = threshold::shipped();
        let mut metrics = Metrics::new(&shipped, "wildcard");
        metrics.add("k", Found::value(1.0));
        metrics.add("population_uniqueness", Found { range: Some([0.1, 0.3]), ..Found::default() });
        metrics.add("t_closeness", Found::maybe(None, "no value").about("diagnosis"));
        let all = metrics.into_all();
        let told: Vec<&str> = all.iter().map(|m| m.verdict.as_str()).collect();
        assert_eq!(told, ["reported", "beyond", "undecided", "not assessed"]);
        assert_eq!((all[3].scope.as_str(), all[3].note.as_str()), ("diagnosis", "no value"));
    }
}
