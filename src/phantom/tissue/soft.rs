//! Fat, muscle, glands and cartilage of face, scalp and neck.

use super::Layers;
use super::Place;
use super::Tissue;
use crate::phantom::anatomy;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::bump;
use crate::phantom::solid::ellipsoid;

/// Soft tissue at a place.
pub(super) fn tissue(layers: &Layers, &Place { p, q, depth }: &Place) -> Tissue {
    let grain = layers.texture.at(p, 4.);
    if q.x > 66. && anatomy::is_ear(q) {
        return Tissue::Cartilage;
    }
    if ellipsoid(q, at(0., 102., -12.), at(13., 17., 18.)) < 0. {
        return if depth < layers.skin + 0.8 { Tissue::Fat } else { Tissue::Cartilage };
    }
    if depth < layers.skin + fat(q) * layers.fat * (1. + 0.25 * grain) {
        return Tissue::Fat;
    }
    if ellipsoid(q, at(54., 0., -22.), at(10., 15., 20.)) < 0. {
        return Tissue::Gland;
    }
    if ellipsoid(q, at(4., 58., -4.), at(10., 34., 24.)) < 0. {
        return Tissue::Mucosa;
    }
    // Planes of fat between the muscles.
    let plane = (q.x / 9. + 0.4 * grain).sin() * (q.y / 11. + q.z / 40. + 0.4 * grain).sin();
    if plane > 0.72 { Tissue::Fat } else { Tissue::Muscle }
}

/// Mean thickness of the fat under the skin, mm (after the regional means of Stephan & Simpson
/// 2008, less skin and muscle).
fn fat(q: Point) -> f64 {
    let cheek = bump(at((q.x - 46.) / 40., (q.y - 56.) / 46., (q.z + 32.) / 46.).norm());
    let neck = if q.z < -60. { 1.5 } else { 0. };
    3.4 + 6. * cheek + neck
}
