//! Eyeball and what surrounds it in the orbit.

use super::Tissue;
use crate::phantom::anatomy::EYEBALL;
use crate::phantom::solid::Point;
use crate::phantom::solid::at;
use crate::phantom::solid::ellipsoid;
use crate::phantom::solid::round_cone;
use crate::phantom::solid::sphere;

/// Radius of the eyeball, mm (axial length 24, Bekerman 2014).
const RADIUS: f64 = 12.;
/// Behind the apex of the lids by this much, mm.
const LID: f64 = 1.6;

/// Tissue of the orbit, None outside it. `q.x` ≥ 0.
pub(super) fn tissue(q: Point) -> Option<Tissue> {
    let centre = EYEBALL - at(0., LID, 0.);
    if (q - centre).norm() > 52. {
        return None;
    }
    let ball = sphere(q, centre, RADIUS);
    if ball < -1.1 {
        let lens = ellipsoid(q, centre + at(0., 8., 0.), at(4.6, 2., 4.6));
        return Some(if lens < 0. { Tissue::Cartilage } else { Tissue::Vitreous });
    }
    if ball < 0. {
        return Some(Tissue::Muscle);
    }
    let nerve = round_cone(q, centre, 2., at(15., 32., 14.), 2.2);
    if nerve < 0. {
        return Some(Tissue::WhiteMatter);
    }
    let muscle = |side: Point| round_cone(q, centre + side * 12.5, 1.6, at(16., 34., 14.), 2.) < 0.;
    if [at(1., -0.2, 0.), at(-1., -0.2, 0.), at(0., -0.2, 1.), at(0., -0.2, -1.)]
        .into_iter()
        .any(muscle)
    {
        return Some(Tissue::Muscle);
    }
    let cone = round_cone(q, centre - at(0., 3., 0.), 15.5, at(17., 36., 14.), 6.);
    (cone < 0.).then_some(Tissue::Fat)
}
