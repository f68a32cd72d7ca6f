//! A picture brought to another size and place.

use super::{RgbImage, Similarity};

impl RgbImage {
    /// The picture moved by `placed` and looked at through a window of `height × width` pixels.
    ///
    /// A pixel is the mean of bilinear samples, as many a side as source pixels fit into it, so that
    /// nothing finer than the new pixels is left to flicker. Beyond its edge the picture goes on as
    /// it ends.
    #[must_use]
    pub fn resampled(&self, placed: &Similarity, [height, width]: [usize; 2]) -> Self {
        let back = placed.inverse();
        let samples = (back.scale().ceil().max(1.0) as usize).min(MOST_SAMPLES);
        let offset = |n: usize| (n as f64 + 0.5) / samples as f64 - 0.5;
        let pixel = |row: usize, col: usize| {
            let mut sums = [0.0; 3];
            for (i, j) in (0..samples).flat_map(|i| (0..samples).map(move |j| (i, j))) {
                let at = back.apply([col as f64 + offset(j), row as f64 + offset(i)]);
                let sample = self.between_pixels(at);
                for (sum, value) in sums.iter_mut().zip(sample) {
                    *sum += value;
                }
            }
            sums.map(|sum| (sum / (samples * samples) as f64).round() as u8)
        };
        let places = (0..height).flat_map(|row| (0..width).map(move |col| (row, col)));
        Self { width, height, pixels: places.map(|(row, col)| pixel(row, col)).collect() }
    }

    /// Bilinear between the four pixels around a place `[col, row]`.
    fn between_pixels(&self, [x, y]: [f64; 2]) -> [f64; 3] {
        let x = x.clamp(0.0, (self.width - 1) as f64);
        let y = y.clamp(0.0, (self.height - 1) as f64);
        let (left, top) = (x as usize, y as usize);
        let right = (left + 1).min(self.width - 1);
        let below = (top + 1).min(self.height - 1);
        let (u, v) = (x - left as f64, y - top as f64);
        let at = |row: usize, col: usize| self.pixels[row * self.width + col];
        let corners = [at(top, left), at(top, right), at(below, left), at(below, right)];
        let weights = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
        [0, 1, 2].map(|channel| {
            corners.iter().zip(weights).map(|(p, w)| f64::from(p[channel]) * w).sum()
        })
    }
}

/// Samples a side of a pixel at most: a photograph of 64 times the wanted size is fine enough.
const MOST_SAMPLES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: usize, height: usize, pixel: impl Fn(usize, usize) -> u8) -> RgbImage {
        let places = (0..height).flat_map(|row| (0..width).map(move |col| (row, col)));
        let pixels = places.map(|(row, col)| [pixel(row, col); 3]).collect();
        RgbImage { width, height, pixels }
    }

    #[test]
    fn an_eighth_of_the_size_is_the_mean_of_blocks() {
        let noise = picture(64, 48, |row, col| (row * 7919 + col * 104_729) as u8);
        let small = noise.resampled(&Similarity::scaled(1.0 / 8.0), [6, 8]);
        for (n, pixel) in small.pixels.iter().enumerate() {
            let (top, left) = (8 * (n / 8), 8 * (n % 8));
            let block = (top..top + 8).flat_map(|r| (left..left + 8).map(move |c| r * 64 + c));
            let mean = block.map(|at| f64::from(noise.pixels[at][0])).sum::<f64>() / 64.0;
            assert!((f64::from(pixel[1]) - mean).abs() <= 0.5, "{n}: {pixel:?} {mean}");
        }
    }

    #[test]
    fn the_same_size_is_the_same_picture() {
        let noise = picture(9, 5, |row, col| (row * 31 + col * 17) as u8);
        assert_eq!(noise.resampled(&Similarity::scaled(1.0), [5, 9]), noise);
    }

    #[test]
    fn points_land_where_the_similarity_takes_them() {
        // A white dot on black, moved, turned by 90° and made three times as large.
        let dot = picture(20, 20, |row, col| if (row, col) == (4, 6) { 255 } else { 0 });
        let from = [[6.0, 4.0], [10.0, 4.0], [6.0, 9.0]];
        let to = [[30.0, 20.0], [30.0, 32.0], [15.0, 20.0]];
        let moved = dot.resampled(&Similarity::between(&from, &to).unwrap(), [60, 60]);
        let brightest = (0..3600).max_by_key(|&n| moved.pixels[n][0]).unwrap();
        assert_eq!((brightest / 60, brightest % 60), (20, 30));
        assert_eq!(moved.pixels[brightest], [255; 3]);
    }
}
