//! PNG to RGB.

use super::{PhotographError, RgbImage};
use png::{Decoder, Transformations};
use std::io::Cursor;

pub(super) fn decode(bytes: &[u8]) -> Result<RgbImage, PhotographError> {
    let damaged = |problem: String| PhotographError::Damaged { format: "PNG", problem };
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| damaged(error.to_string()))?;
    let size = reader.output_buffer_size();
    let mut samples = vec![0; size.ok_or_else(|| damaged("too large".to_owned()))?];
    let info = reader.next_frame(&mut samples).map_err(|error| damaged(error.to_string()))?;
    samples.truncate(info.buffer_size());
    let channels = info.color_type.samples();
    RgbImage::of_samples(info.width as usize, info.height as usize, &samples, channels)
        .ok_or_else(|| damaged("not as many pixels as its size says".to_owned()))
}
