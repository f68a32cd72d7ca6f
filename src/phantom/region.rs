//! Names for parts of the head's surface.

use super::anatomy;
use super::solid::Point;

/// A part of the surface; the discriminant is the label stored in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the anatomical terms")]
pub enum Region {
    Vault = 0,
    Forehead = 1,
    Brow = 2,
    EyeRight = 3,
    EyeLeft = 4,
    NoseBridge = 5,
    Nose = 6,
    CheekRight = 7,
    CheekLeft = 8,
    UpperLip = 9,
    Mouth = 10,
    Chin = 11,
    Jaw = 12,
    EarRight = 13,
    EarLeft = 14,
    Temple = 15,
    Occiput = 16,
    Neck = 17,
}

impl Region {
    /// All regions, in the order of their labels.
    pub const ALL: [Self; 18] = [
        Self::Vault,
        Self::Forehead,
        Self::Brow,
        Self::EyeRight,
        Self::EyeLeft,
        Self::NoseBridge,
        Self::Nose,
        Self::CheekRight,
        Self::CheekLeft,
        Self::UpperLip,
        Self::Mouth,
        Self::Chin,
        Self::Jaw,
        Self::EarRight,
        Self::EarLeft,
        Self::Temple,
        Self::Occiput,
        Self::Neck,
    ];

    /// Name in files: `vault`, `nose_bridge`, …
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 18] = [
            "vault",
            "forehead",
            "brow",
            "eye_right",
            "eye_left",
            "nose_bridge",
            "nose",
            "cheek_right",
            "cheek_left",
            "upper_lip",
            "mouth",
            "chin",
            "jaw",
            "ear_right",
            "ear_left",
            "temple",
            "occiput",
            "neck",
        ];
        NAMES[self as usize]
    }

    /// The region of a point on (or near) the skin of the mean head.
    pub fn of(p: Point) -> Self {
        let right = p.x >= 0.;
        let side = |r, l| if right { r } else { l };
        let x = p.x.abs();
        if anatomy::is_ear(p) {
            side(Self::EarRight, Self::EarLeft)
        } else if p.y < 30. || p.z > 62. {
            Self::behind_or_above(p)
        } else if p.z > 40. {
            if x > 46. { Self::Temple } else { Self::Forehead }
        } else if x > 54. && p.z > -2. {
            Self::Temple
        } else if p.z > 24. {
            Self::Brow
        } else if p.z > 0. {
            if x < 12. { Self::NoseBridge } else { side(Self::EyeRight, Self::EyeLeft) }
        } else if x < 22. && p.z > -31. && p.y > 84. {
            if p.z > -6. { Self::NoseBridge } else { Self::Nose }
        } else if x < 28. && p.y > 70. && p.z > -68. {
            if p.z > -43. { Self::UpperLip } else { Self::Mouth }
        } else if x < 28. && p.y > 62. {
            Self::Chin
        } else if p.z > -58. {
            side(Self::CheekRight, Self::CheekLeft)
        } else if p.z < -96. && p.y < 55. {
            Self::Neck
        } else {
            Self::Jaw
        }
    }

    fn behind_or_above(p: Point) -> Self {
        if p.z < -20. {
            let behind = p.y < 0. || (p.y < 45. && p.z < -84.);
            if behind { Self::Neck } else { Self::Jaw }
        } else if p.y < -60. && p.z < 60. {
            Self::Occiput
        } else if p.y > 48. && p.z < 110. {
            if p.x.abs() > 50. { Self::Temple } else { Self::Forehead }
        } else if p.y > -5. && p.z < 50. {
            Self::Temple
        } else {
            Self::Vault
        }
    }
}
