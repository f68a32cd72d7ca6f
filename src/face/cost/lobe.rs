//! Lobe-like regions: boxes of the brain's own extent. They are no anatomical lobes.

use super::canonical;
use crate::face::pose::FittedHead;
use crate::imaging::head::BitGrid;
use crate::imaging::volume::Volume;

use nalgebra::{Matrix4, Vector3};
use serde::{Deserialize, Serialize};

/// A box of the brain, named after the lobe that fills most of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lobe {
    /// In front of the central sulcus.
    Frontal,
    /// Behind it, above the Sylvian fissure.
    Parietal,
    /// Below the Sylvian fissure.
    Temporal,
    /// The hindmost fifth, above the tentorium.
    Occipital,
    /// Cerebellum and brainstem.
    Cerebellum,
}

impl Lobe {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 5] =
        [Self::Frontal, Self::Parietal, Self::Temporal, Self::Occipital, Self::Cerebellum];

    /// Name in files.
    pub fn name(self) -> &'static str {
        ["frontal", "parietal", "temporal", "occipital", "cerebellum"][self as usize]
    }
}

/// Borders as shares of the brain's extent from back to front and from below upwards, after the
/// proportional grid of Talairach & Tournoux (1988): y from −103 to +70 mm, z from −42 to +74 mm
/// about the anterior commissure; central sulcus near y = −13, temporal pole at y = +20,
/// parieto-occipital sulcus near y = −70, Sylvian fissure near z = +8, tentorium near z = −10.
const CENTRAL: f64 = 0.52;
const TEMPORAL_POLE: f64 = 0.71;
const PARIETO_OCCIPITAL: f64 = 0.19;
const SYLVIAN: f64 = 0.43;
const TENTORIUM: (f64, f64) = (0.45, 0.28);

/// The boxes on one brain.
#[derive(Clone, Debug)]
pub struct Lobes {
    voxel_to_head: Matrix4<f64>,
    low: Vector3<f64>,
    extent: Vector3<f64>,
}

impl Lobes {
    /// Boxes of a brain mask in the canonical frame of the head.
    pub fn new(original: &Volume, fitted: &FittedHead, brain: &BitGrid) -> Self {
        let mut low = Vector3::repeat(f64::INFINITY);
        let mut high = Vector3::repeat(f64::NEG_INFINITY);
        for voxel in brain.set_voxels() {
            let at = canonical(original, fitted, voxel);
            (low, high) = (low.inf(&at), high.sup(&at));
        }
        let voxel_to_head = fitted.pose.matrix() * original.affine.matrix();
        Self { voxel_to_head, low, extent: high - low }
    }

    /// The box that a voxel of the original lies in.
    pub(super) fn of(&self, voxel: [usize; 3]) -> Lobe {
        let at = self.voxel_to_head * Vector3::from(voxel.map(|c| c as f64)).push(1.0);
        let share = |a: usize| (at[a] - self.low[a]) / self.extent[a].max(1e-9);
        at_shares(share(1), share(2))
    }
}

fn at_shares(front: f64, up: f64) -> Lobe {
    if front < TENTORIUM.0 && up < TENTORIUM.1 {
        Lobe::Cerebellum
    } else if front < PARIETO_OCCIPITAL {
        Lobe::Occipital
    } else if up < SYLVIAN && front < TEMPORAL_POLE {
        Lobe::Temporal
    } else if front < CENTRAL {
        Lobe::Parietal
    } else {
        Lobe::Frontal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_box_lies_where_its_lobe_does() {
        let found = [(0.95, 0.5), (0.4, 0.9), (0.5, 0.35), (0.05, 0.6), (0.2, 0.1)];
        assert_eq!(found.map(|(front, up)| at_shares(front, up)), Lobe::ALL);
    }
}
