//! The pitch of a cut head, told by what lies under its skin.
//!
//! The skin that defacing leaves is nearly round about the axis of pitch, so shape and pitch can
//! hardly be told apart on it. What lies under it is not round.

use super::inside::Inside;
use super::nod;
use super::registration::Placement;
use super::search::VAULT;
use nalgebra::{Translation3, UnitQuaternion, Vector3};

/// Pitches are tried in steps of this size to both sides, degrees: cut heads were found up to 17° off.
const STEP_DEG: f64 = 3.0;
const STEPS: usize = 6;

/// The placement turned to the likeliest pitch near it; its shape is still that of the skin.
///
/// `face_met` is the share of the face's model points that met skin, 0–1.
pub(super) fn settled(inside: &Inside<'_>, placement: &Placement, face_met: f64) -> Placement {
    // What is known to be shape is no pitch.
    let nod = nod::of_shape(placement, face_met);
    let up: Vec<f64> = (0..=STEPS).map(|n| STEP_DEG * n as f64 - nod).collect();
    let down: Vec<f64> = (0..=STEPS).map(|n| -STEP_DEG * n as f64 - nod).collect();
    let [up, down] = [up, down].map(|degrees| inside.unexplained(placement, &degrees));
    let costs: Vec<f64> = down.iter().skip(1).rev().chain(&up).copied().collect();
    let costs: Vec<f64> = costs
        .iter()
        .zip(0..)
        .map(|(cost, n)| cost + inside.skin_prior(STEP_DEG * (f64::from(n) - STEPS as f64)))
        .collect();
    let degrees = STEP_DEG * (least(&costs) - STEPS as f64);
    let turn = UnitQuaternion::from_axis_angle(&Vector3::x_axis(), degrees.to_radians());
    let about = Translation3::from(VAULT);
    Placement {
        head_to_world: placement.head_to_world * about * turn * about.inverse(),
        shape: placement.shape.clone(),
    }
}

/// Where the least of some costs lies, in steps: the vertex of the parabola through it and its
/// neighbours; at an end the end itself.
fn least(costs: &[f64]) -> f64 {
    let least = (0..costs.len()).min_by(|&a, &b| costs[a].total_cmp(&costs[b])).unwrap_or(0);
    let neighbours = least.checked_sub(1).zip(costs.get(least + 1));
    let Some((before, after)) = neighbours.map(|(before, after)| (costs[before], after)) else {
        return least as f64;
    };
    let bend = before - 2.0 * costs[least] + after;
    let aside = if bend > 0.0 { 0.5 * (before - after) / bend } else { 0.0 };
    least as f64 + aside.clamp(-0.5, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vertex_of_a_parabola_is_found_between_its_points() {
        let costs: Vec<f64> = (0..7).map(|n| (f64::from(n) - 3.3).powi(2)).collect();
        approx::assert_abs_diff_eq!(least(&costs), 3.3, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(least(&costs[4..]), 0.0, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(least(&[1.0; 3]), 0.0, epsilon = 1e-12);
    }
}
