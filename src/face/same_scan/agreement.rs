//! How well two volumes agree at one placement.

use super::{Config, Tissue, Verdict};
use crate::base::space::VoxelIndex;
use crate::imaging::volume::Volume;

use nalgebra::{Matrix4, Vector4};
use serde::{Deserialize, Serialize};

/// `defaced = slope × original + intercept`, as most of the tissue says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rescaling {
    /// Factor.
    pub slope: f64,
    /// Offset, units of the defaced copy.
    pub intercept: f64,
    /// Spread of what this leaves over in the better half of the tissue (1.4826 × median absolute
    /// residual), units of the defaced copy; 0 for exact copies.
    pub spread: f64,
    /// How far rounding alone can move a value, units of the defaced copy.
    pub rounding: f64,
}

impl Rescaling {
    /// The value of a defaced voxel on the original's scale.
    pub fn undo(&self, defaced: f64) -> f64 {
        (defaced - self.intercept) / self.slope
    }
}

/// How well the tissue of two volumes agrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Share of the original's tissue points at which the copy shows tissue too, 0–1.
    pub overlap: f64,
    /// Share of those whose values are equal up to rescaling and rounding, 0–1.
    pub equal: f64,
    /// Pearson's correlation over those.
    pub correlation: f64,
    /// How values were rescaled.
    pub rescaling: Rescaling,
}

const NONE: Agreement = Agreement {
    overlap: 0.0,
    equal: 0.0,
    correlation: 0.0,
    rescaling: Rescaling { slope: 1.0, intercept: 0.0, spread: 0.0, rounding: 0.0 },
};

/// Fewer points say nothing.
const FEWEST: usize = 50;

/// Compares tissue with what the copy holds at `map` (voxel index → voxel index) of its place.
pub(super) fn measure(
    tissue: &Tissue,
    other: &Tissue,
    copy: &Volume,
    map: &Matrix4<f64>,
) -> Agreement {
    let pairs: Vec<(f64, f64)> = tissue
        .points
        .iter()
        .filter_map(|(place, value)| {
            let found = copy.interpolate(mapped(map, *place))?;
            (found > other.level).then_some((*value, found))
        })
        .collect();
    if pairs.len() < FEWEST {
        return NONE;
    }
    let rescaling = rescaling(&pairs, tissue.quantum, other.quantum);
    let is_equal = |(a, b): &&(f64, f64)| off(&rescaling, *a, *b) <= rescaling.rounding;
    Agreement {
        overlap: pairs.len() as f64 / tissue.points.len() as f64,
        equal: pairs.iter().filter(is_equal).count() as f64 / pairs.len() as f64,
        correlation: correlation(&pairs),
        rescaling,
    }
}

/// A voxel index through a map of indices.
pub(crate) fn mapped(map: &Matrix4<f64>, VoxelIndex([i, j, k]): VoxelIndex) -> VoxelIndex {
    let to = map * Vector4::new(i, j, k, 1.0);
    VoxelIndex([to.x, to.y, to.z])
}

fn off(rescaling: &Rescaling, original: f64, defaced: f64) -> f64 {
    (defaced - rescaling.slope * original - rescaling.intercept).abs()
}

/// Least trimmed squares (Rousseeuw 1984) with half of the pairs, unless equal values already say
/// that nothing was rescaled.
fn rescaling(pairs: &[(f64, f64)], quantum: f64, other_quantum: f64) -> Rescaling {
    const STEPS: usize = 8;
    let largest = pairs.iter().fold(0.0, |m: f64, (a, b)| m.max(a.abs()).max(b.abs()));
    let with = |(slope, intercept): (f64, f64)| {
        // Both files round, and single precision does.
        let rounding = 0.51 * (slope.abs() * quantum + other_quantum)
            + 4.0 * f64::from(f32::EPSILON) * largest;
        Rescaling { slope, intercept, spread: 0.0, rounding }
    };
    let unchanged = with((1.0, 0.0));
    let equal = pairs.iter().filter(|(a, b)| off(&unchanged, *a, *b) <= unchanged.rounding);
    if 2 * equal.count() >= pairs.len() {
        return Rescaling { spread: spread(&unchanged, pairs), ..unchanged };
    }
    let mut best = with(line(pairs.iter()));
    let mut kept: Vec<&(f64, f64)> = pairs.iter().collect();
    let half = pairs.len() / 2;
    for _ in 0..STEPS {
        kept.select_nth_unstable_by(half, |x, y| {
            off(&best, x.0, x.1).total_cmp(&off(&best, y.0, y.1))
        });
        best = with(line(kept[..half].iter().copied()));
    }
    // Half of the pairs leave the line some play; all that lie on it to rounding fix it (reweighted
    // least squares: Rousseeuw & Leroy 1987, p. 14).
    let on_line = pairs.iter().filter(|(a, b)| off(&best, *a, *b) <= 2.0 * best.rounding);
    if on_line.clone().count() >= half {
        best = with(line(on_line));
    }
    Rescaling { spread: spread(&best, pairs), ..best }
}

/// Spread of the better half: its median residual, scaled to a normal distribution's σ.
fn spread(rescaling: &Rescaling, pairs: &[(f64, f64)]) -> f64 {
    let mut offs: Vec<f64> = pairs.iter().map(|(a, b)| off(rescaling, *a, *b)).collect();
    let middle = offs.len() / 2;
    let (_, median, _) = offs.select_nth_unstable_by(middle, f64::total_cmp);
    1.4826 * *median
}

/// Slope and intercept of the least-squares line.
fn line<'a>(pairs: impl Iterator<Item = &'a (f64, f64)> + Clone) -> (f64, f64) {
    let [mean_a, mean_b, square_a, _, product] = moments(pairs);
    let slope = if square_a > 0.0 { product / square_a } else { 0.0 };
    (slope, mean_b - slope * mean_a)
}

fn correlation(pairs: &[(f64, f64)]) -> f64 {
    let [_, _, square_a, square_b, product] = moments(pairs.iter());
    let both = (square_a * square_b).sqrt();
    if both > 0.0 { product / both } else { 0.0 }
}

/// Means, and mean squares and product of the deviations.
fn moments<'a>(pairs: impl Iterator<Item = &'a (f64, f64)> + Clone) -> [f64; 5] {
    let (count, a, b) =
        pairs.clone().fold((0.0, 0.0, 0.0), |(n, a, b), (x, y)| (n + 1.0, a + x, b + y));
    let count = f64::max(count, 1.0);
    let (a, b) = (a / count, b / count);
    let deviations = pairs.fold([0.0; 3], |[aa, bb, ab], (x, y)| {
        let (x, y) = (x - a, y - b);
        [aa + x * x, bb + y * y, ab + x * y]
    });
    let [aa, bb, ab] = deviations.map(|sum| sum / count);
    [a, b, aa, bb, ab]
}

impl Agreement {
    /// Whether voxels are equal, which no other scan's are.
    pub(super) fn is_exact(&self, config: &Config) -> bool {
        self.has_enough(config) && self.equal >= config.equal_share && self.rescaling.slope > 0.0
    }

    fn has_enough(&self, config: &Config) -> bool {
        self.overlap >= config.least_overlap
    }

    /// By what placements are ordered: equal voxels first, then correlation.
    pub(super) fn rank(&self, config: &Config) -> f64 {
        if self.is_exact(config) {
            1.0 + self.equal
        } else {
            self.correlation * self.overlap.sqrt()
        }
    }

    /// Whether a placement is so much better than the claimed one that the frame was changed.
    pub(super) fn beats(&self, claimed: &Self, config: &Config) -> bool {
        let resampled = self.has_enough(config)
            && self.correlation >= config.correlation
            && self.correlation >= claimed.correlation + config.clearly_better;
        self.is_exact(config) || resampled
    }

    pub(super) fn verdict(&self, config: &Config) -> Verdict {
        if self.has_enough(config) && self.correlation >= config.correlation {
            Verdict::SameScan
        } else if self.correlation >= config.other_correlation {
            Verdict::Uncertain
        } else {
            Verdict::DifferentScan
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rescaling_is_found_though_a_third_of_the_values_was_replaced() {
        let pairs: Vec<(f64, f64)> = (0..900_u32)
            .map(|n| {
                let a = f64::from(n.wrapping_mul(2_654_435_761) % 1000);
                (a, if n % 3 == 0 { 500.0 } else { (0.25 * a + 10.0).round() })
            })
            .collect();
        let found = rescaling(&pairs, 1.0, 1.0);
        approx::assert_abs_diff_eq!(found.slope, 0.25, epsilon = 1e-3);
        approx::assert_abs_diff_eq!(found.intercept, 10.0, epsilon = 0.5);
        approx::assert_abs_diff_eq!(found.undo(260.0), 1000.0, epsilon = 5.0);
        // Two thirds are off by rounding alone; their spread is no more than rounding can do.
        assert!(found.spread <= 2.0 * found.rounding, "{found:?}");
    }
}
