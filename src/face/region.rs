//! Parts of the head's surface, as the mean head labels them.

/// A part of the skin; sides are the person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// Top of the skull.
    Vault,
    /// Above the brows, below the hairline.
    Forehead,
    /// Brow ridges and glabella.
    Brow,
    /// Lids and rim of the right orbit.
    EyeRight,
    /// Lids and rim of the left orbit.
    EyeLeft,
    /// Nasion to rhinion.
    NoseBridge,
    /// Tip, wings and base of the nose.
    Nose,
    /// Right cheek.
    CheekRight,
    /// Left cheek.
    CheekLeft,
    /// Between nose and mouth.
    UpperLip,
    /// Lips.
    Mouth,
    /// Below the lower lip, to the chin's lower edge.
    Chin,
    /// Mandible from chin to ear.
    Jaw,
    /// Right pinna.
    EarRight,
    /// Left pinna.
    EarLeft,
    /// Between eye, ear and vault.
    Temple,
    /// Back of the skull.
    Occiput,
    /// Below the skull and the jaw.
    Neck,
}

impl Region {
    const NAMES: [(Self, &'static str); 18] = [
        (Self::Vault, "vault"),
        (Self::Forehead, "forehead"),
        (Self::Brow, "brow"),
        (Self::EyeRight, "eye_right"),
        (Self::EyeLeft, "eye_left"),
        (Self::NoseBridge, "nose_bridge"),
        (Self::Nose, "nose"),
        (Self::CheekRight, "cheek_right"),
        (Self::CheekLeft, "cheek_left"),
        (Self::UpperLip, "upper_lip"),
        (Self::Mouth, "mouth"),
        (Self::Chin, "chin"),
        (Self::Jaw, "jaw"),
        (Self::EarRight, "ear_right"),
        (Self::EarLeft, "ear_left"),
        (Self::Temple, "temple"),
        (Self::Occiput, "occiput"),
        (Self::Neck, "neck"),
    ];

    /// The region of a name in the mean head's file.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, n)| *n == name).map(|(region, _)| *region)
    }

    /// How much a point of this region counts for the pose.
    ///
    /// The pinnae tell most: they are small, far from the axis of pitch and left by most defacers.
    /// The jaw opens and the neck bends, so they count little, but both still rule out a head that
    /// is nodding. Chosen on the tuning cohort (24 scans and their defaced copies); not measured
    /// apart.
    pub fn pose_weight(self) -> f64 {
        match self {
            Self::EarRight | Self::EarLeft => 3.0,
            Self::Jaw => 0.3,
            Self::Neck => 0.2,
            _ => 1.0,
        }
    }

    /// Whether defacing usually leaves it alone.
    pub fn is_cranial(self) -> bool {
        matches!(
            self,
            Self::Vault
                | Self::Forehead
                | Self::Temple
                | Self::Occiput
                | Self::EarRight
                | Self::EarLeft
        )
    }
}
