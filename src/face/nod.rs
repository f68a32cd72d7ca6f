//! What in the shape of a head is a nod.
//!
//! Two people who look straight ahead differ in shape, and part of that difference looks like one of
//! them nodding: a high occiput under a low brow fits the mean head best when it is tilted. Which
//! part is shape and which is pitch cannot be told from one surface. It is a convention of the frame,
//! learnt from heads whose frame is known: `data/nod_of_shape.csv` holds the pitch that each smooth
//! mode of the shape model takes along, by ridge regression (`benches/accuracy/calibrate_nod.py`).
//! Yaw and roll need none: shape modes are the same on both sides.

use super::mean_head::MeanHead;
use super::registration::Placement;
use crate::base::shipped;
use serde::Deserialize;
use std::sync::OnceLock;

/// Degrees of nose-up pitch per standard deviation of each smooth mode.
#[derive(Debug)]
struct Nod {
    degrees_per_sd: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    smooth_mode: usize,
    degrees_per_sd: f64,
}

impl Nod {
    fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<Nod> = OnceLock::new();
        SHIPPED
            .get_or_init(|| shipped::valid(Self::read(include_str!("../../data/nod_of_shape.csv"))))
    }

    /// Reads a table with one row for each smooth mode, in their order.
    fn read(table: &str) -> Result<Self, String> {
        let rows: Vec<Row> = shipped::rows(table)?;
        let ordered = rows.iter().enumerate().all(|(n, row)| row.smooth_mode == n);
        if !ordered || rows.len() != MeanHead::SMOOTH_MODES {
            return Err(format!("smooth_mode: not 0 to {}", MeanHead::SMOOTH_MODES - 1));
        }
        Ok(Self { degrees_per_sd: rows.iter().map(|row| row.degrees_per_sd).collect() })
    }
}

/// How far nose-up a placed head lies only because of its shape, degrees.
///
/// `face_met` is the share of the face's model points that met skin, 0–1: what was learnt from whole
/// heads says nothing of a cut one, where the shape of the face is no more than a guess from the rest
/// (on heads cut by three tools it made the pitch no better).
pub(super) fn of_shape(placement: &Placement, face_met: f64) -> f64 {
    let nod = Nod::shipped();
    let smooth = placement.shape.len() - MeanHead::SMOOTH_MODES;
    let products = nod.degrees_per_sd.iter().zip(placement.shape.iter().skip(smooth));
    face_met * products.map(|(degrees, sd)| degrees * sd).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Isometry3;

    #[test]
    fn the_mean_head_and_heads_without_a_face_keep_their_pitch() {
        let mut placement = Placement::unshaped(MeanHead::shipped(), Isometry3::identity());
        assert!(of_shape(&placement, 1.0).abs() < 1e-12);
        placement.shape.fill(1.0);
        assert!(of_shape(&placement, 0.0).abs() < 1e-12);
        let whole: f64 = Nod::shipped().degrees_per_sd.iter().sum();
        assert!((of_shape(&placement, 0.5) - 0.5 * whole).abs() < 1e-12);
    }

    #[test]
    fn a_table_of_other_modes_is_refused() {
        assert!(Nod::read("smooth_mode,degrees_per_sd\n0,0.1\n").is_err());
        assert!(Nod::read("smooth_mode,degrees_per_sd\n0,much\n").is_err());
    }
}
