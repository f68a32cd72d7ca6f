//! Grey pictures and their files.

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
pub fn encode_png(image: &GrayImage) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::with_capacity(image.pixels.len() / 2);
    let mut encoder = png::Encoder::new(&mut bytes, image.width as u32, image.height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&image.pixels)?;
    writer.finish()?;
    Ok(bytes)
}
