//! Two skins laid onto each other: trimmed point-to-plane registration on the stored heights.
//!
//! The partner of a point lies on the same ray of the grid (projective association: Blais & Levine
//! 1995, 10.1109/34.400574; point to plane: Chen & Medioni 1991; trimmed: Chetverikov et al. 2005).
#![allow(
    clippy::needless_range_loop,
    clippy::inline_always,
    reason = "eight numbers at a time, in loops over numbers that stay in place"
)]

use super::motion::{self, EquationLanes, Equations, Motion};
use super::skin::{Pairs, Skin};
use super::skin_map::SkinMap;
use crate::base::lanes::{LANES, Lanes, Placement, lanes, triple};
use nalgebra::{Isometry3, Point3, Vector3};

/// How partners are looked for, and how freely the skin moves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    /// Pairs farther apart than this take no part at first, mm.
    pub(super) first_limit_mm: f64,
    /// Later those within this many median distances do …
    pub(super) trim: f64,
    /// … but never fewer than within this, mm.
    pub(super) least_limit_mm: f64,
    /// At most so many steps.
    pub(super) iterations: usize,
    /// Pull towards the start; see [`Equations::solve`].
    pub(super) stiffness: f64,
}

/// Fewer pairs hold no skin in place.
pub(super) const FEWEST: usize = 20;
/// Cosine of the angle up to which the normals of partners agree.
const AGREEMENT: f32 = 0.6;

/// The motion that brings `skin` onto `target`, from `start` on; nothing where too few points meet.
pub(super) fn register(
    skin: &Skin,
    target: &SkinMap,
    start: &Isometry3<f64>,
    search: &Search,
) -> Option<Isometry3<f64>> {
    let middle = (start * Point3::from(skin.middle())).coords;
    let mut moved = Motion::zeros();
    let mut limit_mm = search.first_limit_mm;
    let mut placed = *start;
    for _ in 0..search.iterations {
        let (equations, median_mm) = gather(skin, target, &placed, &middle, limit_mm)?;
        let step = equations.solve(search.stiffness, &moved)?;
        // Small turns add.
        moved += step;
        placed = motion::isometry(&step, &middle) * placed;
        limit_mm = (search.trim * median_mm).clamp(search.least_limit_mm, search.first_limit_mm);
        if step.norm() < 0.02 {
            break;
        }
    }
    Some(placed)
}

/// The equations of one step and the median distance of the pairs, mm.
#[expect(clippy::needless_bitwise_bool, reason = "a lane that branches is no wide instruction")]
fn gather(
    skin: &Skin,
    target: &SkinMap,
    placed: &Isometry3<f64>,
    middle: &Vector3<f64>,
    limit_mm: f64,
) -> Option<(Equations, f64)> {
    let mut equations = EquationLanes::new();
    // Sizes by their bits, which have the order of positive numbers.
    let mut sizes: Vec<u32> = Vec::with_capacity(skin.len());
    let (placed, limit, middle) = (Placement::of(placed), limit_mm as f32, middle.cast::<f32>());
    for block in skin.blocks() {
        let pairs = Pairs::of(block, &placed, target);
        let size = lanes(|n| pairs.apart_mm[n].abs());
        let taken = lanes(|n| (size[n] < limit) & (pairs.agreement[n] >= AGREEMENT));
        sizes.extend((0..LANES).filter(|&n| taken[n]).map(|n| size[n].to_bits()));
        // What takes no part has no weight and no number that is NaN.
        let kept = |of: &Lanes| lanes(|n| if taken[n] { of[n] } else { 0.0 });
        let apart = kept(&pairs.apart_mm);
        let weight = lanes(|n| {
            let inside = 1.0 - (apart[n] / limit) * (apart[n] / limit);
            if taken[n] { inside * inside } else { 0.0 }
        });
        let plane = triple(|axis| kept(&pairs.plane[axis]));
        let arm = triple(|axis| {
            lanes(|n| if taken[n] { pairs.place[axis][n] - middle[axis] } else { 0.0 })
        });
        equations.add(&motion::rows(&arm, &plane), &apart, &weight);
    }
    if sizes.len() < FEWEST {
        return None;
    }
    let half = sizes.len() / 2;
    let median = f32::from_bits(*sizes.select_nth_unstable(half).1);
    Some((equations.total(), f64::from(median)))
}

/// How far a skin lies from the target where both are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Apart {
    /// Points that meet skin of the target.
    pub points: usize,
    /// Root mean square distance, no point counting more than [`FARTHEST_MM`], mm.
    pub rms_mm: f64,
}

/// A point that lies farther off counts as this, mm: a strand of hair or a lid is no other person.
pub const FARTHEST_MM: f64 = 4.0;

/// How far `skin` lies from `target` under a placement.
#[expect(clippy::needless_bitwise_bool, reason = "a lane that branches is no wide instruction")]
pub(super) fn apart(skin: &Skin, target: &SkinMap, placed: &Isometry3<f64>) -> Apart {
    const FARTHEST: f32 = FARTHEST_MM as f32;
    let placed = Placement::of(placed);
    let (mut points, mut sums) = ([0.0f32; LANES], [0.0f32; LANES]);
    for block in skin.blocks() {
        let pairs = Pairs::of(block, &placed, target);
        for n in 0..LANES {
            let (size, agreement) = (pairs.apart_mm[n].abs(), pairs.agreement[n]);
            let near = (agreement >= AGREEMENT) & (size < FARTHEST);
            let size = if near { size } else { FARTHEST };
            let met = f32::from(u8::from(!agreement.is_nan()));
            points[n] += met;
            sums[n] += met * size * size;
        }
    }
    let [points, sum] = [points, sums].map(|of| of.into_iter().map(f64::from).sum::<f64>());
    Apart { points: points as usize, rms_mm: (sum / points.max(1.0)).sqrt() }
}

#[cfg(test)]
mod slow_twin;

#[cfg(test)]
mod tests {
    use super::super::skin_map::SkinPoint;
    use super::*;
    use crate::face::canonical_grid::{Patch, PatchName};
    use crate::face::descriptor::Heights;
    use nalgebra::{Translation3, UnitQuaternion};
    use proptest::prelude::*;

    const SEARCH: Search = Search {
        first_limit_mm: 14.0,
        trim: 5.5,
        least_limit_mm: 2.5,
        iterations: 15,
        stiffness: 1e-4,
    };

    fn head(name: PatchName, a: f32, hole: f32) -> SkinMap {
        let heights = Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
            let at = |cell: usize| {
                let [u, v] = patch.place(cell);
                let there = (u / 30.0 + a).sin() + (v / 25.0).cos() > hole;
                if there { 2.0 * (u / 12.0 + a).sin() * (v / 10.0).cos() } else { f32::NAN }
            };
            (0..patch.len()).map(at).collect()
        }));
        SkinMap::of(&heights, name)
    }

    fn face() -> SkinMap {
        head(PatchName::Face, 0.0, -3.0)
    }

    fn motion(shift: [f64; 3], turn: [f64; 3]) -> Isometry3<f64> {
        let turn = UnitQuaternion::from_scaled_axis(Vector3::from(turn));
        Isometry3::from_parts(Translation3::from(shift), turn)
    }

    /// Every seventh point, moved.
    fn moved(map: &SkinMap, away: &Isometry3<f64>) -> Vec<SkinPoint> {
        let away = away.cast::<f32>();
        let moved = |s: SkinPoint| SkinPoint {
            position: (away * Point3::from(s.position)).coords,
            normal: away * s.normal,
        };
        map.points().flatten().step_by(7).map(moved).collect()
    }

    #[test]
    fn a_displaced_face_is_laid_back() {
        let target = face();
        let away = motion([1.5, -2.0, 4.0], [0.04, -0.03, 0.02]);
        let points = moved(&target, &away);
        let skin = Skin::of(&points);
        let before = apart(&skin, &target, &Isometry3::identity());
        let placed = register(&skin, &target, &Isometry3::identity(), &SEARCH).unwrap();
        let after = apart(&skin, &target, &placed);
        assert!(before.rms_mm > 1.5, "{before:?}");
        // Beside the nose a ray meets other skin than its neighbour does.
        assert!(after.rms_mm < 0.5, "{after:?}");
        assert!(slow_twin::to_nearest(&points, &target, &placed) < 0.5);
        let left = placed * away;
        assert!(left.rotation.angle().to_degrees() < 0.5, "{left:?}");
    }

    #[test]
    fn too_few_points_are_not_placed() {
        let target = face();
        let few: Vec<SkinPoint> = target.points().flatten().take(10).collect();
        let start = Isometry3::identity();
        assert!(register(&Skin::of(&few), &target, &start, &SEARCH).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn eight_at_a_time_as_one_by_one(
            patch in 0usize..4, a in 0f32..6.0, b in 0f32..6.0, hole in -2f32..0.5,
            shift in prop::array::uniform3(-2f64..2.0), turn in prop::array::uniform3(-0.03f64..0.03),
        ) {
            let name = Patch::ALL[patch].name;
            let (target, points) = (head(name, a, hole), moved(&head(name, b, hole), &motion(shift, turn)));
            let (skin, start) = (Skin::of(&points), Isometry3::identity());
            let fast = apart(&skin, &target, &start);
            let slow = slow_twin::apart(&points, &target, &start);
            // A point at the edge of a cell may take one neighbour's or the other's skin.
            let near = |a: Apart, b: Apart, off: f64| {
                a.points.abs_diff(b.points) <= 1 + b.points / 200 && (a.rms_mm - b.rms_mm).abs() < off
            };
            prop_assert!(near(fast, slow, 0.01), "{fast:?} {slow:?}");
            // One step: later ones magnify what an edge decides.
            let search = Search { iterations: 1, ..SEARCH };
            let fast = register(&skin, &target, &start, &search);
            let slow = slow_twin::register(&points, &target, &start, &search);
            prop_assert_eq!(fast.is_some(), slow.is_some());
            if let (Some(fast), Some(slow)) = (fast, slow) {
                let place = Point3::from(skin.middle() + Vector3::new(30.0, 0.0, 30.0));
                prop_assert!((fast * place - slow * place).norm() < 0.05, "{fast} {slow}");
            }
        }
    }
}
