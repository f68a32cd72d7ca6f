//! Smooth silhouettes: pixels at a step in depth are mixed with their neighbours.
//!
//! Only such pixels (about 2 % of a head's) are touched, which costs far less than drawing with
//! several samples a pixel.

use super::surfel::Surfels;
use std::ops::Range;

/// A step between neighbouring pixels that is a silhouette and no slope, mm.
const STEP_MM: f32 = 5.0;

/// Replaces every pixel at a silhouette by the 1-2-1 mean of its 3 × 3 neighbours.
pub(super) fn soften(surfels: &Surfels, grey: &mut [u8]) {
    let size = surfels.size;
    // Edges lie just outside of what is shown, too; the picture's own border has no neighbours.
    let within = |shown: &Range<usize>| {
        let [first, end] = [shown.start.max(2) - 1, size.min(shown.end + 2).max(1) - 1];
        first..end
    };
    let (rows, columns) = (within(&surfels.rows), within(&surfels.columns));
    let mut softened = Vec::new();
    let mut steps = vec![false; columns.len()];
    for row in rows {
        let line = |row: usize| &surfels.heights[row * size..][columns.start - 1..=columns.end];
        mark_steps(&mut steps, [line(row - 1), line(row), line(row + 1)]);
        for (eight, steps) in steps.chunks(8).enumerate() {
            if !steps.contains(&true) {
                continue;
            }
            let marked = steps.iter().enumerate().filter(|(_, step)| **step);
            for column in marked.map(|(n, _)| columns.start + 8 * eight + n) {
                let at = row * size + column;
                let line = |at: usize| {
                    u32::from(grey[at - 1]) + 2 * u32::from(grey[at]) + u32::from(grey[at + 1])
                };
                let sum = line(at - size) + 2 * line(at) + line(at + size);
                softened.push((at, ((sum + 8) / 16) as u8));
            }
        }
    }
    for (at, value) in softened {
        grey[at] = value;
    }
}

/// Marks the pixels of the middle row, less its first and last, that lie at a step. Nothing there
/// counts as height 0, far behind any surface.
fn mark_steps(steps: &mut [bool], [above, here, below]: [&[f32]; 3]) {
    let sideways = here.iter().zip(&here[2..]);
    let upwards = above[1..].iter().zip(&below[1..]);
    let middle = steps.iter_mut().zip(&here[1..]);
    for ((step, &here), ((&left, &right), (&up, &down))) in middle.zip(sideways.zip(upwards)) {
        *step = ((here - left).abs() > STEP_MM)
            | ((here - right).abs() > STEP_MM)
            | ((here - up).abs() > STEP_MM)
            | ((here - down).abs() > STEP_MM);
    }
}
