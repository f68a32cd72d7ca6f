//! How well do columns tell records apart? (Motwani & Xu 2008)

use serde::Serialize;

use super::classes::Classes;

/// Power of a set of columns to tell records apart; missing values count as values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Separation {
    /// u/n, classes per record.
    pub distinction: f64,
    /// 1 − Σ f(f−1)/(n(n−1)), share of the pairs of records that differ.
    pub separation: f64,
}

/// Distinction and separation of a partition; nothing with fewer than two records.
pub fn measure(classes: &Classes) -> Option<Separation> {
    let n = classes.records() as f64;
    if classes.records() < 2 {
        return None;
    }
    let alike: f64 = classes.sizes.iter().map(|&f| f64::from(f) * (f64::from(f) - 1.0)).sum();
    Some(Separation {
        distinction: classes.count() as f64 / n,
        separation: 1.0 - alike / (n * (n - 1.0)),
    })
}
