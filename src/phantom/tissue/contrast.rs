//! Signal of each tissue by type of image.

use serde::Serialize;

use super::Tissue;

/// Type of image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the BIDS suffixes")]
pub enum Contrast {
    T1w,
    T2w,
    PDw,
    FLAIR,
}

impl Contrast {
    /// The BIDS suffix.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::T1w => "T1w",
            Self::T2w => "T2w",
            Self::PDw => "PDw",
            Self::FLAIR => "FLAIR",
        }
    }

    /// Mean signal, 0–255 before receive field and gain.
    ///
    /// Orders and ratios as in usual 3 T protocols (MPRAGE; TSE for the others); project choice.
    pub fn signal(self, tissue: Tissue) -> f64 {
        const TABLE: [[u8; 13]; 4] = [
            // air skin fat muscle compact marrow csf gray white vitreous mucosa gland cartilage
            [2, 112, 212, 82, 14, 140, 32, 100, 140, 34, 96, 122, 92],
            [2, 86, 150, 48, 10, 96, 228, 122, 92, 232, 190, 110, 80],
            [2, 130, 176, 118, 12, 110, 172, 186, 158, 166, 150, 140, 110],
            [2, 88, 158, 62, 10, 98, 24, 130, 104, 22, 160, 108, 78],
        ];
        f64::from(TABLE[self as usize][tissue as usize])
    }
}
