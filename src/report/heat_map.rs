//! Millimetres between original and copy, painted on the mean head: the person's own face is not
//! shown.

use crate::face::mean_head::MeanHead;
use crate::face::residual::PointResidual;
use crate::imaging::render::color::{
    BACKGROUND, ColorImage, Paint, PaintedPoint, draw_painted, encode_color_png, scale_color,
};
use crate::imaging::render::lettering::{fill, write};
use crate::imaging::render::{VIEWS, View};

/// End of the colour scale, mm; farther is painted like this. Larger changes of skin are rare
/// (noses stand out 20 mm, but what is removed has its own colour).
const FULL_MM: f32 = 10.0;
/// Paint of removed skin: far from every colour of the scale.
const REMOVED: [u8; 3] = [200, 60, 50];
/// Paint of what was not measured.
const NOT_MEASURED: [u8; 3] = [190, 190, 190];
const INK: [u8; 3] = [20, 20, 20];
/// Pixels of a panel, mm per pixel, and the height of its middle above the Frankfurt plane, mm.
const PANEL: (usize, f32, f32) = (360, 0.75, 10.0);
/// Height of the legend, pixels.
const LEGEND: usize = 64;

/// The heat map of a pair as the bytes of a PNG: from the front and from 60° on either side.
///
/// # Errors
/// When the picture cannot be encoded.
pub fn encode(map: &[PointResidual]) -> Result<Vec<u8>, png::EncodingError> {
    let model = MeanHead::shipped();
    let points: Vec<PaintedPoint> = model
        .points
        .iter()
        .zip(map)
        .map(|(point, residual)| PaintedPoint {
            position: point.position.cast(),
            normal: point.normal.cast(),
            paint: match residual {
                PointResidual::NotMeasured => Paint::Flat(NOT_MEASURED),
                PointResidual::Removed => Paint::Flat(REMOVED),
                PointResidual::Moved(mm) => Paint::Scale(*mm as f32 / FULL_MM),
            },
        })
        .collect();
    let named = |name: &str| VIEWS.into_iter().find(|v| v.name == name);
    let views: Vec<View> = ["right60", "frontal", "left60"].into_iter().filter_map(named).collect();
    let (size, mm_per_px, centre_z) = PANEL;
    let (width, height) = (size * views.len(), size + LEGEND);
    let mut image = ColorImage { width, height, pixels: vec![BACKGROUND; width * height] };
    for (n, view) in views.into_iter().enumerate() {
        let panel = draw_painted(&points, view, size, mm_per_px, centre_z);
        fill(&mut image, n * size..(n + 1) * size, 0..size, |x, y| {
            panel.pixels[y * size + x - n * size]
        });
    }
    legend(&mut image, size);
    encode_color_png(&image)
}

fn legend(image: &mut ColorImage, top: usize) {
    const BAR: (usize, usize) = (60, 400);
    const TICKS: [&str; 6] = ["0", "2", "4", "6", "8", "10+ mm"];
    let (from, length) = BAR;
    fill(image, from..from + length, top + 8..top + 28, |x, _| {
        scale_color((x - from) as f32 / length as f32)
    });
    for (n, tick) in TICKS.iter().enumerate() {
        let x = from + n * length / (TICKS.len() - 1);
        fill(image, x..x + 1, top + 28..top + 34, |_, _| INK);
        write(image, tick, [x.saturating_sub(5), top + 38], 2, INK);
    }
    for (x, color, word) in [(600, REMOVED, "removed"), (790, NOT_MEASURED, "not measured")] {
        fill(image, x..x + 40, top + 8..top + 28, |_, _| color);
        write(image, word, [x + 48, top + 12], 2, INK);
    }
}
