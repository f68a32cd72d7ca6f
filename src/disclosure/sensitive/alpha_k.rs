//! (α, k)-anonymity: no value too frequent in a class (Wong, Li, Fu & Wang 2006).

use serde::Serialize;

use super::SensitiveCounts;

/// The α that the classes reach, beside their k.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AlphaK {
    /// max over classes and values of q, the share of a value in a class.
    pub alpha: f64,
    /// Records with a known value in the smallest class.
    pub k: u32,
    /// First record of a class with that share (the earliest).
    pub record: u32,
}

/// Measures (α, k); nothing without a value.
pub fn measure(counts: &SensitiveCounts) -> Option<AlphaK> {
    let mut worst: Option<AlphaK> = None;
    for class in counts.classes() {
        let most = class.values.iter().map(|&(_, count)| count).max()?;
        let records = class.records();
        let alpha = f64::from(most) / records;
        let found = AlphaK { alpha, k: records as u32, record: class.first_record };
        worst = Some(match worst {
            None => found,
            Some(before) if alpha > before.alpha => AlphaK { k: before.k.min(found.k), ..found },
            Some(before) => AlphaK { k: before.k.min(found.k), ..before },
        });
    }
    worst
}
