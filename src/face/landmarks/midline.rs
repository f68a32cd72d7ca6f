//! Landmarks in the middle of the face, found by the shape of the skin.

use super::sheet::{Fit, Spot, View, Window, largest};
use nalgebra::Vector3;

/// How far the skin about one of these landmarks is looked at, mm.
pub(super) const REACH_MM: f64 = 24.0;

/// How far from where it is expected a landmark may lie, mm.
const LEEWAY_MM: f64 = 8.0;

/// The most prominent point of the nose (pronasale of Farkas 1994; point 30 of iBUG).
///
/// Seen from 5° above the Frankfurt plane: iBUG's point faces 6° (SD 6°) up on 12 heads of the
/// tuning cohort, the phantoms' less.
pub(super) fn nose_tip(expected: Vector3<f64>, skin: &[Spot]) -> Option<Vector3<f64>> {
    const TILT_DEG: f64 = 5.0;
    summit(
        expected,
        skin,
        TILT_DEG,
        [Window(12.0, 12.0), Window(8.0, 8.0), Window(8.0, 8.0)],
        LEEWAY_MM,
    )
}

/// Where the outline of the chin turns under (gnathion; point 8 of iBUG).
///
/// Cephalometry puts it where the outline faces 45° down, Farkas (1994) at the lowest point; iBUG's
/// point faces 51° (SD 7°) down on 12 heads of the tuning cohort. Across, a chin is too flat to tell:
/// the middle is the fitted head's.
pub(super) fn chin(expected: Vector3<f64>, skin: &[Spot]) -> Option<Vector3<f64>> {
    const TILT_DEG: f64 = -50.0;
    summit(
        expected,
        skin,
        TILT_DEG,
        [Window(14.0, 14.0), Window(12.0, 12.0), Window(12.0, 12.0)],
        0.0,
    )
}

/// The summit of the skin seen from a direction, sought three times.
fn summit(
    expected: Vector3<f64>,
    skin: &[Spot],
    tilt_deg: f64,
    windows: [Window; 3],
    leeway_x: f64,
) -> Option<Vector3<f64>> {
    let mut at = expected;
    for window in windows {
        let view = View::new(at, tilt_deg);
        let mut seen = view.of(skin);
        // What lies behind the summit is another part: wings and lips behind the tip.
        seen.retain(|p| p.norm() < window.0.hypot(window.1) + 4.0);
        let sheet = window.sheet(&seen, (0.0, 0.0), Fit::All)?;
        let [x, z] = [sheet.summit_x(leeway_x), sheet.summit_z(LEEWAY_MM)];
        at = view.place(x, sheet.at(x, z), z);
    }
    Some(at)
}

/// Where the base of the nose meets the upper lip (subnasale of Farkas 1994; point 33 of iBUG): the
/// sharpest inward bend of the outline, seen from 35° below.
pub(super) fn subnasale(expected: Vector3<f64>, skin: &[Spot]) -> Option<Vector3<f64>> {
    const TILT_DEG: f64 = -35.0;
    /// What a millimetre squared away from the expected place costs a bend, 1/mm per mm².
    const DISTANCE_COSTS: f64 = 0.004;
    const STEPS: [f64; 9] = [-6., -4.5, -3., -1.5, 0., 1.5, 3., 4.5, 6.];
    let view = View::new(expected, TILT_DEG);
    let seen = view.of(skin);
    let sheet = |z: f64| Window(4.0, 4.0).sheet(&seen, (0.0, z), Fit::Outermost);
    let bends = STEPS.map(|z| Some(sheet(z)?.bend_z - DISTANCE_COSTS * z * z));
    let z = largest(&STEPS, &bends)?;
    Some(view.place(0.0, sheet(z)?.height, z))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn skin(height: impl Fn(f64, f64) -> f64) -> Vec<Spot> {
        let grid = (-20..=20).flat_map(|x| (-20..=20).map(move |z| (f64::from(x), f64::from(z))));
        grid.map(|(x, z)| {
            let normal = Vector3::new(
                height(x - 0.5, z) - height(x + 0.5, z),
                1.0,
                height(x, z - 0.5) - height(x, z + 0.5),
            );
            Spot { position: Vector3::new(x, height(x, z), z), normal: normal.normalize() }
        })
        .collect()
    }

    #[test]
    fn the_tip_of_a_ball_lies_where_the_view_comes_from() {
        let ball = skin(|x, z| (900.0 - x * x - z * z).max(0.0).sqrt());
        let tip = nose_tip(Vector3::new(3.0, 28.0, -4.0), &ball).unwrap();
        let wanted = 30.0 * Vector3::new(0.0, 5_f64.to_radians().cos(), 5_f64.to_radians().sin());
        assert!((tip - wanted).norm() < 0.6, "{tip}");
    }

    #[test]
    fn the_base_of_the_nose_is_the_sharpest_inward_bend() {
        // A wall that leans forward above z = 1, a slope below it.
        let bent = skin(|_, z| if z > 1.0 { 1.2 * (z - 1.0) } else { 0.1 * (1.0 - z) });
        let found = subnasale(Vector3::new(0.0, 0.5, -1.0), &bent).unwrap();
        assert!((found.z - 1.0).abs() < 1.2 && found.y.abs() < 1.2, "{found}");
    }

    #[test]
    fn without_skin_nothing_is_found() {
        assert!(nose_tip(Vector3::zeros(), &[]).is_none());
        assert!(chin(Vector3::zeros(), &[]).is_none());
        assert!(subnasale(Vector3::zeros(), &[]).is_none());
    }
}
