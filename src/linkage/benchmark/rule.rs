//! When a benchmark may judge: `data/benchmark.toml`.

use serde::Deserialize;
use std::sync::OnceLock;

/// The numbers that decide.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkRule {
    /// Where the numbers come from.
    pub source: String,
    /// Rank-1 that the attack must reach on un-defaced scans.
    pub least_power: f64,
    /// Fewer probes judge nothing.
    pub fewest_probes: u64,
    /// A p value below this is no chance.
    pub alpha: f64,
    /// Shuffles of the names for the null.
    pub shuffles: usize,
    /// Share of the probes from which on a region still matches.
    pub region_share: f64,
    /// Largest gallery to which rank-1 is extrapolated.
    pub most_people: u64,
}

impl BenchmarkRule {
    /// The shipped rule.
    ///
    /// # Panics
    /// Never with the committed file: a test reads it.
    pub fn shipped() -> &'static Self {
        static RULE: OnceLock<BenchmarkRule> = OnceLock::new();
        RULE.get_or_init(|| {
            toml::from_str(include_str!("../../../data/benchmark.toml"))
                .unwrap_or_else(|error| unreachable!("shipped benchmark rule: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rule_can_be_read() {
        let rule = BenchmarkRule::shipped();
        assert!(rule.least_power < 1.0 && rule.alpha < 0.5 && rule.shuffles > 100);
    }
}
