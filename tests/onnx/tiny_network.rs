//! A face-embedding network small enough to be computed by hand: the hand is here, too.
//!
//! ```text
//!   3 × 64 × 64 → Conv 3 × 3, step 2 → 8 × 32 × 32 → Relu → mean of 2 × 2 → 8 × 16 × 16
//!               → Flatten → 2048 → Gemm → 96
//! ```
//! Its weights are random and know nothing of faces; every filter sums to zero, so that it sees
//! edges and not how bright a picture is.

use super::protobuf::{model, node, tensor, value};

pub(crate) const SIZE: usize = 64;
const FILTERS: usize = 8;
const QUARTER: usize = SIZE / 4;
const FEATURES: usize = FILTERS * QUARTER * QUARTER;
pub(crate) const LENGTH: usize = 96;

/// The settings that go with it.
pub(crate) const SETTINGS: &str =
    r#"{"size": 64, "mean": [120, 125, 130], "scale": 0.0078125, "channels": "BGR"}"#;

pub(crate) struct TinyNetwork {
    filters: Vec<f32>,
    projection: Vec<f32>,
    offsets: Vec<f32>,
}

/// Numbers between −1 and 1 (Knuth's MMIX generator).
fn random(mut state: u64) -> impl FnMut() -> f32 {
    move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

impl TinyNetwork {
    pub(crate) fn new() -> Self {
        let mut random = random(4);
        let mut filters: Vec<f32> = (0..FILTERS * 27).map(|_| random()).collect();
        for filter in filters.chunks_mut(27) {
            let mean = filter.iter().sum::<f32>() / 27.0;
            for weight in filter {
                *weight -= mean;
            }
        }
        let projection = (0..LENGTH * FEATURES).map(|_| random()).collect();
        let offsets = (0..LENGTH).map(|_| random()).collect();
        Self { filters, projection, offsets }
    }

    /// One whose last weights are all multiplied.
    pub(crate) fn scaled(factor: f32) -> Self {
        let mut network = Self::new();
        for weight in network.projection.iter_mut().chain(&mut network.offsets) {
            *weight *= factor;
        }
        network
    }

    /// The network as an ONNX file.
    pub(crate) fn to_onnx(&self) -> Vec<u8> {
        let nodes = [
            node(
                "Conv",
                &["picture", "filters"],
                "edges",
                &[
                    ("strides", &[2, 2]),
                    ("pads", &[1; 4]),
                    ("dilations", &[1, 1]),
                    ("kernel_shape", &[3, 3]),
                ],
            ),
            node("Relu", &["edges"], "bright", &[]),
            node(
                "AveragePool",
                &["bright"],
                "pooled",
                &[("kernel_shape", &[2, 2]), ("strides", &[2, 2])],
            ),
            node("Flatten", &["pooled"], "flat", &[("axis", &[1])]),
            node("Gemm", &["flat", "projection", "offsets"], "embedding", &[("transB", &[1])]),
        ];
        let weights = [
            tensor("filters", &[FILTERS, 3, 3, 3], &self.filters),
            tensor("projection", &[LENGTH, FEATURES], &self.projection),
            tensor("offsets", &[LENGTH], &self.offsets),
        ];
        let picture = value("picture", &[1, 3, SIZE, SIZE]);
        model(&nodes, &weights, &[picture], &[value("embedding", &[1, LENGTH])])
    }

    /// The unit vector that the network makes of a picture under [`SETTINGS`], the slow way.
    pub(crate) fn by_hand(&self, pixels: &[[u8; 3]]) -> Vec<f64> {
        let shown = |channel: usize, row: isize, col: isize| {
            let inside = |at: isize| (0..SIZE as isize).contains(&at);
            if !inside(row) || !inside(col) {
                return 0.0;
            }
            let pixel = pixels[row as usize * SIZE + col as usize];
            let [blue, green, red] = [pixel[2], pixel[1], pixel[0]].map(f64::from);
            [blue - 120.0, green - 125.0, red - 130.0][channel] * 0.007_812_5
        };
        let edge = |filter: usize, row: usize, col: usize| {
            let mut sum = 0.0;
            for (channel, i, j) in (0..27).map(|n| (n / 9, n / 3 % 3, n % 3)) {
                let weight = self.filters[filter * 27 + channel * 9 + i * 3 + j];
                let (row, col) = ((2 * row + i) as isize - 1, (2 * col + j) as isize - 1);
                sum += f64::from(weight) * shown(channel, row, col);
            }
            f64::max(sum, 0.0)
        };
        let mut flat = Vec::new();
        for (filter, row, col) in
            (0..FEATURES).map(|n| (n / (QUARTER * QUARTER), n / QUARTER % QUARTER, n % QUARTER))
        {
            let four = [(0, 0), (0, 1), (1, 0), (1, 1)];
            let mean =
                four.map(|(i, j)| edge(filter, 2 * row + i, 2 * col + j)).iter().sum::<f64>();
            flat.push(mean / 4.0);
        }
        let project = |n: usize| {
            let row = &self.projection[n * FEATURES..][..FEATURES];
            let sum: f64 = row.iter().zip(&flat).map(|(w, x)| f64::from(*w) * x).sum();
            sum + f64::from(self.offsets[n])
        };
        let embedding: Vec<f64> = (0..LENGTH).map(project).collect();
        let length = embedding.iter().map(|x| x * x).sum::<f64>().sqrt();
        embedding.into_iter().map(|x| x / length).collect()
    }
}
