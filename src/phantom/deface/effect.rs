//! What a defacer changed, for the truth.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Fill;
use super::Method;
use crate::base::region::Region;
use crate::phantom::scan::Scan;

/// From this share of a region's skin on, the region counts as left.
const LEFT: f64 = 0.5;

/// What a defacer changed.
#[derive(Clone, Debug, Serialize)]
pub struct Effect {
    /// Method class, e.g. `template-based masking`.
    pub class: &'static str,
    /// What took the place of removed voxels; none where nothing was removed.
    pub fill: Option<Fill>,
    /// Voxels whose stored value differs.
    pub changed_voxels: usize,
    /// Those of them that lie in the brain.
    pub changed_brain_voxels: usize,
    /// Region → share of its skin voxels whose value differs, for regions in the field of view.
    pub changed_regions: BTreeMap<&'static str, f64>,
    /// Region → share of its skin that was neither removed nor smoothed nor replaced.
    pub skin_left: BTreeMap<&'static str, f64>,
}

impl Effect {
    /// Compares stored samples before and after; `regions` as of [`Scan::regions`], `altered` as
    /// of [`super::Defaced`].
    pub fn of(
        (method, fill): (Method, Fill),
        scan: &Scan,
        regions: &[u8],
        (before, after): (&[i16], &[i16]),
        altered: &[bool],
    ) -> Self {
        let (mut changed_voxels, mut changed_brain_voxels) = (0, 0);
        // Voxels, changed voxels and voxels left, by label.
        let mut counts = [[0usize; 3]; Region::ALL.len() + 1];
        for (n, (a, b)) in before.iter().zip(after).enumerate() {
            let changed = usize::from(a != b);
            changed_voxels += changed;
            changed_brain_voxels += changed * usize::from(scan.brain[n]);
            let count = &mut counts[usize::from(regions[n])];
            count[0] += 1;
            count[1] += changed;
            count[2] += usize::from(!altered[n]);
        }
        let shares = |which: usize| {
            let share = |region: &Region| {
                let count = counts[*region as usize + 1];
                let share = count[which] as f64 / count[0] as f64;
                (count[0] > 0).then(|| (region.name(), (1e4 * share).round() / 1e4))
            };
            Region::ALL.iter().filter_map(share).collect()
        };
        Self {
            class: method.class(),
            fill: method.removes().then_some(fill),
            changed_voxels,
            changed_brain_voxels,
            changed_regions: shares(1),
            skin_left: shares(2),
        }
    }

    /// Regions of which at least half of the skin is left, in the order of their labels.
    pub fn regions_left(&self) -> Vec<&'static str> {
        let is_left = |name: &&str| self.skin_left.get(name).is_some_and(|&share| share >= LEFT);
        Region::ALL.iter().map(|region| region.name()).filter(is_left).collect()
    }
}
