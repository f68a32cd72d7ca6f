//! β-likeness: how much more likely does a value become? (Cao & Karras 2012)

use serde::Serialize;

use super::SensitiveCounts;

/// The β that the classes reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BetaLikeness {
    /// Basic β: max (q − p)/p over classes and values with q > p; 0 where there is none.
    pub basic: f64,
    /// Enhanced β: the least β with (q − p)/p ≤ min(β, −ln p) for every value; nothing where no β
    /// is enough, because a value gains more than −ln p.
    pub enhanced: Option<f64>,
    /// First record of a class with the greatest gain (the earliest).
    pub record: u32,
}

/// Measures β; nothing without a value.
pub fn measure(counts: &SensitiveCounts) -> Option<BetaLikeness> {
    let shares = counts.shares();
    let mut worst: Option<BetaLikeness> = None;
    let mut within = true;
    for class in counts.classes() {
        let all = class.records();
        let mut gain = 0.0f64;
        for &(value, count) in class.values {
            let p = shares[value as usize];
            let gained = (f64::from(count) / all - p) / p;
            // −ln p and the gain may be equal but for rounding.
            within &= gained <= -p.ln() * (1.0 + 1e-12);
            gain = gain.max(gained);
        }
        if worst.is_none_or(|before| gain > before.basic) {
            worst = Some(BetaLikeness { basic: gain, enhanced: None, record: class.first_record });
        }
    }
    worst.map(|found| BetaLikeness { enhanced: within.then_some(found.basic), ..found })
}
