//! The attack whose success is predicted: the one of `countenance link`, however little is left of a face.

use countenance::linkage::part::Part;
use countenance::linkage::region_match::explain;
use countenance::linkage::rule::LinkageRule;
use countenance::linkage::template::Template;

/// Compares faces on a set of regions.
pub(crate) struct Attack {
    regions: u32,
}

impl Attack {
    /// On the regions whose bits are set.
    pub(crate) fn on(regions: u32) -> Self {
        Self { regions }
    }

    /// How alike two faces are, more is more alike; nothing when no region has enough skin in common.
    pub(crate) fn likeness(&self, probe: &Template, candidate: &Template) -> Option<f64> {
        let told = explain(probe, candidate, Part::Face, LinkageRule::shipped());
        let of_set = told.iter().filter(|region| self.regions & (1 << region.bit) != 0);
        let scores: Vec<f64> = of_set.map(|region| region.score).collect();
        (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
    }
}
