//! What do the records of a class tell about a sensitive attribute?
//!
//! All metrics look at the same table of counts, value by class ([`SensitiveCounts`]); each is one
//! file with its paper.

pub mod alpha_k;
pub mod beta_likeness;
mod counts;
pub mod delta_disclosure;
pub mod l_diversity;
pub mod t_closeness;

pub use counts::SensitiveCounts;

use serde::Serialize;

use super::frequencies::{Frequencies, MissingMode};
use super::table::Column;
use alpha_k::AlphaK;
use beta_likeness::BetaLikeness;
use delta_disclosure::DeltaDisclosure;
use l_diversity::LDiversity;
use t_closeness::{Distance, TCloseness};

/// The factor c of recursive (c,l)-diversity where the user names none; Machanavajjhala et al.
/// 2007 leave it open, sdcMicro's default is 2.
pub const DEFAULT_C: f64 = 2.0;

/// Everything the classes tell about one sensitive attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SensitiveRisk {
    /// Name of the attribute.
    pub attribute: String,
    /// What makes a class: records with gaps are [left out](MissingMode::Drop) or are classes of
    /// their own ([category](MissingMode::Category)), because wildcards make no classes.
    pub missing: MissingMode,
    /// Records whose sensitive value is known; only they are counted.
    pub records: usize,
    /// (α, k)-anonymity.
    pub alpha_k: AlphaK,
    /// l-diversity.
    pub l_diversity: LDiversity,
    /// t-closeness.
    pub t_closeness: TCloseness,
    /// β-likeness.
    pub beta_likeness: BetaLikeness,
    /// δ-disclosure privacy.
    pub delta_disclosure: DeltaDisclosure,
}

/// All metrics of one sensitive attribute; nothing when no record that counts has a value.
///
/// `c` is the factor of recursive diversity. The distance of t-closeness is the ordered one where
/// all values are numbers, else the equal one.
pub fn assess(frequencies: &Frequencies, attribute: &Column, c: f64) -> Option<SensitiveRisk> {
    let counts = SensitiveCounts::of(frequencies, attribute);
    if counts.records() == 0 {
        return None;
    }
    let missing = match frequencies.missing {
        MissingMode::Drop => MissingMode::Drop,
        MissingMode::Category | MissingMode::Wildcard { .. } => MissingMode::Category,
    };
    let distance = Distance::natural(attribute);
    Some(SensitiveRisk {
        attribute: attribute.name.clone(),
        missing,
        records: counts.records() as usize,
        alpha_k: alpha_k::measure(&counts)?,
        l_diversity: l_diversity::measure(&counts, c)?,
        t_closeness: t_closeness::measure(&counts, &distance)?,
        beta_likeness: beta_likeness::measure(&counts)?,
        delta_disclosure: delta_disclosure::measure(&counts)?,
    })
}
