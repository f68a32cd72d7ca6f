//! Gaussian copula of the population: what a small sample still tells.
//!
//! Rocher, Hendrickx & de Montjoye 2019 (10.1038/s41467-019-10933-3). Values of a column are put in
//! the order of their frequency and laid side by side on a normal axis; the correlations of the
//! axes make the pairs of columns as dependent as in the sample.

mod dependence;
pub mod marginal_choice;

use super::Sampling;
use super::estimate::ModelFigure;
use crate::base::stats::correlation_matrix::repaired;
use crate::base::stats::multivariate_normal::{Effort, box_probability};
use crate::base::stats::normal;
use crate::base::stats::stream::{normal_pair, stream};
use crate::disclosure::table::MISSING;
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// A fitted copula.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    marginals: Vec<Marginal>,
    correlation: DMatrix<f64>,
    seed: u64,
}

/// Shares of a column's values, laid along a normal axis from the most to the least frequent.
#[derive(Clone, Debug, PartialEq)]
struct Marginal {
    /// Place of each code; nothing for a code that does not occur.
    place: Vec<Option<u32>>,
    /// Upper end of each place on the axis; the last is +∞.
    ends: Vec<f64>,
}

/// Risk of one record under the model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RecordRisk {
    /// p, the chance of a person to have these values.
    pub probability: f64,
    /// ξ = (1−p)^(N−1), the chance that nobody else in the population has them.
    pub uniqueness: f64,
    /// κ = (1−(1−p)^N)/(N p), the chance that a match is right.
    pub correctness: f64,
}

/// Population uniqueness under the model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModelUniqueness {
    /// Expected share of the population that is unique there.
    pub unique_fraction: f64,
    /// Standard error over the persons drawn from the model.
    pub standard_error: f64,
}

/// Relative error of a few percent in p: its effect on ξ is far below that of sampling error.
const EFFORT: Effort = Effort { points: 250, shifts: 2 };
/// Persons drawn from the model for the population's figure: standard error below 0.011.
const DRAWN: usize = 2000;
/// Floor of eigenvalues (methods of Rocher 2019).
const FLOOR: f64 = 1e-10;

impl Copula {
    /// The copula of the complete records; `None` without two complete records or without columns.
    pub fn fit(columns: &[&[u32]], seed: u64) -> Option<Self> {
        let records = columns.first()?.len();
        let complete = |r: &usize| columns.iter().all(|c| c[*r] != MISSING);
        let rows: Vec<usize> = (0..records).filter(complete).collect();
        if rows.len() < 2 {
            return None;
        }
        let known: Vec<Vec<u32>> =
            columns.iter().map(|c| rows.iter().map(|r| c[*r]).collect()).collect();
        let marginals: Vec<Marginal> = known.iter().map(|codes| Marginal::of(codes)).collect();
        let places: Vec<Vec<u32>> =
            known.iter().zip(&marginals).map(|(codes, m)| m.places(codes)).collect();
        let m = columns.len();
        let pairs: Vec<(usize, usize)> = (0..m).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let found: Vec<f64> = pairs
            .par_iter()
            .map(|(a, b)| {
                let ends = [marginals[*a].ends.as_slice(), marginals[*b].ends.as_slice()];
                let path = [*a as u64, *b as u64];
                dependence::correlation([&places[*a], &places[*b]], ends, seed, path)
            })
            .collect();
        let mut correlation = DMatrix::identity(m, m);
        for ((a, b), rho) in pairs.into_iter().zip(found) {
            correlation[(a, b)] = rho;
            correlation[(b, a)] = rho;
        }
        Some(Self { marginals, correlation: repaired(&correlation, FLOOR)?, seed })
    }

    /// Risk of a record with these codes, one a column, in a population of N persons; `None` when a
    /// value is missing or did not occur in the fit.
    pub fn record(&self, codes: &[u32], sampling: Sampling) -> Option<RecordRisk> {
        let places: Option<Vec<u32>> =
            self.marginals.iter().zip(codes).map(|(m, code)| m.place_of(*code)).collect();
        Some(self.risk(&places?, sampling))
    }

    /// Risk of every record of columns as they were given to [`Copula::fit`]; records with the same
    /// values are integrated once.
    pub fn records(&self, columns: &[&[u32]], sampling: Sampling) -> Vec<Option<RecordRisk>> {
        let records = columns.first().map_or(0, |codes| codes.len());
        let key = |record: usize| -> Vec<u32> { columns.iter().map(|c| c[record]).collect() };
        let mut known: FxHashMap<Vec<u32>, usize> = FxHashMap::default();
        let mut distinct: Vec<Vec<u32>> = Vec::new();
        let of_record: Vec<usize> = (0..records)
            .map(|record| {
                *known.entry(key(record)).or_insert_with_key(|key| {
                    distinct.push(key.clone());
                    distinct.len() - 1
                })
            })
            .collect();
        let risks: Vec<Option<RecordRisk>> =
            distinct.par_iter().map(|codes| self.record(codes, sampling)).collect();
        of_record.into_iter().map(|at| risks[at]).collect()
    }

    fn risk(&self, places: &[u32], sampling: Sampling) -> RecordRisk {
        RecordRisk::of(self.probability(places), sampling)
    }

    /// p of the values at these places.
    fn probability(&self, places: &[u32]) -> f64 {
        let (low, high): (Vec<f64>, Vec<f64>) =
            self.marginals.iter().zip(places).map(|(m, place)| m.range(*place)).unzip();
        box_probability(&self.correlation, &low, &high, EFFORT, self.seed).value
    }

    /// Share of a population of N persons that is unique there: the mean of ξ over persons drawn
    /// from the model. `None` when the correlations have no root.
    pub fn population(&self, sampling: Sampling) -> Option<ModelUniqueness> {
        Some(ModelUniqueness::of(&self.drawn()?, sampling))
    }

    /// p of each of some persons drawn from the model; `None` when the correlations have no root.
    pub fn drawn(&self) -> Option<Vec<f64>> {
        let spread = DMatrix::identity(self.marginals.len(), self.marginals.len()) * FLOOR;
        let root = (&self.correlation + spread).cholesky()?.unpack();
        let of = |person: usize| self.probability(&self.draw(&root, person));
        Some((0..DRAWN).into_par_iter().map(of).collect())
    }

    /// Places of one person of the model.
    fn draw(&self, root: &DMatrix<f64>, person: usize) -> Vec<u32> {
        const PERSONS: u64 = 1 << 32;
        let mut random = stream(self.seed, &[PERSONS, person as u64]);
        let m = self.marginals.len();
        let independent = DVector::from_fn(m, |_, _| normal_pair(&mut random)[0]);
        let point = root * independent;
        self.marginals.iter().zip(point.iter()).map(|(m, x)| place(&m.ends, *x)).collect()
    }

    /// The population's figure as one of several models; the only one of them for small samples.
    pub fn figure(&self, sampling: Sampling) -> ModelFigure {
        let unique_fraction = self.population(sampling).map(|found| found.unique_fraction);
        let unsolved = "its correlation matrix has no root".to_owned();
        let does_not_apply = unique_fraction.is_none().then_some(unsolved);
        let source = "Rocher, Hendrickx & de Montjoye 2019";
        ModelFigure { model: "Gaussian copula", source, unique_fraction, does_not_apply }
    }
}

/// ξ = (1−p)^(N−1).
fn uniqueness(p: f64, sampling: Sampling) -> f64 {
    ((sampling.population as f64 - 1.0) * (-p).ln_1p()).exp()
}

impl RecordRisk {
    /// Risk of a person whose values have the chance `p`.
    pub fn of(p: f64, sampling: Sampling) -> Self {
        let n = sampling.population as f64;
        let correctness = if p > 0.0 { -(n * (-p).ln_1p()).exp_m1() / (n * p) } else { 1.0 };
        Self { probability: p, uniqueness: uniqueness(p, sampling), correctness }
    }
}

impl ModelUniqueness {
    /// The mean of ξ over persons with these p.
    pub fn of(drawn: &[f64], sampling: Sampling) -> Self {
        let n = drawn.len() as f64;
        let all = || drawn.iter().map(|p| uniqueness(*p, sampling));
        let mean = all().sum::<f64>() / n;
        let variance = all().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
        Self { unique_fraction: mean, standard_error: (variance / n).sqrt() }
    }
}

impl Marginal {
    fn of(codes: &[u32]) -> Self {
        let size = codes.iter().max().map_or(0, |c| *c as usize + 1);
        let mut counts = vec![0u32; size];
        for code in codes {
            counts[*code as usize] += 1;
        }
        let mut order: Vec<usize> = (0..size).filter(|c| counts[*c] > 0).collect();
        order.sort_by_key(|c| (std::cmp::Reverse(counts[*c]), *c));
        let mut places = vec![None; size];
        let (mut ends, mut before) = (Vec::with_capacity(order.len()), 0u32);
        for (at, code) in order.iter().enumerate() {
            places[*code] = Some(at as u32);
            before += counts[*code];
            ends.push(normal::quantile(f64::from(before) / codes.len() as f64));
        }
        Self { place: places, ends }
    }

    fn place_of(&self, code: u32) -> Option<u32> {
        self.place.get(code as usize).copied().flatten()
    }

    fn places(&self, codes: &[u32]) -> Vec<u32> {
        codes.iter().filter_map(|code| self.place_of(*code)).collect()
    }

    fn range(&self, place: u32) -> (f64, f64) {
        let at = place as usize;
        (if at == 0 { f64::NEG_INFINITY } else { self.ends[at - 1] }, self.ends[at])
    }
}

/// The place on an axis with these ends that holds x.
fn place(ends: &[f64], x: f64) -> u32 {
    ends.partition_point(|end| *end < x).min(ends.len() - 1) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Persons with three correlated facts of 40, 30 and 6 values.
    fn people(number: usize, seed: u64) -> Vec<Vec<u32>> {
        let mut columns = vec![Vec::new(); 3];
        let mut random = stream(seed, &[]);
        for _ in 0..number {
            let [x, y] = normal_pair(&mut random);
            let [z, _] = normal_pair(&mut random);
            for (column, (value, values)) in
                columns.iter_mut().zip([(x, 40.0), (0.5 * x + 0.87 * y, 30.0), (z, 6.0)])
            {
                column.push((normal::cdf(value).powi(2) * values) as u32);
            }
        }
        columns
    }

    fn unique_share(columns: &[Vec<u32>]) -> f64 {
        let mut sizes: HashMap<Vec<u32>, usize> = HashMap::new();
        let n = columns[0].len();
        for r in 0..n {
            *sizes.entry(columns.iter().map(|c| c[r]).collect()).or_default() += 1;
        }
        sizes.values().filter(|s| **s == 1).count() as f64 / n as f64
    }

    #[test]
    fn a_small_sample_tells_the_uniqueness_of_its_population() {
        let population = people(5000, 21);
        let sample: Vec<&[u32]> = population.iter().map(|c| &c[..500]).collect();
        let copula = Copula::fit(&sample, 1).unwrap();
        let found = copula.population(Sampling::new(500, 5000).unwrap()).unwrap();
        let truth = unique_share(&population);
        assert!((found.unique_fraction - truth).abs() < 0.08, "{found:?} {truth}");
        assert!(found.standard_error < 0.02);
    }

    #[test]
    fn a_record_is_as_likely_as_its_values_are() {
        let (a, b): (&[u32], &[u32]) = (&[0, 0, 1, 1], &[0, 1, 0, 1]);
        let copula = Copula::fit(&[a, b], 1).unwrap();
        let risk = copula.record(&[1, 0], Sampling::new(4, 100).unwrap()).unwrap();
        assert!((risk.probability - 0.25).abs() < 0.02, "{risk:?}");
        assert!((risk.uniqueness - 0.75f64.powi(99)).abs() < 1e-9);
        let sampling = Sampling::new(4, 100).unwrap();
        let all = copula.records(&[a, b], sampling);
        assert_eq!(all[2], copula.record(&[1, 0], sampling));
        assert_eq!(all.len(), 4);
        assert_eq!(copula.record(&[MISSING, 0], Sampling::new(4, 100).unwrap()), None);
        assert_eq!(copula.record(&[7, 0], Sampling::new(4, 100).unwrap()), None);
    }

    #[test]
    fn the_figure_depends_on_the_seed_and_nothing_else() {
        let sample = people(60, 3);
        let slices: Vec<&[u32]> = sample.iter().map(Vec::as_slice).collect();
        let sampling = Sampling::new(60, 2000).unwrap();
        let once = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Copula::fit(&slices, 5).unwrap().population(sampling))
        };
        assert_eq!(once(1), once(3));
    }

    #[test]
    fn nobody_complete_has_no_copula() {
        assert_eq!(Copula::fit(&[&[MISSING, 0]], 1), None);
        assert_eq!(Copula::fit(&[], 1), None);
    }
}
