//! The corners of the eyes, found by the shape of the skin about closed or open lids.
//!
//! Corners are the ends of the lid fissure (exocanthion and endocanthion of Farkas 1994; points 36,
//! 39, 42 and 45 of the 68 of iBUG). A scan of a few voxels to the lid does not show the fissure, but
//! it shows the bulge of the lids over the ball, the fold where the lids meet the orbit's outer rim,
//! and the pit between ball and nose.

use super::front::Front;
use super::sheet::{Fit, Spot, View, Window, largest};
use nalgebra::Vector3;

/// How a bulge is looked for, and how far above the line between the corners it is found.
struct Bulge {
    window: Window,
    /// What a millimetre squared away from the expected place costs its bend, 1/mm per mm².
    distance_costs: f64,
    above_corners_mm: f64,
}

/// The lids' bulge; measured above the corners: 1.7 and 2.4 (SD 1.6 and 1.1) on 24 and 48 eyes of
/// scanned faces, 2.2 (SD 0.5) on 24 eyes of phantoms.
const LIDS: Bulge =
    Bulge { window: Window(6.0, 6.0), distance_costs: 0.000_5, above_corners_mm: 2.1 };
/// The ball's; 0.8 and 1.4 (SD 1.3 and 1.9), and 0.4 (SD 0.4), on the same eyes.
const BALL: Bulge =
    Bulge { window: Window(10.0, 10.0), distance_costs: 0.000_2, above_corners_mm: 0.8 };
/// The fold lies this far outwards of the outer corner. Measured on the same eyes: 5.0 (SD 0.8) and
/// 4.9 (SD 0.6) seen from the front; less here because in one of the two the corner lies in a
/// crease, 2 mm below the skin that the scan shows, so that the nearest skin is farther out.
const FOLD_BEYOND_CORNER_MM: f64 = 2.8;
/// The inner corner lies on the slope into the pit: this share of the way from where the face as a
/// whole puts it. Scanned faces want 0.55 to 0.7 of it, phantoms none.
const INTO_PIT: f64 = 0.5;
/// The pit is narrower than what a scan resolves: its skin is shown this far in front of the inner
/// corner. Measured: 0.9 on 24 eyes of phantoms, 1.5 to 1.9 on 72 eyes of scanned faces; the
/// smaller one is taken.
const BRIDGED_MM: f64 = 0.8;
/// What a millimetre squared away from the expected place costs a bend, 1/mm per mm².
const DISTANCE_COSTS: f64 = 0.000_5;

/// How far an eye reaches from the middle between its corners, with what is looked at about it, mm.
const REACH_MM: f64 = 36.0;

/// One eye as the fitted face has it, canonical mm.
#[derive(Clone, Debug)]
pub(super) struct Eye {
    inner: Vector3<f64>,
    outer: Vector3<f64>,
    skin: Vec<Spot>,
}

/// The corners of an eye, canonical mm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corners {
    pub(super) inner: Option<Vector3<f64>>,
    pub(super) outer: Option<Vector3<f64>>,
}

/// Every second millimetre of ±10.
const STEPS: [f64; 11] = [-10., -8., -6., -4., -2., 0., 2., 4., 6., 8., 10.];

impl Eye {
    /// The eye whose corners are expected at these places.
    pub(super) fn of(inner: Vector3<f64>, outer: Vector3<f64>, front: &Front<'_>) -> Self {
        Self { inner, outer, skin: front.about((inner + outer) / 2.0, REACH_MM) }
    }

    /// Middle between the corners.
    fn middle(&self) -> Vector3<f64> {
        (self.inner + self.outer) / 2.0
    }

    /// How much higher the skin shows the corners than the fitted face has them, mm: the middle one
    /// of what the fit says (0) and what the bulges of lids and ball say. Heavy lower lids or a low
    /// brow mislead one of them, seldom two.
    pub(super) fn rise(&self) -> f64 {
        let seen = View::new(self.middle(), 0.0).of(&self.skin);
        let [lids, ball] = [LIDS, BALL].map(|bulge| {
            let bends = STEPS.map(|z| {
                let sheet = bulge.window.sheet(&seen, (0.0, z), Fit::Outermost)?;
                Some(-sheet.bend_z - bulge.distance_costs * z * z)
            });
            largest(&STEPS, &bends).map_or(0.0, |z| z - bulge.above_corners_mm)
        });
        lids.max(ball).min(0.0).max(lids.min(ball))
    }

    /// The corners, where `rise` is known.
    pub(super) fn corners(&self, rise: f64) -> Corners {
        let up = Vector3::new(0.0, 0.0, rise);
        let outward = (self.outer.x - self.inner.x).signum();
        Corners {
            inner: self.inner_corner(self.inner + up, outward),
            outer: self.outer_corner(self.outer + up, outward),
        }
    }

    fn outer_corner(&self, near: Vector3<f64>, outward: f64) -> Option<Vector3<f64>> {
        let view = View::new(near, 0.0);
        let seen = view.of(&self.skin);
        let window = Window(6.0, 5.0);
        let fold = STEPS.map(|x| {
            let sheet = window.sheet(&seen, (x, 0.0), Fit::Outermost)?;
            Some(sheet.bend_x - DISTANCE_COSTS * x * x)
        });
        let x = largest(&STEPS, &fold)? - outward * FOLD_BEYOND_CORNER_MM;
        Some(view.place(x, floor(&seen, x)?, 0.0))
    }

    fn inner_corner(&self, near: Vector3<f64>, outward: f64) -> Option<Vector3<f64>> {
        let view = View::new(near, 0.0);
        let seen = view.of(&self.skin);
        let window = Window(5.0, 4.0);
        let slope = |x: f64| {
            let sheet = window.sheet(&seen, (outward * x, 0.0), Fit::Outermost)?;
            Some((x, outward * sheet.slope_x))
        };
        let slopes: Vec<(f64, f64)> = STEPS[2..].iter().filter_map(|x| slope(*x)).collect();
        let turns = slopes.windows(2).find(|pair| pair[0].1 < 0.0 && pair[1].1 >= 0.0);
        let pit = turns.map_or(0.0, |pair| {
            let [(x, falls), (next, rises)] = [pair[0], pair[1]];
            x + (next - x) * falls / (falls - rises)
        });
        let x = outward * INTO_PIT * pit;
        Some(view.place(x, floor(&seen, x)? - BRIDGED_MM, 0.0))
    }
}

/// Height of the skin at a place in a fold, mm: also the bottom of the fold counts, but not the gap
/// between open lids.
fn floor(seen: &[Vector3<f64>], x: f64) -> Option<f64> {
    const WINDOW: Window = Window(3.0, 3.0);
    const GAP_MM: f64 = 3.0;
    let over = WINDOW.sheet(seen, (x, 0.0), Fit::Outermost)?.height;
    let fold = seen.iter().filter(|p| (p.y - over).abs() < GAP_MM).copied().collect::<Vec<_>>();
    WINDOW.sheet(&fold, (x, 0.0), Fit::All).map(|sheet| sheet.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ball of 12 mm radius, 5 mm of it out of a plane that a wall closes inwards.
    fn ball(x: f64, z: f64) -> f64 {
        let ball = (144.0 - x * x - z * z).max(0.0).sqrt() - 7.0;
        ball.max(0.0).max(-12.0 - x) - 0.02 * x.max(8.0).powi(2)
    }

    /// Closed lids over a ball: a bulge that bends most in its middle.
    fn lids(x: f64, z: f64) -> f64 {
        6.0 * (-(x * x + z * z) / 50.0).exp()
    }

    /// A right eye whose skin has these heights.
    fn eye(height: fn(f64, f64) -> f64, expected_off: f64) -> Eye {
        let grid = (-30..=30).flat_map(|x| (-20..=20).map(move |z| (f64::from(x), f64::from(z))));
        let skin = grid.map(|(x, z)| {
            let slope = Vector3::new(
                height(x - 0.5, z) - height(x + 0.5, z),
                1.0,
                height(x, z - 0.5) - height(x, z + 0.5),
            );
            Spot {
                position: Vector3::new(30.0 + x, 80.0 + height(x, z), z),
                normal: slope.normalize(),
            }
        });
        let at = |x: f64| Vector3::new(x, 80.0, expected_off);
        Eye { inner: at(17.0), outer: at(43.0), skin: skin.collect() }
    }

    #[test]
    fn the_bulge_shows_how_high_the_eye_is() {
        for off in [-4.0, 0.0, 3.0] {
            // The middle one of the fit's 0 and two that know the ball: off by the less of the two.
            let rise = eye(lids, off).rise();
            let [lids, ball] = [LIDS, BALL].map(|bulge| -off - bulge.above_corners_mm);
            let wanted = lids.max(ball).min(0.0).max(lids.min(ball));
            approx::assert_abs_diff_eq!(rise, wanted, epsilon = 0.8);
        }
    }

    #[test]
    fn the_outer_corner_is_where_the_ball_sinks_into_its_surroundings() {
        let corners = eye(ball, 0.0).corners(0.0);
        let outer = corners.outer.unwrap();
        assert!((outer.x - (30.0 + 9.7 - FOLD_BEYOND_CORNER_MM)).abs() < 2.5, "{outer}");
        let inner = corners.inner.unwrap();
        assert!((12.0..24.0).contains(&inner.x), "{inner}");
    }

    #[test]
    fn without_skin_there_are_no_corners() {
        let bare = Eye { skin: Vec::new(), ..eye(ball, 0.0) };
        assert!(bare.rise() == 0.0);
        let corners = bare.corners(0.0);
        assert!(corners.inner.is_none() && corners.outer.is_none());
    }
}
