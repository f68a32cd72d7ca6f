//! What do the records of a class tell about a sensitive attribute?
//!
//! All metrics look at the same table of counts, value by class ([`SensitiveCounts`]); each is one
//! file with its paper.

pub mod alpha_k;
pub mod beta_likeness;
mod counts;
pub mod delta_disclosure;
pub mod l_diversity;
pub mod t_closeness;

pub use counts::SensitiveCounts;

use serde::Serialize;

use super::frequencies::{Frequencies, MissingMode};
use super::table::Column;
use alpha_k::AlphaK;
use beta_likeness::BetaLikeness;
use delta_disclosure::DeltaDisclosure;
use l_diversity::LDiversity;
use t_closeness::{Distance, TCloseness};

/// The factor c of recursive (c,l)-diversity where the user names none; Machanavajjhala et al.
/// 2007 leave it open, sdcMicro's default is 2.
pub const DEFAULT_C: f64 = 2.0;

/// Everything the classes tell about one sensitive attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SensitiveRisk {
    /// Name of the attribute.
    pub attribute: String,
    /// What makes a class: records with gaps are [left out](MissingMode::Drop) or are classes of
    /// their own ([category](MissingMode::Category)), because wildcards make no classes.
    pub missing: MissingMode,
    /// Records whose sensitive value is known; only they are counted.
    pub records: usize,
    /// (α, k)-anonymity.
    pub alpha_k: AlphaK,
    /// l-diversity.
    pub l_diversity: LDiversity,
    /// t-closeness.
    pub t_closeness: TCloseness,
    /// β-likeness.
    pub beta_likeness: BetaLikeness,
    /// δ-disclosure privacy.
    pub delta_disclosure: DeltaDisclosure,
}

/// All metrics of one sensitive attribute; nothing when no record that counts has a value.
///
/// `c` is the factor of recursive diversity. The distance of t-closeness is the ordered one where
/// all values are numbers, else the equal one.
pub fn assess(frequencies: &Frequencies, attribute: &Column, c: f64) -> Option<SensitiveRisk> {
    let counts = SensitiveCounts::of(frequencies, attribute);
    if counts.records() == 0 {
        return None;
    }
    let missing = match frequencies.missing {
        MissingMode::Drop => MissingMode::Drop,
        MissingMode::Category | MissingMode::Wildcard { .. } => MissingMode::Category,
    };
    let distance = Distance::natural(attribute);
    Some(SensitiveRisk {
        attribute: attribute.name.clone(),
        missing,
        records: counts.records() as usize,
        alpha_k: alpha_k::measure(&counts)?,
        l_diversity: l_diversity::measure(&counts, c)?,
        t_closeness: t_closeness::measure(&counts, &distance)?,
        beta_likeness: beta_likeness::measure(&counts)?,
        delta_disclosure: delta_disclosure::measure(&counts)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::table::{MISSING, Table};
    use proptest::prelude::*;

    /// The definitions, word by word, over lists of values.
    struct Slow {
        classes: Vec<Vec<u32>>,
        all: Vec<u32>,
        values: Vec<u32>,
    }

    impl Slow {
        fn of(rows: &[(u32, u32)]) -> Self {
            let known: Vec<(u32, u32)> = rows.iter().copied().filter(|r| r.1 != MISSING).collect();
            let mut keys: Vec<u32> = known.iter().map(|r| r.0).collect();
            keys.sort_unstable();
            keys.dedup();
            let class = |key: &u32| known.iter().filter(|r| r.0 == *key).map(|r| r.1).collect();
            let all: Vec<u32> = known.iter().map(|r| r.1).collect();
            let mut values = all.clone();
            values.sort_unstable();
            values.dedup();
            Self { classes: keys.iter().map(class).collect(), all, values }
        }

        fn share(of: &[u32], value: u32) -> f64 {
            of.iter().filter(|v| **v == value).count() as f64 / of.len() as f64
        }

        fn greatest(&self, f: impl Fn(&[u32], &[f64], &[f64]) -> f64) -> f64 {
            let p: Vec<f64> = self.values.iter().map(|v| Self::share(&self.all, *v)).collect();
            let q = |class: &Vec<u32>| -> Vec<f64> {
                self.values.iter().map(|v| Self::share(class, *v)).collect()
            };
            self.classes.iter().map(|class| f(class, &q(class), &p)).fold(f64::MIN, f64::max)
        }
    }

    fn risk(rows: &[(u32, u32)]) -> (SensitiveCounts, SensitiveRisk) {
        let labels = |n: u32| (0..n).map(|label| label.to_string()).collect();
        let column = |name: &str, codes: Vec<u32>, n| Column {
            name: name.to_owned(),
            codes,
            labels: labels(n),
        };
        let key = column("key", rows.iter().map(|r| r.0).collect(), 4);
        let value = column("value", rows.iter().map(|r| r.1).collect(), 12);
        let table = Table::new(vec![key, value]).unwrap();
        let found = Frequencies::of(&table, &[0], MissingMode::Category, None).unwrap();
        let counts = SensitiveCounts::of(&found, table.column(1));
        (counts, assess(&found, table.column(1), DEFAULT_C).unwrap())
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9 * b.abs().max(1.0)
    }

    proptest! {
        #[test]
        fn as_by_the_definitions(
            rows in prop::collection::vec(
                (0u32..4, prop_oneof![6 => 0u32..5, 2 => 9u32..12, 1 => Just(MISSING)]), 1..80),
        ) {
            prop_assume!(rows.iter().any(|r| r.1 != MISSING));
            let slow = Slow::of(&rows);
            let (counts, found) = risk(&rows);
            let alpha = slow.greatest(|_, q, _| q.iter().copied().fold(0.0, f64::max));
            prop_assert!(near(found.alpha_k.alpha, alpha));
            let k = slow.classes.iter().map(Vec::len).min().unwrap();
            prop_assert_eq!(found.alpha_k.k as usize, k);
            let distinct = -slow.greatest(|_, q, _| -(q.iter().filter(|q| **q > 0.0).count() as f64));
            prop_assert!(near(found.l_diversity.distinct as f64, distinct));
            let h = |q: &[f64]| q.iter().filter(|q| **q > 0.0).map(|q| q * q.ln()).sum::<f64>();
            prop_assert!(near(found.l_diversity.entropy, -slow.greatest(|_, q, _| -(-h(q)).exp())));
            let recursive = |q: &[f64]| {
                let mut r = q.to_vec();
                r.sort_by(|a, b| b.total_cmp(a));
                let holds = |l: &usize| r[0] + 1e-12 < DEFAULT_C * r[l - 1..].iter().sum::<f64>();
                let occur = r.iter().filter(|q| **q > 0.0).count();
                (1..=occur).filter(holds).max().unwrap_or(0) as f64
            };
            let least = -slow.greatest(|_, q, _| -recursive(q));
            prop_assert!(near(found.l_diversity.recursive as f64, least));
            let gain = |q: &[f64], p: &[f64]| {
                q.iter().zip(p).map(|(q, p)| (q - p) / p).fold(0.0, f64::max)
            };
            prop_assert!(near(found.beta_likeness.basic, slow.greatest(|_, q, p| gain(q, p))));
            let delta = |q: &[f64], p: &[f64]| {
                let far = q.iter().zip(p).filter(|(q, _)| **q > 0.0).map(|(q, p)| (q / p).ln().abs());
                far.fold(0.0, f64::max)
            };
            prop_assert!(near(found.delta_disclosure.delta, slow.greatest(|_, q, p| delta(q, p))));
            let lacks = |q: &[f64]| f64::from(u8::from(q.contains(&0.0)));
            let lacks = slow.greatest(|_, q, _| lacks(q)) > 0.5;
            prop_assert_eq!(found.delta_disclosure.some_value_lacking, lacks);
            let half = |q: &[f64], p: &[f64]| q.iter().zip(p).map(|(q, p)| (q - p).abs() / 2.0).sum();
            let equal = t_closeness::measure(&counts, &Distance::Equal).unwrap();
            prop_assert!(near(equal.t, slow.greatest(|_, q, p| half(q, p))));
            // Two levels: pairs of neighbours, then all. A move within a pair costs half.
            let levels = vec![(0..12).map(|v| v / 2).collect(), vec![0; 12]];
            let found = t_closeness::measure(&counts, &Distance::Hierarchical(levels)).unwrap();
            let tree = |q: &[f64], p: &[f64]| {
                let pair = |of: &[f64], pair: u32| -> f64 {
                    let both = slow.values.iter().zip(of).filter(|(v, _)| **v / 2 == pair);
                    both.map(|(_, share)| share).sum()
                };
                let across: f64 = (0..6).map(|at| (pair(q, at) - pair(p, at)).abs() / 2.0).sum();
                across + (half(q, p) - across) / 2.0
            };
            prop_assert!(near(found.t, slow.greatest(|_, q, p| tree(q, p))));
        }

        #[test]
        fn ordered_distance_as_by_the_definition(
            rows in prop::collection::vec((0u32..4, 0u32..12), 1..80),
        ) {
            let slow = Slow::of(&rows);
            let (counts, _) = risk(&rows);
            let ranks = (0..12).collect();
            let found = t_closeness::measure(&counts, &Distance::Ordered(ranks)).unwrap();
            let emd = |q: &[f64], p: &[f64]| {
                let mut sum = 0.0;
                let gap = |(q, p): (&f64, &f64)| { sum += q - p; f64::abs(sum) };
                q.iter().zip(p).map(gap).sum::<f64>() / (q.len() as f64 - 1.0).max(1.0)
            };
            prop_assert!(near(found.t, slow.greatest(|_, q, p| emd(q, p))));
        }
    }
}
