//! What is known about one original and its defaced copy: the model behind its JSON file and rows.

use crate::face::cost::BrainCost;
use crate::face::recognisability::Basis;
use crate::face::residual::RegionResidual;
use crate::face::same_scan::{Agreement, FrameChange, Verdict};
use crate::imaging::volume::{Datatype, FieldChange};

use super::scan::Provenance;
use serde::{Deserialize, Serialize};

/// What came of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairStatus {
    /// Both were read and compared.
    Compared,
    /// One side is missing.
    Unpaired,
    /// Several scans fit one side.
    Ambiguous,
    /// One could not be read; `error` says why.
    Failed,
}

impl PairStatus {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compared => "compared",
            Self::Unpaired => "unpaired",
            Self::Ambiguous => "ambiguous",
            Self::Failed => "failed",
        }
    }
}

/// Where the brain mask came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BrainSource {
    /// The user's own.
    Given,
    /// A mask among the files of the inputs.
    Found,
    /// A conservative estimate from the fitted mean head: upper brain only.
    Estimated,
}

impl BrainSource {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Found => "found",
            Self::Estimated => "estimated",
        }
    }
}

/// How file and geometry changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileCost {
    /// Voxels along `i`, `j`, `k`: before, after.
    pub dim: [[usize; 3]; 2],
    /// World axes towards which the voxel axes grow: before, after.
    pub orientation: [String; 2],
    /// Sample types: before, after.
    pub datatype: [Option<Datatype>; 2],
    /// Slope and intercept of the file: before, after.
    pub scaling: [[f64; 2]; 2],
    /// Largest shift of a corner of the original's field of view between the two affines, at equal
    /// voxel indices, mm.
    pub affine_shift_mm: f64,
    /// Share of the original's voxels outside the copy's field of view, 0–1.
    pub outside_share: f64,
    /// Header fields that differ.
    pub header: Vec<FieldChange>,
}

/// The brain's cost and what it was measured with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BrainFacts {
    /// Where the mask came from.
    pub source: BrainSource,
    /// The mask's path relative to its input; nothing for an estimate.
    pub mask: Option<String>,
    /// Volume of the mask, cm³.
    pub volume_cm3: f64,
    /// Voxels lost and changed.
    pub cost: BrainCost,
}

/// Everything known about one pair.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PairReport {
    /// Name of the pair: that of the defaced scan.
    pub pair: String,
    /// Folder of the derivative within the defaced input; empty where there is none.
    pub method: String,
    /// Path of the original relative to its input.
    pub original: Option<String>,
    /// Path of the defaced scan relative to its input.
    pub defaced: Option<String>,
    /// BIDS participant.
    pub participant_id: Option<String>,
    /// BIDS session.
    pub session_id: Option<String>,
    /// BIDS suffix.
    pub suffix: Option<String>,
    /// What came of it.
    pub status: PairStatus,
    /// Why it could not be compared.
    pub error: Option<String>,
    /// Whether both show the same scan.
    pub verdict: Option<Verdict>,
    /// What happened to the frame.
    pub frame_change: Option<FrameChange>,
    /// How well the tissue agrees.
    pub agreement: Option<Agreement>,
    /// Whether values were compared voxel by voxel; else interpolated.
    pub on_lattice: Option<bool>,
    /// File and geometry.
    pub file: Option<FileCost>,
    /// Brain; nothing where no mask and no pose were there.
    pub brain: Option<BrainFacts>,
    /// What is left of the surface: `face`, then each named region; empty without a pose.
    pub regions: Vec<RegionResidual>,
    /// Probability that a scan-to-scan attacker who holds the copy puts the right person first among
    /// 100, by how much nearer each region of the residue lies to the original than the average face
    /// does; nothing without a surface to compare.
    pub recognisability: Option<f64>,
    /// What the recognisability rests on: the original.
    pub basis: Option<Basis>,
    /// What could not be looked at, in words.
    pub not_assessed: Vec<String>,
    /// Pictures, relative to the output folder.
    pub files: Vec<String>,
    /// Program and original behind this result.
    pub original_provenance: Option<Provenance>,
    /// Program and defaced scan behind this result.
    pub defaced_provenance: Option<Provenance>,
    /// Program and brain mask behind this result.
    pub mask_provenance: Option<Provenance>,
    /// The settings behind this result.
    pub settings: serde_json::Value,
}
