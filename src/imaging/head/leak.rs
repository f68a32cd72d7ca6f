//! What is lost through holes in the skin: thin or dim spots below the threshold, through which the
//! air gets at eyes, sinuses and bone.

use super::bitgrid::BitGrid;
use super::config::Config;
use super::morphology::{ball, dilate_within, erode};

/// How far the way out of a leak is followed, in its depths: to the skin, with little of the skin
/// around the hole.
const WAY_OUT: f64 = 1.5;

/// What a lower threshold's mask has where the higher one's has holes; None where little is missing
/// deep in the head: a surface that only lies a little farther in loses nothing there.
pub(super) fn through_holes(
    mask: &BitGrid,
    lower: &BitGrid,
    voxel_mm: [f64; 3],
    config: &Config,
) -> Option<BitGrid> {
    let missing = mask.complement();
    let depth = |mm| ball(mm, voxel_mm, mask.shape());
    let mut deep = erode(lower, &depth(config.leak_depth_mm));
    deep.intersect(&missing);
    let lost_cm3 = deep.count() as f64 * voxel_mm.iter().product::<f64>() / 1000.0;
    if lost_cm3 < config.leak_cm3 {
        return None;
    }
    let mut lost = lower.clone();
    lost.intersect(&missing);
    Some(dilate_within(deep, &depth(WAY_OUT * config.leak_depth_mm), &lost))
}
