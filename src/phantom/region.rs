//! Which part of the mean head a point lies on.

use crate::base::region::Region;

use super::anatomy;
use super::solid::Point;

/// The region of a point on (or near) the skin of the mean head.
pub fn at(p: Point) -> Region {
    let right = p.x >= 0.;
    let side = |r, l| if right { r } else { l };
    let x = p.x.abs();
    if anatomy::is_ear(p) {
        side(Region::EarRight, Region::EarLeft)
    } else if p.y < 30. || p.z > 62. {
        behind_or_above(p)
    } else if p.z > 40. {
        if x > 46. { Region::Temple } else { Region::Forehead }
    } else if x > 54. && p.z > -2. {
        Region::Temple
    } else if p.z > 24. {
        Region::Brow
    } else if p.z > 0. {
        if x < 12. { Region::NoseBridge } else { side(Region::EyeRight, Region::EyeLeft) }
    } else if x < 22. && p.z > -31. && p.y > 84. {
        if p.z > -6. { Region::NoseBridge } else { Region::Nose }
    } else if x < 28. && p.y > 70. && p.z > -68. {
        if p.z > -43. { Region::UpperLip } else { Region::Mouth }
    } else if x < 28. && p.y > 62. {
        Region::Chin
    } else if p.z > -58. {
        side(Region::CheekRight, Region::CheekLeft)
    } else if p.z < -96. && p.y < 55. {
        Region::Neck
    } else {
        Region::Jaw
    }
}

fn behind_or_above(p: Point) -> Region {
    if p.z < -20. {
        let behind = p.y < 0. || (p.y < 45. && p.z < -84.);
        if behind { Region::Neck } else { Region::Jaw }
    } else if p.y < -60. && p.z < 60. {
        Region::Occiput
    } else if p.y > 48. && p.z < 110. {
        if p.x.abs() > 50. { Region::Temple } else { Region::Forehead }
    } else if p.y > -5. && p.z < 50. {
        Region::Temple
    } else {
        Region::Vault
    }
}
