//! Every copy beside its original: what is left of the face in mm, and what the brain lost.

use super::BenchmarkConfig;
use super::judge::median;
use crate::imaging::volume::Frame;
use crate::pipeline::compare::{self, CompareConfig};
use crate::pipeline::run::RunError;
use crate::report::benchmark::{BenchmarkReport, BrainLoss, RescanDifference, Residue, Role};
use crate::report::pair::{BrainSource, PairReport};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Compares the copies of every method, by name with its folder, and fills in the methods' rows; a
/// method without pairs is named as not assessed.
pub(super) fn measure(
    config: &BenchmarkConfig,
    folders: &[(String, PathBuf)],
    report: &mut BenchmarkReport,
) -> Result<(), RunError> {
    let mut all = Vec::new();
    for (name, folder) in folders {
        let found = match compare::run(&compare_config(config, name, folder), |_| (), |_| ()) {
            Ok(pairs) => pairs.into_iter().map(|pair| pair.report).collect(),
            Err(RunError::Input(error)) => {
                report.not_assessed.push(format!("{name}: {error}"));
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        let mut methods = report.methods.iter_mut().filter(|m| m.role == Role::Method);
        if let Some(method) = methods.find(|m| m.name == *name) {
            method.residues = residues(&found);
            method.brain = brain(&found);
            if method.residues.is_empty() {
                let text = "no copy could be measured beside its original";
                report.not_assessed.push(format!("{name}: {text}."));
            }
        }
        all.extend(found);
    }
    report.rescan = rescan(&all);
    if report.rescan.is_none() {
        let text = "What the brain lost was not held against the difference between two sessions: \
                    nobody has a brain mask in two of them.";
        report.not_assessed.push(text.to_owned());
    }
    Ok(())
}

fn compare_config(config: &BenchmarkConfig, name: &str, folder: &Path) -> CompareConfig {
    CompareConfig {
        original: config.dataset.clone(),
        defaced: folder.to_owned(),
        brain: None,
        selection: config.selection,
        frame: Frame::Mean,
        out: config.out.join("compare").join(name),
        threads: config.threads,
        fresh: config.fresh,
        thresholds: config.thresholds.clone(),
    }
}

/// The whole face, then the regions in the order in which they were measured.
fn residues(pairs: &[PairReport]) -> Vec<Residue> {
    let mut regions: Vec<&str> = Vec::new();
    for region in pairs.iter().flat_map(|pair| &pair.regions) {
        if !regions.contains(&region.region.as_str()) {
            regions.push(&region.region);
        }
    }
    let of_region = |name: &&str| {
        let found: Vec<_> =
            pairs.iter().flat_map(|p| &p.regions).filter(|r| r.region == *name).collect();
        Some(Residue {
            region: (*name).to_owned(),
            pairs: found.len(),
            residue_mm: median(found.iter().map(|r| r.residue_mm))?,
            mean_face_mm: median(found.iter().map(|r| r.mean_face_mm))?,
            identity_share: median(found.iter().map(|r| r.identity_share))?,
        })
    };
    regions.iter().filter_map(of_region).collect()
}

fn brain(pairs: &[PairReport]) -> Option<BrainLoss> {
    let shares = |pair: &PairReport| {
        let whole = pair.brain.as_ref()?.cost.whole;
        let share = |n: usize| n as f64 / whole.all as f64;
        (whole.all > 0).then(|| [share(whole.lost), share(whole.changed)])
    };
    let brains: Vec<[f64; 2]> = pairs.iter().filter_map(shares).collect();
    let mean = |part: usize| brains.iter().map(|b| b[part]).sum::<f64>() / brains.len() as f64;
    (!brains.is_empty()).then(|| BrainLoss {
        pairs: brains.len(),
        lost_share: mean(0),
        most_lost_share: brains.iter().map(|b| b[0]).fold(0.0, f64::max),
        changed_share: mean(1),
    })
}

/// Brain volumes of the first and the last session of everybody with a mask in both.
fn rescan(pairs: &[PairReport]) -> Option<RescanDifference> {
    let mut volumes: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
    for pair in pairs {
        let Some(brain) = &pair.brain else { continue };
        let measured = brain.source != BrainSource::Estimated;
        if let (true, Some(person), Some(session)) =
            (measured, &pair.participant_id, &pair.session_id)
        {
            volumes.entry(person).or_default().insert(session, brain.volume_cm3);
        }
    }
    let difference = |sessions: &BTreeMap<&str, f64>| {
        let (first, last) = (sessions.values().next()?, sessions.values().next_back()?);
        (sessions.len() > 1).then(|| (first - last).abs() / f64::midpoint(*first, *last))
    };
    let differences: Vec<f64> = volumes.values().filter_map(difference).collect();
    let share = median(differences.iter().copied())?;
    Some(RescanDifference { people: differences.len(), share })
}
