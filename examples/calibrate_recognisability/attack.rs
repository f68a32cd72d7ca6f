//! The attack whose success is predicted: one function that says how alike two scans are.

use countenance::face::canonical_grid::PatchName;
use countenance::face::descriptor::Heights;
use countenance::face::likeness::{Comparison, Takeoff};

/// Compares faces on a set of regions.
pub(crate) struct Attack(Comparison);

impl Attack {
    /// On the regions whose bits are set.
    pub(crate) fn on(regions: u32) -> Self {
        Self(Comparison::new(PatchName::Face, regions, Takeoff::Tilt))
    }

    /// How alike two faces are, more is more alike; nothing when too little skin is common.
    pub(crate) fn likeness(&self, probe: &Heights, candidate: &Heights) -> Option<f64> {
        /// Nearer than this nobody measures, mm.
        const NEAREST_MM: f64 = 1e-3;
        self.0.of(probe, candidate).map(|like| -like.rms_mm.max(NEAREST_MM).ln())
    }
}
