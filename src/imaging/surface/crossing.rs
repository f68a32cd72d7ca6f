//! Where on a voxel edge the surface passes.

/// Crossings keep this distance from the voxel centres, in voxels, so that no mesh edge collapses.
pub(super) const MARGIN: f32 = 0.02;

/// How far from the inside voxel towards the outside one the intensity passes the threshold, in
/// voxels; `inside` and `outside` are intensity minus threshold.
///
/// Midway where it does not pass it: the mask was filled or closed there.
pub(super) fn from_inside(inside: f32, outside: f32) -> f32 {
    let t = inside / (inside - outside);
    // Plain comparisons: `clamp` takes care of NaN, which the last line does.
    let t = if t > MARGIN { t } else { MARGIN };
    let t = if t < 1.0 - MARGIN { t } else { 1.0 - MARGIN };
    if inside >= 0.0 && outside <= 0.0 && inside > outside { t } else { MIDWAY }
}

/// Where a crossing lies whose intensities say nothing, as at the edge of the field of view.
pub(super) const MIDWAY: f32 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_that_is_not_bracketed_lies_midway() {
        let cases = [
            (-3.0, -5.0, 0.5),
            (5.0, 2.0, 0.5),
            (-1.0, 1.0, 0.5),
            (0.0, 0.0, 0.5),
            (1.0, -3.0, 0.25),
            (0.0, -3.0, MARGIN),
            (1000.0, -0.001, 1.0 - MARGIN),
        ];
        for (inside, outside, expected) in cases {
            approx::assert_abs_diff_eq!(from_inside(inside, outside), expected);
        }
    }
}
