//! The search for a placement: heads lie within ±30° of the scanner's axes.

use super::field_of_view::FieldOfView;
use super::mean_head::MeanHead;
use super::registration::{Chosen, Placement, Round, misfit, register};
use super::surface_index::SurfaceIndex;
use nalgebra::{Isometry3, Translation3, UnitQuaternion, Vector3};

/// What a search looks at.
pub(crate) struct Search<'a> {
    /// Few skin points, for what reaches far.
    pub(crate) coarse: &'a SurfaceIndex,
    pub(crate) fine: &'a SurfaceIndex,
    pub(crate) fov: &'a FieldOfView,
    pub(crate) model: &'a MeanHead,
    pub(crate) chosen: &'a Chosen,
}

/// From afar, the mean head as it is.
const FAR: Round =
    Round { stride: 24, radius_mm: 40.0, agreement: 0.5, iterations: 10, with_shape: false };
/// Then with its shape.
const NEAR: Round =
    Round { stride: 12, radius_mm: 24.0, agreement: 0.6, iterations: 8, with_shape: true };
/// How starts are compared.
const COMPARE: Round =
    Round { stride: 6, radius_mm: 12.0, agreement: 0.7, iterations: 0, with_shape: true };

impl Search<'_> {
    /// The placement found from an upright start.
    pub(crate) fn upright(&self) -> Placement {
        self.from([0.0; 3])
    }

    /// The best placement found from a fan of turned starts, with that from the upright one.
    pub(crate) fn fan(&self, upright: Placement) -> Placement {
        const TURN: f64 = 25.0;
        let mut best = (self.cost(&upright), upright);
        for pitch in [-TURN, 0.0, TURN] {
            for (roll, yaw) in [(0.0, -TURN), (0.0, TURN), (-TURN, 0.0), (TURN, 0.0), (0.0, 0.0)] {
                let placement = self.from([pitch, roll, yaw]);
                let cost = self.cost(&placement);
                if cost < best.0 {
                    best = (cost, placement);
                }
            }
        }
        best.1
    }

    fn from(&self, turn: [f64; 3]) -> Placement {
        let start = Placement::unshaped(self.model, self.start_at(turn));
        let far = register(self.coarse, self.model, self.chosen, &start, &FAR);
        register(self.fine, self.model, self.chosen, &far, &NEAR)
    }

    /// Misfit of surface and shape together, mm²: both are the logarithm of a probability.
    fn cost(&self, placement: &Placement) -> f64 {
        /// mm² of misfit that outweigh one standard deviation of one mode.
        const SHAPE: f64 = 0.7;
        misfit(self.fine, self.fov, self.model, self.chosen, placement, &COMPARE)
            + SHAPE * placement.shape.norm_squared()
    }

    /// Places the mean head, turned by degrees about x, y and z, so that the tops of both heads
    /// meet.
    fn start_at(&self, turn: [f64; 3]) -> Isometry3<f64> {
        let [pitch, roll, yaw] = turn.map(f64::to_radians);
        let rotation = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), yaw)
            * UnitQuaternion::from_axis_angle(&Vector3::x_axis(), pitch)
            * UnitQuaternion::from_axis_angle(&Vector3::y_axis(), roll);
        let measured = top(self.coarse.points().iter().map(|p| p.position.cast::<f64>()));
        let points = self.model.points.iter().step_by(8);
        let modelled = top(points.map(|p| rotation * p.position));
        Isometry3::from_parts(Translation3::from(measured - modelled), rotation)
    }
}

/// Centroid of the uppermost 90 mm of a cloud: the calvaria, whatever neck and shoulders follow.
fn top(cloud: impl Iterator<Item = Vector3<f64>> + Clone) -> Vector3<f64> {
    const CALVARIA_MM: f64 = 90.0;
    let height = cloud.clone().map(|p| p.z).fold(f64::NEG_INFINITY, f64::max);
    let (sum, count) = cloud
        .filter(|p| p.z > height - CALVARIA_MM)
        .fold((Vector3::zeros(), 0.0), |(sum, count), p| (sum + p, count + 1.0));
    let mut centre = sum / f64::max(count, 1.0);
    centre.z = height - CALVARIA_MM / 2.0;
    centre
}
