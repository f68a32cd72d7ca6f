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
    /// Only what defacing leaves alone counts, so that the pose does not depend on what was
    /// removed; the neck bends and the jaw opens.
    pub fn pose_weight(self) -> f64 {
        match self {
            Self::Vault
            | Self::Forehead
            | Self::Temple
            | Self::Occiput
            | Self::EarRight
            | Self::EarLeft => 1.0,
            _ => 0.0,
        }
    }
}
