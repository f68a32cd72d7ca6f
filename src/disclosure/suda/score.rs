//! SUDA scores, contributions and the DIS probability.

use super::msu::Msus;
use serde::Serialize;

/// How much a minimal sample unique of size s among M columns adds to a record's score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// (M − s)! (Elliot, Manning & Ford 2002).
    Elliot,
    /// (2^(M−s) − 1) · s!(M−s)!/M! (IHSN, Statistical Disclosure Control for Microdata).
    Ihsn,
}

impl Weighting {
    /// Weight of a set of `size` out of `columns`.
    fn of(self, size: usize, columns: usize) -> f64 {
        let factorial = |n: usize| (1..=n).map(|v| v as f64).product::<f64>();
        let rest = columns - size;
        match self {
            Self::Elliot => factorial(rest),
            Self::Ihsn => {
                let choose: f64 = (1..=size).map(|i| (rest + i) as f64 / i as f64).product();
                (2f64.powi(rest as i32) - 1.0) / choose
            }
        }
    }
}

/// SUDA scores of a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SudaScores {
    /// Weights used.
    pub weighting: Weighting,
    /// Sum of weights over the record's minimal sample uniques; 0 for a record without any.
    pub scores: Vec<f64>,
    /// Share of a record's score from sets that hold column c, at `record * columns + c`; the
    /// shares of a record sum to more than 1, because a set counts for each of its columns.
    pub contributions: Vec<f64>,
    /// Percent of the file's score from sets that hold each column.
    pub column_contributions: Vec<f64>,
    /// Whether sets beyond a maximal size were left out: then scores are lower bounds.
    pub truncated: bool,
}

/// Scores, and what each column contributes to them.
pub fn scores(msus: &Msus, weighting: Weighting) -> SudaScores {
    let m = msus.columns;
    let weights: Vec<f64> =
        (0..=m).map(|s| if s == 0 { 0.0 } else { weighting.of(s, m) }).collect();
    let mut totals = vec![0.0; msus.records()];
    let mut contributions = vec![0.0; msus.records() * m];
    let mut by_column = vec![0.0; m];
    for (record, total) in totals.iter_mut().enumerate() {
        let shares = &mut contributions[record * m..(record + 1) * m];
        for set in msus.of(record) {
            let weight = weights[set.count_ones() as usize];
            *total += weight;
            for column in (0..m).filter(|c| set >> c & 1 == 1) {
                shares[column] += weight;
                by_column[column] += weight;
            }
        }
        if *total > 0.0 {
            for share in shares {
                *share /= *total;
            }
        }
    }
    let sum: f64 = totals.iter().sum();
    let percent = |v: f64| if sum > 0.0 { 100.0 * v / sum } else { 0.0 };
    SudaScores {
        weighting,
        scores: totals,
        contributions,
        column_contributions: by_column.into_iter().map(percent).collect(),
        truncated: msus.truncated(),
    }
}

/// Probability that a match with a sample unique is right: d = Uπ/(Uπ + P(1−π)), with U sample
/// uniques, P records in classes of two, π the sampling fraction (Skinner & Elliot 2002).
///
/// `None` without sample uniques and pairs: then there is nothing to tell it from.
pub fn file_dis(uniques: usize, records_in_pairs: usize, fraction: f64) -> Option<f64> {
    let (hit, miss) = (uniques as f64 * fraction, records_in_pairs as f64 * (1.0 - fraction));
    (hit + miss > 0.0).then(|| hit / (hit + miss))
}

/// DIS of each record: the file's d spread over the records by their scores (Elliot & Manning 2003,
/// Using DIS to modify the classification of special uniques, Joint ECE/Eurostat work session on
/// statistical data confidentiality, Luxembourg). 0 for a record without a score.
///
/// `uniques` and `records_in_pairs` count a missing value as a value; `columns` is M.
pub fn record_dis(
    scores: &[f64],
    columns: usize,
    uniques: usize,
    records_in_pairs: usize,
    fraction: f64,
) -> Vec<f64> {
    let Some(d) = file_dis(uniques, records_in_pairs, fraction).filter(|d| *d > 0.0) else {
        return vec![0.0; scores.len()];
    };
    // Empirical: fitted by the authors of SUDA around M = 8.
    let exponent = 1.0 + (8.0 - columns as f64) / 20.0;
    let sum: f64 = scores.iter().filter(|s| **s > 0.0).map(|s| s.powf(-exponent)).sum();
    let u = uniques as f64;
    let dis = |s: &f64| {
        if *s > 0.0 { 1.0 / (1.0 + (u / d - u) / (s.powf(exponent) * sum)) } else { 0.0 }
    };
    scores.iter().map(dis).collect()
}

#[cfg(test)]
mod tests {
    use super::super::minimal_sample_uniques;
    use super::*;
    use approx::assert_abs_diff_eq;

    /// The seven records of sdcMicro issue 356.
    fn issue_356() -> [Vec<u32>; 3] {
        [vec![0, 1, 0, 2, 1, 0, 1], vec![0, 0, 1, 2, 1, 0, 2], vec![0, 1, 1, 2, 2, 0, 1]]
    }

    #[test]
    fn scores_and_contributions_of_a_published_example() {
        let columns = issue_356();
        let slices: Vec<&[u32]> = columns.iter().map(Vec::as_slice).collect();
        let found = scores(&minimal_sample_uniques(&slices, 3).unwrap(), Weighting::Elliot);
        assert_eq!(found.scores, [0.0, 2.0, 3.0, 3.0, 3.0, 0.0, 2.0]);
        for (ours, theirs) in
            found.column_contributions.iter().zip([61.538_46, 69.230_77, 53.846_15])
        {
            assert_abs_diff_eq!(*ours, theirs, epsilon = 1e-5);
        }
    }

    #[test]
    fn dis_of_a_file_of_uniques_only_is_1() {
        assert_eq!(record_dis(&[2.0, 4.0, 2.0], 3, 3, 0, 0.01), [1.0, 1.0, 1.0]);
        assert_eq!(record_dis(&[0.0, 0.0], 3, 0, 2, 0.01), [0.0, 0.0]);
        assert_eq!(file_dis(0, 0, 0.01), None);
    }

    #[test]
    fn ihsn_weights_by_hand() {
        assert_abs_diff_eq!(Weighting::Ihsn.of(1, 4), 1.75, epsilon = 1e-12);
        assert_abs_diff_eq!(Weighting::Ihsn.of(2, 3), 1.0 / 3.0, epsilon = 1e-12);
        assert_abs_diff_eq!(Weighting::Elliot.of(1, 4), 6.0, epsilon = 1e-12);
    }
}
