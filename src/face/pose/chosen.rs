//! Which points of the mean head are brought onto the skin, and with what weight.

use crate::base::region::Region;
use crate::face::mean_head::MeanHead;
use crate::face::region;

/// Points of the mean head (number, weight) by what they are asked for.
pub(super) struct ChosenPoints {
    /// All that tell the pose.
    pub(super) all: Vec<(usize, f64)>,
    /// Those of them that defacing leaves.
    pub(super) left: Vec<(usize, f64)>,
    /// The cranium, by which a placement is judged.
    pub(super) cranial: Vec<(usize, f64)>,
    /// The face.
    pub(super) facial: Vec<(usize, f64)>,
}

impl ChosenPoints {
    pub(super) fn of(model: &MeanHead) -> Self {
        let left = |part| if region::is_cranial(part) { region::pose_weight(part) } else { 0.0 };
        Self {
            all: weighted(model, region::pose_weight),
            left: weighted(model, left),
            cranial: weighted(model, |part| f64::from(u8::from(region::is_cranial(part)))),
            facial: weighted(model, |part| f64::from(u8::from(region::is_facial(part)))),
        }
    }
}

/// Model points by the weight of their region, those of no weight left out.
fn weighted(model: &MeanHead, weight: impl Fn(Region) -> f64) -> Vec<(usize, f64)> {
    let weights = model.points.iter().map(|p| weight(p.region));
    weights.enumerate().filter(|(_, w)| *w > 0.0).collect()
}
