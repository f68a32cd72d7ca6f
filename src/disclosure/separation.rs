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
    of_sizes(&classes.sizes)
}

/// The same from the sizes of the classes.
pub(super) fn of_sizes(sizes: &[u32]) -> Option<Separation> {
    let n: f64 = sizes.iter().copied().map(f64::from).sum();
    if n < 2.0 {
        return None;
    }
    let alike: f64 = sizes.iter().map(|&f| f64::from(f) * (f64::from(f) - 1.0)).sum();
    Some(Separation {
        distinction: sizes.len() as f64 / n,
        separation: 1.0 - alike / (n * (n - 1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::table::{Column, Table};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_counted_pair_by_pair(values in prop::collection::vec((0u8..4, 0u8..3), 2..40)) {
            let first = Column::from_values("a", values.iter().map(|v| v.0.to_string()), |_| false);
            // 2 is a gap: a value of its own here.
            let second = Column::from_values("b", values.iter().map(|v| v.1.to_string()), |v| v == "2");
            let table = Table::new(vec![first, second]).unwrap();
            let found = measure(&Classes::of(&table, &[0, 1])).unwrap();
            let n = values.len();
            let pairs = || (0..n).flat_map(|a| (0..a).map(move |b| (a, b)));
            let apart = pairs().filter(|(a, b)| values[*a] != values[*b]).count();
            let kinds = (0..n).filter(|a| !values[..*a].contains(&values[*a])).count();
            prop_assert!((found.separation - apart as f64 / pairs().count() as f64).abs() < 1e-12);
            prop_assert!((found.distinction - kinds as f64 / n as f64).abs() < 1e-12);
        }
    }
}
