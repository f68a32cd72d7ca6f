//! What a model wants to be shown, as its JSON file says.
//!
//! ```json
//! { "size": 112, "mean": 127.5, "scale": 0.0078125, "channels": "RGB" }
//! ```

mod parse;

pub use parse::SettingsError;

use crate::face::face_points::FacePoints;
use crate::imaging::photograph::RgbImage;
use crate::imaging::render::View;
use serde::Deserialize;

/// How a picture becomes the input of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct InputSettings {
    /// Rows and columns.
    pub size: [usize; 2],
    /// In which order colours are given.
    pub channels: Channels,
    /// In which order values are given.
    pub layout: Layout,
    /// Where the parts of a face lie in the picture.
    pub points: FacePoints,
    /// From where a scan is drawn; the embeddings of several views are averaged.
    pub views: Vec<View>,
    /// Name of the model's input; nothing where it has one only.
    pub input: Option<String>,
    /// Name of the model's output; nothing where it has one only.
    pub output: Option<String>,
    /// Taken off each channel, of 0 to 255, and then multiplied.
    mean_and_scale: Vec<(f32, f32)>,
}

/// Colours of a pixel, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Channels {
    /// Red, green, blue.
    #[serde(rename = "RGB")]
    Rgb,
    /// Blue, green, red.
    #[serde(rename = "BGR")]
    Bgr,
    /// One channel: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601).
    #[serde(rename = "gray")]
    Gray,
}

/// Order of the values of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Layout {
    /// Channel by channel.
    #[default]
    #[serde(rename = "NCHW")]
    ChannelsFirst,
    /// Pixel by pixel.
    #[serde(rename = "NHWC")]
    ChannelsLast,
}

impl InputSettings {
    /// Values of a pixel.
    pub fn channel_count(&self) -> usize {
        self.mean_and_scale.len()
    }

    /// Shape of the model's input, one picture.
    pub fn shape(&self) -> [usize; 4] {
        let ([rows, columns], channels) = (self.size, self.channel_count());
        match self.layout {
            Layout::ChannelsFirst => [1, channels, rows, columns],
            Layout::ChannelsLast => [1, rows, columns, channels],
        }
    }

    /// The values of a picture of the right size: `(value − mean) × scale`, in the order of
    /// [`Self::shape`].
    pub fn values(&self, picture: &RgbImage) -> Vec<f32> {
        let value = |pixel: &[u8; 3], channel: usize| {
            let [red, green, blue] = pixel.map(f32::from);
            let color = match self.channels {
                Channels::Rgb => [red, green, blue][channel],
                Channels::Bgr => [blue, green, red][channel],
                Channels::Gray => 0.299 * red + 0.587 * green + 0.114 * blue,
            };
            let (mean, scale) = self.mean_and_scale[channel];
            (color - mean) * scale
        };
        let (pixels, channels) = (&picture.pixels, 0..self.channel_count());
        match self.layout {
            Layout::ChannelsFirst => {
                channels.flat_map(|c| pixels.iter().map(move |p| value(p, c))).collect()
            }
            Layout::ChannelsLast => {
                pixels.iter().flat_map(|p| channels.clone().map(move |c| value(p, c))).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn picture() -> RgbImage {
        RgbImage { width: 2, height: 1, pixels: vec![[10, 20, 30], [40, 50, 60]] }
    }

    #[test]
    fn values_come_in_the_order_asked_for() {
        let with = |channels: &str, layout: &str, mean: Value| {
            let settings = serde_json::json!({
                "size": 8, "channels": channels, "layout": layout, "mean": mean, "scale": 2,
            });
            InputSettings::parse(&settings.to_string()).unwrap().values(&picture())
        };
        let means = || serde_json::json!([1, 2, 3]);
        assert_eq!(with("RGB", "NCHW", means()), [18.0, 78.0, 36.0, 96.0, 54.0, 114.0]);
        assert_eq!(with("BGR", "NHWC", means()), [58.0, 36.0, 14.0, 118.0, 96.0, 74.0]);
        let gray = with("gray", "NCHW", 0.into());
        assert_eq!(gray.len(), 2);
        assert!((gray[0] - 2.0 * (2.99 + 11.74 + 3.42)).abs() < 1e-4);
    }
}
