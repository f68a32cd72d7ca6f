//! Nose and eyes brought onto the skin on their own.
//!
//! How far down the face a nose sits differs between heads by more than a fit of the whole head,
//! which looks a few millimetres about, can follow. So the nose is tried at several heights, and
//! nose and eyes together start from there. Without a nose the brows stand in for it.

use crate::base::region::Region;
use crate::face::mean_head::MeanHead;
use crate::face::pose::FittedHead;
use crate::face::registration::{Held, Placement, Round, misfit, register};
use nalgebra::{Point3, Translation3, Vector3};

/// Heights at which the nose is tried, mm. A fit of the head leaves noses of the tuning cohort (36
/// scans) 4 mm too high to 13 mm too low.
const HEIGHTS_MM: [f64; 7] = [-12.0, -6.0, 0.0, 6.0, 12.0, 18.0, 24.0];
/// Heights at which the eyes are tried without a nose: their inner corners lay 6 mm too high to 18 mm
/// too low on 54 heads with slipped masks (95 %).
const EYE_HEIGHTS_MM: [f64; 5] = [-6.0, 0.0, 6.0, 12.0, 18.0];
/// What a millimetre squared up or down costs then, mm² of misfit: skin that goes on above a cut draws
/// them up. With 0, 0.02, 0.05, 0.1 and 0.2 the inner corners of those heads were off by 3.6, 3.6, 3.5,
/// 3.3 and 3.9 mm (median; those not found count as far off).
const HEIGHT_COSTS: f64 = 0.1;

const TRY: Round = Round {
    stride: 4,
    radius_mm: 10.0,
    agreement: 0.75,
    iterations: 3,
    with_shape: false,
    held: Held::Nothing,
};
const SETTLE: Round = Round {
    stride: 2,
    radius_mm: 8.0,
    agreement: 0.6,
    iterations: 6,
    with_shape: false,
    held: Held::Nothing,
};

/// Brings the nose onto the skin.
pub(super) fn nose(fitted: &FittedHead, model: &MeanHead) -> Placement {
    let nose = chosen(model, &[Region::NoseBridge, Region::Nose]);
    best(fitted, model, &nose, &HEIGHTS_MM.map(|z| raised(&fitted.close, z)), |_| 0.0)
}

/// Brings nose and eyes onto the skin, from where the nose is.
pub(super) fn eyes(fitted: &FittedHead, model: &MeanHead, nose: Placement) -> Placement {
    let both = [Region::NoseBridge, Region::Nose, Region::EyeRight, Region::EyeLeft];
    best(fitted, model, &chosen(model, &both), &[nose], |_| 0.0)
}

/// Brings eyes and brows onto the skin where no nose is.
pub(super) fn eyes_alone(fitted: &FittedHead, model: &MeanHead) -> Placement {
    let parts = [Region::Brow, Region::NoseBridge, Region::EyeRight, Region::EyeLeft];
    let starts = EYE_HEIGHTS_MM.map(|z| raised(&fitted.close, z));
    best(fitted, model, &chosen(model, &parts), &starts, |moved| HEIGHT_COSTS * moved.z.powi(2))
}

fn chosen(model: &MeanHead, regions: &[Region]) -> Vec<(usize, f64)> {
    let points = model.points.iter().enumerate();
    points.filter(|(_, p)| regions.contains(&p.region)).map(|(n, _)| (n, 1.0)).collect()
}

/// The same placement, `z` mm up the head.
fn raised(start: &Placement, z: f64) -> Placement {
    let head_to_world = start.head_to_world * Translation3::new(0.0, 0.0, z);
    Placement { head_to_world, shape: start.shape.clone() }
}

/// The start that explains the skin best, settled. What moving the face from where the whole head has
/// it `costs`, mm² of misfit, counts too.
fn best(
    fitted: &FittedHead,
    model: &MeanHead,
    chosen: &[(usize, f64)],
    starts: &[Placement],
    costs: impl Fn(Vector3<f64>) -> f64,
) -> Placement {
    let index = &fitted.index;
    let tried = starts.iter().map(|start| {
        let placement = register(index, model, chosen, start, &TRY);
        let misfit = misfit(index, &fitted.skin.fov, model, chosen, &placement, &TRY);
        (misfit + costs(moved(&fitted.close, &placement)), placement)
    });
    let best = tried.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, placement)| placement);
    let settled = best.map(|placement| register(index, model, chosen, &placement, &SETTLE));
    settled.filter(|p| is_likely(&fitted.close, p)).unwrap_or_else(|| fitted.close.clone())
}

/// Whether a part may lie so far from where the whole head has it. On what a defacer left, a part
/// that is gone slides over whatever is near.
fn is_likely(whole: &Placement, part: &Placement) -> bool {
    /// mm: to the side, to the front, up and down. A generous estimate, wider than [`HEIGHTS_MM`] up and
    /// down; not measured.
    const MOST_MM: [f64; 3] = [10.0, 15.0, 30.0];
    const MOST_DEG: f64 = 20.0;
    let turn = whole.head_to_world.rotation.angle_to(&part.head_to_world.rotation);
    moved(whole, part).iter().zip(MOST_MM).all(|(m, most)| m.abs() <= most)
        && turn.to_degrees() <= MOST_DEG
}

/// How far a part moves the middle of the face from where the whole head has it, canonical mm.
fn moved(whole: &Placement, part: &Placement) -> Vector3<f64> {
    const FACE: Point3<f64> = Point3::new(0.0, 90.0, -10.0);
    whole.head_to_world.inverse() * part.head_to_world * FACE - FACE
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Isometry3, UnitQuaternion};

    #[test]
    fn a_part_may_sit_lower_or_higher_but_not_beside_the_face() {
        let model = MeanHead::shipped();
        let turn = UnitQuaternion::from_euler_angles(0.2, 0.1, -0.3);
        let head_to_world = Isometry3::from_parts(Translation3::new(3.0, 4.0, 5.0), turn);
        let whole = Placement::unshaped(model, head_to_world);
        assert!(is_likely(&whole, &raised(&whole, 20.0)));
        assert!(!is_likely(&whole, &raised(&whole, 40.0)));
        let moved = |by: Isometry3<f64>| Placement::unshaped(model, head_to_world * by);
        assert!(!is_likely(&whole, &moved(Isometry3::translation(12.0, 0.0, 0.0))));
        let face = Vector3::new(0.0, 90.0, -10.0);
        let tilt = UnitQuaternion::from_euler_angles(0.0, 0.5, 0.0);
        let tilted = Isometry3::from_parts(Translation3::from(face - tilt * face), tilt);
        assert!(!is_likely(&whole, &moved(tilted)));
    }
}
