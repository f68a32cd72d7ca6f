//! δ-disclosure privacy: how far do the shares in a class lie from those of all? (Brickell &
//! Shmatikov 2008)

use serde::Serialize;

use super::SensitiveCounts;

/// The δ that the classes reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DeltaDisclosure {
    /// max |ln(q/p)| over classes and the values in them.
    pub delta: f64,
    /// Whether a class lacks a value that others have: the definition then asks for an infinite δ,
    /// and tools leave such values out as `delta` does.
    pub some_value_lacking: bool,
    /// First record of a class that far away (the earliest).
    pub record: u32,
}

/// Measures δ; nothing without a value.
pub fn measure(counts: &SensitiveCounts) -> Option<DeltaDisclosure> {
    let shares = counts.shares();
    let values = shares.iter().filter(|share| **share > 0.0).count();
    let mut worst: Option<DeltaDisclosure> = None;
    let mut some_value_lacking = false;
    for class in counts.classes() {
        let all = class.records();
        some_value_lacking |= class.values.len() < values;
        let far = |&(value, count): &(u32, u32)| {
            (f64::from(count) / all / shares[value as usize]).ln().abs()
        };
        let delta = class.values.iter().map(far).fold(0.0, f64::max);
        if worst.is_none_or(|before| delta > before.delta) {
            let record = class.first_record;
            worst = Some(DeltaDisclosure { delta, some_value_lacking, record });
        }
    }
    worst.map(|found| DeltaDisclosure { some_value_lacking, ..found })
}
