//! Real matching: how far a scan's mate stands out among other people's scans.

use super::attack::Attack;
use super::people::{Cohort, Scan};

/// What came of one probe.
pub(crate) struct Outcome {
    /// Mated score, in standard deviations of the probe's own non-mated scores from their mean; nothing
    /// where too little skin is left to compare.
    pub(crate) stands_out: Option<f64>,
    /// Whether no other person's score was higher.
    pub(crate) first: bool,
    /// People searched.
    pub(crate) gallery: usize,
    /// The non-mated scores, likewise normalised.
    pub(crate) others: Vec<f64>,
}

/// Fewer scores of others give no standard deviation.
const FEWEST: usize = 8;

/// Matches a probe against its mate (the same person's other session) and that session of everybody
/// else; nothing where no mate is there, or too few others.
pub(crate) fn outcome(probe: &Scan, cohort: &Cohort, attack: &Attack) -> Option<Outcome> {
    let is_mate = |scan: &&Scan| scan.person == probe.person && scan.session != probe.session;
    let mate = cohort.gallery.iter().find(is_mate)?;
    let score = |scan: &Scan| attack.likeness(&probe.template, &scan.template);
    let other = |scan: &&Scan| scan.person != probe.person && scan.session == mate.session;
    let strangers: Vec<&Scan> = cohort.gallery.iter().filter(other).collect();
    let gallery = strangers.len() + 1;
    let others: Vec<f64> = strangers.into_iter().filter_map(score).collect();
    let mated = score(mate).filter(|_| others.len() >= FEWEST);
    let Some(mated) = mated else {
        let nothing = Outcome { stands_out: None, first: false, gallery, others: Vec::new() };
        return (gallery > FEWEST).then_some(nothing);
    };
    let count = others.len() as f64;
    let mean = others.iter().sum::<f64>() / count;
    let spread = (others.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let normalised = |score: f64| (score - mean) / spread.max(1e-9);
    Some(Outcome {
        stands_out: Some(normalised(mated)),
        first: others.iter().all(|&s| s < mated),
        gallery,
        others: others.iter().map(|&s| normalised(s)).collect(),
    })
}
