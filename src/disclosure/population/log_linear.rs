//! Log-linear model of the population's cells.

use crate::disclosure::table::MISSING;
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Disclosure risk of sample uniques under independence of the key variables.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LogLinear {
    /// τ₁: expected number of sample uniques that are population uniques.
    pub tau1: f64,
    /// τ₂: expected number of correct matches of sample uniques.
    pub tau2: f64,
    /// sdcMicro's `modRisk` gr1: as τ₁, but over the number of non-empty cells, and with the mean
    /// expected *in the sample* in place of λ, so that it is far above τ₁ per cell for small π.
    pub modrisk_gr1: f64,
    /// sdcMicro's `modRisk` gr2: as τ₂, with the same two differences.
    pub modrisk_gr2: f64,
    /// Non-empty cells of the sample.
    pub cells: usize,
}

/// Poisson model with main effects on the full cross table (Skinner & Holmes 1998; Skinner & Shlomo
/// 2008), each population cell being sampled at fraction π = n/N by its weights.
///
/// Main effects alone are the table of independence, λ = n·Π (nᵥ/n), in closed form: iterating
/// would end there. `weights` hold one sample weight a record (persons it stands for); Records with a missing
/// key stand in no cell. `None` without a complete record or with a weight below 1.
pub fn independence(columns: &[&[u32]], weights: &[f64]) -> Option<LogLinear> {
    let complete = |r: &usize| columns.iter().all(|c| c[*r] != MISSING);
    let records: Vec<usize> = (0..weights.len()).filter(complete).collect();
    if records.is_empty() || weights.iter().any(|w| w.is_nan() || *w < 1.0) {
        return None;
    }
    let mut margins: Vec<FxHashMap<u32, f64>> = vec![FxHashMap::default(); columns.len()];
    let mut cells: FxHashMap<Vec<u32>, (f64, f64)> = FxHashMap::default();
    for record in &records {
        let key: Vec<u32> = columns.iter().map(|c| c[*record]).collect();
        for (margin, code) in margins.iter_mut().zip(&key) {
            *margin.entry(*code).or_insert(0.0) += 1.0;
        }
        let cell = cells.entry(key).or_insert((0.0, 0.0));
        cell.0 += 1.0;
        cell.1 += weights[*record];
    }
    let n = records.len() as f64;
    let mut uniques: Vec<(&Vec<u32>, f64)> =
        cells.iter().filter(|(_, c)| c.0 < 1.5).map(|(key, c)| (key, c.1)).collect();
    uniques.sort_by_key(|(key, _)| *key);
    let (mut tau, mut gr) = ([0.0; 2], [0.0; 2]);
    for (key, persons) in uniques {
        let shares = margins.iter().zip(key).map(|(margin, code)| margin[code] / n);
        let expected_in_sample = n * shares.product::<f64>();
        let others = |mean: f64| (1.0 - 1.0 / persons) * mean;
        add(&mut tau, risk(others(expected_in_sample * persons)));
        add(&mut gr, risk(others(expected_in_sample)));
    }
    let [modrisk_gr1, modrisk_gr2] = gr.map(|sum| sum / cells.len() as f64);
    Some(LogLinear { tau1: tau[0], tau2: tau[1], modrisk_gr1, modrisk_gr2, cells: cells.len() })
}

fn add(sums: &mut [f64; 2], values: [f64; 2]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

/// Risk of a sample unique in whose cell v = (1−π)λ unsampled persons are expected: alone in the
/// population, e^−v, and matched rightly, (1 − e^−v)/v.
pub(super) fn risk(v: f64) -> [f64; 2] {
    [(-v).exp(), if v > 0.0 { -(-v).exp_m1() / v } else { 1.0 }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_population_betrays_its_uniques() {
        let a: &[u32] = &[0, 0, 1, 1, 2];
        let found = independence(&[a], &[1.0; 5]).unwrap();
        assert!((found.tau1 - 1.0).abs() < 1e-12 && (found.tau2 - 1.0).abs() < 1e-12);
        assert_eq!(found.cells, 3);
    }

    #[test]
    fn two_by_two_by_hand() {
        let (a, b): (&[u32], &[u32]) = (&[0, 0, 0, 1], &[0, 0, 1, 1]);
        let found = independence(&[a, b], &[10.0; 4]).unwrap();
        // Uniques (0,1): λ = 4·¾·½ = 1.5, (1,1): 4·¼·½ = 0.5; v = 9λ.
        let v = [13.5f64, 4.5];
        let tau1: f64 = v.iter().map(|v| (-v).exp()).sum();
        let tau2: f64 = v.iter().map(|v| (1.0 - (-v).exp()) / v).sum();
        assert!((found.tau1 - tau1).abs() < 1e-12 && (found.tau2 - tau2).abs() < 1e-12);
        // sdcMicro takes the sample's means: v = 0.9·1.5, 0.9·0.5, over 3 cells.
        let gr1: f64 = [1.35f64, 0.45].iter().map(|v| (-v).exp()).sum::<f64>() / 3.0;
        assert!((found.modrisk_gr1 - gr1).abs() < 1e-12);
    }

    #[test]
    fn nobody_complete_or_impossible_weights_have_no_risk() {
        assert_eq!(independence(&[&[MISSING]], &[5.0]), None);
        assert_eq!(independence(&[&[0]], &[0.2]), None);
    }
}
