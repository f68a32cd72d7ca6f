//! Parts of the head's surface: the words that phantoms, the mean head and reports share.

/// A part of the skin; sides are the person's own. The discriminant is the label stored in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Region {
    /// Top of the skull.
    Vault = 0,
    /// Above the brows, below the hairline.
    Forehead = 1,
    /// Brow ridges and glabella.
    Brow = 2,
    /// Lids and rim of the right orbit.
    EyeRight = 3,
    /// Lids and rim of the left orbit.
    EyeLeft = 4,
    /// Nasion to rhinion.
    NoseBridge = 5,
    /// Tip, wings and base of the nose.
    Nose = 6,
    /// Right cheek.
    CheekRight = 7,
    /// Left cheek.
    CheekLeft = 8,
    /// Between nose and mouth.
    UpperLip = 9,
    /// Lips.
    Mouth = 10,
    /// Below the lower lip, to the chin's lower edge.
    Chin = 11,
    /// Mandible from chin to ear.
    Jaw = 12,
    /// Right pinna.
    EarRight = 13,
    /// Left pinna.
    EarLeft = 14,
    /// Between eye, ear and vault.
    Temple = 15,
    /// Back of the skull.
    Occiput = 16,
    /// Below the skull and the jaw.
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

    /// The region of a name in a file.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_names_belong_to_one_region_each() {
        for (label, region) in Region::ALL.into_iter().enumerate() {
            assert_eq!(region as usize, label);
            assert_eq!(Region::from_name(region.name()), Some(region));
        }
        assert_eq!(Region::from_name("hat"), None);
    }
}
