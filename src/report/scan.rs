//! What is known about one scan: the model behind its JSON file and its row in `faces.csv`.

use crate::face::canonical_grid::Refinement;
use crate::face::descriptor::Descriptor;
use crate::face::landmarks::Landmark;
use crate::face::method::MethodFinding;
use crate::face::presence::{FeaturePresence, RegionPresence};
use crate::face::recognisability::Basis;
use crate::face::same_scan::Fingerprint;
use crate::face::status::Status;
use crate::imaging::head::{ConstantFill, Evidence, HeadKind, HeadWarning};
use crate::imaging::volume::HeaderCheck;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a result was made from; it is used again only while nothing of this changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Version of this program and checksum of its code, [`crate::base::program::CODE`].
    pub version: String,
    /// Size of the input, bytes (both files of a pair).
    pub input_bytes: u64,
    /// CRC-32 of the input's bytes, hexadecimal: finds changes, is no proof against forgery.
    pub input_crc32: String,
}

/// What the header says and what was assumed about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VolumeFacts {
    /// Number of voxels along `i`, `j`, `k`.
    pub dim: [usize; 3],
    /// Voxel size along `i`, `j`, `k`, mm.
    pub voxel_mm: [f64; 3],
    /// World axis towards which each voxel index grows, e.g. `LIA`.
    pub orientation: String,
    /// Voxel → world mm (RAS+), 4×4.
    pub affine: [[f64; 4]; 4],
}

/// What was found of the head.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HeadFacts {
    /// What the thing in the volume is.
    pub kind: HeadKind,
    /// What that rests on.
    pub evidence: Evidence,
    /// Air/head threshold, units of the image.
    pub threshold: f64,
    /// How far the surface moves when the threshold moves by 10 %, median, mm.
    pub threshold_shift_mm: Option<f64>,
    /// Background noise σ, units of the image; nothing where the background is constant.
    pub noise_sigma: Option<f64>,
    /// Skin area without the cuts by the field of view, cm².
    pub surface_area_cm2: f64,
    /// Volume inside the outer surface, cm³.
    pub head_volume_cm3: f64,
    /// Exactly constant voxels in long runs: a removed face, a masked background, padding.
    pub constant_fill: Option<ConstantFill>,
    /// What had to be done differently from most scans.
    pub warnings: Vec<HeadWarning>,
}

/// Where the head is, and how sure that is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PoseFacts {
    /// Nose-up rotation, degrees.
    pub pitch_deg: f64,
    /// Turn to the person's left, degrees.
    pub yaw_deg: f64,
    /// Lean to the person's right, degrees.
    pub roll_deg: f64,
    /// 0 to 1.
    pub confidence: f64,
    /// Median distance of the fitted mean head from the skin, mm.
    pub residual_mm: f64,
    /// Share of the cranial model points in the field of view that met skin.
    pub matched: f64,
    /// Share of the face's model points that met skin.
    pub face_met: f64,
    /// Nose-up pitch of the best fit that was taken for shape and is already taken off, degrees.
    pub nod_deg: f64,
    /// Shape of the head: standard deviations along each mode of the mean head.
    pub shape: Vec<f64>,
}

/// Everything known about one scan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ScanReport {
    /// Path of the scan relative to the input it was found under.
    pub scan: String,
    /// BIDS `sub` label with its prefix, or nothing outside BIDS.
    pub participant_id: Option<String>,
    /// BIDS `ses` label with its prefix.
    pub session_id: Option<String>,
    /// BIDS suffix, e.g. `T1w`.
    pub suffix: Option<String>,
    /// Verdict on the face.
    pub status: Status,
    /// Why the status is `failed`: file, field and value.
    pub error: Option<String>,
    /// Why the status is what it is, in words.
    pub reason: String,
    /// Header facts; nothing when the header could not be read.
    pub volume: Option<VolumeFacts>,
    /// What is known about faces in this kind of image, published and measured here; nothing when
    /// the header could not be read.
    pub sequence: Option<String>,
    /// Header checks that found something.
    pub checks: Vec<HeaderCheck>,
    /// The head; nothing when none was segmented.
    pub head: Option<HeadFacts>,
    /// World → canonical head frame, mm, 4×4 row-major; nothing when the pose is untested.
    pub pose: Option<[[f64; 4]; 4]>,
    /// Angles and confidence of the pose, also of one too weak to be used.
    pub pose_quality: Option<PoseFacts>,
    /// Landmarks by name; a confidence of 0 means that the surface does not have it.
    pub landmarks: BTreeMap<String, Landmark>,
    /// Which features of the face and head show skin.
    pub features: Vec<FeaturePresence>,
    /// What was seen of every region of the head.
    pub regions: Vec<RegionPresence>,
    /// Kind of defacing; nothing when it could not be looked for.
    pub method: Option<MethodFinding>,
    /// Whether the whole head is smoother than a scan of one person: a mean of many, or smoothed.
    pub too_smooth: bool,
    /// Probability that a scan-to-scan attacker puts the right person first among 100; nothing when
    /// it was not computed.
    pub recognisability: Option<f64>,
    /// What the recognisability rests on; nothing without one.
    pub basis: Option<Basis>,
    /// How the face was brought onto the mean face before it was sampled.
    pub refinement: Option<Refinement>,
    /// The skin on the canonical grid, for comparisons between scans.
    pub descriptor: Option<Descriptor>,
    /// By what copies of this scan are known; nothing when its voxels tell nothing.
    #[serde(default)]
    pub fingerprint: Option<Fingerprint>,
    /// Pictures and meshes written for this scan, relative to the output folder.
    pub files: Vec<String>,
    /// Program and input behind this result.
    pub provenance: Provenance,
    /// The settings behind this result.
    pub settings: serde_json::Value,
}
