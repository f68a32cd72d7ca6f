//! The mean head: the fixed shape to which every scan is brought.
//!
//! Made from published anthropometry by `examples/mean_head.rs` (see `data/README.md`)
//! and compiled in: points on the skin with an outward normal and a region each, how far each point
//! moves along its normal per standard deviation of each anthropometric parameter (a linear shape
//! model), and the landmarks.

mod ply;

use nalgebra::Vector3;
use std::sync::OnceLock;

use super::region::Region;

/// A point of the mean head's skin, canonical frame ([`crate::base::space::HeadPoint`]).
#[derive(Clone, Debug)]
pub struct ModelPoint {
    /// Position, mm.
    pub position: Vector3<f64>,
    /// Outward unit normal.
    pub normal: Vector3<f64>,
    /// What part of the head it lies on.
    pub region: Region,
    /// Displacement along the normal per +1 SD of each parameter, mm.
    pub modes: Vec<f64>,
}

/// A landmark of the mean head, canonical frame.
#[derive(Clone, Debug)]
pub struct ModelLandmark {
    /// Name in the field's terms, e.g. `nasion`.
    pub name: String,
    /// Position, mm.
    pub position: Vector3<f64>,
    /// Displacement per +1 SD of each parameter, mm.
    pub modes: Vec<Vector3<f64>>,
}

/// Points, shape model and landmarks of the mean head.
#[derive(Clone, Debug)]
pub struct MeanHead {
    /// Points spread over the skin above the neck, denser on the face.
    pub points: Vec<ModelPoint>,
    /// Anthropometric parameter behind each mode.
    pub mode_names: Vec<String>,
    /// Landmarks, in the order of the file.
    pub landmarks: Vec<ModelLandmark>,
}

/// Why a mean head file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MeanHeadError {
    /// The point file is not a binary PLY with the expected properties.
    #[error("mean head points: {0}")]
    Points(String),
    /// The landmark table has a missing or malformed field.
    #[error("mean head landmarks: {0}")]
    Landmarks(String),
}

impl MeanHead {
    /// The mean head that is compiled in.
    ///
    /// # Panics
    /// Never with the committed files: `the_shipped_mean_head_can_be_read` reads them.
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<MeanHead> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            Self::read(
                include_bytes!("../../data/mean_head.ply"),
                include_str!("../../data/mean_head_landmarks.csv"),
            )
            .unwrap_or_else(|error| unreachable!("shipped data: {error}"))
        })
    }

    /// Reads a point file (binary little-endian PLY) and a landmark table (CSV).
    ///
    /// # Errors
    /// [`MeanHeadError`] when either is not of the form that `phantom` writes.
    pub fn read(ply: &[u8], landmarks: &str) -> Result<Self, MeanHeadError> {
        let (points, mode_names) = ply::points(ply).map_err(MeanHeadError::Points)?;
        let landmarks = read_landmarks(landmarks, &mode_names).map_err(MeanHeadError::Landmarks)?;
        Ok(Self { points, mode_names, landmarks })
    }

    /// The points whose region has a weight above zero, with that weight.
    pub(crate) fn weighted(&self, weight: impl Fn(Region) -> f64) -> Vec<(&ModelPoint, f64)> {
        self.points.iter().map(|p| (p, weight(p.region))).filter(|(_, w)| *w > 0.0).collect()
    }
}

/// Rows `landmark, mode, x, y, z`, mm: the row `mean` first, then a displacement per +1 SD of each
/// mode that moves the landmark.
fn read_landmarks(table: &str, modes: &[String]) -> Result<Vec<ModelLandmark>, String> {
    let mut landmarks: Vec<ModelLandmark> = Vec::new();
    for record in csv::Reader::from_reader(table.as_bytes()).deserialize() {
        let (name, mode, x, y, z): (String, String, f64, f64, f64) =
            record.map_err(|error| error.to_string())?;
        let moved = Vector3::new(x, y, z);
        if mode == "mean" {
            let still = vec![Vector3::zeros(); modes.len()];
            landmarks.push(ModelLandmark { name, position: moved, modes: still });
            continue;
        }
        let known = landmarks.last_mut().filter(|l| l.name == name);
        let number = modes.iter().position(|m| *m == mode);
        match (known, number) {
            (Some(landmark), Some(number)) => landmark.modes[number] = moved,
            _ => return Err(format!("{name}, {mode}: no such landmark or mode before this row")),
        }
    }
    Ok(landmarks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_mean_head_can_be_read() {
        let head = MeanHead::shipped();
        assert!(head.points.len() > 2000);
        assert_eq!(head.landmarks.len(), 10);
        for point in &head.points {
            approx::assert_abs_diff_eq!(point.normal.norm(), 1.0, epsilon = 1e-3);
            assert_eq!(point.modes.len(), head.mode_names.len());
        }
    }

    #[test]
    fn a_cut_off_point_file_is_an_error() {
        let ply = include_bytes!("../../data/mean_head.ply");
        assert!(MeanHead::read(&ply[..ply.len() - 1], "landmark,mode,x,y,z\n").is_err());
        assert!(MeanHead::read(b"ply\nformat ascii 1.0\nend_header\n", "").is_err());
    }
}
