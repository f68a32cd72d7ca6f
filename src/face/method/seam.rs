//! Does a step of the skin run around the face, as where another face was put on?
//!
//! A face that was put on ends somewhere: on forehead, temples and cheeks, where skin is smooth, it
//! then steps by a millimetre or so along a line around the face. How much skin steps elsewhere
//! depends on noise, voxels and hair, so the step along the line is held against that of the same
//! skin off the line.
//!
//! ```text
//!       .--- line ---.        rays leave the middle of the face; on each, at every radius, a line
//!      /   \  |  /    \       is fitted to the skin inside and one to the skin outside: where they
//!     |   -- face --   |      miss each other, skin steps. The line that gathers most of it from
//!      \              /       cheek to cheek over the forehead is the seam, if there is one.
//! ```

use super::evidence::median;
use crate::face::canonical_grid::{PatchGrid, Validity};
use serde::{Deserialize, Serialize};

/// The line around the face along which the skin steps most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seam {
    /// Step along it, mean, mm; what is beyond 1.5 mm counts as that.
    pub step_mm: f64,
    /// Step of the skin around, wherever, median, mm.
    pub usual_mm: f64,
    /// Share of the line's directions in which there is skin on both sides, 0–1.
    pub seen: f64,
}

/// Middle of the face on its patch: between the eyes and the mouth, mm.
const MIDDLE: [f32; 2] = [0.0, -10.0];
/// Directions from the lower end of one cheek over the forehead to that of the other, and the angle
/// between them, degrees: 5 mm on the outermost cheeks.
const DIRECTIONS: usize = 81;
const APART_DEG: f32 = 3.0;
/// Radii, mm: from the eyes' outer corners to the ears.
const RADII: usize = 39;
const FIRST_MM: f32 = 40.0;
const STEP_MM: f32 = 2.0;
/// Weights with which four samples at 1 to 4 steps give the value at 0 of the line fitted to them.
const TO_ZERO: [f32; 4] = [1.0, 0.5, 0.0, -0.5];
/// A step larger than this says no more than this, mm.
const CAP_MM: f32 = 1.5;
/// Radii by which the line may move from one direction to the next.
const BEND: usize = 2;

impl Seam {
    /// Looks along the face's patch.
    pub(crate) fn of(face: &PatchGrid) -> Self {
        let steps: Vec<[f32; RADII]> =
            (0..DIRECTIONS).map(|n| steps_along(&heights_along(face, n), n)).collect();
        let line = best_line(&steps);
        let on_line = line.iter().zip(&steps).map(|(&r, steps)| steps[r]);
        let on_line: Vec<f32> = on_line.filter(|s| s.is_finite()).collect();
        let seen = on_line.len() as f64 / DIRECTIONS as f64;
        let all = steps.iter().flatten().copied().filter(|s| s.is_finite()).collect();
        Self { step_mm: mean(&on_line), usual_mm: median(all).unwrap_or(0.0), seen }
    }

    /// How much more the skin steps along the line than elsewhere; 0 where nothing was seen.
    pub fn contrast(&self) -> f64 {
        if self.usual_mm > 0.0 { self.step_mm / self.usual_mm } else { 0.0 }
    }
}

fn mean(steps: &[f32]) -> f64 {
    f64::from(steps.iter().sum::<f32>()) / steps.len().max(1) as f64
}

/// Place on the patch of a direction and a radius, mm.
fn place(direction: usize, radius: usize) -> [f32; 2] {
    let from_top = APART_DEG * (direction as f32 - (DIRECTIONS / 2) as f32);
    let (sin, cos) = from_top.to_radians().sin_cos();
    let mm = FIRST_MM + STEP_MM * radius as f32;
    [MIDDLE[0] + mm * sin, MIDDLE[1] + mm * cos]
}

/// Where skin is smooth in everybody: above the brows; beside the eyes and the corners of the mouth,
/// not below the jaw.
fn is_smooth([u, v]: [f32; 2]) -> bool {
    const BESIDE_EYES: f32 = 62.0;
    const ABOVE_BROWS: f32 = 44.0;
    const JAW: f32 = -65.0;
    if u.abs() < BESIDE_EYES { v > ABOVE_BROWS } else { v > JAW }
}

/// Heights above the mean head along a ray, mm; NaN without skin.
fn heights_along(face: &PatchGrid, direction: usize) -> [f32; RADII] {
    std::array::from_fn(|radius| height_at(face, place(direction, radius)))
}

/// Height above the mean head between four cells, mm; NaN where one of them is no skin.
fn height_at(face: &PatchGrid, [u, v]: [f32; 2]) -> f32 {
    let patch = face.patch;
    let column = (u - patch.first[0]) / patch.step_mm;
    let row = (patch.first[1] - v) / patch.step_mm;
    let inside = |at: f32, count: usize| at >= 0.0 && at < (count - 1) as f32;
    if !inside(column, patch.columns) || !inside(row, patch.rows) {
        return f32::NAN;
    }
    let (c, r) = (column as usize, row as usize);
    let height = |c: usize, r: usize| {
        let cell = r * patch.columns + c;
        let skin = face.validity[cell] == Validity::Skin;
        face.above_mean_mm(cell).filter(|_| skin).unwrap_or(f32::NAN)
    };
    let (right, down) = (column.fract(), row.fract());
    let across = |r: usize| height(c, r) * (1.0 - right) + height(c + 1, r) * right;
    across(r) * (1.0 - down) + across(r + 1) * down
}

/// How far the skin steps at each radius, mm; NaN where it is not smooth in everybody or not seen.
fn steps_along(heights: &[f32; RADII], direction: usize) -> [f32; RADII] {
    let reach = TO_ZERO.len();
    std::array::from_fn(|r| {
        if r < reach || r + reach >= RADII || !is_smooth(place(direction, r)) {
            return f32::NAN;
        }
        let apart = |(n, weight): (usize, &f32)| weight * (heights[r + n + 1] - heights[r - n - 1]);
        let step: f32 = TO_ZERO.iter().enumerate().map(apart).sum();
        // `min` would take the cap for NaN.
        if step.is_nan() { step } else { step.abs().min(CAP_MM) }
    })
}

/// For each direction the radius of the line that gathers the largest steps (dynamic programming);
/// what is not seen adds nothing.
fn best_line(steps: &[[f32; RADII]]) -> Vec<usize> {
    let gain = |step: f32| if step.is_nan() { 0.0 } else { step };
    let mut gathered = [0.0; RADII];
    let mut came_from: Vec<[usize; RADII]> = Vec::with_capacity(steps.len());
    for steps in steps {
        let from = std::array::from_fn(|r| {
            let near = r.saturating_sub(BEND)..(r + BEND + 1).min(RADII);
            near.fold(r, |best, other| if gathered[other] > gathered[best] { other } else { best })
        });
        gathered = std::array::from_fn(|r| gathered[from[r]] + gain(steps[r]));
        came_from.push(from);
    }
    let mut at = (0..RADII).fold(0, |best, r| if gathered[r] > gathered[best] { r } else { best });
    let mut line = vec![0; steps.len()];
    for (n, from) in came_from.iter().enumerate().rev() {
        line[n] = at;
        at = from[at];
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::canonical_grid::{Patch, PatchName, Reference};
    use nalgebra::Vector3;
    use proptest::prelude::*;

    /// A face whose skin lies at these heights above the mean head.
    fn face(height: impl Fn([f32; 2]) -> f32) -> PatchGrid {
        let patch = Patch::of(PatchName::Face);
        let cells = &Reference::shipped(PatchName::Face).cells;
        let depth = |cell: usize| {
            let mean = cells[cell].as_ref().map_or(f32::NAN, |mean| mean.depth_mm);
            mean + height(patch.place(cell))
        };
        let depth_mm: Vec<f32> = (0..patch.len()).map(depth).collect();
        let validity = |depth: &f32| {
            if depth.is_nan() { Validity::Missing } else { Validity::Skin }
        };
        let validity = depth_mm.iter().map(validity).collect();
        PatchGrid { patch, depth_mm, normal: vec![Vector3::zeros(); patch.len()], validity }
    }

    /// Skin that nobody's is equal to: waves of 6 mm, 2 cm and 6 cm, which step as little as scanned
    /// skin does.
    fn own([u, v]: [f32; 2]) -> f32 {
        0.05 * (u + 0.7 * v).sin() + 0.1 * (u / 3.0 - v / 4.0).sin() + 2.0 * (v / 10.0).cos()
    }

    fn radius([u, v]: [f32; 2]) -> f32 {
        (u / 1.4 - MIDDLE[0]).hypot(v - MIDDLE[1])
    }

    #[test]
    fn a_face_put_on_has_a_seam_and_ones_own_or_a_faded_one_has_not() {
        let alone = Seam::of(&face(own));
        assert!(alone.contrast() < 4.0, "{alone:?}");
        let put_on = |p| own(p) + if radius(p) < 68.0 { 1.0 } else { 0.0 };
        let seam = Seam::of(&face(put_on));
        assert!(seam.contrast() > 2.0 * alone.contrast() && seam.seen > 0.9, "{seam:?}");
        approx::assert_abs_diff_eq!(seam.step_mm, 1.0, epsilon = 0.3);
        let faded = |p| own(p) + ((98.0 - radius(p)) / 60.0).clamp(0.0, 1.0);
        assert!(Seam::of(&face(faded)).contrast() < 4.0);
    }

    #[test]
    fn without_skin_there_is_no_seam() {
        let none = Seam::of(&face(|_| f32::NAN));
        assert_eq!(none, Seam::default());
        approx::assert_abs_diff_eq!(none.contrast(), 0.0);
    }

    /// Every line of a few directions, tried one by one.
    fn brute_force(steps: &[[f32; RADII]], from: usize) -> f32 {
        let Some((first, rest)) = steps.split_first() else { return 0.0 };
        let near = from.saturating_sub(BEND)..(from + BEND + 1).min(RADII);
        near.map(|r| first[r] + brute_force(rest, r)).fold(0.0, f32::max)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn the_best_line_is_the_best_of_all(values in prop::collection::vec(0u8..20, 4 * RADII)) {
            let rows = values.chunks_exact(RADII);
            let steps: Vec<[f32; RADII]> =
                rows.map(|row| std::array::from_fn(|r| f32::from(row[r]))).collect();
            let line = best_line(&steps);
            let found: f32 = line.iter().zip(&steps).map(|(&r, steps)| steps[r]).sum();
            let best = (0..RADII).map(|r| steps[0][r] + brute_force(&steps[1..], r));
            approx::assert_abs_diff_eq!(found, best.fold(0.0, f32::max));
            for pair in line.windows(2) {
                prop_assert!(pair[0].abs_diff(pair[1]) <= BEND);
            }
        }
    }
}
