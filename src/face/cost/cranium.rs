//! Where the brain surely is, when no mask says it: the inside of the fitted mean head's cranium.

use super::canonical;
use crate::face::mean_head::MeanHead;
use crate::face::pose::FittedHead;
use crate::face::region::is_cranial;
use crate::imaging::head::BitGrid;
use crate::imaging::volume::Volume;

use nalgebra::Vector3;

/// Middle of the cranial cavity, canonical mm: half-way between the inner tables, on the level of
/// the ventricles.
const MIDDLE: Vector3<f64> = Vector3::new(0.0, -8.0, 45.0);
/// Scalp, skull and fluid over the brain, mm: 5–7 mm of scalp, 6–8 mm of skull and 2–3 mm of
/// fluid, at their upper ends, so that what counts as brain is brain.
const COVER_MM: f64 = 18.0;
/// The base of the brain rises to the front (floor of the anterior fossa): height at y = 40 mm, and
/// how much lower it is per mm further back. The temporal lobes and the cerebellum below are left
/// out: they cannot be told from the skull base without looking.
const BASE: (f64, f64) = (28.0, 0.15);
/// Cells of the table of directions, about 6°.
const CELLS: (usize, usize) = (60, 30);

/// A conservative estimate of the brain, on the grid of the original.
pub fn estimated_brain(original: &Volume, fitted: &FittedHead, model: &MeanHead) -> BitGrid {
    let reach = reach(fitted, model);
    BitGrid::from_fn(original.shape, |voxel| {
        let at = canonical(original, fitted, voxel);
        let base = BASE.0 - BASE.1 * (40.0 - at.y);
        let from_middle = at - MIDDLE;
        at.z > base && from_middle.norm() < reach[cell(&from_middle)] - COVER_MM
    })
}

/// Distance of the skin from the middle, per cell of direction, mm.
fn reach(fitted: &FittedHead, model: &MeanHead) -> Vec<f64> {
    let skin: Vec<Vector3<f64>> = (0..model.points.len())
        .filter(|&p| is_cranial(model.points[p].region))
        .map(|p| fitted.close.shaped(model, p) - MIDDLE)
        .collect();
    let units: Vec<Vector3<f64>> = skin.iter().map(Vector3::normalize).collect();
    (0..CELLS.0 * CELLS.1)
        .map(|n| {
            let direction = direction(n);
            let nearest = units
                .iter()
                .zip(&skin)
                .max_by(|a, b| a.0.dot(&direction).total_cmp(&b.0.dot(&direction)));
            nearest.map_or(0.0, |(_, point)| point.norm())
        })
        .collect()
}

fn cell(from_middle: &Vector3<f64>) -> usize {
    let turn = from_middle.y.atan2(from_middle.x) / std::f64::consts::TAU + 0.5;
    let lift = (from_middle.z / from_middle.norm().max(1e-9)).clamp(-1.0, 1.0).acos();
    let column = ((turn * CELLS.0 as f64) as usize).min(CELLS.0 - 1);
    let row = ((lift / std::f64::consts::PI * CELLS.1 as f64) as usize).min(CELLS.1 - 1);
    row * CELLS.0 + column
}

/// Middle of a cell.
fn direction(cell: usize) -> Vector3<f64> {
    let turn = ((cell % CELLS.0) as f64 + 0.5) / CELLS.0 as f64 - 0.5;
    let (sin, cos) = (turn * std::f64::consts::TAU).sin_cos();
    let lift = ((cell / CELLS.0) as f64 + 0.5) / CELLS.1 as f64 * std::f64::consts::PI;
    Vector3::new(lift.sin() * cos, lift.sin() * sin, lift.cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_lies_in_its_own_cell() {
        for n in 0..CELLS.0 * CELLS.1 {
            assert_eq!(cell(&(direction(n) * 50.0)), n);
        }
    }
}
