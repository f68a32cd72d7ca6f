//! What a benchmark of defacing methods found: the model behind its tables and its page.

pub mod csv;
mod figures;
pub mod page;

pub use figures::all as figures;

use crate::face::named_region::NamedRegion;
use crate::face::status::Status;
use crate::linkage::benchmark::left::Left;
use crate::linkage::benchmark::paired::Paired;
use crate::linkage::benchmark::rates::Rates;
use crate::linkage::benchmark::verdict::Verdict;
use crate::linkage::evaluation::gallery_size::SizedRate;
use crate::linkage::evaluation::identification::RankRate;
use crate::linkage::leakage::Leakage;
use crate::linkage::part::Part;
use crate::linkage::rule::LinkageRule;

/// What a row of the benchmark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The scans as they were: how strong the attack is.
    Undefaced,
    /// The mean face in place of everybody's own: what a perfect replacement leaves.
    MeanFace,
    /// A defacing method.
    Method,
}

impl Role {
    /// The words used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undefaced => "control: un-defaced",
            Self::MeanFace => "control: mean face",
            Self::Method => "method",
        }
    }
}

/// What is left of a region beside the original, medians over the pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Residue {
    /// Region of the head (`data/regions.toml`), or `face` for the whole patch, forehead and
    /// jaw included.
    pub region: String,
    /// Pairs in which it was measured.
    pub pairs: usize,
    /// Distance of the copy from the original, the average face where skin was removed, mm.
    pub residue_mm: f64,
    /// Distance of the average face from the original, mm.
    pub mean_face_mm: f64,
    /// Part of what tells the original from the average face that the copy still shows, 0–1.
    pub identity_share: f64,
}

/// What defacing cost the brain, over the pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrainLoss {
    /// Pairs with a brain, given, found or estimated.
    pub pairs: usize,
    /// Mean share of the brain's voxels removed.
    pub lost_share: f64,
    /// Greatest such share of a pair.
    pub most_lost_share: f64,
    /// Mean share of them changed.
    pub changed_share: f64,
}

/// By how much the brain's volume differs between two sessions of one person, by masks that were
/// given or found: what no defacing did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RescanDifference {
    /// People with a mask in two sessions.
    pub people: usize,
    /// Median difference, as a share of the mean volume.
    pub share: f64,
}

/// A row: one method, or one control.
#[derive(Clone, Debug)]
pub struct MethodResult {
    /// Its name.
    pub name: String,
    /// What it is.
    pub role: Role,
    /// People with a scan to be named of whom this method has no copy: not among the probes.
    pub missing: usize,
    /// Probes by status, in the order of [`Status::ALL`]; nothing where no scan shows what was
    /// compared.
    pub statuses: Option<[usize; Status::ALL.len()]>,
    /// Median recognisability of the probes, likewise.
    pub recognisability: Option<f64>,
    /// By the face alone; nothing without probes.
    pub rates: Option<Rates>,
    /// Rank-1 of the face by size of gallery.
    pub sizes: Vec<SizedRate>,
    /// Rank 1 by the ears alone.
    pub ears: Option<RankRate>,
    /// Rank 1 by the vault alone.
    pub vault: Option<RankRate>,
    /// By the face, however little is left of it.
    pub left: Option<Left>,
    /// Rank 1 by the face when the gallery holds the very scans that were defaced: an upper bound.
    pub same_scan: Option<RankRate>,
    /// Share of the probes in which each region of the face matches its own person's, most frequent
    /// first.
    pub matching: Vec<(&'static str, f64)>,
    /// Beside the original: the face, then its regions; empty where nothing could be measured.
    pub residues: Vec<Residue>,
    /// The brain.
    pub brain: Option<BrainLoss>,
    /// What may be said in one word.
    pub verdict: Verdict,
}

/// What is left between brow and chin: means over the regions that the attack compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaceResidue {
    /// Distance of the copy from the original, the average face where skin was removed, mm.
    pub residue_mm: f64,
    /// Distance of the average face from the original, mm.
    pub mean_face_mm: f64,
    /// Part of what tells the original from the average face that the copy still shows, 0–1.
    pub identity_share: f64,
}

impl MethodResult {
    /// Beside the original, brow to chin; nothing where no such region could be measured.
    pub fn face(&self) -> Option<FaceResidue> {
        let of_face = |residue: &&Residue| {
            let mut regions = LinkageRule::shipped().regions_of(Part::Face);
            regions.any(|region| NamedRegion::all()[region.bit].name == residue.region)
        };
        let regions: Vec<&Residue> = self.residues.iter().filter(of_face).collect();
        let mean = |of: fn(&Residue) -> f64| {
            regions.iter().map(|r| of(r)).sum::<f64>() / regions.len() as f64
        };
        (!regions.is_empty()).then(|| FaceResidue {
            residue_mm: mean(|r| r.residue_mm),
            mean_face_mm: mean(|r| r.mean_face_mm),
            identity_share: mean(|r| r.identity_share),
        })
    }
}

/// A scan that took part.
#[derive(Clone, Debug)]
pub struct ScanRow {
    /// Method or control.
    pub method: String,
    /// `gallery` or `probe`.
    pub side: &'static str,
    /// Participant.
    pub participant_id: String,
    /// Session.
    pub session_id: Option<String>,
    /// Path relative to its input.
    pub scan: String,
    /// Verdict on the face; nothing for a control that no scan shows.
    pub status: Option<Status>,
    /// Probability of being first among 100, likewise.
    pub recognisability: Option<f64>,
    /// Whether its face could be compared with anybody's; nothing for the gallery.
    pub enrolled: Option<bool>,
    /// Rank of its own person by the face.
    pub rank: Option<u32>,
    /// Score with its own person.
    pub own_score: Option<f64>,
    /// Best score with anybody else.
    pub best_other: Option<f64>,
}

/// A whole benchmark.
#[derive(Clone, Debug)]
pub struct BenchmarkReport {
    /// Name of the dataset's folder.
    pub dataset: String,
    /// How probes and gallery are related.
    pub leakage: Leakage,
    /// People in the gallery.
    pub people: usize,
    /// Controls, then methods by name.
    pub methods: Vec<MethodResult>,
    /// Methods in pairs; places in `methods`.
    pub paired: Vec<Paired>,
    /// Scans that took part.
    pub scans: Vec<ScanRow>,
    /// The brain between sessions.
    pub rescan: Option<RescanDifference>,
    /// What could not be looked at, in words.
    pub not_assessed: Vec<String>,
    /// Scans that could not be read.
    pub unreadable: usize,
}

impl BenchmarkReport {
    /// The rates of the un-defaced control.
    pub fn power(&self) -> Option<&Rates> {
        self.methods.iter().find(|m| m.role == Role::Undefaced)?.rates.as_ref()
    }
}
