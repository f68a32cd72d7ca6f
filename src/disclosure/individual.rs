//! Risk of each record in a sample with weights (Benedetti & Franconi 1998; Capobianchi, Polettini
//! & Lucarelli 2001).
//!
//! Of F persons of the population f are in the sample; given f, F is negative binomial with
//! parameter p = f/F̂, and the risk is the mean of 1/F.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::frequencies::Frequencies;
use crate::base::stats::quadrature::gauss_legendre;

/// How the mean of 1/F is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Closed forms for f of 1 and 2, p/(f − (1 − p)) above (Franconi & Polettini 2004).
    Approximate,
    /// The integral itself.
    Exact,
}

/// Risk by record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IndividualRisk {
    /// How it was found.
    pub method: Method,
    /// Whether there were weights; without, each record stands for itself and its risk is 1/f.
    pub weighted: bool,
    /// Risk of each record, 0 to 1; nothing for a record left out.
    #[serde(skip)]
    pub of_record: Vec<Option<f64>>,
    /// Σ of the risks: persons expected to be found.
    pub expected: f64,
    /// Their share of the records; nothing without records.
    pub global: Option<f64>,
}

/// Risks of all records.
pub fn assess(frequencies: &Frequencies, method: Method) -> IndividualRisk {
    let persons = frequencies.population_of_class.as_ref();
    // Many classes share their counts: each pair of counts is integrated once.
    let mut known: FxHashMap<[u64; 2], f64> = FxHashMap::default();
    let class_risk: Vec<Option<f64>> = (0..frequencies.of_class.len())
        .map(|class| {
            let f = frequencies.of_class[class];
            let persons = persons.map_or(f, |persons| persons[class]);
            let key = [f.to_bits(), persons.to_bits()];
            (f > 0.0).then(|| *known.entry(key).or_insert_with(|| risk(f, persons, method)))
        })
        .collect();
    let sizes = &frequencies.classes.sizes;
    let expected =
        class_risk.iter().zip(sizes).map(|(r, &size)| r.unwrap_or(0.0) * f64::from(size)).sum();
    let records = frequencies.records();
    let of_record = frequencies.classes.of_record.iter().map(|&c| class_risk[c as usize]).collect();
    IndividualRisk {
        method,
        weighted: persons.is_some(),
        of_record,
        expected,
        global: (records > 0).then(|| expected / records as f64),
    }
}

/// Risk of a record that f records match in the sample and `persons` in the population.
pub fn risk(f: f64, persons: f64, method: Method) -> f64 {
    let p = f / persons;
    if p >= 1.0 - 1e-9 {
        // The sample holds everybody who fits.
        return 1.0 / f;
    }
    match method {
        Method::Exact if p < CANCELS && (is(f, 1.0) || is(f, 2.0)) => approximate(f, p),
        Method::Exact => exact(f, p),
        Method::Approximate => approximate(f, p),
    }
}

/// The closed forms for one and two records are exact, but differences of large numbers above this.
const CANCELS: f64 = 0.99;

fn is(f: f64, value: f64) -> bool {
    (f - value).abs() < 1e-9
}

fn approximate(f: f64, p: f64) -> f64 {
    let odds = p / (1.0 - p);
    if is(f, 1.0) {
        odds * -p.ln()
    } else if is(f, 2.0) {
        odds - odds * odds * -p.ln()
    } else {
        p / (f - (1.0 - p))
    }
}

/// Points of the quadrature in each piece: errors stay below 1e-8 of the risk (`as_the_series`).
const POINTS: usize = 40;

/// p^f/f · ₂F₁(f, f; f+1; 1−p) = ∫₀¹ (p s/(1 − (1−p)s))^f ds/s.
///
/// With w = p s/(1 − (1−p)s), ds/s = p dw/(w (p + (1−p)w)): the integral over w of
/// p w^(f−1)/(p + (1−p)w). w = e^(−x/f) makes it ∫₀^∞ e^−x g(x) dx / f, whose only sharp turn, at
/// w ≈ p, is found piece by piece.
fn exact(f: f64, p: f64) -> f64 {
    // e^−50 is below the last digit of the sum, whose leading part is at least p/f.
    const END: f64 = 50.0;
    const PIECES: usize = 25;
    static RULE: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| gauss_legendre(POINTS));
    let integrand = |x: f64| (-x).exp() * p / (p + (1.0 - p) * (-x / f).exp()) / f;
    let end = END + if f < 1.5 { -p.ln() } else { 0.0 };
    let width = end / PIECES as f64;
    let piece = |at: usize| -> f64 {
        let middle = (at as f64 + 0.5) * width;
        RULE.iter().map(|(x, w)| w * integrand(middle + x * width / 2.0)).sum::<f64>() * width / 2.0
    };
    (0..PIECES).map(piece).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean of 1/F over F = f, f+1, …, by adding up the negative binomial.
    fn slow(f: u32, p: f64) -> f64 {
        let mut chance = p.powi(f as i32);
        let (mut sum, mut total, mut persons) = (0.0, 0.0, f64::from(f));
        while total < 1.0 - 1e-15 && persons < 1e7 {
            sum += chance / persons;
            total += chance;
            chance *= persons * (1.0 - p) / (persons - f64::from(f) + 1.0);
            persons += 1.0;
        }
        sum
    }

    #[test]
    fn as_the_series() {
        for f in [1, 2, 3, 5, 10, 40, 100] {
            // The series starts with p^f, which is to be a number.
            for p in [0.9, 0.5, 0.1, 0.01, 0.002] {
                let (found, expected) = (exact(f64::from(f), p), slow(f, p));
                assert!((found / expected - 1.0).abs() < 1e-8, "{f} {p} {found} {expected}");
            }
        }
    }

    #[test]
    fn closed_forms_are_exact_for_one_and_two() {
        for p in [0.97, 0.3, 1e-3, 1e-6, 1e-9] {
            for f in [1.0, 2.0] {
                let (a, e) = (approximate(f, p), exact(f, p));
                assert!((a / e - 1.0).abs() < 1e-6, "{f} {p} {a} {e}");
            }
        }
        assert!((risk(3.0, 3.0, Method::Exact) - 1.0 / 3.0).abs() < 1e-15);
    }
}
