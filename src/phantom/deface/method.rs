//! The defacers' names and classes.

use serde::Serialize;

/// A kind of defacing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Everything before a plane that touches the brain (shear plane).
    Plane,
    /// The face from brow to throat and back to the jaw's ramus removed, ears kept.
    Mask,
    /// The same with the ears.
    MaskEars,
    /// The same mask, registered too low: the eyes stay, nose to chin are gone.
    ShiftedMask,
    /// Everything but the brain removed.
    SkullStrip,
    /// The surface from brow to throat smoothed, 3 mm.
    BlurLight,
    /// The same, 6 mm.
    Blur,
    /// The same, 10 mm.
    BlurStrong,
    /// The mean face in the person's pose, smoothly joined (refacing).
    Average,
    /// The mean face in the person's pose as a shell of noise (`mideface`).
    NoiseFace,
    /// Only the nose removed: a partial failure.
    Nose,
    /// Only the ears removed, face kept.
    Ears,
}

impl Method {
    /// All methods.
    pub const ALL: [Self; 12] = [
        Self::Plane,
        Self::Mask,
        Self::MaskEars,
        Self::ShiftedMask,
        Self::SkullStrip,
        Self::BlurLight,
        Self::Blur,
        Self::BlurStrong,
        Self::Average,
        Self::NoiseFace,
        Self::Nose,
        Self::Ears,
    ];

    /// Name on the command line and of the derivative's folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plane => "plane",
            Self::Mask => "mask",
            Self::MaskEars => "mask_ears",
            Self::ShiftedMask => "shifted_mask",
            Self::SkullStrip => "skull_strip",
            Self::BlurLight => "blur_light",
            Self::Blur => "blur",
            Self::BlurStrong => "blur_strong",
            Self::Average => "average",
            Self::NoiseFace => "noise_face",
            Self::Nose => "nose",
            Self::Ears => "ears",
        }
    }

    /// The method's class in the words of published comparisons (Theyers 2021; the vocabulary of
    /// `DeidentificationMethod`). A mask that covers too little is still a mask.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plane => "shear plane",
            Self::Mask | Self::MaskEars | Self::ShiftedMask | Self::Nose | Self::Ears => {
                "template-based masking"
            }
            Self::SkullStrip => "skull stripping",
            Self::BlurLight | Self::Blur | Self::BlurStrong => "surface blurring",
            Self::Average | Self::NoiseFace => "refacing",
        }
    }

    /// Whether voxels are removed, so that a [`Fill`](super::Fill) takes their place.
    pub fn removes(self) -> bool {
        self.blur_sigma().is_none() && !matches!(self, Self::Average | Self::NoiseFace)
    }

    /// Standard deviation of the smoothing, mm; None for all but blurring.
    pub fn blur_sigma(self) -> Option<f64> {
        match self {
            Self::BlurLight => Some(3.),
            Self::Blur => Some(6.),
            Self::BlurStrong => Some(10.),
            _ => None,
        }
    }
}
