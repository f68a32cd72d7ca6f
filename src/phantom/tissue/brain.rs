//! Brain, its fluid and the ventricles.

use super::Layers;
use super::Place;
use super::Tissue;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::intersection;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::union;

/// Scalp over the vault without skin, mm, before the person's fat factor.
pub(super) const SCALP_FAT: f64 = 3.4;
/// Fluid between skull and brain, mm.
const FLUID: f64 = 2.4;
/// Gray matter, mm (mean cortical thickness 2.5, Fischl & Dale 2000, plus partial volume).
const CORTEX: f64 = 2.9;

/// Distance to the brain's surface, mm, negative inside.
pub(super) fn distance(layers: &Layers, &Place { q, depth, .. }: &Place) -> f64 {
    if depth < 8. || q.z < -45. || q.y > 85. {
        return 50.;
    }
    let inner_table = layers.skin + SCALP_FAT * layers.fat + temporalis(q) + layers.skull + FLUID;
    let vault = inner_table - depth;
    let above = 24. - 0.15 * (40. - q.y) - q.z;
    let temporal = ellipsoid(q, at(38., 4., 12.), at(27., 40., 22.));
    let occipital = ellipsoid(q, at(0., -55., 22.), at(60., 45., 20.));
    let cerebrum = intersection(vault, union(union(above, temporal, 12.), occipital, 12.), 8.);
    let cerebellum = intersection(vault, ellipsoid(q, at(0., -50., -9.), at(52., 33., 21.)), 6.);
    let stem = round_cone(q, at(0., -12., 22.), 15., at(0., -22., -30.), 8.);
    union(union(cerebrum, cerebellum, 1.), stem, 4.)
}

/// Thickness of the muscle over the temple, mm.
pub(super) fn temporalis(q: Point) -> f64 {
    9. * crate::phantom::solid::bump(
        at((q.x - 60.) / 34., (q.y - 28.) / 42., (q.z - 22.) / 44.).norm(),
    )
}

/// Tissue inside the dura, `d` mm from the brain's surface; None outside.
pub(super) fn tissue(layers: &Layers, &Place { p, q, .. }: &Place, d: f64) -> Option<Tissue> {
    if d > FLUID {
        return cord(q);
    }
    if d > 0. || is_ventricle(layers, q) {
        return Some(Tissue::Csf);
    }
    let fold = layers.texture.at(p, 9.);
    let fissure = q.x < 1.1 && q.z > 58. && d > -34.;
    if fissure || (fold.abs() < 0.11 && d > -13.) {
        return Some(if d > -7. || fissure { Tissue::Csf } else { Tissue::GrayMatter });
    }
    let near_sulcus = fold.abs() < 0.42 && d > -16.;
    let nuclei = ellipsoid(q, at(17., 14., 38.), at(11., 22., 13.)) < 0.;
    let is_gray = d > -CORTEX || near_sulcus || nuclei;
    Some(if is_gray { Tissue::GrayMatter } else { Tissue::WhiteMatter })
}

fn is_ventricle(layers: &Layers, q: Point) -> bool {
    let s = layers.ventricles;
    ellipsoid(q, at(11., 14., 52.), at(6. * s, 30. * s, 8. * s)) < 0.
        || ellipsoid(q, at(24., -22., 40.), at(6. * s, 18. * s, 9. * s)) < 0.
        || ellipsoid(q, at(0., 8., 36.), at(2.5 * s, 14., 10.)) < 0.
        || ellipsoid(q, at(0., -34., -2.), at(7., 5., 11.)) < 0.
}

/// Spinal cord in its fluid, below the brain.
fn cord(q: Point) -> Option<Tissue> {
    if q.z > -20. || q.x > 12. {
        return None;
    }
    let axis = round_cone(q, at(0., -23., -26.), 5.5, at(0., -40., -200.), 5.5);
    match axis {
        d if d < 0. => Some(Tissue::WhiteMatter),
        d if d < 3.5 => Some(Tissue::Csf),
        _ => None,
    }
}
