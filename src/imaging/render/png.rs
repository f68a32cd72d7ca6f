//! Pictures, depth and normals as PNG files.

use super::Picture;
use png::{BitDepth, ColorType, Compression, EncodingError};

/// An 8-bit grey picture, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrayImage {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` grey values, 0 black.
    pub pixels: Vec<u8>,
}

/// The picture as the bytes of a PNG file, compressed fast.
///
/// # Errors
/// When the picture has no pixels or their number is not `width × height`.
pub fn encode_png(image: &GrayImage) -> Result<Vec<u8>, EncodingError> {
    let size = [image.width, image.height];
    encode(size, ColorType::Grayscale, BitDepth::Eight, &image.pixels)
}

/// Steps of depth in a millimetre, in [`encode_depth_png`].
const DEPTH_STEPS_PER_MM: f32 = 100.0;

/// Depth as a 16-bit grey PNG: 0.01 mm a step from the camera plane, 0 = no surface.
///
/// # Errors
/// As [`encode_png`].
pub fn encode_depth_png(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let samples: Vec<u8> = picture
        .depth()
        // A cast to integer saturates and takes NaN to 0.
        .flat_map(|mm| ((mm * DEPTH_STEPS_PER_MM).round() as u16).to_be_bytes())
        .collect();
    let size = [picture.shaded.width, picture.shaded.height];
    encode(size, ColorType::Grayscale, BitDepth::Sixteen, &samples)
}

/// Normals as an RGB PNG: x (to the person's right), y (front), z (up) from −1 to 1 as 1 to 255;
/// black = no surface or a cut by the field of view.
///
/// # Errors
/// As [`encode_png`].
pub fn encode_normals_png(picture: &Picture) -> Result<Vec<u8>, EncodingError> {
    let none = |normal: &[f32; 3]| normal.iter().all(|&c| c == 0.0);
    let samples: Vec<u8> = picture
        .normals()
        .flat_map(|n| if none(&n) { [0; 3] } else { n.map(|c| (128.0 + 127.0 * c).round() as u8) })
        .collect();
    encode([picture.shaded.width, picture.shaded.height], ColorType::Rgb, BitDepth::Eight, &samples)
}

pub(super) fn encode(
    [width, height]: [usize; 2],
    color: ColorType,
    depth: BitDepth,
    samples: &[u8],
) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::with_capacity(samples.len() / 2);
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(samples)?;
    writer.finish()?;
    Ok(bytes)
}
