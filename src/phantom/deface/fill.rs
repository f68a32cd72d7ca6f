//! What is written where voxels are removed.

use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;

use super::Original;
use crate::base::stats::stream::normal_pair;
use crate::base::stats::stream::uniform_in;

/// What is written where voxels are removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// 0, as `mri_deface`, pydeface and quickshear do.
    #[default]
    Zero,
    /// The mean of the air around the head, the same in every voxel.
    Constant,
    /// Noise as strong as that of the air around the head.
    Noise,
    /// The mean of the head's tissue, the same in every voxel.
    Tissue,
    /// Noise about the mean of the head's tissue, as `mideface` fills what lies in its template.
    TissueNoise,
    /// Any value up to the brightest of the scan.
    Uniform,
}

impl Fill {
    /// All fills.
    pub const ALL: [Self; 6] =
        [Self::Zero, Self::Constant, Self::Noise, Self::Tissue, Self::TissueNoise, Self::Uniform];

    /// Name on the command line and in the truth.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Constant => "constant",
            Self::Noise => "noise",
            Self::Tissue => "tissue",
            Self::TissueNoise => "tissue_noise",
            Self::Uniform => "uniform",
        }
    }
}

/// The brightness of a scan, stored units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Levels {
    /// Noise of each channel.
    air: f64,
    /// Mean of the voxels within the head, and their standard deviation.
    tissue: [f64; 2],
    /// The brightest voxel.
    brightest: f64,
}

impl Levels {
    pub(super) fn of(original: &Original<'_>) -> Self {
        let Original { session, scan, samples, .. } = original;
        let row = scan.grid.shape[0];
        let rows = samples.par_chunks(row).zip(scan.coverage.par_chunks(row));
        // By row, so that the sums are the same for any number of threads.
        let sums: Vec<[f64; 4]> =
            rows.map(|(samples, coverage)| of_row(samples, coverage)).collect();
        let [count, sum, squares, brightest] = sums.into_iter().fold([0.; 4], |all, row| {
            [all[0] + row[0], all[1] + row[1], all[2] + row[2], all[3].max(row[3])]
        });
        let mean = sum / count.max(1.);
        let deviation = (squares / count.max(1.) - mean * mean).max(0.).sqrt();
        Self { air: session.noise * session.gain, tissue: [mean, deviation], brightest }
    }

    /// One voxel of a fill.
    pub(super) fn draw(&self, fill: Fill, random: &mut Pcg64) -> f64 {
        let [mean, deviation] = self.tissue;
        match fill {
            Fill::Zero => 0.,
            // Magnitude of complex noise: Rayleigh, with mean σ·√(π/2).
            Fill::Constant => self.air * std::f64::consts::FRAC_PI_2.sqrt(),
            Fill::Noise => {
                let [a, b] = normal_pair(random);
                self.air * a.hypot(b)
            }
            Fill::Tissue => mean,
            // mideface.cpp (FreeSurfer 7), FillType 1: mean + (u − ½) × standard deviation.
            Fill::TissueNoise => (mean + uniform_in(random, -0.5, 0.5) * deviation).abs(),
            Fill::Uniform => uniform_in(random, 0., self.brightest),
        }
    }
}

/// Number, sum and sum of squares of the voxels within the head, and the brightest voxel.
fn of_row(samples: &[f32], coverage: &[f32]) -> [f64; 4] {
    samples.iter().zip(coverage).fold([0.; 4], |[count, sum, squares, brightest], (&v, &share)| {
        let (v, inside) = (f64::from(v), f64::from(u8::from(share >= 1.)));
        [count + inside, sum + inside * v, squares + inside * v * v, brightest.max(v)]
    })
}
