//! Nose and eyes brought onto the skin on their own.
//!
//! How far down the face a nose sits differs between heads by more than a fit of the whole head,
//! which looks a few millimetres about, can follow. So the nose is tried at several heights, and
//! nose and eyes together start from there.

use crate::base::region::Region;
use crate::face::mean_head::MeanHead;
use crate::face::pose::FittedHead;
use crate::face::registration::{Placement, Round, misfit, register};
use nalgebra::Translation3;

/// Heights at which the nose is tried, mm. A fit of the head leaves noses of the tuning cohort (36
/// scans) 4 mm too high to 13 mm too low.
const HEIGHTS_MM: [f64; 7] = [-12.0, -6.0, 0.0, 6.0, 12.0, 18.0, 24.0];

const TRY: Round =
    Round { stride: 4, radius_mm: 10.0, agreement: 0.75, iterations: 3, with_shape: false };
const SETTLE: Round =
    Round { stride: 2, radius_mm: 8.0, agreement: 0.6, iterations: 6, with_shape: false };

/// Brings the nose onto the skin.
pub(super) fn nose(fitted: &FittedHead, model: &MeanHead) -> Placement {
    let nose = chosen(model, &[Region::NoseBridge, Region::Nose]);
    best(fitted, model, &nose, &HEIGHTS_MM.map(|z| raised(&fitted.close, z)))
}

/// Brings nose and eyes onto the skin, from the fitted head or from one of the noses found.
pub(super) fn eyes(fitted: &FittedHead, model: &MeanHead, noses: &[Placement]) -> Placement {
    let both = [Region::NoseBridge, Region::Nose, Region::EyeRight, Region::EyeLeft];
    let starts: Vec<_> = noses.iter().chain([&fitted.close]).cloned().collect();
    best(fitted, model, &chosen(model, &both), &starts)
}

fn chosen(model: &MeanHead, regions: &[Region]) -> Vec<(usize, f64)> {
    let points = model.points.iter().enumerate();
    points.filter(|(_, p)| regions.contains(&p.region)).map(|(n, _)| (n, 1.0)).collect()
}

/// The same placement, `z` mm up the head.
fn raised(start: &Placement, z: f64) -> Placement {
    let head_to_world = start.head_to_world * Translation3::new(0.0, 0.0, z);
    Placement { head_to_world, shape: start.shape.clone() }
}

/// The start that explains the skin best, settled.
fn best(
    fitted: &FittedHead,
    model: &MeanHead,
    chosen: &[(usize, f64)],
    starts: &[Placement],
) -> Placement {
    let index = &fitted.index;
    let tried = starts.iter().map(|start| {
        let placement = register(index, model, chosen, start, &TRY);
        let cost = misfit(index, &fitted.skin.fov, model, chosen, &placement, &TRY);
        (cost, placement)
    });
    let best = tried.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, placement)| placement);
    let placement = best.unwrap_or_else(|| fitted.close.clone());
    register(index, model, chosen, &placement, &SETTLE)
}
