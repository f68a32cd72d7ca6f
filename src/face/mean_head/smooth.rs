//! Smooth deviations from the mean head that no anthropometric parameter describes.
//!
//! Heads differ from any few parameters by deviations that are smooth over some centimetres. Left
//! out of the model they turn into tilt; as a Gaussian process of low rank (Lüthi et al. 2018,
//! "Gaussian process morphable models") they are solved with the rest, each with its own prior.
//!
//! Number, size and reach of the patches were chosen on the tuning cohort (24 scans and their
//! defaced copies); not measured apart.

use nalgebra::Vector3;

/// Patches on one half of the head; the other half moves along as its mirror image.
pub(super) const PATCHES: usize = 16;
/// Standard deviation of the displacement at the centre of a patch, mm.
const SD_MM: f64 = 2.0;
/// Distance at which a patch ends, mm; at a third of it the displacement is half.
const REACH_MM: f64 = 120.0;

/// Centres of the patches: on the right half (x ≥ 0), each farthest from all before it.
pub(super) fn centres(positions: &[Vector3<f64>]) -> Vec<Vector3<f64>> {
    // Every eighth point is near enough to any place (points are 4 to 6 mm apart).
    let right: Vec<_> = positions.iter().filter(|p| p.x >= 0.0).step_by(8).copied().collect();
    let mut centres: Vec<Vector3<f64>> = right.first().into_iter().copied().collect();
    let mut apart: Vec<f64> = right.iter().map(|p| (p - right[0]).norm()).collect();
    while !centres.is_empty() && centres.len() < PATCHES {
        let farthest = (0..right.len()).max_by(|&a, &b| apart[a].total_cmp(&apart[b])).unwrap_or(0);
        centres.push(right[farthest]);
        for (nearest, p) in apart.iter_mut().zip(&right) {
            *nearest = nearest.min((p - right[farthest]).norm());
        }
    }
    centres.resize(PATCHES, Vector3::zeros());
    centres
}

/// How far the skin at `position` moves outwards per standard deviation of a patch, mm.
pub(super) fn displacement(position: &Vector3<f64>, centre: &Vector3<f64>) -> f64 {
    let mirrored = Vector3::new(-centre.x, centre.y, centre.z);
    SD_MM * (bump((position - centre).norm()) + bump((position - mirrored).norm()))
}

/// Wendland's C² function: smooth, positive definite, and zero beyond the reach.
fn bump(distance_mm: f64) -> f64 {
    let q = distance_mm / REACH_MM;
    if q >= 1.0 { 0.0 } else { (1.0 - q).powi(4) * (4.0 * q + 1.0) }
}
