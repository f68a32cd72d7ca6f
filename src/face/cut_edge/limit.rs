//! How sharp is a cut? Sharper than the back of the crown, which nobody removes.

use super::Config;
use nalgebra::Vector3;

/// The mean step above which a neighbourhood is a cut's; nothing where no crown is seen above a height.
pub(super) fn of_crown(
    read: &[(Vector3<f32>, f32)],
    above: f32,
    mean_around: impl Fn(&Vector3<f32>) -> Option<f32>,
    config: &Config,
) -> Option<f32> {
    let crown = back_of_crown(read, above);
    let mean = crown.iter().map(|(_, step)| step).sum::<f32>() / crown.len() as f32;
    let mut usual: Vec<f32> = crown.iter().filter_map(|(at, _)| mean_around(at)).collect();
    let last = usual.len().checked_sub(1)?;
    let last = ((config.crown_share * last as f64) as usize).min(last);
    let sharpest = *usual.select_nth_unstable_by(last, f32::total_cmp).1;
    Some((mean + config.half_way * (1.0 - mean)).max(sharpest + config.margin))
}

/// The hind half of what lies above a height: some masks take a forehead up to the hairline.
pub(super) fn back_of_crown(read: &[(Vector3<f32>, f32)], above: f32) -> Vec<(Vector3<f32>, f32)> {
    let mut crown: Vec<_> = read.iter().filter(|(at, _)| at.z > above).copied().collect();
    let half = crown.len() / 2;
    if half > 0 {
        crown.select_nth_unstable_by(half, |(a, _), (b, _)| a.y.total_cmp(&b.y));
        crown.truncate(half);
    }
    crown
}
