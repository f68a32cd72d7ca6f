//! Does a defaced copy show the same scan as its original, and in the same place?
//!
//! What defacing leaves alone (brain, skull, neck) has to agree voxel by voxel, or, in a resampled
//! copy, nearly so. Where it does not at the place that the affines say, every way in which files
//! get flipped is tried: the 48 signed permutations of the voxel axes, and of the world axes about
//! the middle of the field of view and about the world's origin.

mod agreement;
mod fingerprint;
mod frame;
mod tissue;

use crate::base::space::Affine;
use crate::imaging::volume::Volume;

pub(crate) use agreement::mapped;
pub use agreement::{Agreement, Rescaling};
pub use fingerprint::Fingerprint;
pub use frame::{FrameChange, Where};
pub use tissue::Tissue;

use nalgebra::Matrix4;
use serde::{Deserialize, Serialize};

/// When two volumes show one scan: the section `same_scan` of `data/thresholds.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// From this share of equal voxels on it is the same scan, 0–1.
    pub equal_share: f64,
    /// From this correlation on it is the same scan, resampled or filtered.
    pub correlation: f64,
    /// Below this correlation it is another one; between the two nothing is said.
    pub other_correlation: f64,
    /// Share of the original's tissue that has to be left for any of this, 0–1.
    pub least_overlap: f64,
    /// By so much more must a flipped place correlate than the one that the affines say.
    pub clearly_better: f64,
}

/// What a comparison of two volumes comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// One scan, where the affines say.
    SameScan,
    /// One scan, but flipped, turned or moved against the original.
    FrameChanged,
    /// Two different scans.
    DifferentScan,
    /// Too little is left, or too much was changed, to tell.
    Uncertain,
}

impl Verdict {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameScan => "same-scan",
            Self::FrameChanged => "frame-changed",
            Self::DifferentScan => "different-scan",
            Self::Uncertain => "uncertain",
        }
    }
}

/// How a defaced volume lies on its original.
#[derive(Clone, Debug)]
pub struct Match {
    /// Whether it is the same scan.
    pub verdict: Verdict,
    /// What happened to the frame; None when nothing did, or when the scans differ.
    pub change: Option<FrameChange>,
    /// How well the tissue agrees there.
    pub agreement: Agreement,
    /// Voxel index of the original → voxel index of the defaced copy, where their contents meet.
    pub to_defaced: Matrix4<f64>,
    /// Whether voxels meet voxels, so that values can be compared exactly.
    pub on_lattice: bool,
}

/// Finds out whether and where `defaced` shows `original`.
pub fn find(original: &Volume, defaced: &Volume, config: &Config) -> Match {
    find_tissue(&Tissue::of(original), defaced, config)
}

/// The same, with the original's tissue at hand.
pub fn find_tissue(original: &Tissue, defaced: &Volume, config: &Config) -> Match {
    let other = Tissue::of(defaced);
    let by_affines = frame::by_affines(&original.affine, &defaced.affine);
    let look = |map: &Matrix4<f64>| agreement::measure(original, &other, defaced, map);
    let claimed = look(&by_affines);
    let as_claimed = |verdict| Match {
        verdict,
        change: None,
        agreement: claimed,
        to_defaced: by_affines,
        on_lattice: frame::is_lattice(&by_affines),
    };
    if claimed.is_exact(config) {
        return as_claimed(Verdict::SameScan);
    }
    let few = original.thinned();
    let best = frame::candidates(original, &other)
        .into_iter()
        .map(|map| (agreement::measure(&few, &other, defaced, &map).rank(config), map))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, map)) = best {
        let found = look(&map);
        if found.beats(&claimed, config) {
            return Match {
                verdict: Verdict::FrameChanged,
                change: Some(FrameChange::of(original, &other, &map)),
                agreement: found,
                on_lattice: frame::is_lattice(&map),
                to_defaced: map,
            };
        }
    }
    as_claimed(claimed.verdict(config))
}

impl Match {
    /// The affine under which the defaced copy lies on its original: what its file should say.
    pub fn common_affine(&self, original: Affine) -> Option<Affine> {
        let matrix = original.matrix() * self.to_defaced.try_inverse()?;
        let rows = std::array::from_fn(|r| std::array::from_fn(|c| matrix[(r, c)]));
        Affine::new(rows).ok()
    }
}
