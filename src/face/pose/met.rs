//! How well a placement explains the scan: the skin that points of the mean head meet under it.

use crate::face::mean_head::MeanHead;
use crate::face::registration::{Chosen, Finder, Held, Placement, Round};
use crate::face::skin::Skin;
use crate::face::surface_index::SurfaceIndex;
use nalgebra::Point3;

/// How the quality of the placement is measured.
const MEASURE: Round = Round {
    stride: 2,
    radius_mm: 8.0,
    agreement: 0.7,
    iterations: 0,
    with_shape: true,
    held: Held::Nothing,
};

/// What model points meet under a placement.
pub(super) struct Met {
    /// Share of those in the field of view that met skin.
    pub(super) matched: f64,
    /// Share of all that met skin.
    pub(super) covered: f64,
    /// Median distance from it, mm.
    pub(super) residual_mm: f64,
}

impl Met {
    pub(super) fn of(
        index: &SurfaceIndex,
        skin: &Skin,
        model: &MeanHead,
        chosen: &Chosen,
        placement: &Placement,
    ) -> Self {
        let finder = Finder::new(index, placement, &MEASURE);
        let (mut distances, mut looked, mut all) = (Vec::new(), 0usize, 0usize);
        for &(point, _) in chosen.iter().step_by(MEASURE.stride) {
            all += 1;
            let head = placement.shaped(model, point);
            let found = finder.find(&head, &model.points[point].normal);
            let world = placement.head_to_world * Point3::from(head);
            looked += usize::from(found.is_some() || skin.fov.contains(&world.coords));
            distances.extend(found.map(|m| m.residual_mm.abs()));
        }
        distances.sort_by(f64::total_cmp);
        Self {
            matched: distances.len() as f64 / looked.max(1) as f64,
            covered: distances.len() as f64 / all.max(1) as f64,
            residual_mm: distances.get(distances.len() / 2).copied().unwrap_or(f64::INFINITY),
        }
    }

    /// A head explains its surroundings: most cranial points met skin, near, enough were in view, and
    /// the shape that it took is one that people have.
    ///
    /// The last is the squared Mahalanobis distance of the shape, one per mode on average over people.
    /// A skull without skin and a bare brain bend the mean head much farther than heads do. All limits
    /// were chosen on the tuning cohort and a few real scans; not measured apart.
    pub(super) fn confidence(&self, strangeness: f64) -> f64 {
        let ramp =
            |value: f64, none: f64, full: f64| ((value - none) / (full - none)).clamp(0.0, 1.0);
        ramp(self.matched, 0.4, 0.8)
            * ramp(self.covered, 0.15, 0.5)
            * ramp(self.residual_mm, 5.0, 2.0)
            * ramp(strangeness, 110.0, 70.0)
    }
}
