//! Coloured pictures: values on points in space, drawn from one side.

use super::View;
use png::{BitDepth, ColorType, EncodingError};

use nalgebra::Vector3;
use serde::Deserialize;
use std::sync::OnceLock;

/// An RGB picture, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColorImage {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` colours.
    pub pixels: Vec<[u8; 3]>,
}

/// What a point is painted with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Paint {
    /// A place on the colour scale, 0–1; beyond is cut off.
    Scale(f32),
    /// A colour of its own.
    Flat([u8; 3]),
}

/// A point of a surface and its paint.
#[derive(Clone, Copy, Debug)]
pub struct PaintedPoint {
    /// Canonical head frame, mm.
    pub position: Vector3<f32>,
    /// Outward unit normal.
    pub normal: Vector3<f32>,
    /// Its paint.
    pub paint: Paint,
}

/// The colour scale: `data/viridis.csv`, perceptually uniform and readable without colour vision.
const SCALE: &str = include_str!("../../../data/viridis.csv");

#[derive(Debug, Deserialize)]
struct Stop {
    share: f32,
    red: u8,
    green: u8,
    blue: u8,
}

/// Colour at a place of the scale, 0–1.
pub fn scale_color(share: f32) -> [u8; 3] {
    static STOPS: OnceLock<Vec<Stop>> = OnceLock::new();
    let stops = STOPS.get_or_init(|| {
        let rows = csv::Reader::from_reader(SCALE.as_bytes()).into_deserialize();
        rows.collect::<Result<_, _>>()
            .unwrap_or_else(|error| unreachable!("shipped data/viridis.csv: {error}"))
    });
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    let above = stops.partition_point(|stop| stop.share < share).clamp(1, stops.len() - 1);
    let (low, high) = (&stops[above - 1], &stops[above]);
    let part = ((share - low.share) / (high.share - low.share)).clamp(0.0, 1.0);
    let mix = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * part).round() as u8;
    [mix(low.red, high.red), mix(low.green, high.green), mix(low.blue, high.blue)]
}

/// Points lie some 4 mm apart: a disc this large around each leaves no hole, mm.
const DISC_MM: f32 = 6.0;
/// Width of the weight with which a pixel takes from the points around it, mm.
const BLEND_MM: f32 = 2.5;
/// Points this far behind the foremost at a pixel are hidden, mm.
const HIDDEN_MM: f32 = 6.0;
/// What a pixel without a surface shows.
pub const BACKGROUND: [u8; 3] = [255; 3];

/// Draws painted points as a smooth, shaded surface, `size` pixels wide and high, `mm_per_px` each,
/// its middle at the height `centre_z` (mm).
pub fn draw_painted(
    points: &[PaintedPoint],
    view: View,
    size: usize,
    mm_per_px: f32,
    centre_z: f32,
) -> ColorImage {
    let ([tx, ty], [rx, ry]) = (view.toward(), view.right());
    let toward = Vector3::new(tx, ty, 0.0);
    let right = Vector3::new(rx, ry, 0.0);
    let half = size as f32 / 2.0;
    let front: Vec<(f32, f32, f32, &PaintedPoint)> = points
        .iter()
        .filter(|p| p.normal.dot(&toward) > 0.05)
        .map(|p| {
            let column = p.position.dot(&right) / mm_per_px + half;
            let row = half - (p.position.z - centre_z) / mm_per_px;
            (column, row, p.position.dot(&toward), p)
        })
        .collect();
    let reach = DISC_MM / mm_per_px;
    let each = |act: &mut dyn FnMut(usize, f32, f32, &PaintedPoint)| {
        for &(column, row, depth, point) in &front {
            let span = |c: f32| {
                (c - reach).max(0.0) as usize..((c + reach).max(0.0) as usize + 1).min(size)
            };
            for y in span(row) {
                for x in span(column) {
                    let apart = (x as f32 + 0.5 - column).hypot(y as f32 + 0.5 - row) * mm_per_px;
                    if apart < DISC_MM {
                        act(y * size + x, apart, depth, point);
                    }
                }
            }
        }
    };
    let mut foremost = vec![f32::NEG_INFINITY; size * size];
    each(&mut |pixel, _, depth, _| foremost[pixel] = foremost[pixel].max(depth));
    let mut sums = vec![Blend::default(); size * size];
    each(&mut |pixel, apart, depth, point| {
        if depth > foremost[pixel] - HIDDEN_MM {
            sums[pixel].add((-0.5 * (apart / BLEND_MM).powi(2)).exp(), point);
        }
    });
    let light = (toward + Vector3::new(0.0, 0.0, 0.5)).normalize();
    ColorImage { width: size, height: size, pixels: sums.iter().map(|s| s.color(&light)).collect() }
}

/// What the points around a pixel add up to.
#[derive(Clone, Copy, Default)]
struct Blend {
    scale: (f32, f32),
    flat: [(f32, [u8; 3]); 2],
    normal: Vector3<f32>,
}

impl Blend {
    fn add(&mut self, weight: f32, point: &PaintedPoint) {
        self.normal += point.normal * weight;
        match point.paint {
            Paint::Scale(share) => {
                self.scale = (self.scale.0 + weight, self.scale.1 + weight * share);
            }
            Paint::Flat(color) => {
                let slot = usize::from(self.flat[0].0 > 0.0 && self.flat[0].1 != color);
                self.flat[slot] = (self.flat[slot].0 + weight, color);
            }
        }
    }

    /// The paint with the most weight, shaded.
    fn color(&self, light: &Vector3<f32>) -> [u8; 3] {
        let flat = if self.flat[0].0 >= self.flat[1].0 { self.flat[0] } else { self.flat[1] };
        let color = match (self.scale.0, flat.0) {
            (scale, flat) if scale <= 0.0 && flat <= 0.0 => return BACKGROUND,
            (weight, other) if weight >= other => scale_color(self.scale.1 / weight),
            _ => flat.1,
        };
        let norm = self.normal.norm().max(f32::EPSILON);
        // Shades only as far as the shape needs it: the colour is what is read.
        let shade = 0.62 + 0.38 * (self.normal.dot(light) / norm).clamp(0.0, 1.0);
        color.map(|c| (f32::from(c) * shade).round() as u8)
    }
}

/// The picture as the bytes of a PNG file.
///
/// # Errors
/// When the picture has no pixels or their number is not `width × height`.
pub fn encode_color_png(image: &ColorImage) -> Result<Vec<u8>, EncodingError> {
    let size = [image.width, image.height];
    super::png::encode(size, ColorType::Rgb, BitDepth::Eight, image.pixels.as_flattened())
}

#[cfg(test)]
mod tests {
    use super::super::VIEWS;
    use super::*;

    #[test]
    fn the_scale_runs_from_dark_to_bright_without_a_step_back() {
        let bright =
            |c: [u8; 3]| 0.3 * f32::from(c[0]) + 0.59 * f32::from(c[1]) + 0.11 * f32::from(c[2]);
        let along: Vec<f32> = (0..=50).map(|n| bright(scale_color(n as f32 / 50.0))).collect();
        assert!(along.windows(2).all(|pair| pair[1] > pair[0]), "{along:?}");
        assert_eq!(scale_color(7.0), scale_color(1.0));
        assert_eq!(scale_color(f32::NAN), scale_color(0.0));
    }

    #[test]
    fn the_front_hides_the_back_and_the_persons_right_is_on_the_left() {
        let at = |x: f32, y: f32, paint| PaintedPoint {
            position: Vector3::new(x, y, 0.0),
            normal: Vector3::new(0.0, 1.0, 0.0),
            paint,
        };
        let (red, blue) = (Paint::Flat([255, 0, 0]), Paint::Flat([0, 0, 255]));
        let points = [at(20.0, 50.0, red), at(20.0, 0.0, blue), at(-20.0, 0.0, blue)];
        let picture = draw_painted(&points, VIEWS[0], 64, 1.0, 0.0);
        let pixel = |x: usize| picture.pixels[32 * 64 + x];
        assert!(pixel(12)[0] > 0 && pixel(12)[2] == 0, "{:?}", pixel(12));
        assert!(pixel(52)[2] > 0 && pixel(52)[0] == 0, "{:?}", pixel(52));
        assert_eq!(pixel(32), BACKGROUND);
    }
}
