//! Population uniqueness as a range over the models that apply.

use super::dankar::{self, Chosen};
use super::{Sampling, SizeHistogram, external, pitman, snb, zayatz};
use serde::Serialize;

/// What one model says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelFigure {
    /// Model, as tables print it.
    pub model: &'static str,
    /// Paper.
    pub source: &'static str,
    /// Share of the population that is unique there; nothing where the model has no solution.
    pub unique_fraction: Option<f64>,
    /// Why the figure is left out of the range; nothing where it applies.
    pub does_not_apply: Option<String>,
}

/// Population uniqueness.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PopulationUniqueness {
    /// Population and sampling fraction.
    pub sampling: Sampling,
    /// c₁/n, the cap of every figure.
    pub sample_unique_fraction: f64,
    /// Every model, whether it applies or not.
    pub models: Vec<ModelFigure>,
    /// Least and greatest figure of the models that apply; nothing when none does.
    pub range: Option<[f64; 2]>,
    /// Why the range ends at the sample's own uniqueness; nothing where a model ends it.
    pub upper_end: Option<String>,
    /// Dankar's choice among Pitman, Zayatz and SNB.
    pub dankar: Chosen,
}

/// Below this many records class sizes do not show the population's (`docs/estimator_errors.csv`:
/// nearly all records are unique, whatever the population).
const FEWEST_RECORDS: u64 = 500;
/// Below this fraction the errors of the models for class sizes are unbounded in the same table.
const LEAST_FRACTION: f64 = 0.01;
/// Up to this fraction Dankar's rule takes neither SNB nor, if Pitman has a solution, Zayatz.
const LEAST_FOR_SNB: f64 = 0.1;
/// What both are there (`docs/estimator_errors.csv`; [`snb::fit`] says why).
const TOO_HIGH: &str = "far too high for sampling fractions up to 0.1: 0.63 to 0.76 where 0.30 was \
                        true (docs/estimator_errors.csv)";
/// With fewer repeated records than this share, the shape of the class sizes cannot be seen.
const FEWEST_REPEATED: f64 = 0.05;

/// All models for class sizes on one sample.
///
/// Further figures, as of a copula or an external population table, join with
/// [`PopulationUniqueness::add`].
pub fn estimate(histogram: &SizeHistogram, sampling: Sampling) -> PopulationUniqueness {
    let doubt = doubt(histogram, sampling);
    let pitman = pitman::fit(histogram);
    let capped = |value: f64| pitman::capped(value, histogram);
    let figure = |model, source, value: Option<f64>| ModelFigure {
        model,
        source,
        unique_fraction: value,
        does_not_apply: match value {
            None => Some("its equations have no solution for these class sizes".to_owned()),
            Some(_) => doubt.clone(),
        },
    };
    let snb = snb::fit(histogram, sampling).map(|m| capped(m.unique_fraction(sampling)));
    let zayatz = zayatz::unique_fraction(histogram, sampling);
    let asymptotic = pitman.map(|m| capped(m.asymptotic_unique_fraction(sampling)));
    let expected = pitman.map(|m| capped(m.expected_unique_fraction(sampling)));
    let mut models = vec![
        figure("Zayatz", "Zayatz 1991", Some(zayatz)),
        figure("Pitman, asymptotic", "Hoshino 2001", asymptotic),
        figure("Pitman, expected", "Hoshino 2001", expected),
        figure("shifted negative binomial", "Chen & Keller-McNulty 1998", snb),
    ];
    if sampling.fraction <= LEAST_FOR_SNB {
        // Of the four only Pitman is usable there.
        for model in [0, 3] {
            models[model].does_not_apply.get_or_insert_with(|| TOO_HIGH.to_owned());
        }
    }
    let n = histogram.records().max(1) as f64;
    let mut all = PopulationUniqueness {
        sampling,
        sample_unique_fraction: histogram.uniques() as f64 / n,
        models,
        range: None,
        upper_end: None,
        dankar: dankar::choose(histogram, sampling),
    };
    all.update_range();
    all
}

/// Why models for class sizes do not apply to a sample.
fn doubt(histogram: &SizeHistogram, sampling: Sampling) -> Option<String> {
    let n = histogram.records();
    let repeated = 1.0 - histogram.uniques() as f64 / n.max(1) as f64;
    if histogram.uniques() == 0 {
        None
    } else if n < FEWEST_RECORDS {
        Some(format!(
            "{n} records: below {FEWEST_RECORDS} the class sizes do not show the population's; \
             use the copula or an external population table"
        ))
    } else if sampling.fraction < LEAST_FRACTION {
        Some(format!(
            "sampling fraction {:.2e}: these models were only compared with a known population \
             from {LEAST_FRACTION} on",
            sampling.fraction
        ))
    } else if repeated < FEWEST_REPEATED {
        Some(format!(
            "only {:.1} % of the records share a class: too few to see how class sizes fall off",
            100.0 * repeated
        ))
    } else {
        None
    }
}

impl PopulationUniqueness {
    /// Adds another model's figure.
    pub fn add(&mut self, figure: ModelFigure) {
        self.models.push(figure);
        self.update_range();
    }

    fn update_range(&mut self) {
        let applies = self.models.iter().filter(|m| m.does_not_apply.is_none());
        let counted = applies.clone().any(|m| m.model == external::MODEL);
        let values = applies.filter_map(|m| m.unique_fraction);
        self.range = values.fold(None, |range: Option<[f64; 2]>, v| match range {
            None => Some([v, v]),
            Some([low, high]) => Some([low.min(v), high.max(v)]),
        });
        let n = self.sampling.fraction * self.sampling.population as f64;
        self.upper_end = None;
        if let Some([_, high]) = &mut self.range
            && n < FEWEST_RECORDS as f64
            && !counted
        {
            *high = high.max(self.sample_unique_fraction);
            self.upper_end = Some(format!(
                "{n:.0} records: the copula does not know the rare values that so few records miss \
                 (0.08 to 0.15 where 0.30 was true, docs/estimator_errors.csv); the range ends at \
                 the share of records that are unique in the sample"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_study_has_no_figure_from_class_sizes() {
        let histogram = SizeHistogram::from_counts([(1, 290), (2, 5)]);
        let found = estimate(&histogram, Sampling::new(300, 10_000_000).unwrap());
        assert_eq!(found.range, None);
        let reason = found.models[0].does_not_apply.as_deref().unwrap();
        assert!(reason.contains("300 records"), "{reason}");
        let figure = |model, share| ModelFigure {
            model,
            source: "a test",
            unique_fraction: Some(share),
            does_not_apply: None,
        };
        let mut found = found;
        found.add(figure("Gaussian copula", 0.1));
        assert_eq!(found.range, Some([0.1, found.sample_unique_fraction]));
        assert!(found.upper_end.as_ref().unwrap().contains("300 records"));
        // Counts of the population itself need no such end.
        found.add(figure(external::MODEL, 0.3));
        assert_eq!((found.range, found.upper_end), (Some([0.1, 0.3]), None));
    }

    #[test]
    fn a_range_spans_the_models_that_apply() {
        let histogram = SizeHistogram::from_counts([(1, 400), (2, 90), (3, 40), (9, 12)]);
        let small = Sampling::of_fraction(histogram.records(), 0.1).unwrap();
        assert!(estimate(&histogram, small).models[3].does_not_apply.is_some());
        let sampling = Sampling::of_fraction(histogram.records(), 0.2).unwrap();
        let mut found = estimate(&histogram, sampling);
        assert!(found.models[3].does_not_apply.is_none());
        let [low, high] = found.range.unwrap();
        assert!(low < high && high <= found.sample_unique_fraction);
        found.add(ModelFigure {
            model: "copula",
            source: "Rocher 2019",
            unique_fraction: Some(high + 0.01),
            does_not_apply: None,
        });
        assert_eq!(found.range, Some([low, high + 0.01]));
    }
}
