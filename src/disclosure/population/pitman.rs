//! Pitman's sampling formula as superpopulation.

use super::{Sampling, SizeHistogram};
use crate::base::stats::gamma::{digamma, ln_gamma, ln_gamma_ratio};
use crate::base::stats::root::newton_2d;
use serde::Serialize;

/// A fitted Pitman model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pitman {
    /// θ > −α.
    pub theta: f64,
    /// 0 < α < 1.
    pub alpha: f64,
}

/// Maximum likelihood fit (Hoshino 2001, J. Official Statistics 17:499, eq. 10–11); `None` when it
/// does not converge, as when nearly all or none of the records are unique.
pub fn fit(histogram: &SizeHistogram) -> Option<Pitman> {
    let start = start(histogram)?;
    let terms = Terms::of(histogram);
    let scale = [terms.classes / start[1], terms.classes];
    // The parameters are searched as ln(θ + α) and logit α, which cannot leave their domain.
    let natural = |[x, y]: [f64; 2]| {
        let alpha = 1.0 / (1.0 + (-y).exp());
        Some([x.exp() - alpha, alpha]).filter(|[_, a]| *a > 1e-9 && *a < 1.0 - 1e-9)
    };
    let free = [(start[0] + start[1]).ln(), (start[1] / (1.0 - start[1])).ln()];
    let score = |x| terms.score(natural(x)?);
    let [theta, alpha] = natural(newton_2d(score, free, scale, 1e-13)?)?;
    Some(Pitman { theta, alpha })
}

/// Hoshino's moment start, moved into the domain where it lies outside.
fn start(histogram: &SizeHistogram) -> Option<[f64; 2]> {
    let n = histogram.records() as f64;
    let u = histogram.classes() as f64;
    let c1 = histogram.uniques() as f64;
    let c2 = histogram.classes_of_size(2) as f64;
    if c1 < 2.0 || c1 >= n {
        return None;
    }
    let c = c1 * (c1 - 1.0) / c2.max(1.0);
    let theta = (n * u * c - c1 * (n - 1.0) * (2.0 * u + c)) / (2.0 * c1 * u + c1 * c - n * c);
    let alpha = ((theta * (c1 - n) + (n - 1.0) * c1) / (n * u)).clamp(0.01, 0.99);
    Some([if theta.is_finite() { theta.max(0.1 - alpha) } else { 1.0 }, alpha])
}

struct Terms<'a> {
    histogram: &'a SizeHistogram,
    records: f64,
    classes: f64,
}

impl<'a> Terms<'a> {
    fn of(histogram: &'a SizeHistogram) -> Self {
        Self { histogram, records: histogram.records() as f64, classes: histogram.classes() as f64 }
    }

    /// Derivatives of the log likelihood; zero at the fit.
    fn score(&self, [theta, alpha]: [f64; 2]) -> Option<[f64; 2]> {
        let ratio = theta / alpha;
        let among_classes = (digamma(self.classes + ratio) - digamma(1.0 + ratio)) / alpha;
        let among_records = digamma(self.records + theta) - digamma(theta + 1.0);
        let at_one = digamma(1.0 - alpha);
        let within: f64 = self
            .histogram
            .iter()
            .filter(|(size, _)| *size > 1)
            .map(|(size, classes)| classes as f64 * (digamma(size as f64 - alpha) - at_one))
            .sum();
        let second = ((self.classes - 1.0) - theta * among_classes) / alpha - within;
        let both = [among_classes - among_records, second];
        both.iter().all(|v| v.is_finite()).then_some(both)
    }
}

impl Pitman {
    /// Share of the population that is unique there, asymptotic form Γ(θ+1)/Γ(θ+α)·N^α / N
    /// (Hoshino 2001, eq. 15), as ARX prints it.
    pub fn asymptotic_unique_fraction(self, sampling: Sampling) -> f64 {
        let ln_gammas = ln_gamma(self.theta + 1.0) - ln_gamma(self.theta + self.alpha);
        let ln_uniques = ln_gammas + self.alpha * (sampling.population as f64).ln();
        (ln_uniques.exp() / sampling.population as f64).min(1.0)
    }

    /// Share of the population that is unique there, exact expectation
    /// Γ(θ+1)Γ(θ+α+N−1)/(Γ(θ+α)Γ(θ+N)).
    pub fn expected_unique_fraction(self, sampling: Sampling) -> f64 {
        let n = sampling.population as f64;
        let up = ln_gamma_ratio(self.theta + self.alpha, 1.0 - self.alpha);
        let down = ln_gamma_ratio(self.theta + n, self.alpha - 1.0);
        (up + down).exp().min(1.0)
    }
}

/// No more population uniques than c₁/f can be behind c₁ sample uniques: the share capped so.
pub fn capped(unique_fraction: f64, histogram: &SizeHistogram) -> f64 {
    unique_fraction.min(histogram.uniques() as f64 / histogram.records() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::stats::stream::{below, stream, uniform};

    /// A sample of the model itself: the two-parameter Chinese restaurant (Pitman 1995).
    fn restaurant(theta: f64, alpha: f64, records: usize, seed: u64) -> SizeHistogram {
        let mut random = stream(seed, &[]);
        let (mut seats, mut tables): (Vec<usize>, Vec<u64>) = (vec![0], vec![1]);
        for n in 1..records {
            let new = (theta + alpha * tables.len() as f64) / (theta + n as f64);
            let table = if uniform(&mut random) < new {
                tables.push(0);
                tables.len() - 1
            } else {
                loop {
                    // A guest's table is taken with chance ∝ size; thinned to size − α.
                    let table = seats[below(&mut random, seats.len())];
                    if uniform(&mut random) * tables[table] as f64 > alpha {
                        break table;
                    }
                }
            };
            tables[table] += 1;
            seats.push(table);
        }
        SizeHistogram::of_classes(tables)
    }

    #[test]
    fn parameters_of_its_own_samples_are_found() {
        let fitted = fit(&restaurant(200.0, 0.5, 40_000, 3)).unwrap();
        assert!((fitted.alpha - 0.5).abs() < 0.03, "{fitted:?}");
        assert!((fitted.theta / 200.0 - 1.0).abs() < 0.3, "{fitted:?}");
    }

    #[test]
    fn uniques_of_a_population_of_its_own_are_expected() {
        let population = restaurant(50.0, 0.6, 60_000, 4);
        let sampling = Sampling::new(600, 60_000).unwrap();
        let model = Pitman { theta: 50.0, alpha: 0.6 };
        let truth = population.uniques() as f64 / 60_000.0;
        assert!((model.expected_unique_fraction(sampling) / truth - 1.0).abs() < 0.15);
        assert!((model.asymptotic_unique_fraction(sampling) / truth - 1.0).abs() < 0.15);
    }

    #[test]
    fn all_unique_or_none_cannot_be_fitted() {
        assert_eq!(fit(&SizeHistogram::from_counts([(1, 30)])), None);
        assert_eq!(fit(&SizeHistogram::from_counts([(2, 30)])), None);
        assert_eq!(fit(&SizeHistogram::default()), None);
    }
}
