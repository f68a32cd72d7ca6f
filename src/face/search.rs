//! The search for a placement: heads lie within ±30° of the scanner's axes.

use super::field_of_view::FieldOfView;
use super::mean_head::MeanHead;
use super::registration::{Chosen, Held, Placement, Round, misfit, register};
use super::surface_index::SurfaceIndex;
use super::symmetry::Mirror;
use nalgebra::{Isometry3, Translation3, UnitQuaternion, Vector3};

/// Middle of the vault, canonical mm: turned about it, the vault stays where it is.
pub(crate) const VAULT: Vector3<f64> = Vector3::new(0.0, 0.0, 45.0);

/// What a search looks at.
pub(crate) struct Search<'a> {
    /// Few skin points, for what reaches far.
    pub(crate) coarse: &'a SurfaceIndex,
    pub(crate) fine: &'a SurfaceIndex,
    pub(crate) fov: &'a FieldOfView,
    pub(crate) model: &'a MeanHead,
    /// What is brought onto the skin.
    pub(crate) chosen: &'a Chosen,
    /// What defacing leaves, by which placements are judged.
    pub(crate) cranial: &'a Chosen,
    /// The skin on which middles are found.
    pub(crate) mirror: Mirror<'a>,
}

/// From afar, the mean head as it is.
const FAR: Round = Round {
    stride: 24,
    radius_mm: 40.0,
    agreement: 0.5,
    iterations: 10,
    with_shape: false,
    held: Held::Nothing,
};
/// Then with its shape.
const NEAR: Round = Round {
    stride: 12,
    radius_mm: 24.0,
    agreement: 0.6,
    iterations: 8,
    with_shape: true,
    held: Held::Nothing,
};
/// How starts are compared.
const COMPARE: Round = Round {
    stride: 6,
    radius_mm: 12.0,
    agreement: 0.7,
    iterations: 0,
    with_shape: true,
    held: Held::Nothing,
};

impl Search<'_> {
    /// The placement found from an upright start.
    pub(crate) fn upright(&self) -> Placement {
        let start = Placement::unshaped(self.model, self.upright_start());
        let far = register(self.coarse, self.model, self.chosen, &start, &FAR);
        register(self.fine, self.model, self.chosen, &far, &NEAR)
    }

    /// The likely placements, best first and apart from each other: the middle of the head is where
    /// the skin meets its mirror image, which leaves the pitch to be tried.
    fn fan(&self, upright: &Placement) -> Vec<Placement> {
        /// Heads nod by up to 30°, and what is registered from these starts meets in between.
        const PITCHES_DEG: [f64; 5] = [0.0, -14.0, 14.0, -28.0, 28.0];
        let middle = self.mirror.centred(upright).head_to_world * Translation3::from(VAULT);
        let mut found = PITCHES_DEG.map(|degrees| {
            let pitch = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), degrees.to_radians());
            let start =
                Placement::unshaped(self.model, middle * pitch * Translation3::from(-VAULT));
            let round = Round { held: Held::Plane, ..NEAR };
            let near = register(self.fine, self.model, self.chosen, &start, &round);
            (self.cost(&near), near)
        });
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        apart(found.into_iter().map(|(_, placement)| placement))
    }

    /// The one that costs least of all that `follow` makes of them; the upright one where there are none.
    pub(crate) fn best_of_fan(
        &self,
        upright: Placement,
        follow: impl FnMut(Placement) -> Placement,
        cost: impl Fn(&Placement) -> f64,
    ) -> Placement {
        let followed = self.fan(&upright).into_iter().map(follow);
        let judged = followed.map(|placement| (cost(&placement), placement));
        judged.min_by(|a, b| a.0.total_cmp(&b.0)).map_or(upright, |(_, best)| best)
    }

    /// How unlikely a placement is that was followed to its end, mm²: its cost, and the skin's
    /// distance from its own mirror image.
    pub(crate) fn judge(&self, placement: &Placement) -> f64 {
        self.cost(placement) + self.mirror.misfit(placement)
    }

    /// Misfit of the cranium, shape and turn together, mm²: all three are logarithms of
    /// probabilities. The face takes no part: where it was removed, a wrong turn that lays it onto
    /// the neck would gain by it.
    pub(crate) fn cost(&self, placement: &Placement) -> f64 {
        /// mm² of misfit that outweigh one standard deviation of one mode or of the turn.
        const SHAPE: f64 = 0.7;
        /// Standard deviation of a head's turn in the scanner: ±30°, the range of the search, is
        /// three of them.
        const TURN_DEG: f64 = 10.0;
        let turn = placement.head_to_world.rotation.angle().to_degrees() / TURN_DEG;
        misfit(self.fine, self.fov, self.model, self.cranial, placement, &COMPARE)
            + SHAPE * (placement.shape.norm_squared() + turn.powi(2))
    }

    /// Places the mean head upright so that the tops of both heads meet.
    fn upright_start(&self) -> Isometry3<f64> {
        let measured = top(self.coarse.points().iter().map(|p| p.position.cast::<f64>()));
        let modelled = top(self.model.points.iter().step_by(8).map(|p| p.position));
        Translation3::from(measured - modelled).into()
    }
}

/// The placements of which none is near one before it.
fn apart(placements: impl Iterator<Item = Placement>) -> Vec<Placement> {
    /// Placements nearer to each other than this end in the same one.
    const APART_DEG: f64 = 3.0;
    let mut kept: Vec<Placement> = Vec::new();
    for placement in placements {
        let rotation = placement.head_to_world.rotation;
        let away = |other: &Placement| {
            other.head_to_world.rotation.angle_to(&rotation).to_degrees() > APART_DEG
        };
        if kept.iter().all(away) {
            kept.push(placement);
        }
    }
    kept
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
