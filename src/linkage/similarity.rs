//! How alike two heads are at first look: heights above the mean head at some hundred cells, where
//! both show skin, after the motion that explains most of their difference is taken off.
//!
//! Cheap enough for every pair; it only chooses whom the regions are compared with.

use super::motion::{self, Equations, Motion};
use super::part::Part;
use super::registration::FARTHEST_MM;
use super::rule::LinkageRule;
use super::template::Cells;
use crate::face::canonical_grid::{Patch, PatchName, Reference, ReferenceCell};
use crate::face::descriptor::Heights;
use nalgebra::Vector3;
use std::sync::OnceLock;

/// Heights along the mean head's normals at the cells of every part, mm; NaN where there is no skin.
#[derive(Clone, Debug)]
pub struct Coarse {
    /// In the order of [`sheets`].
    heights: Vec<Vec<f32>>,
}

/// The cells of one patch that belong to a part.
struct Sheet {
    part: Part,
    cells: Cells,
    /// Cosine between ray and normal of each.
    leans: Vec<f32>,
    /// How each of the six movements changes each height.
    rows: Vec<Motion>,
}

/// Fewer common cells hold no shape beyond what is taken off.
const LEAST_CELLS: usize = 40;
/// Residuals beyond this many median distances pull less (Huber 1964; 1.345 σ is 2 median distances).
const HUBER: f64 = 2.0;
const ROUNDS: usize = 4;
/// Holds movements along the skin, which heights cannot see.
const STIFFNESS: f64 = 1e-5;

impl Coarse {
    /// Of a scan.
    pub fn of(heights: &Heights) -> Self {
        let of = |sheet: &Sheet| {
            let patch = heights.patch(sheet.cells.patch);
            let cells = sheet.cells.numbers.iter().zip(&sheet.leans);
            cells.map(|(&cell, lean)| patch[cell as usize] * lean).collect()
        };
        Self { heights: sheets().iter().map(of).collect() }
    }

    /// How alike one part of two heads is: minus the logarithm of their distance in mm, averaged
    /// over the patches of which both show enough; nothing when there is none.
    pub fn similarity(&self, other: &Self, part: Part) -> Option<f64> {
        let (mut sum, mut patches) = (0.0, 0.0);
        for ((sheet, a), b) in sheets().iter().zip(&self.heights).zip(&other.heights) {
            if sheet.part == part
                && let Some(rms_mm) = distance(sheet, a, b)
            {
                sum -= rms_mm.max(1e-3).ln();
                patches += 1.0;
            }
        }
        (patches > 0.0).then(|| sum / patches)
    }
}

/// Root mean square distance after the motion is taken off, mm.
fn distance(sheet: &Sheet, a: &[f32], b: &[f32]) -> Option<f64> {
    let mut common: Vec<(&Motion, f64)> = Vec::with_capacity(a.len());
    for ((a, b), row) in a.iter().zip(b).zip(&sheet.rows) {
        let difference = a - b;
        if !difference.is_nan() {
            common.push((row, f64::from(difference)));
        }
    }
    if common.len() < LEAST_CELLS {
        return None;
    }
    let mut left: Vec<f64> = common.iter().map(|(_, apart)| *apart).collect();
    for round in 0..ROUNDS {
        let limit = HUBER * median_size(&left).max(0.05);
        let mut equations = Equations::new();
        for (&(row, apart), residual) in common.iter().zip(&left) {
            let weight = if round == 0 { 1.0 } else { (limit / residual.abs()).min(1.0) };
            equations.add(row, apart, weight);
        }
        let motion = equations.solve(STIFFNESS, &Motion::zeros())?;
        for ((row, apart), residual) in common.iter().zip(&mut left) {
            *residual = apart + row.dot(&motion);
        }
    }
    let capped = left.iter().map(|d| d.abs().min(FARTHEST_MM).powi(2)).sum::<f64>();
    Some((capped / left.len() as f64).sqrt())
}

fn median_size(values: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = values.iter().map(|v| v.abs()).collect();
    let half = sizes.len() / 2;
    *sizes.select_nth_unstable_by(half, f64::total_cmp).1
}

/// Every patch of every part.
fn sheets() -> &'static [Sheet] {
    static SHEETS: OnceLock<Vec<Sheet>> = OnceLock::new();
    SHEETS.get_or_init(|| {
        use PatchName::{EarLeft, EarRight, Face, Vault};
        let patches = [
            (Part::Face, Face),
            (Part::Ears, EarRight),
            (Part::Ears, EarLeft),
            (Part::Vault, Vault),
        ];
        patches.map(|(part, patch)| Sheet::new(part, patch)).into()
    })
}

impl Sheet {
    fn new(part: Part, patch: PatchName) -> Self {
        let wanted: u32 =
            LinkageRule::shipped().regions_of(part).map(|region| 1 << region.bit).sum();
        let cells = Cells::thinned(Patch::of(patch), |regions| regions & wanted != 0);
        let mean = &Reference::shipped(patch).cells;
        let held: Vec<_> =
            cells.numbers.iter().filter_map(|&c| mean[c as usize].as_ref()).collect();
        let sum: Vector3<f64> = held.iter().map(|c| c.position.cast::<f64>()).sum();
        let middle = sum / held.len().max(1) as f64;
        let row = |c: &&ReferenceCell| motion::row(&c.position.cast(), &c.normal.cast(), &middle);
        let (leans, rows) = (held.iter().map(|c| c.lean).collect(), held.iter().map(row).collect());
        Self { part, cells, leans, rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};
    use proptest::prelude::*;

    fn heights(of: impl Fn(&Patch, usize) -> f32) -> Heights {
        Heights::from_patches(
            Patch::ALL
                .each_ref()
                .map(|patch| (0..patch.len()).map(|cell| of(patch, cell)).collect()),
        )
    }

    fn waves(a: f32, b: f32, hole: f32) -> Heights {
        heights(|patch, cell| {
            let [u, v] = patch.place(cell);
            let there = (u / 30.0 + b).sin() + (v / 25.0).cos() > hole;
            if there { 2.0 * (u / 9.0 + a).sin() * (v / 7.0 + b).cos() } else { f32::NAN }
        })
    }

    /// The same by generic weighted least squares over whole matrices.
    fn slow_distance(sheet: &Sheet, a: &Coarse, b: &Coarse, number: usize) -> Option<f64> {
        let (a, b) = (&a.heights[number], &b.heights[number]);
        let kept: Vec<usize> = (0..a.len()).filter(|&n| !(a[n] - b[n]).is_nan()).collect();
        if kept.len() < LEAST_CELLS {
            return None;
        }
        let apart = DVector::from_fn(kept.len(), |r, _| f64::from(a[kept[r]] - b[kept[r]]));
        let rows = DMatrix::from_fn(kept.len(), 6, |r, c| sheet.rows[kept[r]][c]);
        let mut left = apart.clone();
        for round in 0..ROUNDS {
            let mut sizes: Vec<f64> = left.iter().map(|d| d.abs()).collect();
            sizes.sort_by(f64::total_cmp);
            let limit = HUBER * sizes[sizes.len() / 2].max(0.05);
            let weight = |d: f64| if round == 0 { 1.0 } else { (limit / d.abs()).min(1.0) };
            let weights = DMatrix::from_diagonal(&left.map(weight));
            let pull = DMatrix::identity(6, 6) * (STIFFNESS * weights.trace());
            let matrix = rows.transpose() * &weights * &rows + pull;
            let right = rows.transpose() * &weights * &apart;
            let motion = matrix.lu().solve(&-right)?;
            left = &apart + &rows * motion;
        }
        let capped = left.map(|d| d.abs().min(FARTHEST_MM).powi(2));
        Some(capped.mean().sqrt())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn as_the_slow_way_says(a in 0f32..6.0, b in 0f32..6.0, c in 0f32..6.0, hole in -2f32..0.5) {
            let (one, other) = (Coarse::of(&waves(a, b, hole)), Coarse::of(&waves(c, a, hole)));
            for (number, sheet) in sheets().iter().enumerate() {
                let fast = distance(sheet, &one.heights[number], &other.heights[number]);
                let slow = slow_distance(sheet, &one, &other, number);
                prop_assert_eq!(fast.is_some(), slow.is_some());
                if let (Some(fast), Some(slow)) = (fast, slow) {
                    prop_assert!((fast - slow).abs() < 1e-6, "{} {}", fast, slow);
                }
            }
        }
    }

    #[test]
    fn a_small_motion_is_no_difference_and_shape_is() {
        let mean = &Reference::shipped(PatchName::Face).cells;
        let moved = heights(|patch, cell| {
            let mean =
                mean.get(cell).and_then(Option::as_ref).filter(|_| patch.name == PatchName::Face);
            mean.map_or(0.0, |c| (0.9 * c.normal.y + 0.5 * c.normal.z) / c.lean)
        });
        let still = Coarse::of(&heights(|_, _| 0.0));
        let to = |other: &Heights| still.similarity(&Coarse::of(other), Part::Face).unwrap();
        assert!(to(&moved) > -(0.02_f64.ln()), "{}", to(&moved));
        assert!(to(&waves(1.0, 2.0, -2.0)) < 0.5);
        assert!(to(&waves(1.0, 2.0, -2.0)) < to(&moved));
    }

    #[test]
    fn too_little_in_common_is_no_similarity() {
        let upper = heights(|p, cell| if p.place(cell)[1] > 0.0 { 1.0 } else { f32::NAN });
        let lower = heights(|p, cell| if p.place(cell)[1] < 0.0 { 1.0 } else { f32::NAN });
        let [upper, lower] = [upper, lower].map(|h| Coarse::of(&h));
        assert_eq!(upper.similarity(&lower, Part::Face), None);
    }
}
