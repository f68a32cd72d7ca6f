//! How alike two heads are, measured on their descriptors.
//!
//! Two maps of heights above the mean head are compared where both show skin. What the refinement of
//! either left over in place, tilt (and, if asked for, in broad shape) is fitted and taken off first:
//! it is no shape of the face. What remains is millimetres between two skins.

use super::canonical_grid::{Patch, PatchName, Reference};
use super::descriptor::Heights;
use nalgebra::{SMatrix, SVector};

/// What is taken off before heights are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takeoff {
    /// Place and tilt: what rigid registration cannot settle.
    Tilt,
    /// Place, tilt and bend: also what a template warped affinely onto the head takes with it.
    Bend,
}

impl Takeoff {
    fn terms(self) -> usize {
        match self {
            Self::Tilt => 3,
            Self::Bend => 6,
        }
    }
}

/// How far two skins lie apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Cells that show skin in both.
    pub cells: usize,
    /// Median distance, mm.
    pub median_mm: f64,
    /// Root mean square distance, no cell counting more than [`FARTHEST_MM`], mm.
    pub rms_mm: f64,
}

/// A cell that lies farther off counts as this, mm: a strand of hair or a lid is no other person.
pub const FARTHEST_MM: f64 = 4.0;
/// Fewer common cells hold no shape beyond what is taken off.
const LEAST_CELLS: usize = 40;
/// Residuals beyond this many median distances pull less (Huber 1964; 1.345 σ is 2 median distances).
const HUBER: f64 = 2.0;
const ROUNDS: usize = 3;

type Terms = SVector<f64, 6>;

/// The cells on which heads are compared, made once for many comparisons.
#[derive(Clone, Debug)]
pub struct Comparison {
    patch: PatchName,
    takeoff: Takeoff,
    cells: Vec<(usize, Terms)>,
}

impl Comparison {
    /// On the cells of `regions` (bits in the order of [`super::named_region::NamedRegion::all`]).
    pub fn new(patch: PatchName, regions: u32, takeoff: Takeoff) -> Self {
        let (mean, grid) = (&Reference::shipped(patch).cells, Patch::of(patch));
        let holds = |cell: &usize| mean[*cell].as_ref().is_some_and(|m| m.regions & regions != 0);
        let cells = (0..grid.len()).filter(holds);
        Self { patch, takeoff, cells: cells.map(|c| (c, terms_at(grid, c, takeoff))).collect() }
    }

    /// How far two skins lie apart; nothing when too little skin is common.
    pub fn of(&self, a: &Heights, b: &Heights) -> Option<Likeness> {
        let (a, b) = (a.patch(self.patch), b.patch(self.patch));
        let (mut terms, mut apart) = (Vec::new(), Vec::new());
        for (cell, row) in &self.cells {
            let difference = a[*cell] - b[*cell];
            if !difference.is_nan() {
                terms.push(*row);
                apart.push(f64::from(difference));
            }
        }
        if apart.len() < LEAST_CELLS {
            return None;
        }
        take_off(&terms, &mut apart, self.takeoff)?;
        let cells = apart.len();
        let capped = apart.iter().map(|d| d.abs().min(FARTHEST_MM).powi(2)).sum::<f64>();
        let rms_mm = (capped / cells as f64).sqrt();
        Some(Likeness { cells, median_mm: median_size(&apart), rms_mm })
    }
}

/// 1, u, v, u², uv, v², as far as they are taken off; u and v in units of 80 mm, half a face.
fn terms_at(patch: &Patch, cell: usize, takeoff: Takeoff) -> Terms {
    let [u, v] = patch.place(cell).map(|mm| f64::from(mm) / 80.0);
    let mut terms = Terms::from([1.0, u, v, u * u, u * v, v * v]);
    for unused in takeoff.terms()..6 {
        terms[unused] = 0.0;
    }
    terms
}

/// Fits the terms by Huber's iteratively reweighted least squares and subtracts them.
fn take_off(terms: &[Terms], apart: &mut [f64], takeoff: Takeoff) -> Option<()> {
    let mut left = apart.to_vec();
    let mut fitted = Terms::zeros();
    for round in 0..ROUNDS {
        let limit = HUBER * median_size(&left).max(1e-3);
        let (mut matrix, mut right) = (SMatrix::<f64, 6, 6>::zeros(), Terms::zeros());
        for ((row, &value), &residual) in terms.iter().zip(&*apart).zip(&left) {
            let weight = if round == 0 { 1.0 } else { (limit / residual.abs()).min(1.0) };
            matrix.ger(weight, row, row, 1.0);
            right.axpy(weight * value, row, 1.0);
        }
        for unused in takeoff.terms()..6 {
            matrix[(unused, unused)] = 1.0;
        }
        fitted = matrix.cholesky()?.solve(&right);
        for ((row, &value), residual) in terms.iter().zip(&*apart).zip(&mut left) {
            *residual = value - row.dot(&fitted);
        }
    }
    debug_assert!(fitted.iter().all(|t| t.is_finite()));
    apart.copy_from_slice(&left);
    Some(())
}

pub(super) fn median_size(values: &[f64]) -> f64 {
    let mut sizes: Vec<f64> = values.iter().map(|v| v.abs()).collect();
    let half = sizes.len() / 2;
    *sizes.select_nth_unstable_by(half, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A face of skin at a height given by its place.
    fn face(height: impl Fn(f32, f32) -> f32) -> Heights {
        let patches = Patch::ALL.each_ref().map(|patch| {
            let at = |cell: usize| {
                let [u, v] = patch.place(cell);
                height(u, v)
            };
            (0..patch.len()).map(at).collect()
        });
        Heights::from_patches(patches)
    }

    #[test]
    fn place_and_tilt_are_no_difference_and_shape_is() {
        let flat = face(|_, _| 0.0);
        let tilted = face(|u, v| 1.5 + 0.02 * u - 0.01 * v);
        let waved = face(|u, v| 2.0 * (u / 8.0).sin() * (v / 8.0).cos());
        let bent = face(|u, _| (u / 60.0).powi(2));
        let apart = |b: &Heights, takeoff| {
            Comparison::new(PatchName::Face, u32::MAX, takeoff).of(&flat, b).unwrap().rms_mm
        };
        assert!(apart(&tilted, Takeoff::Tilt) < 1e-4);
        // The root mean square of sin·cos is a half.
        approx::assert_abs_diff_eq!(apart(&waved, Takeoff::Tilt), 1.0, epsilon = 0.05);
        assert!(apart(&bent, Takeoff::Tilt) > 0.3);
        assert!(apart(&bent, Takeoff::Bend) < 1e-4);
    }

    #[test]
    fn a_hole_and_too_little_common_skin_are_no_likeness() {
        let whole = face(|_, _| 0.0);
        let upper = face(|_, v| if v > 0.0 { 0.0 } else { f32::NAN });
        let lower = face(|_, v| if v > 0.0 { f32::NAN } else { 0.0 });
        let like = |a, b| Comparison::new(PatchName::Face, u32::MAX, Takeoff::Tilt).of(a, b);
        assert!(like(&upper, &lower).is_none());
        assert!(like(&whole, &upper).unwrap().cells < like(&whole, &whole).unwrap().cells);
    }
}
