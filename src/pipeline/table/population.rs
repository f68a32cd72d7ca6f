//! How many are alone in the population, and how surely a match there is right.

use crate::disclosure::classes::SizeHistogram;
use crate::disclosure::population::copula::{Copula, ModelUniqueness, RecordRisk};
use crate::disclosure::population::dankar::Model;
use crate::disclosure::population::estimate::{self, ModelFigure, PopulationUniqueness};
use crate::disclosure::population::independence::Independence;
use crate::disclosure::population::{Sampling, log_linear, pitman, snb, zayatz};
use crate::report::table::metric::Found;
use crate::report::table::{Curve, Group};

use super::Work;
use super::classes::Counted;
use super::register::Register;
use super::unseen;
use rayon::prelude::*;

/// Groups times columns that are integrated at most: about half a minute on one core.
const MOST_INTEGRALS: usize = 600_000;
/// Sampling fractions of a curve, and the least of them: a study of 100 among 10⁸ persons.
const POINTS: usize = 25;
const LEAST_FRACTION: f64 = 1e-6;
/// Records from which a copula is fitted at most: its correlations are known to three digits then.
const MOST_RECORDS: usize = 100_000;

impl Work<'_> {
    /// Adds the figures, and gives those of the models with their curves.
    pub(super) fn population(
        &mut self,
        counted: &mut Counted,
        register: Option<&Register>,
    ) -> (Option<PopulationUniqueness>, Vec<Curve>) {
        let input = self.input;
        let complete = counted.groups.iter().filter(|g| g.missing == 0);
        let histogram = SizeHistogram::of_classes(complete.map(|g| u64::from(g.participants)));
        if histogram.records() == 0 || input.quasi_identifiers.is_empty() {
            self.missed("population", "no participant has all of the facts an outsider may know");
            self.add("population_uniqueness", Found::maybe(None, "nobody has all facts"));
            self.greatest(counted, register, None);
            return (None, Vec::new());
        }
        let copula = self.copula(&histogram);
        let drawn = copula.as_ref().and_then(Copula::drawn);
        let simple = Independence::fit(&input.codes());
        let simply_drawn = simple.as_ref().map(|model| model.drawn(self.config.seed));
        let found = self.sampling(&histogram, register).map(|sampling| {
            let mut found = estimate::estimate(&histogram, sampling);
            found.add(copula_figure(drawn.as_deref(), sampling));
            if let Some(persons) = &simply_drawn {
                found.add(Independence::figure(persons, sampling));
            }
            if let Some(register) = register {
                found.add(register.figure());
            }
            self.figures(&found, &histogram);
            if let (Some(copula), Some(simple)) = (&copula, &simple) {
                self.matches((copula, simple), sampling, counted);
            }
            found
        });
        if found.is_none() {
            let none = "no population was named";
            self.add("population_uniqueness", Found::maybe(None, none));
        }
        let few = found.as_ref().and_then(|f| f.upper_end.as_deref());
        self.greatest(counted, register, few);
        let drawn = [drawn.as_deref(), simply_drawn.as_deref()];
        let curves = curves(&histogram, drawn, found.as_ref());
        (found, curves)
    }

    fn copula(&self, histogram: &SizeHistogram) -> Option<Copula> {
        let input = self.input;
        // Every so-many-th record: which ones does not depend on what is in them.
        let every = (histogram.records() as usize).div_ceil(MOST_RECORDS).max(1);
        let thinned: Vec<Vec<u32>> =
            input.codes().iter().map(|c| c.iter().copied().step_by(every).collect()).collect();
        let columns: Vec<&[u32]> = thinned.iter().map(Vec::as_slice).collect();
        Copula::fit(&columns, self.config.seed)
    }

    fn sampling(
        &mut self,
        histogram: &SizeHistogram,
        register: Option<&Register>,
    ) -> Option<Sampling> {
        let named = self.config.population.as_ref().map(|p| p.persons);
        let Some(persons) = named.or(register.map(|r| r.population.persons.round() as u64)) else {
            let why = "name the population with --population (a number, NL, BE, DE, UK or US)";
            self.missed("how many are alone in the population", why);
            return None;
        };
        let sampling = Sampling::new(histogram.records(), persons);
        if sampling.is_none() {
            let why = format!("more participants than the {persons} persons of it");
            self.missed("how many are alone in the population", why);
        }
        sampling
    }

    fn figures(&mut self, found: &PopulationUniqueness, histogram: &SizeHistogram) {
        let apply = found.models.iter().filter(|m| m.does_not_apply.is_none());
        let models: Vec<&str> = apply.map(|m| m.model).collect();
        let model = format!("range over the models that apply: {}", models.join(", "));
        let none = found.range.is_none().then(|| "no model applies".to_owned());
        let note = none.or(found.upper_end.clone()).unwrap_or_default();
        let told = Found { range: found.range, model, note, ..Found::default() };
        self.add("population_uniqueness", told);
        for m in &found.models {
            self.add(
                "population_uniqueness_model",
                Found {
                    scope: m.model.to_owned(),
                    value: m.unique_fraction,
                    reference: m.source.to_owned(),
                    note: m.does_not_apply.clone().unwrap_or_default(),
                    ..Found::default()
                },
            );
        }
        let chosen = match found.dankar.model {
            Model::NoSampleUniques => "nobody is alone in the table",
            Model::Zayatz => "Zayatz",
            Model::Pitman => "Pitman, asymptotic",
            Model::ShiftedNegativeBinomial => "shifted negative binomial",
        };
        let figure = Found::value(found.dankar.unique_fraction);
        self.add("population_uniqueness_dankar", figure.about(chosen));
        self.log_linear(found.sampling, histogram);
    }

    fn log_linear(&mut self, sampling: Sampling, histogram: &SizeHistogram) {
        let input = self.input;
        let each = sampling.population as f64 / histogram.records() as f64;
        let weights =
            input.weights.clone().unwrap_or_else(|| vec![each.max(1.0); input.table().rows()]);
        if let Some(risk) = log_linear::independence(&input.codes(), &weights) {
            let model = "independence of the facts".to_owned();
            let add = |value| Found { model: model.clone(), ..Found::value(value) };
            self.add("log_linear_tau1", add(risk.tau1));
            self.add("log_linear_tau2", add(risk.tau2));
        }
    }

    /// Chance that a match is right, group by group.
    fn matches(
        &mut self,
        (copula, simple): (&Copula, &Independence),
        sampling: Sampling,
        counted: &mut Counted,
    ) {
        let (groups, facts) = (counted.groups.len(), self.input.quasi_identifiers.len());
        if groups * facts > MOST_INTEGRALS {
            let most = MOST_INTEGRALS / facts;
            let why = format!(
                "{groups} groups by {facts} columns: the copula is integrated for at most {most}"
            );
            self.missed("chance of a right match in the population, by participant", why);
            return;
        }
        let (columns, first) = (self.input.codes(), &counted.frequencies.classes.first);
        let risks: Vec<Option<[RecordRisk; 2]>> = first
            .par_iter()
            .map(|row| {
                let codes: Vec<u32> = columns.iter().map(|c| c[*row as usize]).collect();
                Some([copula.record(&codes, sampling)?, simple.record(&codes, sampling)?])
            })
            .collect();
        for (group, risk) in counted.groups.iter_mut().zip(&risks) {
            let counts = risk.filter(|_| group.frequency.is_some());
            group.copula = counts.map(|[c, _]| [c.probability, c.uniqueness, c.correctness]);
            group.independent = counts.map(|[_, simple]| simple.correctness);
        }
        let highest =
            |model: usize| risks.iter().flatten().map(|r| r[model].correctness).reduce(f64::max);
        self.add("copula_highest", Found::maybe(highest(0), "no participant has all facts"));
        for (model, name) in ["Gaussian copula", "independent facts"].into_iter().enumerate() {
            counted.population_risks.extend(highest(model).map(|risk| (risk, name.to_owned())));
        }
        let alone = |model: usize| -> f64 {
            let people = counted.groups.iter().map(|g| f64::from(g.participants));
            people.zip(&risks).filter_map(|(n, r)| Some(n * r.as_ref()?[model].uniqueness)).sum()
        };
        let (a, b) = (alone(0), alone(1));
        let model =
            "Σ (1−p)^(N−1) over participants: Gaussian copula, independent facts".to_owned();
        let range = Some([a.min(b), a.max(b)]);
        self.add("alone_in_population", Found { range, model, ..Found::default() });
    }

    /// The greatest risk in the population, as a range over where it can be known from.
    fn greatest(
        &mut self,
        counted: &mut Counted,
        register: Option<&Register>,
        few_records: Option<&str>,
    ) {
        let unseen = unseen::doubt(&self.input.names(), &self.input.codes());
        let doubt = few_records.map(str::to_owned).or(unseen);
        let known = counted.groups.iter().filter_map(Group::risk_known).reduce(f64::max);
        let is_counted = register.is_some_and(Register::describes_them);
        let models_only = !is_counted && self.input.weights.is_none();
        let risks = &mut counted.population_risks;
        let mut note = String::new();
        if let (Some(why), Some(known)) = (doubt, known)
            && models_only
            && !risks.is_empty()
        {
            // Who does not know that a person takes part never does better than who does.
            risks.push((known, "1/f in the table as the upper end".to_owned()));
            counted.doubt = Some(why.clone());
            note = why;
        }
        let low = risks.iter().map(|r| r.0).reduce(f64::min);
        let high = risks.iter().map(|r| r.0).reduce(f64::max);
        let sources: Vec<&str> = risks.iter().map(|r| r.1.as_str()).collect();
        let found = Found {
            range: low.zip(high).map(|(low, high)| [low, high]),
            model: sources.join(", "),
            note: if risks.is_empty() {
                "needs --population, --population-table or --weights".to_owned()
            } else {
                note
            },
            ..Found::default()
        };
        self.add("highest_population_risk", found);
    }
}

fn copula_figure(drawn: Option<&[f64]>, sampling: Sampling) -> ModelFigure {
    let unique_fraction = drawn.map(|p| ModelUniqueness::of(p, sampling).unique_fraction);
    let unsolved = "it cannot be fitted to these columns".to_owned();
    ModelFigure {
        model: "Gaussian copula",
        source: "Rocher, Hendrickx & de Montjoye 2019",
        unique_fraction,
        does_not_apply: unique_fraction.is_none().then_some(unsolved),
    }
}

/// Each model's figure for other sizes of the population.
fn curves(
    histogram: &SizeHistogram,
    [copula, simple]: [Option<&[f64]>; 2],
    found: Option<&PopulationUniqueness>,
) -> Vec<Curve> {
    let least = found.map_or(LEAST_FRACTION, |f| f.sampling.fraction.min(LEAST_FRACTION));
    let share = |n: usize| least.powf(1.0 - n as f64 / (POINTS - 1) as f64).min(1.0);
    let samplings: Vec<Sampling> =
        (0..POINTS).filter_map(|n| Sampling::of_fraction(histogram.records(), share(n))).collect();
    let curve = |model: &str, of: &(dyn Fn(Sampling) -> Option<f64> + Sync)| Curve {
        model: model.to_owned(),
        applies: found.is_none_or(|f| {
            f.models.iter().any(|m| m.model == model && m.does_not_apply.is_none())
        }),
        points: samplings.par_iter().filter_map(|s| Some([s.fraction, of(*s)?])).collect(),
    };
    let pitman = pitman::fit(histogram);
    let capped = |value| pitman::capped(value, histogram);
    let all = [
        curve("Gaussian copula", &|s| Some(ModelUniqueness::of(copula?, s).unique_fraction)),
        curve("independent facts", &|s| Some(ModelUniqueness::of(simple?, s).unique_fraction)),
        curve("Zayatz", &|s| Some(zayatz::unique_fraction(histogram, s))),
        curve("Pitman, expected", &|s| Some(capped(pitman?.expected_unique_fraction(s)))),
        curve("shifted negative binomial", &|s| {
            Some(capped(snb::fit(histogram, s)?.unique_fraction(s)))
        }),
    ];
    all.into_iter().filter(|curve| !curve.points.is_empty()).collect()
}
