//! Two skins laid onto each other: trimmed point-to-plane registration on the stored heights.
//!
//! The partner of a point lies on the same ray of the grid (projective association: Blais & Levine
//! 1995, 10.1109/34.400574; point to plane: Chen & Medioni 1991; trimmed: Chetverikov et al. 2005).

use super::motion::{self, Equations, Motion};
use super::skin_map::{SkinMap, SkinPoint};
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
const FEWEST: usize = 20;
/// Cosine of the angle up to which the normals of partners agree.
const AGREEMENT: f32 = 0.6;

/// The motion that brings `skin` onto `target`, from `start` on; nothing where too few points meet.
pub(super) fn register(
    skin: &[SkinPoint],
    target: &SkinMap,
    start: &Isometry3<f64>,
    search: &Search,
) -> Option<Isometry3<f64>> {
    let middle = (start * Point3::from(middle(skin))).coords;
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

fn middle(skin: &[SkinPoint]) -> Vector3<f64> {
    let sum: Vector3<f64> = skin.iter().map(|s| s.position.cast::<f64>()).sum();
    sum / skin.len().max(1) as f64
}

/// The equations of one step and the median distance of the pairs, mm.
fn gather(
    skin: &[SkinPoint],
    target: &SkinMap,
    placed: &Isometry3<f64>,
    middle: &Vector3<f64>,
    limit_mm: f64,
) -> Option<(Equations, f64)> {
    let mut equations = Equations::new();
    let mut sizes = Vec::with_capacity(skin.len());
    let fast: Isometry3<f32> = placed.cast();
    for point in skin {
        let Some(pair) = Pair::of(point, target, &fast) else { continue };
        let apart = f64::from(pair.apart_mm);
        if !pair.agrees || apart.abs() >= limit_mm {
            continue;
        }
        sizes.push(apart.abs());
        let weight = (1.0 - (apart / limit_mm).powi(2)).powi(2);
        let row = motion::row(&pair.place.cast(), &pair.plane.cast(), middle);
        equations.add(&row, apart, weight);
    }
    if sizes.len() < FEWEST {
        return None;
    }
    let half = sizes.len() / 2;
    Some((equations, *sizes.select_nth_unstable_by(half, f64::total_cmp).1))
}

/// A point and the skin on its ray.
struct Pair {
    /// Where the point lies after the motion, mm.
    place: Vector3<f32>,
    /// Mean normal of both.
    plane: Vector3<f32>,
    /// Distance of the point above the partner's plane, mm.
    apart_mm: f32,
    /// Whether both face the same way.
    agrees: bool,
}

impl Pair {
    fn of(point: &SkinPoint, target: &SkinMap, placed: &Isometry3<f32>) -> Option<Self> {
        let place = (placed * Point3::from(point.position)).coords;
        let normal = placed.rotation * point.normal;
        let partner = target.nearest(&place)?;
        let agrees = partner.normal.dot(&normal) >= AGREEMENT;
        let plane = (partner.normal + normal).try_normalize(1e-3).unwrap_or(partner.normal);
        Some(Self { place, plane, apart_mm: plane.dot(&(place - partner.position)), agrees })
    }
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
pub(super) fn apart(skin: &[SkinPoint], target: &SkinMap, placed: &Isometry3<f64>) -> Apart {
    let fast: Isometry3<f32> = placed.cast();
    let (mut points, mut sum) = (0, 0.0);
    for point in skin {
        let Some(pair) = Pair::of(point, target, &fast) else { continue };
        let size = if pair.agrees { f64::from(pair.apart_mm.abs()) } else { FARTHEST_MM };
        sum += size.min(FARTHEST_MM).powi(2);
        points += 1;
    }
    Apart { points, rms_mm: (sum / f64::max(points as f64, 1.0)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::canonical_grid::{Patch, PatchName};
    use crate::face::descriptor::Heights;
    use nalgebra::{Translation3, UnitQuaternion};

    const SEARCH: Search = Search {
        first_limit_mm: 14.0,
        trim: 5.5,
        least_limit_mm: 2.5,
        iterations: 15,
        stiffness: 1e-4,
    };

    fn face() -> SkinMap {
        let heights = Heights::from_patches(Patch::ALL.each_ref().map(|patch| {
            let at = |cell: usize| {
                let [u, v] = patch.place(cell);
                2.0 * (u / 12.0).sin() * (v / 10.0).cos()
            };
            (0..patch.len()).map(at).collect()
        }));
        SkinMap::of(&heights, PatchName::Face)
    }

    /// How far every point lies from the nearest cell of the target, by looking at all of them.
    fn slow_apart(skin: &[SkinPoint], target: &SkinMap, placed: &Isometry3<f64>) -> f64 {
        let targets: Vec<&SkinPoint> = target.points().iter().flatten().collect();
        let sum: f64 = skin
            .iter()
            .map(|point| {
                let place = (placed.cast::<f32>() * Point3::from(point.position)).coords;
                let near = targets.iter().min_by(|a, b| {
                    (a.position - place)
                        .norm_squared()
                        .total_cmp(&(b.position - place).norm_squared())
                });
                near.map_or(0.0, |n| f64::from(n.normal.dot(&(place - n.position))).powi(2))
            })
            .sum();
        (sum / skin.len() as f64).sqrt()
    }

    #[test]
    fn a_displaced_face_is_laid_back() {
        let target = face();
        let away = Isometry3::from_parts(
            Translation3::new(1.5, -2.0, 4.0),
            UnitQuaternion::from_scaled_axis(Vector3::new(0.04, -0.03, 0.02)),
        );
        let skin: Vec<SkinPoint> = target.points().iter().flatten().step_by(7).copied().collect();
        let moved: Vec<SkinPoint> = skin
            .iter()
            .map(|s| SkinPoint {
                position: (away.cast::<f32>() * Point3::from(s.position)).coords,
                normal: away.cast::<f32>() * s.normal,
            })
            .collect();
        let before = apart(&moved, &target, &Isometry3::identity());
        let placed = register(&moved, &target, &Isometry3::identity(), &SEARCH).unwrap();
        let after = apart(&moved, &target, &placed);
        assert!(before.rms_mm > 1.5, "{before:?}");
        // Beside the nose a ray meets other skin than its neighbour does.
        assert!(after.rms_mm < 0.5, "{after:?}");
        assert!(slow_apart(&moved, &target, &placed) < 0.5);
        let left = placed * away;
        assert!(left.rotation.angle().to_degrees() < 0.5, "{left:?}");
    }

    #[test]
    fn too_few_points_are_not_placed() {
        let target = face();
        let few: Vec<SkinPoint> = target.points().iter().flatten().take(10).copied().collect();
        assert!(register(&few, &target, &Isometry3::identity(), &SEARCH).is_none());
    }
}
