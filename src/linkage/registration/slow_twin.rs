//! The same registration point by point: the tests' oracle.

use super::super::motion::{self, Equations, Motion};
use super::super::skin_map::{SkinMap, SkinPoint};
use super::{AGREEMENT, Apart, FARTHEST_MM, FEWEST, Search};
use crate::face::canonical_grid::{Patch, PatchName};
use nalgebra::{Isometry3, Point3, Vector3};

fn patch(target: &SkinMap) -> &'static Patch {
    let cells = target.points().count();
    // Both ears have as many cells; the right one lies at positive x.
    let left = target.points().flatten().next().is_some_and(|point| point.position.x < 0.0);
    let is = |patch: &&Patch| patch.len() == cells && (patch.name != PatchName::EarRight || !left);
    Patch::ALL.iter().find(is).unwrap()
}

fn nearest(target: &SkinMap, place: &Vector3<f32>) -> Option<SkinPoint> {
    let patch = patch(target);
    let [u, v, _] = patch.projection.project(place).into();
    let [column, row] = patch.column_row(u, v).map(f32::round);
    let (columns, rows) = (patch.columns as f32, patch.rows as f32);
    let inside = column >= 0.0 && row >= 0.0 && column < columns && row < rows;
    inside.then(|| target.point(row as usize * patch.columns + column as usize)).flatten()
}

/// Place, plane and distance of a point and its partner, and whether their normals agree.
fn pair(
    point: &SkinPoint,
    target: &SkinMap,
    placed: &Isometry3<f64>,
) -> Option<(Vector3<f64>, Vector3<f64>, f64, bool)> {
    let placed: Isometry3<f32> = placed.cast();
    let place = (placed * Point3::from(point.position)).coords;
    let normal = placed.rotation * point.normal;
    let partner = nearest(target, &place)?;
    let plane = (partner.normal + normal).try_normalize(1e-3).unwrap_or(partner.normal);
    let apart = plane.dot(&(place - partner.position));
    let agrees = partner.normal.dot(&normal) >= AGREEMENT;
    Some((place.cast(), plane.cast(), f64::from(apart), agrees))
}

pub(super) fn register(
    skin: &[SkinPoint],
    target: &SkinMap,
    start: &Isometry3<f64>,
    search: &Search,
) -> Option<Isometry3<f64>> {
    let sum: Vector3<f64> = skin.iter().map(|s| s.position.cast::<f64>()).sum();
    let middle = (start * Point3::from(sum / skin.len().max(1) as f64)).coords;
    let (mut moved, mut placed) = (Motion::zeros(), *start);
    let mut limit_mm = search.first_limit_mm;
    for _ in 0..search.iterations {
        let (mut equations, mut sizes) = (Equations::new(), Vec::new());
        let pairs = skin.iter().filter_map(|point| pair(point, target, &placed));
        for (place, plane, apart, agrees) in pairs {
            if agrees && apart.abs() < limit_mm {
                sizes.push(apart.abs());
                let weight = (1.0 - (apart / limit_mm).powi(2)).powi(2);
                equations.add(&motion::row(&place, &plane, &middle), apart, weight);
            }
        }
        if sizes.len() < FEWEST {
            return None;
        }
        sizes.sort_by(f64::total_cmp);
        let step = equations.solve(search.stiffness, &moved)?;
        moved += step;
        placed = motion::isometry(&step, &middle) * placed;
        let limit = search.trim * sizes[sizes.len() / 2];
        limit_mm = limit.clamp(search.least_limit_mm, search.first_limit_mm);
        if step.norm() < 0.02 {
            break;
        }
    }
    Some(placed)
}

pub(super) fn apart(skin: &[SkinPoint], target: &SkinMap, placed: &Isometry3<f64>) -> Apart {
    let pairs = skin.iter().filter_map(|point| pair(point, target, placed));
    let size = |(_, _, apart, agrees): (Vector3<f64>, Vector3<f64>, f64, bool)| {
        if agrees { apart.abs().min(FARTHEST_MM) } else { FARTHEST_MM }
    };
    let squares: Vec<f64> = pairs.map(|pair| size(pair).powi(2)).collect();
    let mean = squares.iter().sum::<f64>() / squares.len().max(1) as f64;
    Apart { points: squares.len(), rms_mm: mean.sqrt() }
}

/// How far every point lies from the nearest cell of the target, by looking at all of them.
pub(super) fn to_nearest(skin: &[SkinPoint], target: &SkinMap, placed: &Isometry3<f64>) -> f64 {
    let targets: Vec<SkinPoint> = target.points().flatten().collect();
    let placed = placed.cast::<f32>();
    let square = |point: &SkinPoint| {
        let place = (placed * Point3::from(point.position)).coords;
        let far = |t: &&SkinPoint| (t.position - place).norm_squared();
        let near = targets.iter().min_by(|a, b| far(a).total_cmp(&far(b)));
        near.map_or(0.0, |n| f64::from(n.normal.dot(&(place - n.position))).powi(2))
    };
    (skin.iter().map(square).sum::<f64>() / skin.len() as f64).sqrt()
}
