//! Nose and eyes brought onto the skin on their own.
//!
//! How far down the face a nose sits differs between heads by more than a fit of the whole head,
//! which looks a few millimetres about, can follow. So the nose is tried at several heights, and
//! nose and eyes together start from there.

use crate::base::region::Region;
use crate::face::mean_head::MeanHead;
use crate::face::pose::FittedHead;
use crate::face::registration::{Held, Placement, Round, misfit, register};
use nalgebra::{Point3, Translation3};

/// Heights at which the nose is tried, mm. A fit of the head leaves noses of the tuning cohort (36
/// scans) 4 mm too high to 13 mm too low.
const HEIGHTS_MM: [f64; 7] = [-12.0, -6.0, 0.0, 6.0, 12.0, 18.0, 24.0];

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
    best(fitted, model, &nose, &HEIGHTS_MM.map(|z| raised(&fitted.close, z)))
}

/// Brings nose and eyes onto the skin, from the better one of the starts.
pub(super) fn eyes(fitted: &FittedHead, model: &MeanHead, starts: &[Placement]) -> Placement {
    let both = [Region::NoseBridge, Region::Nose, Region::EyeRight, Region::EyeLeft];
    best(fitted, model, &chosen(model, &both), starts)
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

/// The start that explains the skin best, settled.
fn best(
    fitted: &FittedHead,
    model: &MeanHead,
    chosen: &[(usize, f64)],
    starts: &[Placement],
) -> Placement {
    let index = &fitted.index;
    let tried = starts.iter().map(|start| {
        let placement = register(index, model, chosen, start, &TRY);
        let cost = misfit(index, &fitted.skin.fov, model, chosen, &placement, &TRY);
        (cost, placement)
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
    /// The middle of the face, canonical mm.
    const FACE: Point3<f64> = Point3::new(0.0, 90.0, -10.0);
    let between = whole.head_to_world.inverse() * part.head_to_world;
    let moved = between * FACE - FACE;
    moved.iter().zip(MOST_MM).all(|(m, most)| m.abs() <= most)
        && between.rotation.angle().to_degrees() <= MOST_DEG
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Isometry3, UnitQuaternion, Vector3};

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
