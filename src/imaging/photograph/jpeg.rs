//! JPEG to RGB.

use super::{PhotographError, RgbImage};
use crate::base::guard::guarded;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

pub(super) fn decode(bytes: &[u8]) -> Result<RgbImage, PhotographError> {
    let damaged = |problem: String| PhotographError::Damaged { format: "JPEG", problem };
    // Strict: half a picture is an error, not a picture with a grey half.
    let options =
        DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB).set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    let decoded =
        guarded(|| decoder.decode()).ok_or_else(|| damaged("decoder panicked".to_owned()))?;
    let samples = decoded.map_err(|error| damaged(format!("{error:?}")))?;
    let size = decoder.dimensions().zip(decoder.output_colorspace());
    size.and_then(|((width, height), colors)| {
        RgbImage::of_samples(width, height, &samples, colors.num_components())
    })
    .ok_or_else(|| damaged("not as many pixels as its size says".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::{PhotographError, RgbImage};
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    /// 16 × 8 pixels by Pillow 12, quality 80, no subsampling: left (200, 40, 40), right (30, 60, 220).
    const COLOR: &str = "\
        /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsj\
        HBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo\
        KCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAIABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAA\
        BQb/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAABwUI/8QAFBEBAAAAAAAAAAAAAAAA\
        AAAAAP/aAAwDAQACEQMRAD8AikAthWgAI//Z";
    /// The same as CMYK, as Adobe's programs write it.
    const CMYK: &str = "\
        /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwW\
        FiAsICMmJykqKRkfLTAtKDAlKCko/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EABcAAAMBAAAAAAAAAAAAAAAAAAAH\
        CAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AHARRFKpQ42l4B//2Q==";
    /// 8 × 8 pixels of grey 90, with an Exif Orientation of 6.
    const TURNED: &str = "\
        /9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAYEBQYF\
        BAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/wAALCAAI\
        AAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AGP/Z";

    fn bytes(text: &str) -> Vec<u8> {
        STANDARD.decode(text).unwrap()
    }

    #[test]
    fn colours_come_as_other_decoders_give_them() {
        for text in [COLOR, CMYK] {
            let read = RgbImage::decode(&bytes(text)).unwrap();
            assert_eq!((read.width, read.height), (16, 8));
            for (at, color) in [(4 * 16 + 2, [200u8, 40, 40]), (4 * 16 + 13, [30, 60, 220])] {
                let found = read.pixels[at];
                assert!(found.iter().zip(color).all(|(a, b)| a.abs_diff(b) <= 3), "{found:?}");
            }
        }
    }

    #[test]
    fn gray_becomes_equal_colours_and_a_picture_on_its_side_is_refused() {
        let mut turned = bytes(TURNED);
        assert_eq!(RgbImage::decode(&turned), Err(PhotographError::Turned(6)));
        let value = turned.windows(4).position(|w| w == [0, 1, 0, 6]).unwrap() + 3;
        turned[value] = 1;
        assert_eq!(RgbImage::decode(&turned).unwrap().pixels, [[90; 3]; 64]);
    }

    #[test]
    fn every_half_of_a_picture_is_an_error_and_never_a_panic() {
        for text in [COLOR, CMYK, TURNED] {
            let whole = bytes(text);
            for length in 2..whole.len() - 12 {
                assert!(RgbImage::decode(&whole[..length]).is_err(), "{length}");
            }
        }
    }
}
