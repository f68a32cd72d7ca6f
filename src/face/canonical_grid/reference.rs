//! The mean head on the cells of a patch.

use super::patch::{Patch, PatchName, Projection};
use crate::base::region::Region;
use crate::face::mean_head::MeanHead;
use crate::face::named_region::NamedRegion;
use nalgebra::Vector3;
use std::sync::OnceLock;

/// Points of the mean head that carry a cell, at most.
const NEIGHBOURS: usize = 6;

/// The mean head's surface at one cell.
#[derive(Clone, Debug)]
pub struct ReferenceCell {
    /// Depth of the mean head, mm.
    pub depth_mm: f32,
    /// Its outward unit normal, canonical.
    pub normal: Vector3<f32>,
    /// Cosine between that normal and the cell's ray.
    pub lean: f32,
    /// Its position, canonical mm.
    pub position: Vector3<f32>,
    /// Direction of the cell's ray.
    out: Vector3<f32>,
    /// Part of the head that the nearest model point belongs to.
    pub label: Region,
    /// The named regions that hold the cell: bit n is the n-th of [`NamedRegion::all`].
    pub regions: u32,
    /// Model points around the cell with weights that sum to 1.
    near: [(u32, f32); NEIGHBOURS],
}

impl ReferenceCell {
    /// The point of the cell's ray that lies so far above the mean head, canonical mm.
    pub fn at_height(&self, above_mm: f32) -> Vector3<f32> {
        self.position + self.out * above_mm
    }

    /// The weighted mean of a value that is known at every model point.
    pub(crate) fn mean_of(&self, at_points: &[f32]) -> f32 {
        self.near.iter().map(|&(point, weight)| weight * at_points[point as usize]).sum()
    }
}

/// The mean head on one patch; cells that no skin of the mean head belongs to are None.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The patch.
    pub patch: &'static Patch,
    /// One entry per cell.
    pub cells: Vec<Option<ReferenceCell>>,
}

impl Reference {
    /// The compiled-in mean head on a patch.
    pub fn shipped(name: PatchName) -> &'static Self {
        static SHIPPED: OnceLock<[Reference; 4]> = OnceLock::new();
        let all = SHIPPED.get_or_init(|| {
            std::array::from_fn(|n| Reference::of(&Patch::ALL[n], MeanHead::shipped()))
        });
        &all[name as usize]
    }

    /// Lays the outermost skin of a mean head onto a patch: every cell is carried by the planes of
    /// the model points around it.
    pub fn of(patch: &'static Patch, model: &MeanHead) -> Self {
        let rays: Vec<Ray> = (0..patch.len())
            .map(|cell| {
                let (origin, out) = patch.projection.ray(patch.place(cell));
                Ray { origin, out }
            })
            .collect();
        let mut offered = Vec::with_capacity(10 * patch.len());
        for (number, point) in model.points.iter().enumerate() {
            let position = point.position.cast::<f32>();
            if patch.holds(&position) && belongs(patch.name, point.region) {
                offer(patch, &rays, number, &position, &point.normal.cast(), &mut offered);
            }
        }
        let (mut carriers, ends) = by_cell(&offered, patch.len());
        let mut rest = &mut carriers[..];
        let mut start = 0;
        let mut cells = Vec::with_capacity(patch.len());
        for (number, &end) in ends.iter().enumerate() {
            let (own, others) = std::mem::take(&mut rest).split_at_mut(end - start);
            cells.push(cell(patch, &rays[number], own, model));
            (rest, start) = (others, end);
        }
        Self { patch, cells }
    }
}

/// The ray of a cell, canonical.
#[derive(Clone, Copy, Debug)]
struct Ray {
    origin: Vector3<f32>,
    out: Vector3<f32>,
}

/// Carriers in order of their cells, and where each cell's end (counting sort).
fn by_cell(offered: &[(u32, Carrier)], cells: usize) -> (Vec<Carrier>, Vec<usize>) {
    let mut next = vec![0; cells];
    for &(cell, _) in offered {
        next[cell as usize] += 1;
    }
    let mut sum = 0;
    for count in &mut next {
        sum += *count;
        *count = sum - *count;
    }
    let mut carriers = vec![Carrier::default(); offered.len()];
    for &(cell, carrier) in offered {
        carriers[next[cell as usize]] = carrier;
        next[cell as usize] += 1;
    }
    (carriers, next)
}

/// Whether skin of this part is what the patch is about.
fn belongs(patch: PatchName, region: Region) -> bool {
    let vault = matches!(region, Region::Vault | Region::Occiput);
    match patch {
        PatchName::Face => !vault && !matches!(region, Region::Neck),
        PatchName::EarRight => !matches!(region, Region::EarLeft),
        PatchName::EarLeft => !matches!(region, Region::EarRight),
        PatchName::Vault => vault,
    }
}

/// A model point near a cell.
#[derive(Clone, Copy, Debug, Default)]
struct Carrier {
    point: u32,
    /// Where the cell's ray meets the point's plane, mm.
    depth: f32,
    /// Distance of the ray from the point, mm.
    apart: f32,
}

/// A model point carries the cells within this distance, mm (points are 2.7 to 4 mm apart).
const REACH_MM: f32 = 6.0;
/// Steeper skin than this (cosine) carries none: its plane meets rays too far away.
const FLATTEST: f32 = 0.2;
/// Skin deeper than the outermost by more than this is another layer (behind a pinna), mm.
const LAYER_MM: f32 = 7.0;

fn offer(
    patch: &Patch,
    rays: &[Ray],
    number: usize,
    position: &Vector3<f32>,
    normal: &Vector3<f32>,
    offered: &mut Vec<(u32, Carrier)>,
) {
    let [u, v, own_depth] = patch.projection.project(position).into();
    let [column, row] = patch.column_row(u, v);
    // Level and sideways distances are true to scale; a cylinder's map is wider at its ends than
    // the skin is, and a sphere's all around.
    let wider = match patch.projection {
        Projection::Cylinder { .. } => [1.5, 1.0],
        Projection::Sideways { .. } => [1.0, 1.0],
        Projection::Sphere { .. } => [1.5, 1.5],
    };
    let range = |at: f32, wider: f32, count: usize| {
        let cells = wider * REACH_MM / patch.step_mm;
        let low = (at - cells).ceil().max(0.0) as usize;
        low..((at + cells).floor() + 1.0).clamp(0.0, count as f32) as usize
    };
    for r in range(row, wider[1], patch.rows) {
        for c in range(column, wider[0], patch.columns) {
            let cell = r * patch.columns + c;
            let Ray { origin, out } = rays[cell];
            let lean = out.dot(normal);
            if lean < FLATTEST {
                continue;
            }
            let depth = (position - origin).dot(normal) / lean;
            let apart = (origin + out * own_depth - position).norm();
            if apart < REACH_MM && (depth - own_depth).abs() < REACH_MM {
                offered.push((cell as u32, Carrier { point: number as u32, depth, apart }));
            }
        }
    }
}

fn cell(
    patch: &Patch,
    ray: &Ray,
    carriers: &mut [Carrier],
    model: &MeanHead,
) -> Option<ReferenceCell> {
    let outermost = carriers.iter().map(|c| c.depth).fold(f32::NEG_INFINITY, f32::max);
    carriers.sort_by(|a, b| a.apart.total_cmp(&b.apart));
    let outer = carriers.iter().filter(|c| c.depth > outermost - LAYER_MM).take(NEIGHBOURS);
    let carriers: Vec<Carrier> = outer.copied().collect();
    let nearest = *carriers.first()?;
    // Beyond the last points there is no skin to go by.
    if nearest.apart > 0.75 * REACH_MM {
        return None;
    }
    let weight = |c: &Carrier| (1.0 - (c.apart / REACH_MM).powi(2)).powi(2);
    let total: f32 = carriers.iter().map(weight).sum();
    let mut near = [(nearest.point, 0.0); NEIGHBOURS];
    let (mut depth_mm, mut normal) = (0.0, Vector3::zeros());
    for (slot, carrier) in near.iter_mut().zip(&carriers) {
        let share = weight(carrier) / total;
        *slot = (carrier.point, share);
        depth_mm += share * carrier.depth;
        normal += model.points[carrier.point as usize].normal.cast::<f32>() * share;
    }
    let normal = normal.normalize();
    let Ray { origin, out } = *ray;
    let position = origin + out * depth_mm;
    let label = model.points[nearest.point as usize].region;
    let regions = NamedRegion::all().iter().enumerate();
    let held = regions.filter(|(_, r)| r.patch == patch.name && r.holds(label, &position.cast()));
    let regions = held.fold(0, |bits, (n, _)| bits | 1 << n);
    let lean = out.dot(&normal);
    Some(ReferenceCell { depth_mm, normal, lean, position, out, label, regions, near })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_head_lies_on_its_own_points() {
        for patch in &Patch::ALL {
            let reference = Reference::shipped(patch.name);
            let mut off: Vec<f32> = Vec::new();
            for point in &MeanHead::shipped().points {
                let position = point.position.cast::<f32>();
                if !patch.holds(&position) || !belongs(patch.name, point.region) {
                    continue;
                }
                let [u, v, depth] = patch.projection.project(&position).into();
                let [c, r] = patch.column_row(u, v).map(f32::round);
                if c < 0.0 || r < 0.0 || c >= patch.columns as f32 || r >= patch.rows as f32 {
                    continue;
                }
                let cell = r as usize * patch.columns + c as usize;
                let Some(found) = &reference.cells[cell] else { continue };
                let (_, out) = patch.projection.ray(patch.place(cell));
                let plane = out.dot(&point.normal.cast());
                if plane > 0.6 {
                    off.push(((depth - found.depth_mm) * plane).abs());
                }
            }
            off.sort_by(f32::total_cmp);
            assert!(off.len() > 80, "{:?}: {}", patch.name, off.len());
            // Half a cell beside the point on skin that leans by up to 53° is up to 2 mm deeper.
            assert!(off[off.len() / 2] < 0.8, "{:?}: {}", patch.name, off[off.len() / 2]);
        }
    }

    #[test]
    fn left_and_right_of_the_mean_face_are_alike() {
        let reference = Reference::shipped(PatchName::Face);
        let patch = reference.patch;
        for row in 0..patch.rows {
            for column in 0..patch.columns / 2 {
                let mirrored = row * patch.columns + patch.columns - 1 - column;
                let pair = [row * patch.columns + column, mirrored].map(|n| &reference.cells[n]);
                if let [Some(a), Some(b)] = pair {
                    approx::assert_abs_diff_eq!(a.depth_mm, b.depth_mm, epsilon = 0.5);
                }
            }
        }
    }
}
