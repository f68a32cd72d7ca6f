//! Photographs: PNG and JPEG files as 8-bit RGB, and pictures brought to another size and place.

mod jpeg;
mod png;
mod resample;
mod similarity;

pub use similarity::Similarity;

use super::render::GrayImage;
use exif::{In, Tag};
use std::io::Cursor;

/// A picture of 8-bit colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RgbImage {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` pixels of red, green and blue, row by row from the top.
    pub pixels: Vec<[u8; 3]>,
}

/// Why a file is no usable photograph.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhotographError {
    /// It starts like neither of the two formats.
    #[error("first bytes: {0}: neither a PNG nor a JPEG file")]
    Format(String),
    /// The decoder's message.
    #[error("{format}: {problem}")]
    Damaged {
        /// Which format it claims to be.
        format: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A camera's note that the picture has to be turned before it is looked at.
    #[error("Exif Orientation: {0}: the face does not lie upright; turn the pixels first")]
    Turned(u32),
}

impl RgbImage {
    /// Reads the bytes of a PNG or JPEG file; grey becomes equal colours, transparency is ignored,
    /// 16 bits become 8.
    ///
    /// # Errors
    /// [`PhotographError`] for other formats, damaged files, and those whose pixels lie on their side.
    pub fn decode(bytes: &[u8]) -> Result<Self, PhotographError> {
        if let Some(turn) = orientation(bytes).filter(|turn| *turn != 1) {
            return Err(PhotographError::Turned(turn));
        }
        if bytes.starts_with(b"\x89PNG") {
            png::decode(bytes)
        } else if bytes.starts_with(b"\xff\xd8") {
            jpeg::decode(bytes)
        } else {
            let first: Vec<String> = bytes.iter().take(4).map(|b| format!("{b:02x}")).collect();
            Err(PhotographError::Format(first.join(" ")))
        }
    }

    /// The picture in shades of grey; nothing where it has a colour.
    pub fn as_gray(&self) -> Option<GrayImage> {
        let gray = |&[r, g, b]: &[u8; 3]| (r == g && g == b).then_some(r);
        let pixels = self.pixels.iter().map(gray).collect::<Option<_>>()?;
        Some(GrayImage { width: self.width, height: self.height, pixels })
    }

    fn of_samples(width: usize, height: usize, samples: &[u8], channels: usize) -> Option<Self> {
        let pixel = |s: &[u8]| if channels < 3 { [s[0]; 3] } else { [s[0], s[1], s[2]] };
        let pixels: Vec<[u8; 3]> = samples.chunks_exact(channels.max(1)).map(pixel).collect();
        (pixels.len() == width * height && !pixels.is_empty()).then_some(Self {
            width,
            height,
            pixels,
        })
    }
}

impl From<&GrayImage> for RgbImage {
    fn from(gray: &GrayImage) -> Self {
        let pixels = gray.pixels.iter().map(|&value| [value; 3]).collect();
        Self { width: gray.width, height: gray.height, pixels }
    }
}

/// How a picture lies in its file: 1 is upright (Exif 2.32, tag 0x0112).
fn orientation(bytes: &[u8]) -> Option<u32> {
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::render::encode_png;

    #[test]
    fn a_gray_png_becomes_equal_colours_and_back() {
        let image = GrayImage { width: 3, height: 2, pixels: vec![0, 50, 255, 7, 8, 9] };
        let read = RgbImage::decode(&encode_png(&image).unwrap()).unwrap();
        assert_eq!((read.width, read.height, read.pixels[1]), (3, 2, [50; 3]));
        assert_eq!(read.as_gray(), Some(image));
    }

    #[test]
    fn colours_are_kept_and_alpha_is_ignored() {
        let rgba = [[1u8, 2, 3, 0], [250, 128, 4, 255]];
        let mut bytes = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut bytes, 1, 2);
        encoder.set_color(::png::ColorType::Rgba);
        encoder.write_header().unwrap().write_image_data(rgba.as_flattened()).unwrap();
        let read = RgbImage::decode(&bytes).unwrap();
        assert_eq!(read.pixels, [[1, 2, 3], [250, 128, 4]]);
        assert_eq!(read.as_gray(), None);
    }

    #[test]
    fn what_is_no_picture_is_said() {
        let image = GrayImage { width: 64, height: 64, pixels: vec![9; 4096] };
        let png = encode_png(&image).unwrap();
        let error = |bytes: &[u8]| RgbImage::decode(bytes).unwrap_err().to_string();
        assert!(error(&png[..png.len() / 2]).starts_with("PNG: "), "{}", error(&png[..60]));
        assert_eq!(error(b"GIF89a"), "first bytes: 47 49 46 38: neither a PNG nor a JPEG file");
        assert!(error(b"\xff\xd8\xff\xe0").starts_with("JPEG: "));
        assert_eq!(error(b""), "first bytes: : neither a PNG nor a JPEG file");
    }
}
