//! Whose scan is a copy that does not show its original's?

use crate::dataset::pairs::{Members, Pair};
use crate::dataset::scan::ScanInput;
use crate::face::same_scan::{self, Tissue, Verdict};
use crate::imaging::volume::{Frame, ReadOptions, Volume};

use super::CompareConfig;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The originals of a run, each once; those that cannot be read have their own row already.
pub(super) fn originals(pairs: &[Pair], frame: Frame) -> Vec<(String, Tissue)> {
    let mut seen = BTreeSet::new();
    let scans: Vec<&ScanInput> = pairs
        .iter()
        .filter_map(|pair| match &pair.members {
            Members::Both { original, .. } | Members::OriginalOnly(original) => Some(original),
            _ => None,
        })
        .filter(|scan| seen.insert(scan.path.clone()))
        .collect();
    scans
        .par_iter()
        .filter_map(|scan| {
            let volume =
                Volume::read(&scan.path, &ReadOptions { frame, ..ReadOptions::default() }).ok()?;
            Some((scan.scan.clone(), Tissue::of(&volume)))
        })
        .collect()
}

/// The original that a copy shows, and how: `sub-02/… (frame-changed)`; nothing when it is none of
/// them.
pub(super) fn owner(
    defaced: &ScanInput,
    paired: &ScanInput,
    originals: &[(String, Tissue)],
    config: &CompareConfig,
) -> Option<String> {
    let copy =
        Volume::read(&defaced.path, &ReadOptions { frame: config.frame, ..ReadOptions::default() })
            .ok()?;
    let others: Vec<_> = originals.iter().filter(|(name, _)| *name != paired.scan).collect();
    let found: Vec<Option<(f64, String)>> = others
        .par_iter()
        .map(|(name, tissue)| {
            let found = same_scan::find_tissue(tissue, &copy, &config.thresholds.same_scan);
            let told = match found.verdict {
                Verdict::SameScan => name.clone(),
                Verdict::FrameChanged => format!("{name} ({})", found.verdict.as_str()),
                Verdict::DifferentScan | Verdict::Uncertain => return None,
            };
            Some((found.agreement.equal + found.agreement.correlation, told))
        })
        .collect();
    let best = found.into_iter().flatten().max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, name)| name)
}
